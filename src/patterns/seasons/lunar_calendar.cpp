#include "patterns/seasons/lunar_calendar.h"

#include <array>
#include <bit>

#include "base/check.h"

namespace anlan::patterns {
namespace {

constexpr auto k_years = k_lunar_year_last - k_lunar_year_first + 1;

/// A year each: bit m is set where month m + 1 in the order of the year has 30 days, else 29; bits
/// 13 to 16 tell the month after which its leap month comes, or 0; bits 17 to 22 tell how many days
/// after 21 January the year begins. lunar_calendar_test.cpp computes them again from the moon and
/// the sun.
constexpr std::array<std::uint32_t, k_years> k_table = {
    // clang-format off
    0x200ea9, 0x0cbe92, 0x320e92, 0x1c0d26, 0x046a56, 0x280a57, 0x1514d6, 0x3a035a,  // 1989
    0x2206d5, 0x0eb6c9, 0x340749, 0x1e0693, 0x06952b, 0x2c052b, 0x160a5b, 0x02555a,  // 1997
    0x26056a, 0x10fb55, 0x380ba4, 0x220b49, 0x0aba93, 0x300a95, 0x1a052d, 0x048aad,  // 2005
    0x280ab5, 0x1535aa, 0x3a05d2, 0x240da5, 0x0edd4a, 0x340d4a, 0x1e0c95, 0x08952e,  // 2013
    0x2c0556, 0x160ab5, 0x0255b2, 0x2806d2, 0x10cea5, 0x360725, 0x20064b, 0x0aac97,  // 2021
    0x2e0cab, 0x1a055a, 0x046ad6, 0x2a0b69, 0x157752, 0x3a0b52, 0x240b25, 0x0eda4b,  // 2029
    0x320a4b, 0x1c04ab, 0x06a55b, 0x2c05ad, 0x160b6a, 0x025b52, 0x280d92, 0x12fd25,  // 2037
    0x360d25, 0x200a55, 0x0ab4ad, 0x3004b6, 0x1805b5, 0x046daa, 0x2a0ec9, 0x171e92,  // 2045
    0x3a0e92, 0x240d26, 0x0eca56, 0x320a57, 0x1c04d6, 0x0686d5, 0x2c0755, 0x180749,  // 2053
    // clang-format on
};

std::uint32_t row_of(std::int32_t year) {
  return k_table[static_cast<std::size_t>(year - k_lunar_year_first)];
}

bool is_known(std::int32_t year) { return year >= k_lunar_year_first && year <= k_lunar_year_last; }

unsigned months_of(std::int32_t year) { return leap_month(year) > 0 ? 13 : 12; }

/// Of the month at a place in the order of the year, from 0.
unsigned days_of_month(std::int32_t year, unsigned at) { return 29 + (row_of(year) >> at & 1); }

}  // namespace

unsigned leap_month(std::int32_t year) {
  CHECK(is_known(year));
  return row_of(year) >> 13 & 0xf;
}

std::optional<Day> spring_festival(std::int32_t year) {
  if (!is_known(year)) return std::nullopt;
  return *Day::from_civil(year, 1, 21) + static_cast<std::int32_t>(row_of(year) >> 17);
}

std::optional<LunarDate> lunar_date(Day day) {
  auto year = day.year();
  if (is_known(year) && day < *spring_festival(year)) --year;
  if (year == k_lunar_year_last + 1) --year;  // January of the year after the table
  if (!is_known(year) || day < *spring_festival(year)) return std::nullopt;
  auto rest = static_cast<unsigned>(day - *spring_festival(year));
  const auto leap = leap_month(year);
  for (unsigned at = 0; at < months_of(year); ++at) {
    const auto days = days_of_month(year, at);
    if (rest < days) {
      const bool is_after = leap > 0 && at >= leap;
      return LunarDate{year, at + (is_after ? 0 : 1), leap > 0 && at == leap, rest + 1};
    }
    rest -= days;
  }
  return std::nullopt;
}

std::optional<Day> day_of_lunar(const LunarDate& date) {
  const auto begin = spring_festival(date.year);
  if (!begin || date.month < 1 || date.month > 12) return std::nullopt;
  const auto leap = leap_month(date.year);
  if (date.is_leap && date.month != leap) return std::nullopt;
  const bool is_after = date.is_leap || (leap > 0 && date.month > leap);
  const auto place = date.month - 1 + (is_after ? 1 : 0);
  if (date.day < 1 || date.day > days_of_month(date.year, place)) return std::nullopt;
  unsigned days = date.day - 1;
  for (unsigned at = 0; at < place; ++at) days += days_of_month(date.year, at);
  return *begin + static_cast<std::int32_t>(days);
}

}  // namespace anlan::patterns
