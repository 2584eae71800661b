#include "incidents/points.h"

#include <algorithm>
#include <span>

namespace anlan::incidents {
namespace {

/// Puts the rows in the order of their beginning, and reads them.
Points read(const Columns& columns, std::vector<std::uint32_t> rows, bool with_places) {
  std::ranges::sort(rows, [&](std::uint32_t a, std::uint32_t b) {
    if (columns.from_ms[a] != columns.from_ms[b]) return columns.from_ms[a] < columns.from_ms[b];
    return columns.ids[a] < columns.ids[b];
  });
  Points points;
  for (const auto row : rows) {
    points.ids.push_back(columns.ids[row]);
    if (with_places) {
      points.longitudes.push_back(columns.longitudes_e7[row] / 1e7);
      points.latitudes.push_back(columns.latitudes_e7[row] / 1e7);
    }
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

std::int64_t known_at(const Columns& columns, std::uint32_t row) {
  const auto reported = columns.reported_ms[row];
  return reported == ColumnRow::k_no_time ? columns.to_ms[row] : reported;
}

}  // namespace

Points points_of(const Columns& columns, const Selection& selection, Purpose purpose) {
  const bool learns = purpose == Purpose::learning;
  std::vector<std::uint32_t> rows;
  for_each_selected(columns, selection, 0, columns.placed, [&](std::uint32_t row) {
    if (learns && columns.known_by(row) == KnownBy::police_initiative) return;
    if (learns && !columns.has_own_place(row)) return;
    rows.push_back(row);
  });
  return read(columns, std::move(rows), true);
}

Admitted admit(const Columns& columns, const Selection& selection, Instant known_until) {
  Admitted admitted;
  std::vector<std::uint32_t> placed;
  std::vector<std::uint32_t> unplaced;
  for_each_selected(columns, selection, 0, columns.size(), [&](std::uint32_t row) {
    if (columns.known_by(row) == KnownBy::police_initiative) {
      ++admitted.police_initiative;
    } else if (known_at(columns, row) >= known_until.unix_milliseconds()) {
      ++admitted.reported_later;
    } else {
      (columns.has_own_place(row) ? placed : unplaced).push_back(row);
    }
  });
  admitted.placed = read(columns, std::move(placed), true);
  admitted.unplaced = read(columns, std::move(unplaced), false);
  return admitted;
}

}  // namespace anlan::incidents
