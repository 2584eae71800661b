// Readers of SaTScan's text files: parameters, cases, controls, population, coordinates, grid.
#pragma once

#include <cstdint>
#include <optional>
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

/// Which column files the parameters ask for beside the text.
struct SatscanOutputs {
  bool clusters = false;    ///< .col.txt
  bool locations = false;   ///< .gis.txt
  bool risks = false;       ///< .rr.txt
  bool replicates = false;  ///< .llr.txt
};

/// A parameter file (.prm) as far as a scan needs it. Names of files are as written there, and
/// empty where the analysis takes none.
struct SatscanSettings {
  std::string case_file;
  std::string control_file;
  std::string population_file;
  std::string coordinates_file;
  std::string grid_file;
  std::string results_file;
  Day first_day;
  Day last_day;
  bool has_dates = true;    ///< Case and control files have a column of dates.
  bool geographic = false;  ///< Coordinates are latitude and longitude in degrees, not plane ones.
  bool column_headers = false;  ///< Column files begin with a line of names.
  SatscanOutputs outputs;
  std::vector<ConvexRegion> regions;  ///< Uniform points only.
  ScanPlan plan;                      ///< In `compatible` order of ties; the seed is not SaTScan's.
};

/// Reads a .prm file. Parameters that ask for what is not supported are faults; those that only
/// concern other output (maps, e-mail, dBase) are passed over.
Parsed<SatscanSettings> read_satscan_settings(std::string_view prm);

/// Reads a region of the continuous Poisson model: linear inequalities of X and Y between commas,
/// such as "Y <= 2*X + 1, X >= 0". Empty where the text is none.
std::optional<ConvexRegion> read_satscan_region(std::string_view text);

struct SatscanPlace {
  std::string id;
  double first = 0;   ///< x, or latitude.
  double second = 0;  ///< y, or longitude.
};

/// Reads a coordinates file (.geo): "id x y" or "id latitude longitude" a line.
Parsed<std::vector<SatscanPlace>> read_satscan_places(std::string_view geo, bool geographic);

/// Reads a grid file (.grd): "x y" or "latitude longitude" a line. Ids are left empty.
Parsed<std::vector<SatscanPlace>> read_satscan_grid(std::string_view grd, bool geographic);

struct SatscanCase {
  std::string id;
  Day day;
  std::uint32_t count = 0;
  double value = 0;
  bool censored = false;
  std::string covariates;
  std::size_t line = 0;
};

/// Reads a case file (.cas): "id count", then a date where the settings say so, then what the score
/// needs: covariates (Poisson with population), a category (ordinal), a value (normal), a length of
/// survival and 1 where it is censored (exponential). Dates are YYYY/MM/DD, YYYY-MM-DD, MM/DD/YYYY,
/// YYYY/MM or YYYY; a month or a year stands for its first day.
Parsed<std::vector<SatscanCase>> read_satscan_cases(std::string_view cas,
                                                    const SatscanSettings& settings);

/// Reads a control file (.ctl): "id count", then a date where the settings say so.
Parsed<std::vector<SatscanCase>> read_satscan_controls(std::string_view ctl,
                                                       const SatscanSettings& settings);

struct SatscanPopulation {
  std::string id;
  Day day;
  double people = 0;
  std::string covariates;
  std::size_t line = 0;
};

/// Reads a population file (.pop): "id date people", then covariates. A year stands for its middle,
/// 1 July, and a month for its 15th day.
Parsed<std::vector<SatscanPopulation>> read_satscan_population(std::string_view pop);

/// What the files hold, each read by itself.
struct SatscanRows {
  std::vector<SatscanPlace> places;
  std::vector<SatscanPlace> grid;
  std::vector<SatscanCase> cases;
  std::vector<SatscanCase> controls;
  std::vector<SatscanPopulation> population;
};

/// The files together. Places are in the order of their ids, as SaTScan has them.
struct SatscanInput {
  ScanData data;
  std::vector<SatscanPlace> places;   ///< The same order as data.places.
  std::vector<SatscanPlace> centres;  ///< Those of the clusters: of the grid, or the places.
};

/// Joins rows with their places. A row of an unknown place, or outside the study period, is a
/// fault, and so is a place listed twice.
Parsed<SatscanInput> join_satscan_input(const SatscanSettings& settings, SatscanRows rows);

/// Radius of the earth in SaTScan, in kilometres, the unit of its geographic maps.
constexpr double k_satscan_earth_radius_km = 6367.0;
/// The great-circle distance of two points of that sphere whose chord is given, in kilometres.
double great_circle_km(double chord_km);

}  // namespace anlan::patterns
