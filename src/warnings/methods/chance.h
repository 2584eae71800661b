// Chance: how large a statistic becomes when the days of the incidents are shuffled among them.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "base/problem.h"
#include "base/random.h"
#include "warnings/methods.h"

namespace anlan::warnings {

/// What chance alone gives, in ascending order.
class ChanceMaxima {
 public:
  explicit ChanceMaxima(std::vector<double> maxima);
  /// (1 + replicates at least as large) / (1 + replicates): Dwass (1957).
  double p_value(double statistic) const;
  /// The least value that `share` of the replicates do not exceed; 0 where there are none.
  double quantile(double share) const;

 private:
  std::vector<double> maxima_;
};

/// Calls `maximum` once a replicate, each with a generator of its own, on the threads of the run:
/// the same for any number of them. `maximum` must be safe to call from several threads. Throws
/// Problem (unavailable, "analyses.cancelled") where the run is cancelled; progress goes from
/// `begun` to 1.
ChanceMaxima maxima_by_chance(std::uint32_t replicates, std::uint64_t seed, const DetectionRun& run,
                              double begun, const std::function<double(Random&)>& maximum);

/// What a method throws where the run is cancelled: unavailable, "analyses.cancelled".
Problem cancelled();

/// So rare is a p-value, where the analysis runs once in so many days: at least 1 day.
double recurrence_days(double p_value, double days_between_runs);

/// Ranks the strongest first: by p-value, then by statistic, then by where they lie.
void rank(std::vector<Finding>& findings);

}  // namespace anlan::warnings
