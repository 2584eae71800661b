#include "patterns/seasons/next_period.h"

#include <algorithm>
#include <boost/math/distributions/negative_binomial.hpp>
#include <boost/math/distributions/poisson.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>

#include "base/check.h"
#include "base/problem.h"

namespace anlan::patterns {
namespace {

constexpr double k_margin_max = 14;  // days; a season that strays further is not one to announce
constexpr std::int32_t k_lead_max = 366;
constexpr std::int32_t k_cycles_ahead = 3;

void check(std::int32_t lead_days, double level) {
  std::vector<FieldFault> faults;
  if (!(level > 0 && level < 1)) faults.push_back({"level", "must lie in (0, 1)"});
  if (lead_days < 0 || lead_days > k_lead_max) faults.push_back({"lead_days", "must be 0 to 366"});
  if (!faults.empty()) {
    throw Problem::invalid("seasons.settings", "A period cannot be announced so.",
                           std::move(faults));
  }
}

void set_dates(const KeyPeriod& period, std::int32_t cycle, NextPeriod& next) {
  next.begin = day_of(period.calendar, {cycle, period.begin});
  if (period.calendar == SeasonCalendar::day) {
    const auto end = period.begin + period.length;
    next.end = next.begin + (end > 24 ? 1 : 0);
    next.begin_hour = period.begin;
    next.end_hour = end > 24 ? end - 24 : end;
  } else {
    const auto wraps = period.end() < period.begin ? 1 : 0;
    next.end = day_of(period.calendar, {cycle + wraps, period.end()});
  }
  // A leap month within the period is not part of it.
  if (period.calendar == SeasonCalendar::lunar_year) {
    next.end = std::min(next.end, next.begin + (static_cast<std::int32_t>(period.length) - 1));
  }
}

void set_start_interval(const KeyPeriod& period, double level, NextPeriod& next) {
  double margin = 0;
  if (period.start_error > 0 && period.start_degrees >= 1) {
    const boost::math::students_t student(period.start_degrees);
    const auto spans = static_cast<double>(period.spans.size());
    margin = boost::math::quantile(boost::math::complement(student, (1 - level) / 2)) *
             period.start_error * std::sqrt(1 + 1 / spans);
  }
  const auto days = static_cast<std::int32_t>(std::ceil(std::min(margin, k_margin_max)));
  next.begin_earliest = next.begin - days;
  next.begin_latest = next.begin + days;
}

void set_count_interval(const KeyPeriod& period, double level, NextPeriod& next) {
  namespace math = boost::math;
  next.usual = period.usual_rate * period.length;
  next.expected = next.usual * period.ratio.value;
  if (!(next.expected > 0)) return;
  const double tail = (1 - level) / 2;
  const double variance = period.dispersion * next.expected +
                          period.ratio.relative_variance * next.expected * next.expected;
  if (variance <= next.expected * (1 + 1e-9)) {
    const math::poisson counts(next.expected);
    next.low = math::quantile(counts, tail);
    next.high = math::quantile(math::complement(counts, tail));
  } else {
    const double size = next.expected * next.expected / (variance - next.expected);
    const math::negative_binomial counts(size, next.expected / variance);
    next.low = math::quantile(counts, tail);
    next.high = math::quantile(math::complement(counts, tail));
  }
}

}  // namespace

NextPeriod next_period(const KeyPeriod& period, Day as_of, std::int32_t lead_days, double level) {
  check(lead_days, level);
  NextPeriod next;
  const auto now = cycle_of(period.calendar, as_of);
  const bool by_hour = period.calendar == SeasonCalendar::day;
  const auto comes = [&] { return by_hour ? next.begin > as_of : next.end >= as_of; };
  bool is_found = false;
  for (auto cycle = now - 1; cycle <= now + k_cycles_ahead && !is_found; ++cycle) {
    set_dates(period, cycle, next);
    is_found = comes();
  }
  CHECK(is_found);
  set_start_interval(period, level, next);
  set_count_interval(period, level, next);
  next.announce_on = next.begin - lead_days;
  next.is_due = as_of >= next.announce_on;
  next.is_running = as_of >= next.begin && as_of <= next.end;
  return next;
}

}  // namespace anlan::patterns
