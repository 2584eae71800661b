#include "incidents/selection.h"

#include <algorithm>
#include <cmath>

namespace anlan::incidents {
namespace {

std::int32_t to_e7(double degrees) { return static_cast<std::int32_t>(std::lround(degrees * 1e7)); }

std::uint32_t marks_of(const Filter& filter, Unfounded unfounded) {
  std::uint32_t marks = 0b111;
  if (filter.known_by) marks = 1U << static_cast<unsigned>(*filter.known_by);
  if (unfounded == Unfounded::kept) marks |= marks << Columns::k_unfounded;
  return marks;
}

}  // namespace

Selection select(const Columns& columns, const UnitPath& scope, const Filter& filter,
                 const std::vector<std::string>& kinds, Unfounded unfounded) {
  Selection selection;
  std::tie(selection.first_unit, selection.end_unit) = columns.units_within(scope);
  if (filter.first_day) selection.first_day = filter.first_day->number();
  if (filter.last_day) selection.last_day = filter.last_day->number();
  selection.marks = marks_of(filter, unfounded);
  selection.has_kinds = !filter.kinds.empty();
  for (std::size_t number = 0; number < columns.kinds.size() && number < 256; ++number) {
    const bool is_asked = std::ranges::binary_search(kinds, columns.kinds[number]);
    selection.kinds[number] = is_asked ? 1 : 0;
  }
  if (filter.bounds) {
    selection.has_bounds = true;
    selection.west = mercator_x(to_e7(filter.bounds->west));
    selection.east = mercator_x(to_e7(filter.bounds->east));
    selection.north = mercator_y(to_e7(filter.bounds->north));
    selection.south = mercator_y(to_e7(filter.bounds->south));
  }
  return selection;
}

std::size_t selected_rows(const Columns& columns, const Selection& selection, std::size_t begin,
                          std::size_t end, std::array<std::uint32_t, k_block_rows>& rows) {
  if (selection.has_bounds) end = std::min(end, columns.placed);
  if (begin >= end) return 0;
  const std::size_t count = end - begin;
  std::array<std::uint8_t, k_block_rows> keep;  // NOLINT: filled before it is read
  // One column after another, without a branch, so that the compiler takes several rows at a time.
  const auto* units = columns.unit_numbers.data() + begin;
  const auto* days = columns.days.data() + begin;
  const auto* marks = columns.marks.data() + begin;
  const std::uint32_t unit_count = selection.end_unit - selection.first_unit;
  for (std::size_t i = 0; i < count; ++i) {
    const bool is_in_unit = units[i] - selection.first_unit < unit_count;
    const bool is_in_time = (days[i] >= selection.first_day) & (days[i] <= selection.last_day);
    keep[i] = static_cast<std::uint8_t>(is_in_unit & is_in_time);
  }
  for (std::size_t i = 0; i < count; ++i) {
    keep[i] &= static_cast<std::uint8_t>(selection.marks >> marks[i] & 1);
  }
  if (selection.has_kinds) {
    const auto* kinds = columns.kind_numbers.data() + begin;
    for (std::size_t i = 0; i < count; ++i) keep[i] &= selection.kinds[kinds[i]];
  }
  if (selection.has_bounds) {
    const auto* xs = columns.xs.data() + begin;
    const auto* ys = columns.ys.data() + begin;
    for (std::size_t i = 0; i < count; ++i) {
      const bool is_inside = (xs[i] >= selection.west) & (xs[i] <= selection.east) &
                             (ys[i] >= selection.north) & (ys[i] <= selection.south);
      keep[i] &= static_cast<std::uint8_t>(is_inside);
    }
  }
  std::size_t found = 0;
  for (std::size_t i = 0; i < count; ++i) {
    rows[found] = static_cast<std::uint32_t>(begin + i);
    found += keep[i];
  }
  return found;
}

}  // namespace anlan::incidents
