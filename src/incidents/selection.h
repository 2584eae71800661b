// Selection: a filter made ready to be asked of a million rows.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "incidents/columns.h"
#include "incidents/filter.h"

namespace anlan::incidents {

/// What a row must be. Made from a filter and a scope for one table of columns.
struct Selection {
  std::array<std::uint8_t, Columns::k_codes> codes{};  ///< 1 for a code that is asked for
  bool has_units = false;
  std::uint32_t first_unit = 0;  ///< units [first_unit, end_unit)
  std::uint32_t end_unit = 0;
  bool has_days = false;
  std::int32_t first_day = 0;
  std::int32_t last_day = 0;
  bool has_bounds = false;
  std::uint32_t west = 0, north = 0, east = 0, south = 0;  ///< Web Mercator, both included
};

/// Rows that stand in counts, maps and analyses are those that did happen.
enum class Unfounded { left_out, kept };

/// `scope` is the subtree that may be seen; an empty one selects nothing. `kinds` are codes.
Selection select(const Columns& columns, const UnitPath& scope, const Filter& filter,
                 const std::vector<std::string>& kinds, Unfounded unfounded);

constexpr std::size_t k_block_rows = Columns::k_padding;  // its columns stay in the first cache

/// Writes the row numbers of [begin, end) that are selected, at most k_block_rows of them, and
/// returns how many.
std::size_t selected_rows(const Columns& columns, const Selection& selection, std::size_t begin,
                          std::size_t end, std::array<std::uint32_t, k_block_rows>& rows);

/// Calls `visit(row)` for every selected row of [begin, end), in order.
template <class Visit>
void for_each_selected(const Columns& columns, const Selection& selection, std::size_t begin,
                       std::size_t end, Visit&& visit) {
  std::array<std::uint32_t, k_block_rows> rows;  // NOLINT: filled before it is read
  for (; begin < end; begin += k_block_rows) {
    const auto stop = std::min(end, begin + k_block_rows);
    const auto count = selected_rows(columns, selection, begin, stop, rows);
    for (std::size_t i = 0; i < count; ++i) visit(rows[i]);
  }
}

}  // namespace anlan::incidents
