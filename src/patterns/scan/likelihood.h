// How a cylinder is scored.
#pragma once

#include <cmath>

namespace anlan::patterns {

/// Poisson log likelihood ratio of `cases` in a cylinder where `expected` were due, of `total` in
/// all: Kulldorff (1997), eq. 2. Needs 0 < expected < total and expected < cases <= total; grows
/// with `cases` there.
inline double poisson_log_likelihood_ratio(double cases, double expected, double total) {
  const double inside = cases * std::log(cases / expected);
  const double outside = total - cases;
  return outside > 0 ? inside + outside * std::log(outside / (total - expected)) : inside;
}

}  // namespace anlan::patterns
