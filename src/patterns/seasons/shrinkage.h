// Rate ratios of small units, drawn towards those of their neighbours.
#pragma once

#include <span>

namespace anlan::patterns {

/// A unit's records in a part of the cycle and outside it.
struct PeriodCounts {
  double inside = 0;
  double outside = 0;
  double exposure_inside = 0;  ///< slots that came round
  double exposure_outside = 0;

  /// Records inside at the rate outside, which half a record keeps above zero.
  double expected() const { return (outside + .5) * exposure_inside / exposure_outside; }
};

/// How many times its ordinary rate a unit has in the period.
struct RateRatio {
  double value = 1;
  double low = 1;  ///< of the interval asked for
  double high = 1;
  double raw = 1;                ///< inside / expected, not drawn towards anything
  double prior = 1;              ///< what it was drawn towards
  double relative_variance = 0;  ///< of the rate inside: variance / square
};

/// Gamma and Poisson: the ratio of a unit comes from a gamma distribution, whose mean and variance
/// are those of the unit and its neighbours, by moments (Marshall 1991); its counts then make it
/// a gamma of shape (inside / dispersion + a) and rate (expected / dispersion + b). The prior never
/// weighs more than the neighbours' own records; a unit that has no neighbours with records gets
/// the weak prior a = b = 1/2. The interval takes in that the rate outside is itself counted (a
/// ratio of two gammas is Fisher's F). `level` such as .9; every number is finite.
RateRatio shrink_ratio(const PeriodCounts& own, std::span<const PeriodCounts> neighbours,
                       double dispersion, double level);

}  // namespace anlan::patterns
