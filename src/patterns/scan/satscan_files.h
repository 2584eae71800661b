// Readers of SaTScan's text files: parameters, cases, coordinates.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/expected.h"
#include "base/instant.h"
#include "patterns/scan/scan.h"

namespace anlan::patterns {

/// A line of a file that cannot be used, and why. Line 0 speaks of the file as a whole.
struct RowFault {
  std::size_t line = 0;
  std::string reason;
};

/// What a file holds, or what is wrong with it: at most `k_max_row_faults` lines are named.
template <class Value>
using Parsed = Expected<Value, std::vector<RowFault>>;
constexpr std::size_t k_max_row_faults = 100;

/// A parameter file (.prm) as far as a scan needs it. Names of files are as written there.
struct SatscanSettings {
  std::string case_file;
  std::string coordinates_file;
  std::string results_file;
  Day first_day;
  Day last_day;
  bool geographic = false;  ///< Coordinates are latitude and longitude in degrees, not plane ones.
  ScanPlan plan;            ///< In `compatible` order of ties; the seed is not SaTScan's.
};

/// Reads a .prm file. Parameters that ask for what is not supported are faults; those that only
/// concern other output (maps, e-mail, dBase) are passed over.
Parsed<SatscanSettings> read_satscan_settings(std::string_view prm);

struct SatscanPlace {
  std::string id;
  double first = 0;   ///< x, or latitude.
  double second = 0;  ///< y, or longitude.
};

/// Reads a coordinates file (.geo): "id x y" or "id latitude longitude" a line.
Parsed<std::vector<SatscanPlace>> read_satscan_places(std::string_view geo, bool geographic);

struct SatscanCase {
  std::string id;
  Day day;
  std::uint32_t count = 0;
  std::size_t line = 0;
};

/// Reads a case file (.cas): "id count date" a line; columns after these are not read. Dates are
/// YYYY/MM/DD, YYYY-MM-DD, MM/DD/YYYY, YYYY/MM or YYYY.
Parsed<std::vector<SatscanCase>> read_satscan_cases(std::string_view cas);

/// The files together. Places are in the order of their ids, as SaTScan has them.
struct SatscanInput {
  ScanData data;
  std::vector<SatscanPlace> places;  ///< The same order as data.places.
};

/// Joins cases with their places. A case of an unknown place, or outside the study period, is a
/// fault, and so is a place listed twice.
Parsed<SatscanInput> join_satscan_input(const SatscanSettings& settings,
                                        std::vector<SatscanPlace> places,
                                        const std::vector<SatscanCase>& cases);

/// Radius of the earth in SaTScan, in kilometres, the unit of its geographic maps.
constexpr double k_satscan_earth_radius_km = 6367.0;
/// The great-circle distance of two points of that sphere whose chord is given, in kilometres.
double great_circle_km(double chord_km);

}  // namespace anlan::patterns
