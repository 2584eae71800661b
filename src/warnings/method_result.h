// What a run leaves to be drawn, by method: numbers over cells and units, no incident and no
// person.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/instant.h"
#include "base/unit_code.h"
#include "geometry/position.h"
#include "warnings/shape.h"

namespace anlan::warnings {

/// More cells than this no page tells apart, and no answer should carry.
constexpr std::uint32_t k_result_cells_max = 40'000;

/// Square cells in rows from south to north, each row from west to east. Degrees change evenly over
/// columns and rows.
struct GridFrame {
  geometry::Position origin;  ///< the south-western corner
  double cell_metres = 0;
  std::uint32_t columns = 0;
  std::uint32_t rows = 0;
  double column_degrees = 0;
  double row_degrees = 0;

  std::size_t cells() const { return std::size_t{columns} * rows; }
  friend bool operator==(const GridFrame&, const GridFrame&) = default;
};

/// First and last day.
struct DayWindow {
  Day from;
  Day until;  ///< belongs to it
  friend bool operator==(const DayWindow&, const DayWindow&) = default;
};

enum class SurfaceMeasure {
  recent_density,      ///< incidents a square kilometre in the days
  expected_incidents,  ///< incidents to be expected in the cell in the days
};
std::string_view to_string(SurfaceMeasure measure);

struct SurfaceResult {
  GridFrame frame;
  SurfaceMeasure measure = SurfaceMeasure::recent_density;
  Day from;
  Day to;                       ///< belongs to the days
  std::vector<float> values;    ///< a cell each
  std::vector<float> expected;  ///< what they are held against; may be empty
};

struct SeriesPoint {
  Day day;  ///< the first that the count covers
  std::int64_t count = 0;
  std::optional<double> expected;  ///< empty where there was too little history to judge
  std::optional<double> threshold;
  bool is_alarm = false;
};

struct UnitSeries {
  UnitPath unit;
  std::int32_t step_days = 7;
  std::vector<SeriesPoint> points;
};

struct SeriesResult {
  std::vector<UnitSeries> series;
};

/// `from` is in it, `to` is not.
struct ResultBand {
  double from = 0;
  double to = 0;
};

/// Near repeats that follow each other.
struct RepeatChain {
  Circle area;
  std::int64_t incidents = 0;
  Day first_day;
  Day last_day;
};

/// Matrices are row-major, a row a space band.
struct NearRepeatResult {
  std::vector<ResultBand> space_bands;  ///< metres
  std::vector<ResultBand> time_bands;   ///< days
  std::vector<std::int64_t> observed;
  std::vector<double> expected;
  std::vector<double> ratio;  ///< 0 where nothing was expected
  std::vector<double> p_value;
  double near_metres = 0;
  std::int32_t near_days = 0;
  std::vector<RepeatChain> chains;  ///< those that are still open
};

struct HotspotsResult {
  GridFrame frame;
  std::vector<std::string> legend;    ///< names of the classes
  std::vector<std::uint8_t> classes;  ///< of each cell, an index into the legend
  std::vector<float> z;               ///< Gi* of each cell in the latest slice
  std::int32_t slice_days = 0;
  std::int32_t slices = 0;
};

struct SelfExcitingResult {
  SurfaceResult surface;
  double background_per_day = 0;
  double productivity = 0;  ///< incidents that one begets
  double mean_delay_days = 0;
  double spread_metres = 0;
  double background_share = 0;  ///< of the incidents that nothing begot
  bool has_converged = false;
};

/// A key period of the year in a unit.
struct SeasonPeriod {
  UnitPath unit;
  std::string calendar;  ///< "solar" or "lunar"
  std::string begin;     ///< month and day of that calendar: "04-20"
  std::string end;
  double ratio = 1;  ///< of its rate to that of the rest of the year, with its interval
  double low = 1;
  double high = 1;
  DayWindow next;
};

struct SeasonsResult {
  std::vector<SeasonPeriod> periods;
};

struct ForecastCell {
  std::uint32_t cell = 0;
  double expected = 0;
  bool is_explored = false;  ///< drawn by lot
};

/// One value an origin; empty where nothing happened.
struct BackTestedModel {
  std::string name;
  bool is_chosen = false;
  std::vector<std::optional<double>> pai;
  std::vector<std::optional<double>> hit_rate;
  std::vector<std::optional<double>> log_score;  ///< of the place, an event
};

struct ForecastResult {
  SurfaceResult surface;
  std::vector<ForecastCell> cells;
  double exploration_share = 0;
  std::int32_t horizon_days = 0;
  double area_share = 0;
  std::vector<Day> origins;
  std::vector<BackTestedModel> models;
};

/// Of the scan nothing but its findings are drawn: the first alternative.
using MethodResult = std::variant<std::monostate, NearRepeatResult, HotspotsResult, SeriesResult,
                                  SurfaceResult, SelfExcitingResult, SeasonsResult, ForecastResult>;

/// Which records a run used, and why others were kept apart.
struct AdmittedCounts {
  std::int64_t admitted = 0;
  std::int64_t police_initiative = 0;
  std::int64_t without_place = 0;   ///< known only to a unit or an area, where a place is needed
  std::int64_t reported_later = 0;  ///< than the last day of the data
  friend bool operator==(const AdmittedCounts&, const AdmittedCounts&) = default;
};

}  // namespace anlan::warnings
