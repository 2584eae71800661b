// Farrington's method, flexible: is this count higher than the same weeks of earlier years explain?
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/instant.h"
#include "patterns/series/alarm.h"

namespace anlan::patterns {

enum class FarringtonThreshold {
  two_thirds_power,   ///< Farrington et al. (1996): normal after a power of 2/3
  negative_binomial,  ///< quantile of the fitted distribution (Noufaily et al. 2013, plug-in)
};

struct FarringtonSettings {
  std::uint32_t years_back = 4;
  std::uint32_t half_window = 3;  ///< weeks on each side of the same week
  std::uint32_t periods = 10;     ///< of the year; 1: only the same weeks are looked at
  std::uint32_t left_out = 26;    ///< latest weeks that an outbreak may have raised
  double reweight_above = 2.58;   ///< Anscombe residuals beyond it lose weight
  double trend_p = 1;             ///< a trend is kept where its p is below
  FarringtonThreshold threshold = FarringtonThreshold::negative_binomial;
  double alpha = .05;    ///< one-sided
  double cases_min = 5;  ///< in the last `cases_weeks`, or nothing is said
  std::uint32_t cases_weeks = 4;
};

/// The settings of Farrington et al. (1996), and of Noufaily et al. (2013).
FarringtonSettings farrington_1996();
FarringtonSettings noufaily_2013();

/// Weeks of a year: how to find the same week of earlier years.
class WeekCalendar {
 public:
  /// Every 52 steps.
  static WeekCalendar every_52() { return WeekCalendar({}); }
  /// By date: the same weekday that lies nearest to the same date.
  static WeekCalendar by_date(std::vector<Day> days) { return WeekCalendar(std::move(days)); }
  /// The index of the same week `years` before `at`; empty if there is none in the series.
  std::optional<std::size_t> years_before(std::size_t at, std::uint32_t years) const;

 private:
  explicit WeekCalendar(std::vector<Day> days) : days_(std::move(days)) {}
  std::vector<Day> days_;
};

/// Judges the weeks [first, end): a quasi-Poisson regression of the baseline weeks on period and
/// trend, refitted with outbreaks down-weighted. Throws Problem (invalid, "series.settings").
std::vector<SeriesAlarm> farrington(CountSeries counts, const WeekCalendar& calendar,
                                    std::size_t first, const FarringtonSettings& settings);

/// The last count of every series, on several threads; in the order of the series.
std::vector<SeriesAlarm> farrington_latest(std::span<const std::vector<double>> series,
                                           const WeekCalendar& calendar,
                                           const FarringtonSettings& settings, unsigned threads);

}  // namespace anlan::patterns
