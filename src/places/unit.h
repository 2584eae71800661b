// Unit: a part of the tree that answers for a place.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bilingual.h"
#include "base/instant.h"
#include "base/unit_code.h"
#include "geometry/polygon.h"

namespace anlan::places {

/// From the top of the tree downward. A level may be left out: a city with stations and no more.
enum class Level { province, prefecture, county, station, community };
constexpr int k_level_count = 5;

/// "province", ...
std::string_view to_string(Level level);
std::optional<Level> level_from(std::string_view text);

/// Since before the program's time: 1900-01-01.
constexpr Day k_since_ever = Day::from_number(-25567);

/// A unit as it is on one day.
struct Unit {
  UnitCode code;
  UnitPath path;
  Level level = Level::station;
  UnitCode parent;  ///< empty at the root
  Bilingual name;
  Day valid_from;                  ///< since when it has been so
  std::optional<Day> valid_until;  ///< the day from which it is no longer so
  bool has_boundary = false;
};

/// What a unit was, is or will have been from a day on: its history is its versions.
struct UnitVersion {
  UnitCode code;
  Day valid_from = k_since_ever;
  std::optional<Day> valid_until;  ///< the day from which the unit is no more
  Level level = Level::station;
  UnitCode parent;
  Bilingual name;
  friend bool operator==(const UnitVersion&, const UnitVersion&) = default;
};

/// The area of a unit from a day on.
struct UnitBoundary {
  UnitCode code;
  Day valid_from = k_since_ever;
  geometry::MultiPolygon area;
};

/// What an import says of a unit. What it does not say stays as it is.
struct UnitRow {
  std::int64_t line = 0;
  UnitCode code;
  std::optional<Level> level;
  std::optional<UnitCode> parent;  ///< empty code: it is the root
  std::string name_en;
  std::string name_zh;
  std::string usual_name;  ///< of a new unit of which no name is said
  std::optional<Day> valid_from;
  std::optional<Day> valid_until;
};

/// A row that was not taken: where and why. `line` counts from 1 (in a boundary file: features);
/// `reason` is a sentence.
struct RowFault {
  std::int64_t line = 0;
  std::string column;
  std::string reason;
  friend bool operator==(const RowFault&, const RowFault&) = default;
};

/// What was read from a file, before it is compared with the tree. A boundary belongs to the row of
/// the same code.
struct ParsedUnits {
  std::int64_t row_count = 0;  ///< with those at fault
  std::vector<UnitRow> rows;
  std::vector<UnitBoundary> boundaries;
  std::vector<RowFault> faults;
  std::vector<RowFault> notes;  ///< rows that were taken, but not as they came
};

struct ImportReport {
  std::int64_t rows = 0;
  std::int64_t added = 0;
  std::int64_t changed = 0;
  std::int64_t unchanged = 0;
  std::int64_t rejected = 0;
  bool is_loaded = false;  ///< false: there were faults, and nothing was kept
  std::vector<RowFault> faults;
  std::vector<RowFault> notes;  ///< rows that were taken, but not as they came: repaired
};

}  // namespace anlan::places
