// Columns: every incident in memory, for maps, counts and analyses.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/id.h"
#include "base/instant.h"
#include "base/unit_code.h"
#include "incidents/incident.h"

namespace anlan::incidents {

/// A unit and where it stands.
struct PlacedUnit {
  UnitCode code;
  UnitPath path;
};

/// One incident on its way into the columns. `kind` is the scheme's number in the database, `unit`
/// an index into the units.
struct ColumnRow {
  Id id;
  std::int64_t sequence = 0;
  std::int64_t from_ms = 0;
  std::int64_t to_ms = 0;
  std::int32_t longitude_e7 = k_nowhere;
  std::int32_t latitude_e7 = k_nowhere;
  std::uint32_t unit = 0;
  std::uint8_t kind = 0;
  KnownBy known_by = KnownBy::public_report;
  bool is_unfounded = false;
  PlacePrecision precision = PlacePrecision::exact;
  std::int64_t reported_ms = k_no_time;

  static constexpr std::int32_t k_nowhere = INT32_MIN;  ///< there is no position
  static constexpr std::int64_t k_no_time = INT64_MIN;  ///< nobody has told when
};

/// A table of numbers, a column an array, about 80 bytes an incident; immutable once built, so any
/// number of threads may read it. Rows stand in the order of the Morton curve over the Web Mercator
/// square, so that the rows of a map tile are neighbours; rows without a position stand at the end.
/// Units stand in the order of their paths, so that a subtree is a range of numbers.
struct Columns {
  std::int64_t revision = 0;       ///< of the incidents that it was read from
  std::int64_t unit_revision = 0;  ///< of the tree of units
  std::int64_t last_sequence = 0;  ///< the newest row in it
  std::vector<PlacedUnit> units;   ///< in the order of their paths
  std::vector<std::string> kinds;  ///< code of each kind number; "" where there is none

  std::size_t placed = 0;      ///< rows [0, placed) have a position
  std::int32_t first_day = 0;  ///< of all
  std::int32_t last_day = -1;  ///< before the first where there are no rows

  /// These four, which filters compare many rows at a time, are longer than the rows by this.
  static constexpr std::size_t k_padding = 1024;
  std::vector<std::uint32_t> xs;   ///< Web Mercator, 2^32 over the width of the world, west to east
  std::vector<std::uint32_t> ys;   ///< the same, north to south
  std::vector<std::int32_t> days;  ///< Day::number of occurred_from
  std::vector<std::uint32_t> unit_numbers;

  std::vector<std::uint8_t> hours;
  std::vector<std::uint16_t> codes;  ///< what a filter asks of it, in one number: code_of
  std::vector<std::int32_t> longitudes_e7;
  std::vector<std::int32_t> latitudes_e7;
  std::vector<std::int64_t> from_ms;
  std::vector<std::int64_t> to_ms;
  std::vector<std::int64_t> reported_ms;       ///< ColumnRow::k_no_time where it is not told
  std::vector<std::uint8_t> place_precisions;  ///< PlacePrecision
  std::vector<std::int64_t> sequences;
  std::vector<Id> ids;

  static constexpr std::size_t k_codes = 256 * 8;
  static constexpr std::uint16_t k_unfounded = 4;
  static constexpr std::uint16_t code_of(std::uint8_t kind, KnownBy known_by, bool is_unfounded) {
    return static_cast<std::uint16_t>(kind << 3 | (is_unfounded ? k_unfounded : 0) |
                                      static_cast<int>(known_by));
  }
  std::uint8_t kind_number(std::size_t row) const {
    return static_cast<std::uint8_t>(codes[row] >> 3);
  }

  PlacePrecision place_precision(std::size_t row) const {
    return static_cast<PlacePrecision>(place_precisions[row]);
  }
  KnownBy known_by(std::size_t row) const { return static_cast<KnownBy>(codes[row] & 3); }
  /// Whether its position is where it happened, to a grid cell or better: that of an area or a unit
  /// stands for the whole of it.
  bool has_own_place(std::size_t row) const {
    return row < placed && place_precision(row) <= PlacePrecision::grid;
  }

  std::size_t size() const { return ids.size(); }
  /// The numbers [first, second) of the units in a subtree.
  std::pair<std::uint32_t, std::uint32_t> units_within(const UnitPath& scope) const;
};

/// Puts the rows in order. `units` must be sorted by path.
Columns build_columns(std::vector<ColumnRow> rows, std::vector<PlacedUnit> units,
                      std::vector<std::string> kinds, const Zone& zone);

/// The columns with more rows, all of them new; units, kinds and zone as before.
Columns with_more(const Columns& columns, std::vector<ColumnRow> rows, const Zone& zone);

/// The place of a point on the Morton curve: the bits of x and y in turn.
std::uint64_t morton_of(std::uint32_t x, std::uint32_t y);

/// Where a position lies in the square of Web Mercator; latitudes beyond 85.05 degrees lie on its
/// edge.
std::uint32_t mercator_x(std::int32_t longitude_e7);
std::uint32_t mercator_y(std::int32_t latitude_e7);

}  // namespace anlan::incidents
