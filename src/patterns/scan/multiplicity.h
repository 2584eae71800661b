// How the best of many cylinders is judged.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "patterns/scan/engine.h"

namespace anlan::patterns {

/// A Gumbel law, fitted by moments.
struct Gumbel {
  double location = 0;
  double scale = 0;  ///< 0 where the values do not vary, or are fewer than two.
  double upper_tail(double value) const;
};
Gumbel fit_gumbel(std::span<const double> values);

/// Null maxima that reach `statistic`; differences below 1e-9 are rounding.
std::uint32_t count_reaching(std::span<const double> null_maxima, double statistic);

/// The null maxima in the order of replicates, from an engine that has room for `threads` workers.
/// Ends after the replicate with which `stop_after_exceeding` of them have reached `statistic`.
/// Throws Problem (scan.cancelled).
std::vector<double> run_replicates(ScanEngine& engine, const ScanPlan& plan, const ScanRun& run,
                                   double statistic);

}  // namespace anlan::patterns
