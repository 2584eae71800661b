// The Chinese calendar: months from new moon to new moon, 1989 to 2060.
#pragma once

#include <cstdint>
#include <optional>

#include "base/instant.h"

namespace anlan::patterns {

/// "2025, leap month 6, day 1". The year is that of the Gregorian calendar in which it begins.
struct LunarDate {
  std::int32_t year = 0;
  unsigned month = 1;  ///< 1..12
  bool is_leap = false;
  unsigned day = 1;  ///< 1..30
  friend bool operator==(const LunarDate&, const LunarDate&) = default;
};

inline constexpr std::int32_t k_lunar_year_first = 1989;
inline constexpr std::int32_t k_lunar_year_last = 2060;

/// By GB/T 33661-2017, for the meridian of 120° E; empty for days outside 1989-02-06..2061-01-20.
std::optional<LunarDate> lunar_date(Day day);

/// Empty where the calendar has no such day, or is not known so far.
std::optional<Day> day_of_lunar(const LunarDate& date);

/// The first day of a lunar year (Spring Festival); empty where it is not known.
std::optional<Day> spring_festival(std::int32_t year);

/// The month that is there twice, or 0. The year must be one of the table.
unsigned leap_month(std::int32_t year);

}  // namespace anlan::patterns
