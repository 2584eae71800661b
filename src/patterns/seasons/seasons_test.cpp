#include "patterns/seasons/seasons.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "base/problem.h"
#include "base/random.h"
#include "patterns/seasons/lunar_calendar.h"
#include "patterns/seasons/next_period.h"
#include "tests/support/harvest_townships.h"

namespace anlan::patterns {
namespace {

using tests::HarvestSettings;
using tests::HarvestTownships;

constexpr auto k_year = SeasonCalendar::solar_year;

Day day(const char* iso) { return *Day::parse(iso); }

SeasonSettings yearly() { return {.calendars = {k_year}, .threads = 2}; }

std::string code_of(const auto& act) {
  try {
    act();
  } catch (const Problem& problem) {
    return problem.code();
  }
  return "";
}

TEST(KeyPeriods, TheHarvestIsFoundInTheTownshipsThatGrowTheCrop) {
  constexpr int k_seeds = 10;
  const auto first_of_harvest = position_of(k_year, day("2025-09-20"))->slot;
  double found = 0, dated = 0;
  int clean_seeds = 0;
  for (std::uint64_t seed = 1; seed <= k_seeds; ++seed) {
    const HarvestTownships world({.seed = seed});
    int wrong = 0;
    for (const auto& period : find_key_periods(world.panel, yearly()).periods) {
      if (!world.grows_crop(period.unit)) {
        ++wrong;
        continue;
      }
      ++found;
      const auto in_harvest = position_of(k_year, day("2025-09-30"))->slot;
      EXPECT_LT(in_harvest - period.begin, period.length);  // the period holds it
      dated += std::fabs(static_cast<double>(period.begin) - first_of_harvest) <= 8 ? 1 : 0;
      EXPECT_GE(period.spans_rose, 2U);
      EXPECT_LE(period.q_value, .05);
    }
    clean_seeds += wrong == 0 ? 1 : 0;
  }
  EXPECT_GE(found / (12 * k_seeds), .9);
  EXPECT_GE(dated / found, .8);
  EXPECT_GT(clean_seeds, k_seeds / 2);
}

TEST(KeyPeriods, ASecondCropIsFoundBesideTheFirst) {
  int first_crops = 0, second_crops = 0, others = 0;
  for (std::uint64_t seed = 1; seed <= 4; ++seed) {
    SeasonPanel panel{.first = day("2020-01-01"), .last = day("2024-12-31"), .units = 12};
    Random random(seed);
    for (std::uint32_t unit = 0; unit < panel.units; ++unit) {
      for (auto that = panel.first; that <= panel.last; that = that + 1) {
        const bool is_early = that.month() == 6 && that.day_of_month() <= 20;
        const bool is_late = that.month() == 10 && that.day_of_month() <= 20;
        const double ratio = unit >= 4 ? 1 : is_early ? 5 : is_late ? 3.5 : 1;
        const auto count = random.poisson(.2 * ratio);
        if (count > 0) panel.counts.push_back({.unit = unit, .day = that, .count = count});
      }
    }
    for (const auto& period : find_key_periods(panel, yearly()).periods) {
      const auto middle = slot_name(k_year, (period.begin + period.length / 2) % 365).month;
      if (period.unit >= 4 || (middle != 6 && middle != 10)) {
        ++others;
      } else {
        ++(middle == 6 ? first_crops : second_crops);
        EXPECT_GT(period.ratio.value, 2);
        EXPECT_LT(period.ratio.value, 7);
      }
    }
    auto one_only = yearly();
    one_only.periods_max = 1;
    EXPECT_LE(find_key_periods(panel, one_only).periods.size(), 5U);
  }
  EXPECT_EQ(first_crops, 16);
  EXPECT_GE(second_crops, 14);
  EXPECT_LE(others, 2);
}

TEST(KeyPeriods, QuietTownshipsRaiseNoFalseAlarm) {
  int seeds_with_finding = 0;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const HarvestTownships world({.seed = seed, .has_harvest = false});
    seeds_with_finding += find_key_periods(world.panel, yearly()).periods.empty() ? 0 : 1;
  }
  EXPECT_LE(seeds_with_finding, 3);  // of 20 at 5 %: more has probability .016
}

TEST(KeyPeriods, OneBadYearMakesNoSeason) {
  HarvestTownships world({.has_harvest = false});
  for (const std::uint32_t unit : {3U, 17U, 44U}) {
    for (auto that = day("2022-09-20"); that < day("2022-10-11"); that = that + 1)
      world.panel.counts.push_back({.unit = unit, .day = that, .count = 2});
  }
  EXPECT_TRUE(find_key_periods(world.panel, yearly()).periods.empty());
}

TEST(KeyPeriods, SpellsMakeNoSeason) {
  int false_townships = 0;
  for (std::uint64_t seed = 1; seed <= 8; ++seed) {
    const HarvestTownships world({.seed = seed, .has_harvest = false, .spells = 3});
    false_townships += static_cast<int>(find_key_periods(world.panel, yearly()).periods.size());
  }
  EXPECT_LE(false_townships, 3);  // of 480; four times as many without regard to spells
}

/// Of the period that was found, of whose days some may lie outside the harvest of 20 September to
/// 10 October.
double true_ratio(const KeyPeriod& period) {
  double sum = 0;
  for (std::uint32_t i = 0; i < period.length; ++i) {
    const auto name = slot_name(k_year, (period.begin + i) % 365);
    const bool is_harvest = (name.month == 9 && name.day_of_month >= 20) ||
                            (name.month == 10 && name.day_of_month <= 10);
    sum += is_harvest ? 4 : 1;
  }
  return sum / period.length;
}

TEST(KeyPeriods, TheRatioComesNearTheTruthAndItsIntervalHoldsIt) {
  double sum = 0, periods = 0, held = 0;
  for (std::uint64_t seed = 1; seed <= 4; ++seed) {
    const HarvestTownships world({.seed = seed, .shift_max = 0});
    for (const auto& period : find_key_periods(world.panel, yearly()).periods) {
      if (!world.grows_crop(period.unit)) continue;
      sum += std::log(period.ratio.value);
      const auto truth = true_ratio(period);
      held += period.ratio.low <= truth && period.ratio.high >= truth ? 1 : 0;
      ++periods;
      EXPECT_LT(period.ratio.low, period.ratio.value);
      EXPECT_GT(period.ratio.high, period.ratio.value);
    }
  }
  ASSERT_GT(periods, 40);
  EXPECT_NEAR(std::exp(sum / periods), 4, .5);
  EXPECT_GT(held / periods, .8);
}

TEST(KeyPeriods, ThreadsAndOrderChangeNothing) {
  HarvestTownships world({.seed = 3, .years = 3});
  auto settings = yearly();
  settings.threads = 1;
  const auto one = find_key_periods(world.panel, settings);
  std::ranges::reverse(world.panel.counts);
  settings.threads = 3;
  const auto other = find_key_periods(world.panel, settings);
  ASSERT_FALSE(one.periods.empty());
  ASSERT_EQ(one.periods.size(), other.periods.size());
  for (std::size_t i = 0; i < one.periods.size(); ++i) {
    EXPECT_EQ(one.periods[i].unit, other.periods[i].unit);
    EXPECT_EQ(one.periods[i].begin, other.periods[i].begin);
    EXPECT_EQ(one.periods[i].p_value, other.periods[i].p_value);
    EXPECT_EQ(one.periods[i].ratio.high, other.periods[i].ratio.high);
    EXPECT_EQ(one.periods[i].start_error, other.periods[i].start_error);
  }
}

/// One unit with market days: Saturday and Sunday have three times the rate, 20 to 23 h twice.
SeasonPanel market_town(std::uint64_t seed) {
  SeasonPanel panel{.first = day("2024-01-01"), .last = day("2024-12-29"), .units = 1};
  Random random(seed);
  for (auto that = panel.first; that <= panel.last; that = that + 1) {
    for (std::uint32_t hour = 0; hour < 24; ++hour) {
      const double rate = .03 * (that.weekday() >= 6 ? 3 : 1) * (hour >= 20 && hour < 23 ? 3 : 1);
      const auto count = random.poisson(rate);
      if (count > 0) panel.counts.push_back({.day = that, .count = count, .hour = hour});
    }
  }
  return panel;
}

TEST(KeyPeriods, DaysOfTheWeekAndHoursOfTheDay) {
  const auto findings =
      find_key_periods(market_town(5), {.calendars = {SeasonCalendar::week, SeasonCalendar::day}});
  ASSERT_EQ(findings.periods.size(), 2U);
  for (const auto& period : findings.periods) {
    const bool is_week = period.calendar == SeasonCalendar::week;
    EXPECT_EQ(period.begin, is_week ? 5U : 20U);
    EXPECT_EQ(period.end(), is_week ? 6U : 22U);
    EXPECT_EQ(period.cycles, is_week ? 52U : 364U);
    EXPECT_EQ(period.spans.size(), 8U);
    EXPECT_NEAR(period.ratio.value, 3, .7);
    EXPECT_EQ(period.start_error, 0);
  }
}

/// Ten units, of which the first three have four times their rate in the last ten days of the lunar
/// year, when people go home; the harvest of the next three is in September.
SeasonPanel homecoming(std::uint64_t seed) {
  SeasonPanel panel{.first = day("2018-06-01"), .last = day("2024-11-30"), .units = 10};
  Random random(seed);
  for (std::uint32_t unit = 0; unit < panel.units; ++unit) {
    for (auto that = panel.first; that <= panel.last; that = that + 1) {
      const auto lunar = *lunar_date(that);
      const bool is_homecoming = unit < 3 && lunar.month == 12 && lunar.day >= 20;
      const bool is_harvest = unit >= 3 && unit < 6 && that.month() == 9;
      const auto count = random.poisson(.2 * (is_homecoming || is_harvest ? 4 : 1));
      if (count > 0) panel.counts.push_back({.unit = unit, .day = that, .count = count});
    }
  }
  return panel;
}

TEST(KeyPeriods, AFeastIsOfTheLunarYearAndAHarvestOfTheSolar) {
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    const auto panel = homecoming(seed);
    const auto findings =
        find_key_periods(panel, {.calendars = {k_year, SeasonCalendar::lunar_year}});
    std::set<std::uint32_t> lunar, solar;
    for (const auto& period : findings.periods) {
      const bool is_lunar = period.calendar == SeasonCalendar::lunar_year;
      (is_lunar ? lunar : solar).insert(period.unit);
      if (period.unit >= 3) continue;
      const auto next = next_period(period, panel.last, 14);
      EXPECT_NEAR(next.begin - day("2025-01-19"), 0, 5) << next.begin.to_string();
      EXPECT_NEAR(next.end - day("2025-01-28"), 0, 5) << next.end.to_string();
    }
    EXPECT_EQ(lunar, (std::set<std::uint32_t>{0, 1, 2}));
    EXPECT_EQ(solar, (std::set<std::uint32_t>{3, 4, 5}));
  }
}

TEST(KeyPeriods, NothingComesOfNothing) {
  SeasonPanel panel{.first = day("2022-01-01"), .last = day("2024-12-31"), .units = 5};
  const auto findings = find_key_periods(panel, {});
  EXPECT_TRUE(findings.periods.empty());
  EXPECT_EQ(findings.tested, 0U);
  EXPECT_EQ(findings.too_few, 10U);
}

TEST(KeyPeriods, AllRecordsOnOneDayOfEachYearStayFinite) {
  SeasonPanel panel{.first = day("2022-01-01"), .last = day("2024-12-31"), .units = 1};
  for (const auto* that : {"2022-05-01", "2023-05-01", "2024-05-01"})
    panel.counts.push_back({.day = day(that), .count = 50});
  const auto findings = find_key_periods(panel, yearly());
  ASSERT_EQ(findings.periods.size(), 1U);
  const auto& period = findings.periods[0];
  EXPECT_EQ(slot_name(k_year, period.begin).month, 5U);
  EXPECT_EQ(slot_name(k_year, period.begin).day_of_month, 1U);
  EXPECT_EQ(period.length, 1U);
  EXPECT_EQ(period.spans_rose, 3U);
  const auto next = next_period(period, panel.last, 14);
  for (const double number :
       {period.ratio.value, period.ratio.low, period.ratio.high, period.ratio.raw, period.p_value,
        period.q_value, period.dispersion, period.trend, period.usual_rate, next.expected, next.low,
        next.high, next.usual}) {
    EXPECT_TRUE(std::isfinite(number));
    EXPECT_GE(number, -1e3);
  }
  EXPECT_EQ(next.begin, day("2025-05-01"));
  EXPECT_EQ(next.begin_earliest, next.begin);
}

TEST(KeyPeriods, RefusesWhatItCannotUse) {
  const SeasonPanel good{.first = day("2022-01-01"), .last = day("2023-12-31"), .units = 2};
  const auto code = [](const SeasonPanel& panel, const SeasonSettings& settings) {
    return code_of([&] { find_key_periods(panel, settings); });
  };
  EXPECT_EQ(code(good, yearly()), "");
  auto short_of_two = good;
  short_of_two.last = day("2023-12-30");
  EXPECT_EQ(code(short_of_two, yearly()), "seasons.cycles");
  auto elsewhere = good;
  elsewhere.counts = {{.unit = 2, .day = day("2022-05-05")}};
  EXPECT_EQ(code(elsewhere, yearly()), "seasons.panel");
  auto too_late = good;
  too_late.counts = {{.unit = 1, .day = day("2024-01-01")}};
  EXPECT_EQ(code(too_late, yearly()), "seasons.panel");
  auto without_hour = good;
  without_hour.counts = {{.unit = 1, .day = day("2022-05-05")}};
  EXPECT_EQ(code(without_hour, {.calendars = {SeasonCalendar::day}}), "seasons.panel");
  auto strange_neighbours = good;
  strange_neighbours.neighbours = {{1}, {7}};
  EXPECT_EQ(code(strange_neighbours, yearly()), "seasons.panel");
  EXPECT_EQ(code(good, {.calendars = {}}), "seasons.settings");
  EXPECT_EQ(code(good, {.discovery_rate = 0}), "seasons.settings");
  EXPECT_EQ(code(good, {.spans_rose_min = 1}), "seasons.settings");
  auto cancelled = yearly();
  cancelled.progress = [](std::uint64_t, std::uint64_t) { return false; };
  EXPECT_EQ(code(good, cancelled), "seasons.cancelled");
}

RC_GTEST_PROP(KeyPeriods, NumbersAreFiniteWhateverTheCounts, ()) {
  SeasonPanel panel{.first = day("2023-03-05"), .last = day("2025-04-01"), .units = 2};
  panel.neighbours = {{1}, {0}};
  const auto rows = *rc::gen::inRange(0, 40);
  for (int i = 0; i < rows; ++i) {
    panel.counts.push_back(
        {.unit = static_cast<std::uint32_t>(*rc::gen::inRange(0, 2)),
         .day = panel.first + *rc::gen::inRange(0, panel.last - panel.first + 1),
         .count = static_cast<std::uint32_t>(*rc::gen::element(0, 1, 2, 1'000'000))});
  }
  const auto findings = find_key_periods(
      panel, {.discovery_rate = .99, .rise_p = .9, .ratio_min = 1, .replicates = 99});
  RC_ASSERT(findings.tested + findings.too_few == 4U);
  for (const auto& period : findings.periods) {
    const auto next = next_period(period, panel.last, 7);
    for (const double number : {period.ratio.value, period.ratio.low, period.ratio.high,
                                period.p_value, period.dispersion, period.trend, period.usual_rate,
                                period.start_error, next.expected, next.low, next.high}) {
      RC_ASSERT(std::isfinite(number));
    }
    RC_ASSERT(period.p_value >= 0 && period.p_value <= 1);
    RC_ASSERT(next.low <= next.high);
    RC_ASSERT(next.end >= panel.last);
  }
}

TEST(NextPeriod, IsAnnouncedTwoWeeksAheadAndHoldsNextYearsHarvest) {
  double townships = 0, counts_held = 0, starts_held = 0;
  for (std::uint64_t seed = 1; seed <= 4; ++seed) {
    const HarvestTownships world({.seed = seed});
    Random random(seed + 1000);
    const auto harvest = world.harvest_begins.back();
    for (const auto& period : find_key_periods(world.panel, yearly()).periods) {
      if (!world.grows_crop(period.unit)) continue;
      ++townships;
      auto next = next_period(period, world.panel.last, 14);
      EXPECT_FALSE(next.is_due);
      EXPECT_EQ(next.begin - next.announce_on, 14);
      EXPECT_FALSE(next_period(period, next.announce_on - 1, 14).is_due);
      next = next_period(period, next.announce_on, 14);
      EXPECT_TRUE(next.is_due);
      EXPECT_FALSE(next.is_running);
      EXPECT_TRUE(next_period(period, next.end, 14).is_running);
      EXPECT_GT(next_period(period, next.end + 1, 14).begin, next.end + 300);
      double mean = 0;
      for (auto that = next.begin; that <= next.end; that = that + 1)
        mean += world.rate(period.unit, that);
      const auto count = random.poisson(mean);
      counts_held += count >= next.low && count <= next.high ? 1 : 0;
      starts_held += harvest >= next.begin_earliest && harvest <= next.begin_latest ? 1 : 0;
      EXPECT_GT(next.expected, next.usual);
    }
  }
  ASSERT_GT(townships, 40);
  EXPECT_GE(counts_held / townships, .8);
  EXPECT_GE(starts_held / townships, .85);
}

TEST(NextPeriod, ReachesOverMidnightAndOverTheNewYear) {
  KeyPeriod night{.calendar = SeasonCalendar::day, .begin = 22, .length = 4};
  auto next = next_period(night, day("2025-03-03"), 1);
  EXPECT_EQ(next.begin, day("2025-03-04"));
  EXPECT_EQ(next.end, day("2025-03-05"));
  EXPECT_EQ(next.begin_hour, 22U);
  EXPECT_EQ(next.end_hour, 2U);
  KeyPeriod winter{.calendar = k_year, .begin = 360, .length = 10};
  next = next_period(winter, day("2025-01-03"), 14);
  EXPECT_EQ(next.begin, day("2024-12-27"));
  EXPECT_EQ(next.end, day("2025-01-05"));
  EXPECT_TRUE(next.is_running);
  // Month 6 from the 20th to month 7, the 3rd: leap month 6 of 2025 is not part of it.
  KeyPeriod ghosts{.calendar = SeasonCalendar::lunar_year, .begin = 169, .length = 14};
  next = next_period(ghosts, day("2025-07-01"), 14);
  EXPECT_EQ(next.begin, day("2025-07-14"));
  EXPECT_EQ(next.end, day("2025-07-27"));
  next = next_period(ghosts, day("2024-07-01"), 14);
  EXPECT_EQ(next.begin, day("2024-07-25"));
  EXPECT_EQ(next.end, day("2024-08-06"));  // month 6 has 29 days
  EXPECT_EQ(code_of([&] { next_period(ghosts, day("2070-07-01"), 14); }), "seasons.lunar_range");
  KeyPeriod weekend{.calendar = SeasonCalendar::week, .begin = 5, .length = 2};
  next = next_period(weekend, day("2026-02-03"), 2);
  EXPECT_EQ(next.begin, day("2026-02-07"));
  EXPECT_EQ(next.end, day("2026-02-08"));
  EXPECT_EQ(code_of([&] { next_period(weekend, day("2026-02-03"), -1); }), "seasons.settings");
  EXPECT_EQ(code_of([&] { next_period(weekend, day("2026-02-03"), 1, 1); }), "seasons.settings");
}

TEST(ShrinkRatio, SmallUnitsGoTowardsTheirNeighboursAndLargeOnesStay) {
  const PeriodCounts small{
      .inside = 2, .outside = 10, .exposure_inside = 60, .exposure_outside = 1000};
  const PeriodCounts large{
      .inside = 200, .outside = 1000, .exposure_inside = 60, .exposure_outside = 1000};
  const std::vector<PeriodCounts> near(
      4, {.inside = 60, .outside = 1000, .exposure_inside = 60, .exposure_outside = 1000});
  const auto weak = shrink_ratio(small, near, 1, .9);
  const auto strong = shrink_ratio(large, near, 1, .9);
  EXPECT_GT(weak.raw, 3);
  EXPECT_LT(weak.value, 1.5);
  EXPECT_NEAR(strong.value, strong.raw, .15);
  EXPECT_LT(weak.low, weak.value);
  EXPECT_GT(weak.high, weak.value);
  EXPECT_GT(weak.high / weak.low, strong.high / strong.low);
}

TEST(ShrinkRatio, WithoutNeighboursThePriorSaysLittle) {
  const auto alone = shrink_ratio(
      {.inside = 30, .outside = 100, .exposure_inside = 50, .exposure_outside = 500}, {}, 1, .9);
  EXPECT_NEAR(alone.value, 30.5 / (10.05 + .5), 1e-12);
  EXPECT_EQ(alone.prior, 1);
  const auto none = shrink_ratio({.exposure_inside = 50, .exposure_outside = 500}, {}, 1, .9);
  EXPECT_TRUE(std::isfinite(none.high));
  EXPECT_GT(none.value, 0);
}

}  // namespace
}  // namespace anlan::patterns
