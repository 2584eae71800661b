// ScanEngine: one way of scoring every cylinder of data and of their replicates.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/random.h"
#include "patterns/scan/scan.h"
#include "patterns/scan/time_axis.h"

namespace anlan::patterns {

/// A cylinder and its strength.
struct Candidate {
  double statistic = 0;
  std::uint32_t list = 0;      ///< Index into Zones::lists().
  std::uint64_t end_step = 0;  ///< The zone holds the steps of the list before this one.
  TimeWindow window;
};

class ScanEngine {
 public:
  virtual ~ScanEngine() = default;

  /// For each centre the best cylinders that do not meet in time, where their statistic exceeds
  /// `level`. Ties go to the smaller zone, then to the earlier window of the list.
  virtual std::vector<Candidate> candidates(double level) const = 0;

  /// Writes the numbers of a candidate (observed, expected, high, and those of its score).
  virtual void describe(const Candidate& candidate, ScanCluster& cluster) const = 0;

  /// The largest statistic of the data; 0 where no cylinder scores.
  virtual double maximum() = 0;

  /// Makes room for null_maxima() in that many threads at once.
  virtual void use_workers(unsigned workers) = 0;

  /// How many replicates are best drawn together.
  virtual std::uint32_t batch() const { return 1; }

  /// The largest statistics of replicates `first`, `first` + 1, ..., at most batch() of them. Each
  /// depends on the seed and its own number alone. Threads may call it at once, each as its own
  /// worker.
  virtual void null_maxima(std::uint64_t seed, std::uint32_t first, std::span<double> maxima,
                           unsigned worker) = 0;

  /// Says above which level maxima are expected to lie. Changes the speed, never a value.
  virtual void expect_level(double level) = 0;
};

}  // namespace anlan::patterns
