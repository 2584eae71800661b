#include "patterns/scan/count_model.h"

#include <limits>

namespace anlan::patterns {
namespace {

constexpr double k_infinity = std::numeric_limits<double>::infinity();

/// Where between `alike`, with a statistic not above the level, and `extreme` the statistic passes
/// the level; a little on the side of `alike`. `extreme` where it is not above there either.
template <class Score>
double crossing(const Score& score, std::int64_t k, double alike, double extreme, double level) {
  constexpr int k_halvings = 40;
  double inner = alike;
  double outer = extreme;
  for (int i = 0; i < k_halvings; ++i) {
    const double half = 0.5 * (inner + outer);
    (score.statistic(k, half) > level ? outer : inner) = half;
  }
  return inner;
}

}  // namespace

template <class Score>
CountThresholds CountModel<Score>::thresholds(double level) const {
  const auto size = static_cast<std::size_t>(most_) + 1;
  CountThresholds result{level, std::vector<double>(size, -k_infinity),
                         std::vector<double>(size, k_infinity)};
  for (std::int64_t k = 0; k <= most_; ++k) {
    const MeasureRange range = score_.range(k);
    const auto at = static_cast<std::size_t>(k);
    if (interest_.rates != ScanRates::low && k >= interest_.min_cases)
      result.below[at] = crossing(score_, k, range.middle, range.least, level);
    if (interest_.rates != ScanRates::high)
      result.above[at] = crossing(score_, k, range.middle, range.most, level);
  }
  return result;
}

template class CountModel<PoissonScore>;
template class CountModel<BernoulliScore>;
template class CountModel<NormalScore>;

}  // namespace anlan::patterns
