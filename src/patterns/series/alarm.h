// What a method says of one count of a series.
#pragma once

#include <optional>
#include <span>
#include <vector>

namespace anlan::patterns {

/// Counts over equal steps of time, the oldest first.
using CountSeries = std::span<const double>;

struct SeriesAlarm {
  std::size_t at = 0;  ///< index of the count
  double observed = 0;
  double expected = 0;
  double upper = 0;    ///< the threshold; above it is an alarm
  double p_value = 1;  ///< of so many or more, where the method has one; else 1
  bool is_alarm = false;
  bool is_judged = true;  ///< false: too little history, or too few cases lately, to say anything
};

/// Benjamini and Hochberg (1995): which of many p-values stand when at most a share `rate` of those
/// that stand may be false. In the order of the input.
std::vector<bool> false_discovery(std::span<const double> p_values, double rate);

/// The least rate at which each p-value would stand (Benjamini and Hochberg 1995). In the order of
/// the input.
std::vector<double> discovery_q_values(std::span<const double> p_values);

}  // namespace anlan::patterns
