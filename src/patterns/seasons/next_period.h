// When a key period comes next, and what to expect of it.
#pragma once

#include "patterns/seasons/seasons.h"

namespace anlan::patterns {

struct NextPeriod {
  Day begin;
  Day end;  ///< the last day
  /// By the clock on the wall, [begin_hour, end_hour) from `begin` to `end`; only of the calendar
  /// of the day, else 0 and 24.
  unsigned begin_hour = 0;
  unsigned end_hour = 24;
  Day begin_earliest;  ///< the interval of the beginning
  Day begin_latest;
  double expected = 0;  ///< records in the period
  double low = 0;       ///< the interval of their number
  double high = 0;
  double usual = 0;     ///< records in as many days outside the period
  Day announce_on;      ///< `lead_days` before the beginning
  bool is_due = false;  ///< as_of has reached announce_on
  bool is_running = false;
};

/// The first period that ends on `as_of` or later (of the hours of a day: the first after `as_of`).
/// Intervals hold with probability `level`; that of the beginning is Student's from the shifts of
/// the past, at most two weeks either way, that of the records negative binomial from dispersion
/// and the error of the rate. Throws Problem (invalid): "seasons.settings" for a level outside
/// (0, 1) or lead days outside 0..366, "seasons.lunar_range" where the lunar year is not known.
NextPeriod next_period(const KeyPeriod& period, Day as_of, std::int32_t lead_days,
                       double level = .9);

}  // namespace anlan::patterns
