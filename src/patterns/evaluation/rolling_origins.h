// A back-test over rolling origins: what would the forecast have said then, and what came?
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "patterns/evaluation/ranking.h"
#include "patterns/evaluation/scores.h"

namespace anlan::patterns {

/// The cell of an event that lies in none.
constexpr std::uint32_t k_no_cell = 0xffffffff;

struct CellEvent {
  double x = 0;
  double y = 0;
  double day = 0;  ///< from any one day 0
  std::uint32_t cell = k_no_cell;
};

/// A forecast is made at the beginning of day `origin`, for the days [origin, end).
struct ForecastWindow {
  double origin = 0;
  double end = 0;
  double days() const { return end - origin; }
};

/// Any forecaster: sees the events before the origin, sorted by day, and no other.
using Forecaster =
    std::function<CountForecast(std::span<const CellEvent> past, const ForecastWindow& window)>;

struct BackTestSettings {
  std::uint32_t cells = 0;
  std::uint32_t flagged_cells = 0;
  double whole_area_cells = 0;  ///< A in cells, 0 for `cells`
  double level = .9;            ///< of the intervals whose coverage is measured
  /// Cells of at least this mean are judged for calibration; the rest say next to nothing.
  double calibration_mean_least = 0;
  std::uint64_t seed = 1;
};

struct OriginScore {
  ForecastWindow window;
  RankingScore ranking;
  LogScore log_score;
  Calibration calibration;
  double expected = 0;  ///< events that the forecast expected in all
};

/// The counts of the window, a cell each.
std::vector<std::uint32_t> counts_in(std::span<const CellEvent> events, double from, double end,
                                     std::uint32_t cells);

/// The events before `day`, of events sorted by day.
std::span<const CellEvent> events_before(std::span<const CellEvent> events, double day);

/// One score a window. Events need not be sorted. Throws Problem (invalid, "evaluation.events",
/// "evaluation.settings", or what the scores throw), and what the forecaster throws.
std::vector<OriginScore> back_test(std::span<const CellEvent> events,
                                   std::span<const ForecastWindow> windows,
                                   const Forecaster& forecaster, const BackTestSettings& settings);

/// Scores a forecast against the counts that came.
OriginScore score_forecast(const CountForecast& forecast, std::span<const std::uint32_t> counts,
                           const ForecastWindow& window, const BackTestSettings& settings);

}  // namespace anlan::patterns
