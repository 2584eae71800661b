#include "patterns/seasons/cycle.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include "base/check.h"
#include "base/problem.h"
#include "patterns/seasons/lunar_calendar.h"

namespace anlan::patterns {
namespace {

constexpr std::uint32_t k_slots_of_year = 365;
constexpr std::uint32_t k_slots_of_lunar_year = 360;
constexpr std::uint32_t k_slots_of_lunar_month = 30;
constexpr std::int32_t k_28_february = 58;  // days after 1 January
constexpr std::int32_t k_thursday = 3;      // 1970-01-01, counted from Monday
constexpr std::int32_t k_days_a_year = 365;

constexpr std::array k_names = {
    std::pair{SeasonCalendar::solar_year, std::string_view("solar_year")},
    std::pair{SeasonCalendar::lunar_year, std::string_view("lunar_year")},
    std::pair{SeasonCalendar::week, std::string_view("week")},
    std::pair{SeasonCalendar::day, std::string_view("day")},
};

Day new_year(std::int32_t year) { return *Day::from_civil(year, 1, 1); }

bool is_leap(std::int32_t year) { return Day::from_civil(year, 2, 29).has_value(); }

CyclePosition position_in_year(Day day) {
  const auto year = day.year();
  auto slot = day - new_year(year);
  if (is_leap(year) && slot > k_28_february) --slot;
  return {year, static_cast<std::uint32_t>(slot)};
}

Day day_of_year(CyclePosition position) {
  const auto slot = static_cast<std::int32_t>(position.slot);
  const bool is_after = is_leap(position.cycle) && slot > k_28_february;
  return new_year(position.cycle) + slot + (is_after ? 1 : 0);
}

CyclePosition position_in_week(Day day) {
  const auto days = day.number() + k_thursday;
  const auto week = days >= 0 ? days / 7 : (days - 6) / 7;
  return {week, static_cast<std::uint32_t>(days - 7 * week)};
}

std::optional<CyclePosition> position_in_lunar_year(Day day) {
  const auto date = lunar_date(day);
  if (!date || date->is_leap) return std::nullopt;
  return CyclePosition{date->year, (date->month - 1) * k_slots_of_lunar_month + date->day - 1};
}

Problem unknown_lunar_year(std::int32_t year) {
  return Problem::invalid("seasons.lunar_range",
                          fmt::format("The Chinese calendar is known from {} to {}, not in {}.",
                                      k_lunar_year_first, k_lunar_year_last, year));
}

Day day_of_lunar_year(CyclePosition position) {
  LunarDate date{.year = position.cycle,
                 .month = position.slot / k_slots_of_lunar_month + 1,
                 .day = position.slot % k_slots_of_lunar_month + 1};
  if (!spring_festival(date.year)) throw unknown_lunar_year(date.year);
  if (const auto day = day_of_lunar(date)) return *day;
  --date.day;  // a month of 29 days
  return *day_of_lunar(date);
}

/// How many cycles the calendar looks back, and how long the slots are that are looked at as one.
std::uint32_t cycles_max(SeasonCalendar calendar) {
  switch (calendar) {
    case SeasonCalendar::solar_year:
    case SeasonCalendar::lunar_year: return CycleGrid::k_years_max;
    case SeasonCalendar::week: return CycleGrid::k_years_max * 52;
    case SeasonCalendar::day: return CycleGrid::k_years_max * k_days_a_year;
  }
  check_failed("a known SeasonCalendar", __FILE__, __LINE__);
}

bool is_year(SeasonCalendar calendar) {
  return calendar == SeasonCalendar::solar_year || calendar == SeasonCalendar::lunar_year;
}

}  // namespace

std::string_view to_string(SeasonCalendar calendar) {
  const auto* found = std::ranges::find(k_names, calendar, &decltype(k_names)::value_type::first);
  CHECK(found != k_names.end());
  return found->second;
}

std::optional<SeasonCalendar> season_calendar_from(std::string_view text) {
  const auto* found = std::ranges::find(k_names, text, &decltype(k_names)::value_type::second);
  return found == k_names.end() ? std::nullopt : std::optional(found->first);
}

std::uint32_t slots_of(SeasonCalendar calendar) {
  switch (calendar) {
    case SeasonCalendar::solar_year: return k_slots_of_year;
    case SeasonCalendar::lunar_year: return k_slots_of_lunar_year;
    case SeasonCalendar::week: return 7;
    case SeasonCalendar::day: return 24;
  }
  check_failed("a known SeasonCalendar", __FILE__, __LINE__);
}

std::optional<CyclePosition> position_of(SeasonCalendar calendar, Day day, std::uint32_t hour) {
  switch (calendar) {
    case SeasonCalendar::solar_year: return position_in_year(day);
    case SeasonCalendar::lunar_year: return position_in_lunar_year(day);
    case SeasonCalendar::week: return position_in_week(day);
    case SeasonCalendar::day: return CyclePosition{day.number(), hour};
  }
  check_failed("a known SeasonCalendar", __FILE__, __LINE__);
}

std::int32_t cycle_of(SeasonCalendar calendar, Day day) {
  if (calendar == SeasonCalendar::lunar_year) {
    const auto date = lunar_date(day);
    if (!date) throw unknown_lunar_year(day.year());
    return date->year;
  }
  return position_of(calendar, day)->cycle;
}

Day day_of(SeasonCalendar calendar, CyclePosition position) {
  CHECK(position.slot < slots_of(calendar));
  switch (calendar) {
    case SeasonCalendar::solar_year: return day_of_year(position);
    case SeasonCalendar::lunar_year: return day_of_lunar_year(position);
    case SeasonCalendar::week:
      return Day::from_number(7 * position.cycle - k_thursday +
                              static_cast<std::int32_t>(position.slot));
    case SeasonCalendar::day: return Day::from_number(position.cycle);
  }
  check_failed("a known SeasonCalendar", __FILE__, __LINE__);
}

SlotName slot_name(SeasonCalendar calendar, std::uint32_t slot) {
  switch (calendar) {
    case SeasonCalendar::solar_year: {
      const auto day = day_of_year({2001, slot});  // a year without 29 February
      return {.month = day.month(), .day_of_month = day.day_of_month()};
    }
    case SeasonCalendar::lunar_year:
      return {.month = slot / k_slots_of_lunar_month + 1,
              .day_of_month = slot % k_slots_of_lunar_month + 1};
    case SeasonCalendar::week: return {.weekday = slot + 1};
    case SeasonCalendar::day: return {.hour = slot};
  }
  check_failed("a known SeasonCalendar", __FILE__, __LINE__);
}

CycleGrid::CycleGrid(SeasonCalendar calendar, Day first, Day last)
    : calendar_(calendar), first_(first), last_(last), slots_(slots_of(calendar)) {
  CHECK(first <= last);
  static_cast<void>(cycle_of(calendar, last));  // throws where the lunar year is not known
  const auto last_hour = calendar == SeasonCalendar::day ? slots_ - 1 : 0;
  auto anchor = position_of(calendar, last, last_hour);
  for (auto day = last - 1; !anchor; day = day - 1) anchor = position_of(calendar, day, last_hour);
  anchor_ = *anchor;
  first_slot_ = (anchor_.slot + 1) % slots_;
  if (is_year(calendar)) slots_per_bin_ = 5;
  while (cycles_ < cycles_max(calendar) && begin_of(cycles_) >= first) ++cycles_;
  if (cycles_ < 2) {
    throw Problem::invalid(
        "seasons.cycles",
        fmt::format("What comes round by {} needs two whole cycles; the days {} to {} hold {}.",
                    to_string(calendar), first.to_string(), last.to_string(), cycles_));
  }
  spans_ = is_year(calendar) ? cycles_ : std::min(cycles_, k_spans_max);
  lay_out(begin_of(cycles_ - 1));
}

Day CycleGrid::begin_of(std::uint32_t age) const {
  const auto cycle = anchor_.cycle - static_cast<std::int32_t>(age) - (first_slot_ == 0 ? 0 : 1);
  if (calendar_ == SeasonCalendar::lunar_year && cycle < k_lunar_year_first) {
    return Day::from_number(std::numeric_limits<std::int32_t>::min());  // before any record
  }
  return day_of(calendar_, {cycle, first_slot_});
}

std::uint32_t CycleGrid::longest_arc() const {
  if (is_year(calendar_)) return 18;
  return calendar_ == SeasonCalendar::week ? 3 : 8;
}

void CycleGrid::lay_out(Day first) {
  first_ = first;
  visits_.assign(std::size_t{spans_} * slots_, 0);
  begin_.assign(spans_, last_);
  end_.assign(spans_, first_);
  const bool by_hour = calendar_ == SeasonCalendar::day;
  for (auto day = first_; day <= last_; day = day + 1) {
    positions_.push_back(position_of(calendar_, day));
    for (std::uint32_t hour = 0; hour < (by_hour ? slots_ : 1); ++hour) {
      const auto span = span_of(day, hour);
      if (span == k_outside) continue;
      const auto row = static_cast<std::size_t>(span);
      ++visits_[row * slots_ + slot_of(day, hour)];
      begin_[row] = std::min(begin_[row], day);
      end_[row] = std::max(end_[row], day);
    }
  }
}

std::int32_t CycleGrid::age_of(CyclePosition position) const {
  return anchor_.cycle - position.cycle - (position.slot > anchor_.slot ? 1 : 0);
}

std::int32_t CycleGrid::span_of(Day day, std::uint32_t hour) const {
  if (day < first_ || day > last_) return k_outside;
  auto position = positions_[static_cast<std::size_t>(day - first_)];
  if (!position) return k_outside;
  if (calendar_ == SeasonCalendar::day) position->slot = hour;
  const auto age = static_cast<std::uint32_t>(age_of(*position));
  if (age >= cycles_) return k_outside;
  return static_cast<std::int32_t>(spans_ - 1 - std::uint64_t{age} * spans_ / cycles_);
}

std::uint32_t CycleGrid::slot_of(Day day, std::uint32_t hour) const {
  if (calendar_ == SeasonCalendar::day) return hour;
  return positions_[static_cast<std::size_t>(day - first_)]->slot;
}

}  // namespace anlan::patterns
