// Calendars: where in its year, week or day a day lies.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/instant.h"

namespace anlan::patterns {

/// What comes round again. Each is cut into slots: days of the year (365; 29 February counts as the
/// 28th), days of the Chinese year (12 months of 30; leap months are left out), days of the week
/// (7, from Monday), hours of the day (24, by the clock on the wall).
enum class SeasonCalendar { solar_year, lunar_year, week, day };

/// "solar_year", "lunar_year", "week", "day"
std::string_view to_string(SeasonCalendar calendar);
std::optional<SeasonCalendar> season_calendar_from(std::string_view text);

/// How many slots a cycle has.
std::uint32_t slots_of(SeasonCalendar calendar);

struct CyclePosition {
  std::int32_t cycle = 0;  ///< the year, the week or the day, by a number that rises by one
  std::uint32_t slot = 0;
  friend bool operator==(const CyclePosition&, const CyclePosition&) = default;
};

/// `hour` matters to the calendar of the day only. Empty in a leap month of the lunar year, and
/// outside the years that are known of it.
std::optional<CyclePosition> position_of(SeasonCalendar calendar, Day day, std::uint32_t hour = 0);

/// The cycle in which a day lies, leap month or not. Throws Problem (invalid,
/// "seasons.lunar_range") where the lunar year is not known.
std::int32_t cycle_of(SeasonCalendar calendar, Day day);

/// The day on which a slot begins; the 29th where a lunar month has no 30th. Throws Problem
/// (invalid, "seasons.lunar_range") where the lunar year is not known.
Day day_of(SeasonCalendar calendar, CyclePosition position);

/// A slot in words of its calendar; what does not belong to the calendar is 0.
struct SlotName {
  unsigned month = 0;         ///< 1..12, solar or lunar
  unsigned day_of_month = 0;  ///< 1..31, solar or lunar
  unsigned weekday = 0;       ///< 1 Monday .. 7 Sunday
  unsigned hour = 0;          ///< 0..23
};
SlotName slot_name(SeasonCalendar calendar, std::uint32_t slot);

/// The days [first, last] laid out by cycle, counted back from the last day, so that no cycle is
/// broken. Cycles too short to show a rise of their own (weeks, days) are brought together in spans
/// of equal length; a year is a span by itself.
class CycleGrid {
 public:
  static constexpr std::uint32_t k_years_max = 10;  // older years say little of the next one
  static constexpr std::uint32_t k_spans_max = 8;   // of weeks or days
  static constexpr std::int32_t k_outside = -1;

  /// Throws Problem (invalid): "seasons.cycles" where [first, last] holds fewer than two cycles,
  /// "seasons.lunar_range" where the lunar year of `last` is not known.
  CycleGrid(SeasonCalendar calendar, Day first, Day last);

  SeasonCalendar calendar() const { return calendar_; }
  std::uint32_t cycles() const { return cycles_; }
  std::uint32_t spans() const { return spans_; }  ///< span 0 is the oldest
  std::uint32_t slots() const { return slots_; }
  /// Neighbouring slots that are looked at together: five days of a year (a hou, of which the
  /// Chinese year has 72), else one.
  std::uint32_t slots_per_bin() const { return slots_per_bin_; }
  std::uint32_t bins() const { return slots_ / slots_per_bin_; }
  /// The longest part of the cycle, in bins, that is still a peak and no ordinary state: 90 days, 3
  /// days, 8 hours.
  std::uint32_t longest_arc() const;

  /// The span of a record, or k_outside where its cycle is not a whole one.
  std::int32_t span_of(Day day, std::uint32_t hour) const;
  /// Of a record that has a span.
  std::uint32_t slot_of(Day day, std::uint32_t hour) const;

  /// How many times a slot came round in a span; a row a span.
  const std::vector<std::uint32_t>& visits() const { return visits_; }
  /// The first and the last day of a span.
  Day span_begin(std::uint32_t span) const { return begin_[span]; }
  Day span_end(std::uint32_t span) const { return end_[span]; }
  /// The slot with which every cycle begins here: the one after the last day's.
  std::uint32_t first_slot() const { return first_slot_; }

 private:
  void lay_out(Day first);
  Day begin_of(std::uint32_t age) const;
  std::int32_t age_of(CyclePosition position) const;

  SeasonCalendar calendar_;
  Day first_;
  Day last_;
  CyclePosition anchor_;
  std::uint32_t slots_ = 0;
  std::uint32_t slots_per_bin_ = 1;
  std::uint32_t first_slot_ = 0;
  std::uint32_t cycles_ = 0;
  std::uint32_t spans_ = 0;
  std::vector<std::optional<CyclePosition>> positions_;  ///< a day each, from first_
  std::vector<std::uint32_t> visits_;
  std::vector<Day> begin_;
  std::vector<Day> end_;
};

}  // namespace anlan::patterns
