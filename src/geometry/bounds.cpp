#include "geometry/bounds.h"

#include <array>
#include <charconv>

namespace anlan::geometry {

std::optional<Bounds> bounds_from(std::string_view text) {
  std::array<double, 4> numbers{};
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), numbers[i]);
    if (error != std::errc()) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    if (i + 1 == numbers.size()) break;
    if (!text.starts_with(',')) return std::nullopt;
    text.remove_prefix(1);
  }
  const Bounds box{numbers[0], numbers[1], numbers[2], numbers[3]};
  const bool is_sound = text.empty() && !box.empty() &&
                        is_on_globe({.longitude = box.west, .latitude = box.south}) &&
                        is_on_globe({.longitude = box.east, .latitude = box.north});
  return is_sound ? std::optional(box) : std::nullopt;
}

}  // namespace anlan::geometry
