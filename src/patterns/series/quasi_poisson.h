// A quasi-Poisson regression with a factor and a trend, solved by the structure of its design.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace anlan::patterns {

/// log mu = level of the group + slope x time. The normal equations are an arrowhead: one number a
/// group and one for the slope, so that a fit costs a few passes over the rows.
struct PoissonRows {
  std::vector<double> count;
  std::vector<double> time;
  std::vector<std::uint32_t> group;
  std::uint32_t groups = 1;
};

struct PoissonFit {
  bool has_converged = false;
  bool has_trend = false;
  std::vector<double> level;  ///< a group each
  double slope = 0;
  std::vector<double> mean;      ///< a row each
  std::vector<double> leverage;  ///< diagonal of the hat matrix
  double dispersion = 1;         ///< Pearson, not bounded below
  double degrees = 0;            ///< rows - parameters
  double time_spread = 0;        ///< sum of w (t - mean of its group)^2
  std::vector<double> group_weight;
  std::vector<double> group_time;

  double linear(std::uint32_t group, double time) const { return level[group] + slope * time; }
  /// The variance of linear(), for a dispersion of 1.
  double linear_variance(std::uint32_t group, double time) const;
};

/// Iteratively reweighted least squares from count + .1, until the deviance settles to 1e-8, at
/// most 25 times (as R's glm). `weights` are prior ones, empty for 1 each.
PoissonFit fit_quasi_poisson(const PoissonRows& rows, std::span<const double> weights,
                             bool with_trend);

}  // namespace anlan::patterns
