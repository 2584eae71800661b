// A quasi-Poisson regression of counts on trend and season.
#pragma once

#include <cstdint>
#include <vector>

namespace anlan::patterns {

/// One row a span and bin of the cycle.
struct SeasonRow {
  double count = 0;
  double exposure = 0;  ///< how many times its slots came round
  double time = 0;      ///< in cycles or spans, from any origin
  double phase = 0;     ///< [0, 1) of the cycle
};

/// log(mean / exposure) = level + trend x time + sum over h of a_h cos(2 pi h phase) + b_h
/// sin(...).
struct SeasonModel {
  bool has_converged = false;
  std::uint32_t harmonics = 0;
  double level = 0;
  double trend = 0;        ///< a unit of time
  double trend_error = 0;  ///< standard error, with the dispersion
  std::vector<double> cosine;
  std::vector<double> sine;
  double dispersion = 1;  ///< Pearson, at least 1

  /// The rate at a phase over that of the same model without its season.
  double relative_rate(double phase) const;
};

/// Fits by iteratively reweighted least squares with none to `harmonics_max` harmonics and keeps
/// the number with the least quasi Akaike criterion (Lebreton et al. 1992), the dispersion being
/// that of the largest model. Rows without exposure are passed over. Where no row has a count, or a
/// fit does not settle, `has_converged` is false and trend and season are none.
SeasonModel fit_season(const std::vector<SeasonRow>& rows, std::uint32_t harmonics_max);

}  // namespace anlan::patterns
