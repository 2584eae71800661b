#include "patterns/seasons/lunar_calendar.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <numbers>
#include <utility>

namespace anlan::patterns {
namespace {

Day day(const char* iso) { return *Day::parse(iso); }

TEST(LunarCalendar, SpringFestivals) {
  int year = 2015;
  for (const auto* iso :
       {"2015-02-19", "2016-02-08", "2017-01-28", "2018-02-16", "2019-02-05", "2020-01-25",
        "2021-02-12", "2022-02-01", "2023-01-22", "2024-02-10", "2025-01-29", "2026-02-17",
        "2027-02-06", "2028-01-26", "2029-02-13", "2030-02-03"}) {
    EXPECT_EQ(spring_festival(year), day(iso));
    EXPECT_EQ(lunar_date(day(iso)), (LunarDate{.year = year++}));
  }
}

TEST(LunarCalendar, LeapMonths) {
  for (const auto& [year, month] : {std::pair{2017, 6U},
                                    {2020, 4U},
                                    {2023, 2U},
                                    {2025, 6U},
                                    {2028, 5U},
                                    {2033, 11U},
                                    {2024, 0U},
                                    {2026, 0U}}) {
    EXPECT_EQ(leap_month(year), month) << year;
  }
  EXPECT_EQ(lunar_date(day("2025-07-25")), (LunarDate{2025, 6, true, 1}));
  EXPECT_EQ(lunar_date(day("2025-08-22")), (LunarDate{2025, 6, true, 29}));
  EXPECT_EQ(lunar_date(day("2025-08-23")), (LunarDate{2025, 7, false, 1}));
  EXPECT_EQ(lunar_date(day("2020-05-23")), (LunarDate{2020, 4, true, 1}));
}

TEST(LunarCalendar, Festivals) {
  EXPECT_EQ(day_of_lunar({2024, 5, false, 5}), day("2024-06-10"));  // Dragon Boat
  EXPECT_EQ(day_of_lunar({2025, 5, false, 5}), day("2025-05-31"));
  EXPECT_EQ(day_of_lunar({2023, 8, false, 15}), day("2023-09-29"));  // Mid-Autumn
  EXPECT_EQ(day_of_lunar({2025, 8, false, 15}), day("2025-10-06"));
  EXPECT_EQ(day_of_lunar({2026, 8, false, 15}), day("2026-09-25"));
  EXPECT_EQ(lunar_date(day("2018-11-08")), (LunarDate{2018, 10, false, 1}));  // moon at 00:02
  EXPECT_EQ(day_of_lunar({2024, 9, false, 9}), day("2024-10-11"));            // Double Ninth
}

TEST(LunarCalendar, HasNoOtherDays) {
  EXPECT_FALSE(day_of_lunar({2024, 6, true, 1}));   // no leap month
  EXPECT_FALSE(day_of_lunar({2025, 5, true, 1}));   // another leap month
  EXPECT_FALSE(day_of_lunar({2025, 6, true, 30}));  // it has 29 days
  EXPECT_FALSE(day_of_lunar({2025, 13, false, 1}));
  EXPECT_FALSE(day_of_lunar({2025, 1, false, 0}));
  EXPECT_FALSE(day_of_lunar({1988, 1, false, 1}));
  EXPECT_FALSE(lunar_date(day("1989-02-05")));
  EXPECT_EQ(lunar_date(day("1989-02-06")), (LunarDate{.year = 1989}));
  EXPECT_EQ(lunar_date(day("2061-01-20")), (LunarDate{2060, 12, false, 29}));
  EXPECT_FALSE(lunar_date(day("2061-01-21")));
  EXPECT_FALSE(lunar_date(day("2099-01-01")));
}

RC_GTEST_PROP(LunarCalendar, ADateLeadsBackToItsDay, ()) {
  const auto first = day("1989-02-06"), last = day("2061-01-20");
  const auto that = first + *rc::gen::inRange(0, last - first + 1);
  const auto date = lunar_date(that);
  RC_ASSERT(date.has_value());
  RC_ASSERT(day_of_lunar(*date) == that);
}

// The moon and the sun, by Meeus (1998), Astronomical Algorithms: new moons (chapter 49, to some
// seconds) and the apparent longitude of the sun (chapter 25, to .01 degrees).

double sine(double degrees) { return std::sin(degrees * std::numbers::pi / 180); }

/// TT - UT in days (Espenak and Meeus 2006, 1986 to 2050).
double delta_t(double years) {
  const double t = years - 2000;
  const double seconds = t < 5 ? 63.86 + .3345 * t - .060374 * t * t + .0017275 * t * t * t +
                                     .000651814 * t * t * t * t
                               : 62.92 + .32217 * t + .005589 * t * t;
  return seconds / 86'400;
}

double periodic_of_moon(double k, double t) {
  const double e = 1 - .002516 * t - .0000074 * t * t;
  const double s = 2.5534 + 29.10535670 * k - .0000014 * t * t;     // anomaly of the sun
  const double m = 201.5643 + 385.81693528 * k + .0107582 * t * t;  // and of the moon
  const double f = 160.7108 + 390.67050284 * k - .0016118 * t * t;  // argument of latitude
  const double node = 124.7746 - 1.56375588 * k + .0020672 * t * t;
  return -.40720 * sine(m) + .17241 * e * sine(s) + .01608 * sine(2 * m) + .01039 * sine(2 * f) +
         .00739 * e * sine(m - s) - .00514 * e * sine(m + s) + .00208 * e * e * sine(2 * s) -
         .00111 * sine(m - 2 * f) - .00057 * sine(m + 2 * f) + .00056 * e * sine(2 * m + s) -
         .00042 * sine(3 * m) + .00042 * e * sine(s + 2 * f) + .00038 * e * sine(s - 2 * f) -
         .00024 * e * sine(2 * m - s) - .00017 * sine(node) - .00007 * sine(m + 2 * s) +
         .00004 * sine(2 * m - 2 * f) + .00004 * sine(3 * s) + .00003 * sine(m + s - 2 * f) +
         .00003 * sine(2 * m + 2 * f) - .00003 * sine(m + s + 2 * f) +
         .00003 * sine(m - s + 2 * f) - .00002 * sine(m - s - 2 * f) - .00002 * sine(3 * m + s) +
         .00002 * sine(4 * m);
}

double planetary(double k, double t) {
  return 1e-6 *
         (325 * sine(299.77 + .107408 * k - .009173 * t * t) + 165 * sine(251.88 + .016321 * k) +
          164 * sine(251.83 + 26.651886 * k) + 126 * sine(349.42 + 36.412478 * k) +
          110 * sine(84.66 + 18.206239 * k) + 62 * sine(141.74 + 53.303771 * k) +
          60 * sine(207.14 + 2.453732 * k) + 56 * sine(154.84 + 7.306860 * k) +
          47 * sine(34.52 + 27.261239 * k) + 42 * sine(207.19 + .121824 * k) +
          40 * sine(291.34 + 1.844379 * k) + 37 * sine(161.72 + 24.198154 * k) +
          35 * sine(239.56 + 25.513099 * k) + 23 * sine(331.55 + 3.592518 * k));
}

/// Days since 1970-01-01 00:00 at 120 degrees E; the whole part is a Day.
double new_moon(double k) {
  const double t = k / 1236.85;
  const double julian = 2451550.09766 + 29.530588861 * k + .00015437 * t * t +
                        periodic_of_moon(k, t) + planetary(k, t);
  return julian - delta_t(2000 + k / 12.3685) - 2440587.5 + 8.0 / 24;
}

/// At a moment of the same kind, in degrees 0 to 360.
double longitude_of_sun(double moment) {
  const double years = 1970 + moment / 365.2425;
  const double t = (moment - 8.0 / 24 + 2440587.5 + delta_t(years) - 2451545) / 36525;
  const double mean = 280.46646 + 36000.76983 * t + .0003032 * t * t;
  const double m = 357.52911 + 35999.05029 * t - .0001537 * t * t;
  const double centre = (1.914602 - .004817 * t - .000014 * t * t) * sine(m) +
                        (.019993 - .000101 * t) * sine(2 * m) + .000289 * sine(3 * m);
  const double apparent = mean + centre - .00569 - .00478 * sine(125.04 - 1934.136 * t);
  return apparent - 360 * std::floor(apparent / 360);
}

/// The sun passes a multiple of 30 degrees between two midnights, by so much that .01 degrees do
/// not matter; empty where they would.
std::optional<bool> holds_a_principal_term(Day first, Day after) {
  const double begin = longitude_of_sun(first.number()), end = longitude_of_sun(after.number());
  for (const double at : {begin, end}) {
    const double off = std::fabs(at / 30 - std::round(at / 30)) * 30;
    if (off < .015) return std::nullopt;
  }
  return std::floor(begin / 30) != std::floor(end / 30);
}

TEST(LunarCalendar, EveryMonthBeginsOnTheDayOfANewMoon) {
  int months = 0;
  const double k_first = std::round((1989.1 - 2000) * 12.3685);
  for (double k = k_first; k < k_first + 891; ++k) {
    const double moment = new_moon(k);
    const double off_midnight = std::fabs(moment - std::round(moment)) * 86'400;
    if (off_midnight < 30) continue;  // within the error of the formula
    const auto that = Day::from_number(static_cast<std::int32_t>(std::floor(moment)));
    const auto date = lunar_date(that);
    if (!date) continue;
    EXPECT_EQ(date->day, 1U) << that.to_string();
    ++months;
  }
  EXPECT_GE(months, 888);  // 72 years hold 72 x 12 months and 26 leap months
}

TEST(LunarCalendar, LeapMonthsHoldNoPrincipalTermAndTheSolsticeIsInMonthEleven) {
  int leap_months = 0;
  for (auto year = k_lunar_year_first; year <= k_lunar_year_last; ++year) {
    const auto leap = leap_month(year);
    if (leap > 0) {
      const auto first = *day_of_lunar({year, leap, true, 1});
      const auto after = *day_of_lunar({year, leap, true, 29}) + 1;
      const auto length = day_of_lunar({year, leap, true, 30}) ? 1 : 0;
      EXPECT_FALSE(holds_a_principal_term(first, after + length).value_or(false)) << year;
      ++leap_months;
    }
    const auto eleventh = *day_of_lunar({year, 11, false, 1});
    const auto solstice = *Day::from_civil(year, 12, 23);  // 21 to 23 December, by the sun below
    auto that = solstice - 3;
    while (longitude_of_sun((that + 1).number()) < 270) that = that + 1;
    EXPECT_GE(that, eleventh) << year;
    EXPECT_LT(that, eleventh + 30) << year;
    EXPECT_EQ(lunar_date(that)->month, 11U) << year;
  }
  EXPECT_EQ(leap_months, 26);
}

}  // namespace
}  // namespace anlan::patterns
