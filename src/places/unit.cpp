#include "places/unit.h"

#include <array>

namespace anlan::places {
namespace {

constexpr std::array<std::string_view, k_level_count> k_level_names{
    "province", "prefecture", "county", "station", "community"};

}  // namespace

std::string_view to_string(Level level) { return k_level_names[static_cast<std::size_t>(level)]; }

std::optional<Level> level_from(std::string_view text) {
  for (std::size_t i = 0; i < k_level_names.size(); ++i) {
    if (k_level_names[i] == text) return static_cast<Level>(i);
  }
  return std::nullopt;
}

}  // namespace anlan::places
