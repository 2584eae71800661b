#include "patterns/seasons/shrinkage.h"

#include <algorithm>
#include <boost/math/distributions/fisher_f.hpp>

#include "base/check.h"

namespace anlan::patterns {
namespace {

constexpr double k_weak = .5;  // a and b of a prior that says next to nothing

struct GammaPrior {
  double shape = k_weak;
  double rate = k_weak;
};

GammaPrior prior_of(const PeriodCounts& own, std::span<const PeriodCounts> neighbours,
                    double dispersion) {
  double inside = own.inside, expected = own.expected(), inside_near = 0;
  for (const auto& one : neighbours) {
    inside += one.inside;
    expected += one.expected();
    inside_near += one.inside;
  }
  if (inside_near <= 0) return {};
  const double mean = inside / expected;
  const auto spread = [&](const PeriodCounts& one) {
    const double off = one.inside / one.expected() - mean;
    return one.expected() * off * off;
  };
  double squares = spread(own);
  for (const auto& one : neighbours) squares += spread(one);
  const auto units = static_cast<double>(neighbours.size() + 1);
  const double by_chance = dispersion * mean / (expected / units);
  const double variance = std::max(0.0, squares / expected - by_chance);
  const double most = inside_near / dispersion;  // what the neighbours know
  const double shape = variance > 0 ? std::min(mean * mean / variance, most) : most;
  return {std::max(shape, k_weak), std::max(shape, k_weak) / mean};
}

}  // namespace

RateRatio shrink_ratio(const PeriodCounts& own, std::span<const PeriodCounts> neighbours,
                       double dispersion, double level) {
  CHECK(own.exposure_inside > 0 && own.exposure_outside > 0 && dispersion >= 1);
  CHECK(level > 0 && level < 1);
  const auto prior = prior_of(own, neighbours, dispersion);
  const double shape = own.inside / dispersion + prior.shape;
  const double rate = own.expected() / dispersion + prior.rate;
  const double shape_outside = std::max(k_weak, (own.outside + .5) / dispersion);
  const boost::math::fisher_f ratio(2 * shape, 2 * shape_outside);
  const double tail = (1 - level) / 2;
  return {.value = shape / rate,
          .low = shape / rate * boost::math::quantile(ratio, tail),
          .high = shape / rate * boost::math::quantile(boost::math::complement(ratio, tail)),
          .raw = own.inside / own.expected(),
          .prior = prior.shape / prior.rate,
          .relative_variance = 1 / shape};
}

}  // namespace anlan::patterns
