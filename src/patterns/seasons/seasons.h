// Key periods: where and of what kind the rate rises at the same time of every year, week or day.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "base/instant.h"
#include "patterns/seasons/cycle.h"
#include "patterns/seasons/shrinkage.h"

namespace anlan::patterns {

/// How many records a unit had of a kind on a day (and in an hour of it, where that is known).
/// Units and kinds are numbered from 0 by the caller. Rows of the same day add up.
struct SeasonCount {
  std::uint32_t unit = 0;
  std::uint32_t kind = 0;
  Day day;
  std::uint32_t count = 1;
  std::optional<std::uint32_t> hour;  ///< 0..23 by the clock on the wall
};

/// Days [first, last] on which every unit was watched: a day without a row had no record.
struct SeasonPanel {
  Day first;
  Day last;
  std::uint32_t units = 0;
  std::uint32_t kinds = 1;
  std::vector<SeasonCount> counts;
  /// A list of neighbours a unit, or empty where nothing is known of them.
  std::vector<std::vector<std::uint32_t>> neighbours;
};

struct SeasonSettings {
  std::vector<SeasonCalendar> calendars = {SeasonCalendar::solar_year, SeasonCalendar::week};
  double discovery_rate = .05;       ///< of all key periods, the share that may be false
  std::uint32_t records_min = 10;    ///< fewer of a unit and kind say nothing
  double rise_p = .1;                ///< one-sided, of a span that rose
  std::uint32_t spans_rose_min = 2;  ///< in which the period must have risen
  std::uint32_t periods_max = 2;     ///< of a unit, kind and calendar; 1 to 4
  double ratio_min = 1.2;            ///< of the shrunk rate ratio
  double level = .9;                 ///< of intervals
  std::uint32_t replicates = 9'999;  ///< at most; most tests end much sooner
  std::uint64_t seed = 1;
  unsigned threads = 1;
  /// Told how many tests are done, from one thread at a time; false cancels.
  std::function<bool(std::uint64_t done, std::uint64_t all)> progress;
};

/// The period in one span of the past.
struct SpanRise {
  Day first;  ///< of the span
  Day last;
  double observed = 0;
  double expected = 0;  ///< at the span's rate over the whole cycle
  double p_value = 1;   ///< one-sided, with the dispersion
  bool rose = false;
  double shift = 0;  ///< days by which it came later than usual; years only
};

struct KeyPeriod {
  std::uint32_t unit = 0;
  std::uint32_t kind = 0;
  SeasonCalendar calendar = SeasonCalendar::solar_year;
  std::uint32_t begin = 0;   ///< slot (slot_name)
  std::uint32_t length = 1;  ///< slots; may reach into the next cycle
  RateRatio ratio;           ///< rate inside over rate outside, drawn towards the neighbours
  std::uint32_t cycles = 0;  ///< seen
  std::vector<SpanRise> spans;
  std::uint32_t spans_rose = 0;
  double p_value = 1;
  double q_value = 1;  ///< the false discovery rate at which it still stands
  double dispersion = 1;
  double trend = 0;          ///< of the logarithm of the rate, a span
  double usual_rate = 0;     ///< outside the period, a slot; at the end of the days
  double start_error = 0;    ///< standard deviation of the shifts, in days
  double start_degrees = 0;  ///< how many differences it rests on

  /// The last slot of the period.
  std::uint32_t end() const { return (begin + length - 1) % slots_of(calendar); }
};

struct SeasonFindings {
  std::vector<KeyPeriod> periods;  ///< by q, then p, unit, kind and calendar
  std::uint64_t tested = 0;        ///< unit, kind and calendar with records enough
  std::uint64_t too_few = 0;       ///< without
};

/// Looks for the strongest key period of every unit, kind and calendar, and where it stands for the
/// next one in what is left (docs/methods/seasons.md).
/// Where one of the solar and one of the lunar year hold the same days, the better founded stays.
/// The same panel, settings and seed give the same bytes for any number of threads and any order of
/// the counts. Throws Problem: invalid (seasons.settings, seasons.panel, seasons.cycles where
/// the days hold fewer than two cycles of a calendar, and seasons.lunar_range), unavailable
/// (seasons.cancelled).
SeasonFindings find_key_periods(const SeasonPanel& panel, const SeasonSettings& settings);

}  // namespace anlan::patterns
