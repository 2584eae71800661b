// TimeAxis: the study period cut into intervals, counted from its end.
#pragma once

#include <cstdint>
#include <vector>

#include "base/instant.h"
#include "patterns/scan/scan.h"

namespace anlan::patterns {

/// Intervals [start_of(i), start_of(i + 1)). The last one ends on the last day of the period, the
/// first one may be short.
class TimeAxis {
 public:
  /// Throws Problem (scan.period, scan.too_large, scan.windows).
  TimeAxis(Day first, Day last, TimeUnit unit, std::uint32_t length);
  /// The period as one interval.
  static TimeAxis whole(Day first, Day last);

  std::uint32_t size() const { return static_cast<std::uint32_t>(starts_.size()) - 1; }
  /// Whether the period begins within the first interval, so that it is shorter than the others.
  bool first_is_short() const { return first_is_short_; }
  Day start_of(std::uint32_t interval) const { return starts_[interval]; }
  Day last_day_of(std::uint32_t interval) const { return starts_[interval + 1] - 1; }
  bool contains(Day day) const { return starts_.front() <= day && day < starts_.back(); }
  /// The interval that holds a day of the period.
  std::uint32_t interval_of(Day day) const;

 private:
  std::vector<Day> starts_;  // size() + 1 of them
  bool first_is_short_ = false;
};

/// Intervals [first, last).
struct TimeWindow {
  std::uint32_t first = 0;
  std::uint32_t last = 0;
  friend bool operator==(const TimeWindow&, const TimeWindow&) = default;
};

/// The windows of a plan, in the order in which ties between them are settled: earlier end first,
/// then shorter first. A window holds at least one interval of full length, where the period does.
/// Throws Problem (scan.windows, scan.too_large).
std::vector<TimeWindow> time_windows(const TimeAxis& axis, const ScanWindows& windows);

}  // namespace anlan::patterns
