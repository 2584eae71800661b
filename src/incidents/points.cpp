#include "incidents/points.h"

#include <algorithm>

namespace anlan::incidents {

Points points_of(const Columns& columns, const Selection& selection, Purpose purpose) {
  Selection chosen = selection;
  if (purpose == Purpose::learning) {
    for (std::size_t kind = 0; kind < 256; ++kind) {
      for (const bool is_unfounded : {false, true}) {
        chosen.codes[Columns::code_of(static_cast<std::uint8_t>(kind), KnownBy::police_initiative,
                                      is_unfounded)] = 0;
      }
    }
  }
  std::vector<std::uint32_t> rows;
  for_each_selected(columns, chosen, 0, columns.placed,
                    [&rows](std::uint32_t row) { rows.push_back(row); });
  std::ranges::sort(rows, [&](std::uint32_t a, std::uint32_t b) {
    if (columns.from_ms[a] != columns.from_ms[b]) return columns.from_ms[a] < columns.from_ms[b];
    return columns.ids[a] < columns.ids[b];
  });
  Points points;
  for (const auto row : rows) {
    points.ids.push_back(columns.ids[row]);
    points.longitudes.push_back(columns.longitudes_e7[row] / 1e7);
    points.latitudes.push_back(columns.latitudes_e7[row] / 1e7);
    points.from.push_back(Instant::from_unix_milliseconds(columns.from_ms[row]));
    points.to.push_back(Instant::from_unix_milliseconds(columns.to_ms[row]));
    points.kinds.push_back(columns.kind_number(row));
    points.units.push_back(columns.unit_numbers[row]);
  }
  points.kind_codes = columns.kinds;
  points.unit_paths.reserve(columns.units.size());
  for (const auto& unit : columns.units) points.unit_paths.push_back(unit.path);
  return points;
}

}  // namespace anlan::incidents
