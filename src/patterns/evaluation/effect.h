// What a warning did: difference in differences, and whether the trouble only moved.
#pragma once

#include <cstdint>
#include <span>

#include "patterns/evaluation/paired.h"

namespace anlan::patterns {

/// Events of one place in two periods.
struct BeforeAfter {
  double before = 0;
  double after = 0;
};

/// A place that was warned, and one like it that was not; the days of the two periods.
struct TreatedPlace {
  BeforeAfter treated;
  BeforeAfter control;
  double days_before = 1;
  double days_after = 1;
};

struct EffectSettings {
  double level = .95;
  /// Variance over mean of the counts; 1 is Poisson. Give what the history shows.
  double dispersion = 1;
};

struct WarningEffect {
  /// Change of the treated rate less that of the control, in events a place and day, the mean over
  /// places. With two or more places the interval is Student's over places (each is one draw); with
  /// a single one it is from the counts' variance.
  IntervalEstimate difference;
  /// (treated after / before) / (control after / before), over all places; under 1 is fewer.
  /// Interval by the delta method on the logarithm; where a sum is 0, half an event is added to all
  /// four (Haldane 1956).
  IntervalEstimate ratio;
  double prevented = 0;  ///< treated places had gone as the controls did, less what came
};

/// Throws Problem (invalid, "evaluation.effect") for no places, unusable or negative counts, no
/// days.
WarningEffect warning_effect(std::span<const TreatedPlace> places, const EffectSettings& settings);

enum class DisplacementVerdict {
  no_success,          ///< the target did not fall against the control: nothing to displace
  diffusion,           ///< the buffer fell too, by less than the target: over 0, up to 1
  diffusion_beyond,    ///< the buffer fell by more than the target: over 1
  none,                ///< exactly 0
  displacement,        ///< the buffer rose by less than the target fell: from -1 to 0
  displacement_beyond  ///< the buffer rose by more than the target fell: under -1
};

struct Displacement {
  double quotient = 0;  ///< WDQ; 0 with no_success
  double low = 0;       ///< of an interval from draws in which the target fell
  double high = 0;
  double success = 0;           ///< A1/C1 - A0/C0: under 0 is success
  double buffer = 0;            ///< B1/C1 - B0/C0
  double share_of_success = 0;  ///< of the draws
  double total_net_effect = 0;  ///< events fewer in target and buffer together (Guerette 2009)
  DisplacementVerdict verdict = DisplacementVerdict::no_success;
};

/// Weighted displacement quotient of a target A, a buffer B around it and a control C (Bowers and
/// Johnson 2003): (B1/C1 - B0/C0) / (A1/C1 - A0/C0), with periods of equal length. The interval is
/// from `replicates` draws of Poisson counts. Throws Problem (invalid, "evaluation.displacement")
/// where a count is unusable or the control has no event in a period.
Displacement weighted_displacement(const BeforeAfter& target, const BeforeAfter& buffer,
                                   const BeforeAfter& control, const BootstrapSettings& settings);

}  // namespace anlan::patterns
