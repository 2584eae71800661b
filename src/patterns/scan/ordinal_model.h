// OrdinalModel: individuals in ordered categories (Jung, Kulldorff, Klassen 2007).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/random.h"
#include "patterns/scan/scan.h"

namespace anlan::patterns {

/// Individuals by place, slot and category.
struct OrdinalCells {
  std::size_t slots = 0;
  std::size_t categories = 0;
  std::span<const std::int32_t> counts;
};

struct OrdinalThresholds {
  double level = 0;
};

/// Neighbouring categories [first, last) that share one proportion inside the zone.
struct CategoryPool {
  std::size_t first = 0;
  std::size_t last = 0;
  double inside = 0;
  double all = 0;
};

/// The score of category counts inside a zone, given those of all. The likelihood is greatest under
/// the condition that the higher a category, the more (or, for low, the less) likely it is inside
/// than outside; where the counts break it, neighbouring categories are pooled.
class OrdinalScore {
 public:
  OrdinalScore(std::vector<double> totals, ScanRates rates, std::int64_t min_cases);
  double statistic(std::span<const double> inside) const;
  /// The pools of the better direction, and whether that is high.
  std::vector<CategoryPool> pools(std::span<const double> inside, bool& high) const;
  std::span<const double> totals() const { return totals_; }
  double all() const { return all_; }

 private:
  double pooled(std::span<const double> inside, bool high, std::vector<CategoryPool>& pools) const;
  std::vector<double> totals_;
  double all_ = 0;
  double null_ = 0;
  ScanRates rates_;
  double min_cases_;
};

class OrdinalSums {
 public:
  OrdinalSums(const OrdinalScore& score, std::size_t slots);
  void reset();
  void add(const OrdinalCells& cells, std::uint32_t place);
  void close();
  bool reaches(const OrdinalThresholds&, std::size_t, std::size_t) const { return true; }
  double statistic(std::size_t first, std::size_t last) const;
  std::span<const double> inside(std::size_t first, std::size_t last) const;

 private:
  const OrdinalScore* score_;
  std::vector<double> counts_;          // slot x category
  std::vector<double> before_;          // (slot + 1) x category
  mutable std::vector<double> inside_;  // scratch of inside()
};

/// A model of CellScan. Replicates permute categories among individuals.
class OrdinalModel {
 public:
  using Cells = OrdinalCells;
  using Sums = OrdinalSums;
  using Thresholds = OrdinalThresholds;
  using Scratch = std::vector<std::int32_t>;

  /// `values` of the categories, rising; `counts` by place, slot and category, within some window;
  /// `totals` by category, in all.
  OrdinalModel(std::vector<double> values, std::size_t slots, std::vector<std::int32_t> counts,
               std::vector<double> totals, ScanRates rates, std::int64_t min_cases);

  Cells cells() const { return {slots_, values_.size(), counts_}; }
  Sums sums() const { return {score_, slots_}; }
  Thresholds thresholds(double level) const { return {level}; }
  Scratch scratch() const { return Scratch(counts_.size()); }
  Cells draw(Random& random, Scratch& scratch) const;
  void describe(const Sums& sums, std::size_t first, std::size_t last, ScanCluster& cluster) const;

 private:
  std::vector<double> values_;
  std::size_t slots_;
  std::vector<std::int32_t> counts_;
  OrdinalScore score_;
};

}  // namespace anlan::patterns
