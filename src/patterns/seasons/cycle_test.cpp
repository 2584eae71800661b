#include "patterns/seasons/cycle.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/problem.h"
#include "patterns/seasons/lunar_calendar.h"

namespace anlan::patterns {
namespace {

Day day(const char* iso) { return *Day::parse(iso); }

constexpr auto k_year = SeasonCalendar::solar_year;
constexpr auto k_lunar = SeasonCalendar::lunar_year;

TEST(Cycle, ALeapDayCountsAsTheDayBefore) {
  EXPECT_EQ(position_of(k_year, day("2024-02-29")), position_of(k_year, day("2024-02-28")));
  EXPECT_EQ(position_of(k_year, day("2024-03-01"))->slot,
            position_of(k_year, day("2023-03-01"))->slot);
  EXPECT_EQ(position_of(k_year, day("2024-12-31"))->slot, 364U);
  EXPECT_EQ(position_of(k_year, day("2024-01-01"))->slot, 0U);
}

TEST(Cycle, WeeksBeginOnMonday) {
  EXPECT_EQ(position_of(SeasonCalendar::week, day("2026-02-02"))->slot, 0U);  // a Monday
  EXPECT_EQ(position_of(SeasonCalendar::week, day("2026-02-08"))->slot, 6U);
  EXPECT_EQ(position_of(SeasonCalendar::week, day("1969-12-28"))->slot, 6U);
  EXPECT_EQ(position_of(SeasonCalendar::week, day("1969-12-29"))->slot, 0U);
}

RC_GTEST_PROP(Cycle, APositionLeadsBackToItsDay, ()) {
  const auto number = *rc::gen::inRange(-40'000, 60'000);
  const auto calendar =
      *rc::gen::element(k_year, k_lunar, SeasonCalendar::week, SeasonCalendar::day);
  const auto that = Day::from_number(number);
  const auto position = position_of(calendar, that);
  if (!position) {
    const auto date = lunar_date(that);
    RC_ASSERT(calendar == k_lunar && (!date || date->is_leap));
    return;
  }
  const auto back = day_of(calendar, *position);
  const bool is_leap_day = that.month() == 2 && that.day_of_month() == 29;
  RC_ASSERT(back == (calendar == k_year && is_leap_day ? that - 1 : that));
}

TEST(Cycle, NamesOfSlots) {
  EXPECT_EQ(slot_name(k_year, 58).day_of_month, 28U);
  EXPECT_EQ(slot_name(k_year, 59).month, 3U);
  EXPECT_EQ(slot_name(k_lunar, 14).month, 1U);
  EXPECT_EQ(slot_name(k_lunar, 14).day_of_month, 15U);  // the Lantern Festival
  EXPECT_EQ(slot_name(SeasonCalendar::week, 4).weekday, 5U);
  EXPECT_EQ(slot_name(SeasonCalendar::day, 23).hour, 23U);
  for (const auto calendar : {k_year, k_lunar, SeasonCalendar::week, SeasonCalendar::day})
    EXPECT_EQ(season_calendar_from(to_string(calendar)), calendar);
  EXPECT_FALSE(season_calendar_from("month"));
}

TEST(CycleGrid, CountsWholeYearsBackFromTheLastDay) {
  const CycleGrid grid(k_year, day("2021-03-01"), day("2024-06-30"));
  EXPECT_EQ(grid.cycles(), 3U);
  EXPECT_EQ(grid.spans(), 3U);
  EXPECT_EQ(grid.span_begin(0), day("2021-07-01"));
  EXPECT_EQ(grid.span_end(0), day("2022-06-30"));
  EXPECT_EQ(grid.span_begin(2), day("2023-07-01"));
  EXPECT_EQ(grid.span_of(day("2021-06-30"), 0), CycleGrid::k_outside);
  EXPECT_EQ(grid.span_of(day("2021-07-01"), 0), 0);
  EXPECT_EQ(grid.span_of(day("2024-06-30"), 0), 2);
  std::uint32_t visits = 0;
  for (const auto n : grid.visits()) visits += n;
  EXPECT_EQ(visits, 3 * 365U + 1);  // one 29 February
}

TEST(CycleGrid, CountsLunarYearsWithoutTheirLeapMonths) {
  // To the eve of the Dragon Boat Festival of 2025; leap months 2 of 2023, and none in 2024.
  const CycleGrid grid(k_lunar, day("2022-01-01"), day("2025-05-30"));
  EXPECT_EQ(grid.cycles(), 3U);
  EXPECT_EQ(grid.span_begin(0), day("2022-06-03"));                     // the festival of 2022
  EXPECT_EQ(grid.span_begin(2), day("2024-06-10"));                     // and of 2024
  EXPECT_EQ(grid.span_of(day("2023-04-01"), 0), CycleGrid::k_outside);  // leap month 2
  EXPECT_EQ(grid.span_of(day("2023-04-20"), 0), 0);
  EXPECT_EQ(grid.slot_of(day("2024-02-10"), 0), 0U);  // Spring Festival
  std::uint32_t visits = 0;
  for (const auto n : grid.visits()) visits += n;
  EXPECT_EQ(visits, static_cast<std::uint32_t>(day("2025-05-31") - day("2022-06-03") - 29));
}

TEST(CycleGrid, EndsInALeapMonth) {
  const CycleGrid grid(k_lunar, day("2022-01-01"), day("2025-08-01"));  // leap month 6
  EXPECT_EQ(grid.cycles(), 3U);
  EXPECT_EQ(grid.first_slot(), 180U);  // the first day of month 7
  EXPECT_THROW(CycleGrid(k_lunar, day("2050-01-01"), day("2061-08-01")), Problem);
  EXPECT_EQ(CycleGrid(k_lunar, day("1980-01-01"), day("1993-01-01")).cycles(), 3U);
}

TEST(CycleGrid, BringsWeeksTogetherInSpans) {
  const CycleGrid grid(SeasonCalendar::week, day("2024-01-01"), day("2024-12-29"));
  EXPECT_EQ(grid.cycles(), 52U);
  EXPECT_EQ(grid.spans(), 8U);
  std::uint32_t visits = 0;
  for (const auto n : grid.visits()) visits += n;
  EXPECT_EQ(visits, 52 * 7U);
  EXPECT_EQ(grid.span_of(day("2024-01-01"), 0), 0);
  EXPECT_EQ(grid.span_of(day("2024-12-29"), 0), 7);
}

TEST(CycleGrid, RefusesLessThanTwoCycles) {
  try {
    const CycleGrid grid(k_year, day("2023-01-02"), day("2024-12-31"));
    FAIL() << "one day short of two years";
  } catch (const Problem& problem) {
    EXPECT_EQ(problem.code(), "seasons.cycles");
  }
  EXPECT_EQ(CycleGrid(k_year, day("2023-01-01"), day("2024-12-31")).cycles(), 2U);
  EXPECT_EQ(CycleGrid(SeasonCalendar::day, day("2024-01-01"), day("2024-01-02")).cycles(), 2U);
}

}  // namespace
}  // namespace anlan::patterns
