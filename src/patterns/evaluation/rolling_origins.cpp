#include "patterns/evaluation/rolling_origins.h"

#include <algorithm>
#include <cmath>

#include "base/problem.h"

namespace anlan::patterns {
namespace {

void check(std::span<const CellEvent> events, std::span<const ForecastWindow> windows,
           const BackTestSettings& settings) {
  std::vector<FieldFault> faults;
  if (settings.cells == 0) faults.push_back({"cells", "must be over 0"});
  if (settings.flagged_cells == 0 || settings.flagged_cells > settings.cells)
    faults.push_back({"flagged_cells", "must be from 1 to the number of cells"});
  if (!(settings.level > 0 && settings.level < 1))
    faults.push_back({"level", "must lie between 0 and 1"});
  const auto is_usable = [](const ForecastWindow& w) {
    return std::isfinite(w.origin) && std::isfinite(w.end) && w.end > w.origin;
  };
  if (windows.empty() || !std::ranges::all_of(windows, is_usable))
    faults.push_back({"windows", "must be one or more, each with days"});
  if (!faults.empty()) {
    throw Problem::invalid("evaluation.settings", "The back-test cannot be run so.",
                           std::move(faults));
  }
  for (const auto& e : events) {
    if (!std::isfinite(e.x) || !std::isfinite(e.y) || !std::isfinite(e.day) ||
        (e.cell >= settings.cells && e.cell != k_no_cell)) {
      throw Problem::invalid("evaluation.events", "An event has no usable place, day or cell.");
    }
  }
}

}  // namespace

std::vector<std::uint32_t> counts_in(std::span<const CellEvent> events, double from, double end,
                                     std::uint32_t cells) {
  std::vector<std::uint32_t> counts(cells);
  for (const auto& e : events)
    if (e.day >= from && e.day < end && e.cell != k_no_cell) ++counts[e.cell];
  return counts;
}

std::span<const CellEvent> events_before(std::span<const CellEvent> events, double day) {
  const auto end = std::ranges::lower_bound(events, day, {}, &CellEvent::day);
  return events.first(static_cast<std::size_t>(end - events.begin()));
}

OriginScore score_forecast(const CountForecast& forecast, std::span<const std::uint32_t> counts,
                           const ForecastWindow& window, const BackTestSettings& settings) {
  OriginScore score{.window = window};
  score.log_score = log_score(forecast, counts);
  const double whole = settings.whole_area_cells > 0 ? settings.whole_area_cells
                                                     : static_cast<double>(counts.size());
  score.ranking = score_ranking(forecast.mean, counts, settings.flagged_cells, whole);
  score.calibration =
      calibration(forecast, counts, settings.level, settings.seed, settings.calibration_mean_least);
  for (const double mean : forecast.mean) score.expected += mean;
  return score;
}

std::vector<OriginScore> back_test(std::span<const CellEvent> events,
                                   std::span<const ForecastWindow> windows,
                                   const Forecaster& forecaster, const BackTestSettings& settings) {
  check(events, windows, settings);
  std::vector<CellEvent> sorted(events.begin(), events.end());
  std::ranges::stable_sort(sorted, {}, &CellEvent::day);
  std::vector<OriginScore> scores;
  for (const auto& window : windows) {
    const auto past = events_before(sorted, window.origin);
    // A copy: what comes later must not even lie behind the end of what is handed over.
    const std::vector<CellEvent> seen(past.begin(), past.end());
    const auto forecast = forecaster(seen, window);
    const auto counts = counts_in(sorted, window.origin, window.end, settings.cells);
    scores.push_back(score_forecast(forecast, counts, window, settings));
  }
  return scores;
}

}  // namespace anlan::patterns
