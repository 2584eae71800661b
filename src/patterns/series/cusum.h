// CUSUM and GLR: small rises that last, added up until they are plain.
#pragma once

#include <cstdint>

#include "patterns/series/alarm.h"

namespace anlan::patterns {

struct CusumSettings {
  double reference = 1;  ///< k: standard deviations that are taken for nothing
  double decision = 4;   ///< h: the sum at which there is an alarm
  bool restarts = true;  ///< from 0 after an alarm
};

/// S = max(0, S + (count - expected) / sqrt(expected) - k) (Page 1954; Poisson). `upper` is the
/// least count that would be an alarm. `expected` holds one number over 0 a count. Throws Problem
/// (invalid, "series.settings").
std::vector<SeriesAlarm> cusum(CountSeries counts, std::span<const double> expected,
                               const CusumSettings& settings);

struct GlrSettings {
  double dispersion = 0;      ///< alpha of the variance mu + alpha mu^2; 0 is Poisson
  double threshold = 5;       ///< of the log likelihood ratio
  std::uint32_t window = 52;  ///< a rise began at most so many steps ago
  bool restarts = true;
};

struct GlrStep {
  double statistic = 0;
  double rise = 0;        ///< log of the factor that fits best, at least 0
  std::size_t since = 0;  ///< index at which it began
  bool is_alarm = false;
};

/// The generalised likelihood ratio of a lasting rise by an unknown factor (Höhle and Paul 2008):
/// the largest, over when it began, of sum x kappa - (x + 1/alpha) log((1 + alpha mu e^kappa) / (1
/// + alpha mu)).
std::vector<GlrStep> glr(CountSeries counts, std::span<const double> expected,
                         const GlrSettings& settings);

}  // namespace anlan::patterns
