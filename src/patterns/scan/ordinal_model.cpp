#include "patterns/scan/ordinal_model.h"

#include <algorithm>
#include <cmath>

#include "patterns/scan/null_sampler.h"

namespace anlan::patterns {
namespace {

double times_log_ratio(double x, double of) { return x > 0 ? x * std::log(x / of) : 0; }

}  // namespace

OrdinalScore::OrdinalScore(std::vector<double> totals, ScanRates rates, std::int64_t min_cases)
    : totals_(std::move(totals)), rates_(rates), min_cases_(static_cast<double>(min_cases)) {
  for (const double total : totals_) all_ += total;
  for (const double total : totals_) null_ += times_log_ratio(total, all_);
}

double OrdinalScore::pooled(std::span<const double> inside, bool high,
                            std::vector<CategoryPool>& pools) const {
  double n = 0;
  for (const double count : inside) n += count;
  pools.clear();
  if (n < min_cases_ || n >= all_) return 0;
  // Share inside must rise (high) or fall with the category: pool what violates it.
  const auto violates = [&](const CategoryPool& lower, const CategoryPool& upper) {
    const double cross = lower.inside * upper.all - upper.inside * lower.all;
    return high ? cross >= 0 : cross <= 0;
  };
  for (std::size_t i = 0; i < totals_.size(); ++i) {
    pools.push_back({i, i + 1, inside[i], totals_[i]});
    while (pools.size() > 1 && violates(pools[pools.size() - 2], pools.back())) {
      CategoryPool& lower = pools[pools.size() - 2];
      lower.last = pools.back().last;
      lower.inside += pools.back().inside;
      lower.all += pools.back().all;
      pools.pop_back();
    }
  }
  if (pools.size() == 1) return 0;
  // Within a pool, categories keep their overall proportions, and their terms cancel.
  double value = 0;
  double null = 0;
  for (const CategoryPool& pool : pools) {
    value += times_log_ratio(pool.inside, n) + times_log_ratio(pool.all - pool.inside, all_ - n);
    null += times_log_ratio(pool.all, all_);
  }
  return std::max(0.0, value - null);
}

double OrdinalScore::statistic(std::span<const double> inside) const {
  thread_local std::vector<CategoryPool> pools;
  const double up = rates_ != ScanRates::low ? pooled(inside, true, pools) : 0;
  const double down = rates_ != ScanRates::high ? pooled(inside, false, pools) : 0;
  return std::max(up, down);
}

std::vector<CategoryPool> OrdinalScore::pools(std::span<const double> inside, bool& high) const {
  std::vector<CategoryPool> up;
  std::vector<CategoryPool> down;
  const double rising = rates_ != ScanRates::low ? pooled(inside, true, up) : -1;
  const double falling = rates_ != ScanRates::high ? pooled(inside, false, down) : -1;
  high = rising >= falling;
  return high ? up : down;
}

OrdinalSums::OrdinalSums(const OrdinalScore& score, std::size_t slots)
    : score_(&score),
      counts_(slots * score.totals().size()),
      before_((slots + 1) * score.totals().size()),
      inside_(score.totals().size()) {}

void OrdinalSums::reset() { std::fill(counts_.begin(), counts_.end(), 0.0); }

void OrdinalSums::add(const OrdinalCells& cells, std::uint32_t place) {
  const std::size_t row = place * counts_.size();
  for (std::size_t i = 0; i < counts_.size(); ++i) counts_[i] += cells.counts[row + i];
}

void OrdinalSums::close() {
  const std::size_t categories = inside_.size();
  for (std::size_t i = 0; i < counts_.size(); ++i)
    before_[i + categories] = before_[i] + counts_[i];
}

std::span<const double> OrdinalSums::inside(std::size_t first, std::size_t last) const {
  const std::size_t categories = inside_.size();
  for (std::size_t k = 0; k < categories; ++k)
    inside_[k] = before_[last * categories + k] - before_[first * categories + k];
  return inside_;
}

double OrdinalSums::statistic(std::size_t first, std::size_t last) const {
  return score_->statistic(inside(first, last));
}

OrdinalModel::OrdinalModel(std::vector<double> values, std::size_t slots,
                           std::vector<std::int32_t> counts, std::vector<double> totals,
                           ScanRates rates, std::int64_t min_cases)
    : values_(std::move(values)),
      slots_(slots),
      counts_(std::move(counts)),
      score_(std::move(totals), rates, min_cases) {}

OrdinalModel::Cells OrdinalModel::draw(Random& random, Scratch& scratch) const {
  const std::size_t categories = values_.size();
  std::vector<std::uint64_t> left;  // of each category
  std::uint64_t all = 0;
  for (const double total : score_.totals()) {
    left.push_back(static_cast<std::uint64_t>(total));
    all += left.back();
  }
  for (std::size_t cell = 0; cell < counts_.size(); cell += categories) {
    std::uint64_t here = 0;
    for (std::size_t k = 0; k < categories; ++k)
      here += static_cast<std::uint64_t>(counts_[cell + k]);
    std::uint64_t urn = all;
    all -= here;
    for (std::size_t k = 0; k < categories; ++k) {
      const std::uint64_t drawn = hypergeometric(random, urn, left[k], here);
      urn -= left[k];
      left[k] -= drawn;
      here -= drawn;
      scratch[cell + k] = static_cast<std::int32_t>(drawn);
    }
  }
  return {slots_, categories, scratch};
}

void OrdinalModel::describe(const Sums& sums, std::size_t first, std::size_t last,
                            ScanCluster& cluster) const {
  const auto inside = sums.inside(first, last);
  double n = 0;
  for (const double count : inside) n += count;
  cluster.observed = static_cast<std::uint64_t>(n);
  cluster.expected = n;
  for (const CategoryPool& pool : score_.pools(inside, cluster.high)) {
    cluster.groups.push_back({values_[pool.first], values_[pool.last - 1],
                              static_cast<std::uint64_t>(pool.inside),
                              pool.all * n / score_.all()});
  }
}

}  // namespace anlan::patterns
