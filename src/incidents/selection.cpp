#include "incidents/selection.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

// Several rows at a time where the processor can; the choice is made when the program starts. The
// thread sanitizer cannot bear that choice.
#if defined(__x86_64__) && !defined(__SANITIZE_THREAD__)
#define ANLAN_WIDE __attribute__((target_clones("avx2", "default")))
#else
#define ANLAN_WIDE
#endif

namespace anlan::incidents {
namespace {

std::int32_t to_e7(double degrees) { return static_cast<std::int32_t>(std::lround(degrees * 1e7)); }

/// Which codes are asked for: kinds, how they became known, and whether they happened.
void choose_codes(Selection& selection, const Columns& columns, const Filter& filter,
                  const std::vector<std::string>& kinds, Unfounded unfounded) {
  for (std::size_t number = 0; number < columns.kinds.size(); ++number) {
    if (!filter.kinds.empty() && !std::ranges::binary_search(kinds, columns.kinds[number])) {
      continue;
    }
    for (const auto known_by :
         {KnownBy::public_report, KnownBy::sensor, KnownBy::police_initiative}) {
      if (filter.known_by && *filter.known_by != known_by) continue;
      const auto kind = static_cast<std::uint8_t>(number);
      selection.codes[Columns::code_of(kind, known_by, false)] = 1;
      if (unfounded == Unfounded::kept) selection.codes[Columns::code_of(kind, known_by, true)] = 1;
    }
  }
}

using Keep = std::array<std::uint8_t, k_block_rows>;

ANLAN_WIDE void keep_units(const std::uint32_t* units, std::uint32_t first, std::uint32_t count,
                           Keep& keep) {
  for (std::size_t i = 0; i < k_block_rows; ++i) keep[i] &= units[i] - first < count;
}

ANLAN_WIDE void keep_days(const std::int32_t* days, std::int32_t first, std::int32_t last,
                          Keep& keep) {
  for (std::size_t i = 0; i < k_block_rows; ++i) keep[i] &= (days[i] >= first) & (days[i] <= last);
}

ANLAN_WIDE void keep_between(const std::uint32_t* values, std::uint32_t least,
                             std::uint32_t greatest, Keep& keep) {
  const auto width = greatest - least;
  for (std::size_t i = 0; i < k_block_rows; ++i) keep[i] &= values[i] - least <= width;
}

/// The numbers of the rows that are kept, from `begin` on; how many.
std::size_t gather(const Keep& keep, std::size_t count, std::size_t begin,
                   std::array<std::uint32_t, k_block_rows>& rows) {
  std::size_t found = 0;
  for (std::size_t i = 0; i < count; i += 8) {
    std::uint64_t eight = 0;
    std::memcpy(&eight, keep.data() + i, sizeof eight);
    if (eight == 0) continue;
    const auto stop = std::min(count, i + 8);
    for (std::size_t j = i; j < stop; ++j) {
      rows[found] = static_cast<std::uint32_t>(begin + j);
      found += keep[j];
    }
  }
  return found;
}

}  // namespace

Selection select(const Columns& columns, const UnitPath& scope, const Filter& filter,
                 const std::vector<std::string>& kinds, Unfounded unfounded) {
  Selection selection;
  choose_codes(selection, columns, filter, kinds, unfounded);
  std::tie(selection.first_unit, selection.end_unit) = columns.units_within(scope);
  selection.has_units = selection.first_unit > 0 || selection.end_unit < columns.units.size();
  selection.has_days = filter.first_day || filter.last_day;
  selection.first_day =
      filter.first_day ? filter.first_day->number() : std::numeric_limits<std::int32_t>::min();
  selection.last_day =
      filter.last_day ? filter.last_day->number() : std::numeric_limits<std::int32_t>::max();
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
  // One column after another, without a branch. Every column is longer than its rows by a block,
  // so that the last block is as long as the others.
  Keep keep;  // NOLINT: filled before it is read
  const auto* codes = columns.codes.data() + begin;
  for (std::size_t i = 0; i < count; ++i) keep[i] = selection.codes[codes[i]];
  std::memset(keep.data() + count, 0, keep.size() - count);
  if (selection.has_units) {
    keep_units(columns.unit_numbers.data() + begin, selection.first_unit,
               selection.end_unit - selection.first_unit, keep);
  }
  if (selection.has_days) {
    keep_days(columns.days.data() + begin, selection.first_day, selection.last_day, keep);
  }
  if (selection.has_bounds) {
    keep_between(columns.xs.data() + begin, selection.west, selection.east, keep);
    keep_between(columns.ys.data() + begin, selection.north, selection.south, keep);
  }
  return gather(keep, count, begin, rows);
}

}  // namespace anlan::incidents
