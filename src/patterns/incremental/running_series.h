// RunningSeries: the counts of the period that is not over yet, each against its threshold.
#pragma once

#include <cstdint>
#include <vector>

namespace anlan::patterns {

/// The thresholds are those that a method of `patterns/series` gives for the present period from
/// the periods before it (Farrington's upper bound, say). A count only grows within a period, so
/// that the event with which it passes its threshold is known at once, and an alarm raised early is
/// one that the end of the period would raise too.
class RunningSeries {
 public:
  /// One threshold a series; infinity where a series can give no alarm yet. Throws Problem
  /// (invalid, "running_series.thresholds") for one that is not a number or below 0.
  explicit RunningSeries(std::vector<double> thresholds);

  /// Begins the next period: counts are 0 again. As many thresholds as before, under the same rule.
  void begin_period(std::vector<double> thresholds);

  /// Adds an event; true for the one with which the count passes its threshold, and no other.
  /// Throws Problem (invalid, "running_series.series") where there is no such series.
  bool add(std::uint32_t series);

  std::uint64_t count(std::uint32_t series) const { return counts_.at(series); }
  double threshold(std::uint32_t series) const { return thresholds_.at(series); }

 private:
  std::vector<double> thresholds_;
  std::vector<std::uint64_t> counts_;
};

}  // namespace anlan::patterns
