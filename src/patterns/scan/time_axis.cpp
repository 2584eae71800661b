#include "patterns/scan/time_axis.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"
#include "base/problem.h"

namespace anlan::patterns {
namespace {

constexpr std::int32_t k_max_period_days = 200'000;  // five centuries: a typing error beyond
constexpr std::uint64_t k_max_windows = 4'000'000;   // more cannot be scanned in hours

unsigned days_in_month(int year, unsigned month) {
  unsigned day = 31;
  while (!Day::from_civil(year, month, day)) --day;
  return day;
}

Day months_before(Day day, std::int32_t months) {
  const std::int32_t index = day.year() * 12 + static_cast<std::int32_t>(day.month()) - 1 - months;
  const int year = index >= 0 ? index / 12 : -((11 - index) / 12);
  const auto month = static_cast<unsigned>(index - year * 12) + 1;
  const unsigned of_month = std::min(day.day_of_month(), days_in_month(year, month));
  return *Day::from_civil(year, month, of_month);
}

}  // namespace

TimeAxis::TimeAxis(Day first, Day last, TimeUnit unit, std::uint32_t length) {
  if (last < first)
    throw Problem::invalid("scan.period", "The study period ends before it starts.");
  if (last.number() - std::int64_t{first.number()} >= k_max_period_days)
    throw Problem::too_large("scan.too_large", "The study period is longer than 200,000 days.");
  if (length == 0 || length > static_cast<std::uint32_t>(k_max_period_days))
    throw Problem::invalid("scan.windows", "A time interval must hold at least one unit of time.");
  const Day end = last + 1;
  const auto step = static_cast<std::int32_t>(length);
  for (std::int32_t back = 0;; back += step) {
    const Day start = unit == TimeUnit::day     ? end - back
                      : unit == TimeUnit::month ? months_before(end, back)
                                                : months_before(end, back * 12);
    first_is_short_ = start < first;
    starts_.push_back(std::max(start, first));
    if (start <= first) break;
  }
  std::reverse(starts_.begin(), starts_.end());
}

TimeAxis TimeAxis::whole(Day first, Day last) {
  const std::int64_t days = std::int64_t{last.number()} - first.number() + 1;
  return {first, last, TimeUnit::day,
          static_cast<std::uint32_t>(std::clamp<std::int64_t>(days, 1, k_max_period_days))};
}

std::uint32_t TimeAxis::interval_of(Day day) const {
  CHECK(contains(day));
  const auto after = std::upper_bound(starts_.begin(), starts_.end(), day);
  return static_cast<std::uint32_t>(after - starts_.begin()) - 1;
}

namespace {

std::uint32_t longest_window(const TimeAxis& axis, const ScanWindows& windows) {
  if (windows.max_units) return std::min(*windows.max_units / windows.interval_length, axis.size());
  if (!(windows.max_time_share > 0 && windows.max_time_share <= 1))
    throw Problem::invalid("scan.windows",
                           "The longest window must be a share of the study period in (0, 1].");
  return static_cast<std::uint32_t>(std::floor(windows.max_time_share * axis.size() + 1e-9));
}

}  // namespace

std::vector<TimeWindow> time_windows(const TimeAxis& axis, const ScanWindows& windows) {
  const std::uint32_t intervals = axis.size();
  if (windows.time == TimeScan::whole_period) return {{0, intervals}};
  const std::uint32_t longest = longest_window(axis, windows);
  const std::uint32_t shortest = std::max<std::uint32_t>(
      1, (windows.min_units + windows.interval_length - 1) / windows.interval_length);
  if (longest < shortest)
    throw Problem::invalid("scan.windows",
                           "The longest time window is shorter than the shortest one.");
  const bool prospective = windows.time == TimeScan::prospective;
  const std::uint64_t ends = prospective ? 1 : intervals;
  if (ends * (longest - shortest + 1) > k_max_windows)
    throw Problem::too_large("scan.too_large",
                             "There are more than 4,000,000 time windows; use longer intervals.");
  std::vector<TimeWindow> result;
  for (std::uint32_t last = prospective ? intervals : 1; last <= intervals; ++last) {
    if (last == 1 && intervals > 1 && axis.first_is_short()) continue;
    for (std::uint32_t length = shortest; length <= std::min(longest, last); ++length)
      result.push_back({last - length, last});
  }
  return result;
}

}  // namespace anlan::patterns
