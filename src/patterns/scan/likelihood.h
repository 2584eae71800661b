// How a cylinder is scored, where two numbers tell all: a count k inside, and a measure m inside.
//
// A score has statistic(k, m), the log likelihood ratio; for each k it falls in m up to the middle
// of range(k), where inside and outside are alike, and grows beyond. Rates are high where m is less
// than the middle.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "patterns/scan/scan.h"

namespace anlan::patterns {

/// Poisson log likelihood ratio of `cases` in a cylinder where `expected` were due, of `total` in
/// all: Kulldorff (1997), eq. 2. Needs 0 <= cases <= total and 0 < expected < total.
inline double poisson_log_likelihood_ratio(double cases, double expected, double total) {
  const double inside = cases > 0 ? cases * std::log(cases / expected) : 0;
  const double outside = total - cases;
  return outside > 0 ? inside + outside * std::log(outside / (total - expected)) : inside;
}

/// A share of a whole that may be rounding: differences of sums that should be nothing.
constexpr double k_rounding_share = 1e-12;

/// The values of m that can go with a k.
struct MeasureRange {
  double least = 0;
  double middle = 0;
  double most = 0;
};

/// k cases where m were due; the measures of all places and times sum to the cases. Exponential
/// survival has this score too, with m = length of survival x deaths / all lengths (Huang,
/// Kulldorff, Gregorio 2007, eq. 3).
class PoissonScore {
 public:
  PoissonScore() = default;
  explicit PoissonScore(double total) : total_(total) {}
  double statistic(std::int64_t k, double m) const {
    if (!(m > total_ * k_rounding_share) || !(m < total_ * (1 - k_rounding_share))) return 0;
    return std::max(0.0, poisson_log_likelihood_ratio(static_cast<double>(k), m, total_));
  }
  MeasureRange range(std::int64_t k) const {
    return {total_ * k_rounding_share, std::min(static_cast<double>(k), total_),
            total_ * (1 - k_rounding_share)};
  }

 private:
  double total_ = 0;
};

/// k cases among m people, of `cases` among `people` in all: Kulldorff (1997), eq. 1.
class BernoulliScore {
 public:
  BernoulliScore() = default;
  BernoulliScore(double cases, double people) : cases_(cases), people_(people) {}
  double statistic(std::int64_t k, double m) const {
    const auto inside = static_cast<double>(k);
    if (!(m > 0) || !(m < people_)) return 0;
    return std::max(
        0.0, entropy(inside, m) + entropy(cases_ - inside, people_ - m) - entropy(cases_, people_));
  }
  MeasureRange range(std::int64_t k) const {
    const auto inside = static_cast<double>(k);
    return {inside, inside * people_ / cases_, people_ - (cases_ - inside)};
  }

 private:
  static double entropy(double k, double n) {
    const double cases = k > 0 ? k * std::log(k / n) : 0;
    return n - k > 0 ? cases + (n - k) * std::log((n - k) / n) : cases;
  }
  double cases_ = 0;
  double people_ = 0;
};

/// k values whose sum is -m, of `all` values with mean 0 and the given sum of squares: Kulldorff,
/// Huang, Konty (2009), eq. 1. (The sign makes high means a small m.)
class NormalScore {
 public:
  NormalScore() = default;
  NormalScore(double all, double squares) : all_(all), squares_(squares) {}
  /// The sum of squares around the means inside and outside.
  double residual(std::int64_t k, double m) const {
    const auto n = static_cast<double>(k);
    return squares_ - m * m * (1 / n + 1 / (all_ - n));
  }
  double statistic(std::int64_t k, double m) const {
    const auto n = static_cast<double>(k);
    if (!(n > 0) || !(n < all_)) return 0;
    // Where the two groups explain everything, rounding alone would set the value.
    const double left = std::max(residual(k, m), squares_ * k_rounding_share);
    return std::max(0.0, 0.5 * all_ * std::log(squares_ / left));
  }
  MeasureRange range(std::int64_t k) const {
    const auto n = static_cast<double>(k);
    if (!(n > 0) || !(n < all_)) return {};
    const double most = std::sqrt(squares_ * n * (all_ - n) / all_);
    return {-most, 0, most};
  }

 private:
  double all_ = 0;
  double squares_ = 0;
};

}  // namespace anlan::patterns
