#include "incidents/incident.h"

#include <array>
#include <cstddef>

#include "base/check.h"

namespace anlan::incidents {
namespace {

constexpr std::array<std::string_view, 3> k_known_by{"public_report", "sensor",
                                                     "police_initiative"};
constexpr std::array<std::string_view, 5> k_precisions{"exact", "block", "grid", "area", "unit"};
constexpr std::array<std::string_view, 4> k_statuses{"open", "cleared", "closed", "unfounded"};

template <class Enum, std::size_t n>
std::string_view name_in(const std::array<std::string_view, n>& names, Enum value) {
  const auto index = static_cast<std::size_t>(value);
  CHECK(index < n);
  return names[index];
}

template <class Enum, std::size_t n>
std::optional<Enum> value_in(const std::array<std::string_view, n>& names, std::string_view text) {
  for (std::size_t i = 0; i < n; ++i) {
    if (names[i] == text) return static_cast<Enum>(i);
  }
  return std::nullopt;
}

}  // namespace

std::string_view to_string(KnownBy known_by) { return name_in(k_known_by, known_by); }
std::string_view to_string(PlacePrecision precision) { return name_in(k_precisions, precision); }
std::string_view to_string(Status status) { return name_in(k_statuses, status); }

std::optional<KnownBy> known_by_from(std::string_view text) {
  return value_in<KnownBy>(k_known_by, text);
}
std::optional<PlacePrecision> place_precision_from(std::string_view text) {
  return value_in<PlacePrecision>(k_precisions, text);
}
std::optional<Status> status_from(std::string_view text) {
  return value_in<Status>(k_statuses, text);
}

}  // namespace anlan::incidents
