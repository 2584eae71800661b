// Is a forecast sharp (log score) and is it honest (calibration)?
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "patterns/evaluation/count_forecast.h"

namespace anlan::patterns {

struct LogScore {
  double total = 0;  ///< sum over cells of the log probability of what came; higher is better
  double events = 0;
  double cells = 0;
  double place = 0;  ///< sum over events of log(mean of its cell / sum of the means)

  double per_event() const { return events > 0 ? total / events : 0; }
  double per_cell() const { return cells > 0 ? total / cells : 0; }
  /// Of where alone, given how many: 0 would be certainty; minus the log of the number of cells is
  /// no knowledge.
  double place_per_event() const { return events > 0 ? place / events : 0; }
};

/// The logarithmic score (Good 1952; Gneiting and Raftery 2007). Minus infinity where an event came
/// that the forecast called impossible. Throws Problem (invalid, "evaluation.forecast" or
/// "evaluation.counts").
LogScore log_score(const CountForecast& forecast, std::span<const std::uint32_t> counts);

struct Calibration {
  /// Shares of the randomised probability integral transform (Czado, Gneiting and Held 2009) in
  /// tenths: .1 each if the forecast is honest.
  std::array<double, 10> transform{};
  double cells = 0;
  double uniform_distance = 0;  ///< largest distance of the transform's distribution from uniform
  /// Share of cells whose count lies in the central interval. Counts are whole, so an honest
  /// forecast covers at least the level, and a cell where next to nothing is expected nearly
  /// always.
  double interval_coverage = 0;
  /// Share of transforms within the level: the level itself if the forecast is honest.
  double transform_coverage = 0;
};

/// Judges the cells whose mean is at least `mean_least`. The draw of a cell is a stream of its own,
/// so the same seed gives the same answer. Throws as log_score().
Calibration calibration(const CountForecast& forecast, std::span<const std::uint32_t> counts,
                        double level, std::uint64_t seed, double mean_least = 0);

}  // namespace anlan::patterns
