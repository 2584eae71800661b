// CountModel: places and times with a count k and a measure m each, scored by their sums.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "base/random.h"
#include "patterns/scan/likelihood.h"
#include "patterns/scan/scan.h"

namespace anlan::patterns {

/// Counts and measures by place and slot; a row is a place.
struct CountCells {
  std::size_t slots = 0;
  std::span<const std::int32_t> counts;
  std::span<const double> measures;
};

/// The cells of the data.
struct CountTable {
  CountTable(std::size_t places, std::size_t slots_of_place)
      : slots(slots_of_place), counts(places * slots_of_place), measures(places * slots_of_place) {}
  std::size_t slots;
  std::vector<std::int32_t> counts;
  std::vector<double> measures;
};

/// A replicate, with what its sampler needs to make the next one.
struct CountScratch {
  std::vector<std::int32_t> counts;
  std::vector<double> measures;
  std::vector<std::uint32_t> order;
};

/// Draws a replicate. Fills counts or measures or both; what is left empty is as in the data.
class CountSampler {
 public:
  virtual ~CountSampler() = default;
  virtual CountScratch scratch() const = 0;
  virtual void draw(Random& random, CountScratch& scratch) const = 0;
};

/// From the count k on, where the statistic may exceed a level: m below below[k] or above above[k].
struct CountThresholds {
  double level = 0;
  std::vector<double> below;
  std::vector<double> above;
};

/// Which cylinders count at all.
struct CountInterest {
  ScanRates rates = ScanRates::high;
  std::int64_t min_cases = 2;
};

/// Sums over a growing zone, and over windows of it.
template <class Score>
class CountSums {
 public:
  CountSums(const Score& score, std::size_t slots)
      : score_(&score),
        counts_(slots),
        measures_(slots),
        count_before_(slots + 1),
        measure_before_(slots + 1) {}

  void reset() {
    std::fill(counts_.begin(), counts_.end(), 0);
    std::fill(measures_.begin(), measures_.end(), 0.0);
  }
  void add(const CountCells& cells, std::uint32_t place) {
    const std::size_t row = place * cells.slots;
    for (std::size_t t = 0; t < cells.slots; ++t) {
      counts_[t] += cells.counts[row + t];
      measures_[t] += cells.measures[row + t];
    }
  }
  void close() {
    for (std::size_t t = 0; t < counts_.size(); ++t) {
      count_before_[t + 1] = count_before_[t] + counts_[t];
      measure_before_[t + 1] = measure_before_[t] + measures_[t];
    }
  }
  std::int64_t count(std::size_t first, std::size_t last) const {
    return count_before_[last] - count_before_[first];
  }
  double measure(std::size_t first, std::size_t last) const {
    return measure_before_[last] - measure_before_[first];
  }
  bool reaches(const CountThresholds& thresholds, std::size_t first, std::size_t last) const {
    const auto k = static_cast<std::size_t>(count(first, last));
    const double m = measure(first, last);
    return m < thresholds.below[k] || m > thresholds.above[k];
  }
  double statistic(std::size_t first, std::size_t last) const {
    return score_->statistic(count(first, last), measure(first, last));
  }

 private:
  const Score* score_;
  std::vector<std::int64_t> counts_;
  std::vector<double> measures_;
  std::vector<std::int64_t> count_before_;
  std::vector<double> measure_before_;
};

/// Numbers of a cylinder for people to read.
using CountDescription = std::function<void(std::int64_t k, double m, ScanCluster& cluster)>;

/// A model of CellScan. `Score` is one of likelihood.h.
template <class Score>
class CountModel {
 public:
  using Cells = CountCells;
  using Sums = CountSums<Score>;
  using Thresholds = CountThresholds;
  using Scratch = CountScratch;

  /// `most` is the largest count that a cylinder can have, in the data or in a replicate.
  CountModel(Score score, CountInterest interest, CountTable table, std::int64_t most,
             std::unique_ptr<const CountSampler> sampler, CountDescription description)
      : score_(score),
        interest_(interest),
        table_(std::move(table)),
        most_(most),
        sampler_(std::move(sampler)),
        description_(std::move(description)) {}

  Cells cells() const { return {table_.slots, table_.counts, table_.measures}; }
  Sums sums() const { return {score_, table_.slots}; }
  Thresholds thresholds(double level) const;
  Scratch scratch() const { return sampler_->scratch(); }
  Cells draw(Random& random, Scratch& scratch) const {
    sampler_->draw(random, scratch);
    Cells result = cells();
    if (!scratch.counts.empty()) result.counts = scratch.counts;
    if (!scratch.measures.empty()) result.measures = scratch.measures;
    return result;
  }
  void describe(const Sums& sums, std::size_t first, std::size_t last, ScanCluster& cluster) const {
    const std::int64_t k = sums.count(first, last);
    const double m = sums.measure(first, last);
    cluster.high = m < score_.range(k).middle;
    description_(k, m, cluster);
  }

 private:
  Score score_;
  CountInterest interest_;
  CountTable table_;
  std::int64_t most_;
  std::unique_ptr<const CountSampler> sampler_;
  CountDescription description_;
};

extern template class CountModel<PoissonScore>;
extern template class CountModel<BernoulliScore>;
extern template class CountModel<NormalScore>;

}  // namespace anlan::patterns
