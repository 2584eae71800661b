#include "warnings/rules.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>

#include "base/problem.h"

namespace anlan::warnings {
namespace {

const Day k_today = *Day::parse("2026-03-10");
const Instant k_now = *Instant::parse("2026-03-10T22:00:00Z");
const UnitPath k_north = *UnitPath::parse("53/5301/530102/north/");
const UnitPath k_south = *UnitPath::parse("53/5301/530102/south/");

Analysis burglary() {
  Analysis analysis{.id = Id::named("test", "analysis"),
                    .settings = {.name = {.en = "Burglary", .zh = "入室盗窃"},
                                 .kinds = {"property.burglary_dwelling"},
                                 .unit = *UnitCode::parse("530102"),
                                 .alert = {.recurrence_days = 30},
                                 .valid_days = 14},
                    .unit = *UnitPath::parse("53/5301/530102/")};
  return analysis;
}

Finding cluster(Day end, double longitude = 102.5, double metres = 500) {
  return {.id = Id::named("finding", std::to_string(longitude) + end.to_string()),
          .rank = 1,
          .start = end - 4,
          .end = end,
          .observed = 9,
          .expected = 2,
          .statistic = 8,
          .p_value = 0.004,
          .recurrence_days = 250,
          .is_significant = true,
          .area = {.centre = {longitude, 25}, .radius = Metres::of(metres)}};
}

/// Carries out the decisions of one day, as the service does.
struct World {
  Analysis analysis = burglary();
  std::vector<Warning> warnings;
  int issued_count = 0;
  int updated_count = 0;

  void day(Day as_of, const std::vector<Finding>& findings,
           const std::vector<Sighting>& sightings) {
    const auto decisions = decide(findings, sightings, warnings, analysis.settings, as_of);
    for (const auto& decision : decisions) {
      const auto& sighting = sightings[decision.sighting];
      const auto& finding = findings[sighting.finding];
      if (decision.step == Step::issue) {
        const auto id = Id::named("warning", std::to_string(++issued_count));
        warnings.push_back(issued(analysis, finding, sighting, as_of, id, k_now));
      } else if (decision.step == Step::update) {
        ++updated_count;
        auto& warning = warnings[*decision.warning];
        warning = updated(warning, finding, sighting, analysis.settings, as_of, k_now);
      }
    }
  }
  void day(Day as_of, const Finding& finding) {
    day(as_of, {finding},
        {{.finding = 0, .unit = k_north, .observed_in_unit = 9, .area_share = 1}});
  }
};

TEST(DecideTest, ASecondRunOnTheSameDayChangesNothing) {
  World world;
  world.day(k_today, cluster(k_today));
  world.day(k_today, cluster(k_today));
  EXPECT_EQ(world.warnings.size(), 1U);
  EXPECT_EQ(world.updated_count, 0);
}

TEST(DecideTest, AnOngoingClusterIsOneWarningThatLivesOn) {
  World world;
  for (int i = 0; i < 7; ++i) {
    const Day day = k_today + i;
    // The circle wanders by 40 m a day and breathes.
    world.day(day, cluster(day, 102.5 + 0.0004 * i, 500 + 60 * (i % 3)));
  }
  ASSERT_EQ(world.warnings.size(), 1U);
  EXPECT_EQ(world.updated_count, 6);
  const auto& warning = world.warnings.front();
  EXPECT_EQ(warning.first_as_of, k_today);
  EXPECT_EQ(warning.as_of, k_today + 6);
  EXPECT_EQ(warning.valid_from, k_today);
  EXPECT_EQ(warning.valid_until, k_today + 20);
  EXPECT_EQ(warning.first_start, k_today - 4);
  EXPECT_EQ(warning.version, 7);
}

TEST(DecideTest, AClusterElsewhereOrAfterTheWindowIsAnotherWarning) {
  World world;
  world.day(k_today, cluster(k_today));
  world.day(k_today + 1, cluster(k_today + 1, 102.6));
  EXPECT_EQ(world.warnings.size(), 2U);
  world.day(k_today + 40, cluster(k_today + 40));
  EXPECT_EQ(world.warnings.size(), 3U);
}

TEST(DecideTest, EveryUnitHasItsOwnWarning) {
  World world;
  const std::vector<Sighting> both{
      {.finding = 0, .unit = k_north, .observed_in_unit = 6, .area_share = 0.7},
      {.finding = 0, .unit = k_south, .observed_in_unit = 3, .area_share = 0.3}};
  world.day(k_today, {cluster(k_today)}, both);
  world.day(k_today + 1, {cluster(k_today + 1)}, both);
  ASSERT_EQ(world.warnings.size(), 2U);
  EXPECT_EQ(world.updated_count, 2);
  EXPECT_EQ(world.warnings[0].unit, k_north);
  EXPECT_EQ(world.warnings[0].evidence.observed_in_unit, 6);
  EXPECT_EQ(world.warnings[1].unit, k_south);
}

TEST(DecideTest, AClosedWarningKeepsItsClusterQuietWhileItsWindowRuns) {
  World world;
  world.day(k_today, cluster(k_today));
  auto& warning = world.warnings.front();
  warning = closed(warning, "The fair has ended.", k_now);
  world.day(k_today + 3, cluster(k_today + 3));
  EXPECT_EQ(world.warnings.size(), 1U);
  EXPECT_EQ(world.updated_count, 0);
  world.day(k_today + 15, cluster(k_today + 15));
  EXPECT_EQ(world.warnings.size(), 2U);
}

TEST(DecideTest, OlderNewsChangesNothing) {
  World world;
  world.day(k_today, cluster(k_today));
  const auto before = world.warnings.front().version;
  world.day(k_today - 1, cluster(k_today - 1));
  EXPECT_EQ(world.warnings.size(), 1U);
  EXPECT_EQ(world.warnings.front().version, before);
}

TEST(DecideTest, WhatLastsAQuarterLapsesAndBeginsAnew) {
  World world;
  for (int i = 0; i <= 120; ++i) world.day(k_today + i, cluster(k_today + i));
  ASSERT_EQ(world.warnings.size(), 2U);
  const auto& first = world.warnings.front();
  EXPECT_EQ(first.as_of, k_today + k_longest_life_days - 1);
  EXPECT_EQ(world.warnings.back().first_as_of, first.valid_until + 1);
}

RC_GTEST_PROP(DecideProperty, RunningAgainOnTheSameDayChangesNothing, ()) {
  World world;
  const auto days = *rc::gen::inRange(1, 6);
  for (int d = 0; d < days; ++d) {
    const Day as_of = k_today + d;
    std::vector<Finding> findings;
    std::vector<Sighting> sightings;
    const auto count = *rc::gen::inRange<std::size_t>(0, 6);
    for (std::size_t i = 0; i < count; ++i) {
      const double longitude = 102.5 + 0.001 * *rc::gen::inRange(0, 25);
      auto finding = cluster(as_of, longitude, *rc::gen::inRange(0, 900));
      finding.rank = static_cast<std::int32_t>(i) + 1;
      finding.area.centre.latitude += 0.001 * *rc::gen::inRange(0, 25);
      finding.observed = *rc::gen::inRange(2, 20);
      finding.recurrence_days = *rc::gen::inRange(30, 1000);
      findings.push_back(finding);
      sightings.push_back(
          {.finding = i, .unit = k_north, .observed_in_unit = *rc::gen::inRange(0, 5)});
      if (*rc::gen::arbitrary<bool>()) {
        sightings.push_back(
            {.finding = i, .unit = k_south, .observed_in_unit = *rc::gen::inRange(0, 5)});
      }
    }
    world.day(as_of, findings, sightings);
    const auto issued_before = world.issued_count;
    const auto updated_before = world.updated_count;
    world.day(as_of, findings, sightings);
    RC_ASSERT(world.issued_count == issued_before);
    RC_ASSERT(world.updated_count == updated_before);
  }
}

RC_GTEST_PROP(DecideProperty, AnOngoingClusterIsNeverRepeated, ()) {
  World world;
  double longitude = 102.5;
  double metres = 600;
  const auto days = *rc::gen::inRange(1, 60);
  for (int i = 0; i < days; ++i) {
    // From one day to the next the centre moves by less than half the radius, and the circle grows
    // or shrinks by less than a quarter.
    world.day(k_today + i, cluster(k_today + i, longitude, metres));
    longitude += metres * 0.004 / 100'000 * *rc::gen::inRange(-100, 101);
    metres = std::clamp(metres * *rc::gen::inRange(80, 125) / 100, 100.0, 2000.0);
  }
  RC_ASSERT(world.warnings.size() == 1U);
  RC_ASSERT(world.warnings.front().as_of == k_today + (days - 1));
}

TEST(SeverityTest, FollowsTheRecurrenceInterval) {
  EXPECT_EQ(severity_of(40, 3), Severity::notice);
  EXPECT_EQ(severity_of(100, 3), Severity::moderate);
  EXPECT_EQ(severity_of(365, 3), Severity::high);
  EXPECT_EQ(severity_of(1000, 0), Severity::notice);
}

TEST(SeverityTest, WhatIsToComeIsNoAlarm) {
  auto finding = cluster(k_today);
  finding.recurrence_days = 1e6;
  finding.window = DayWindow{.from = k_today + 10, .until = k_today + 40};
  World world;
  world.analysis.settings.method = Method::forecast;
  world.day(k_today, finding);
  EXPECT_EQ(world.warnings.at(0).severity, Severity::notice);
  world = {};
  world.analysis.settings.method = Method::seasons;
  world.day(k_today, finding);
  EXPECT_EQ(world.warnings.at(0).severity, Severity::moderate);
  EXPECT_EQ(world.warnings.at(0).valid_from, k_today + 10);
  EXPECT_EQ(world.warnings.at(0).valid_until, k_today + 40);
}

TEST(WindowTest, WhatIsToComeRenewsItsWarningAndAnotherYearGivesAnother) {
  auto finding = cluster(k_today);
  finding.window = DayWindow{.from = k_today + 10, .until = k_today + 40};
  World world;
  world.day(k_today, finding);
  finding.window = DayWindow{.from = k_today + 11, .until = k_today + 42};
  world.day(k_today + 1, finding);
  EXPECT_EQ(world.issued_count, 1);
  EXPECT_EQ(world.updated_count, 1);
  EXPECT_EQ(world.warnings.at(0).valid_from, k_today + 11);
  EXPECT_EQ(world.warnings.at(0).valid_until, k_today + 42);
  finding.window = DayWindow{.from = k_today + 375, .until = k_today + 405};
  world.day(k_today + 2, finding);
  EXPECT_EQ(world.issued_count, 2);
}

TEST(AlertTest, AllThatIsSetMustHold) {
  EXPECT_TRUE(is_significant({.recurrence_days = 30}, 0.01, 100));
  EXPECT_FALSE(is_significant({.recurrence_days = 365}, 0.01, 100));
  EXPECT_FALSE(is_significant({.recurrence_days = 30, .p_value = 0.001}, 0.01, 100));
  EXPECT_FALSE(is_significant({}, 0.0001, 10'000));
}

TEST(LifeTest, GoesFromIssuedToAnEndAndNoFurther) {
  World world;
  world.day(k_today, cluster(k_today));
  const auto warning = acknowledged(world.warnings.front(), k_now);
  EXPECT_EQ(warning.state, WarningState::acknowledged);
  EXPECT_THROW((void)acknowledged(warning, k_now), Problem);
  EXPECT_THROW((void)closed(warning, "", k_now), Problem);
  const auto ended = closed(warning, "没有续发", k_now);
  EXPECT_EQ(ended.closure_reason, "没有续发");
  EXPECT_THROW((void)closed(ended, "again", k_now), Problem);
  EXPECT_FALSE(expired(ended, k_today + 100, k_now));
}

TEST(LifeTest, ExpiresTheDayAfterItsLast) {
  World world;
  world.day(k_today, cluster(k_today));
  const auto& warning = world.warnings.front();
  EXPECT_FALSE(expired(warning, k_today + 14, k_now));
  ASSERT_TRUE(expired(warning, k_today + 15, k_now));
  EXPECT_EQ(expired(warning, k_today + 15, k_now)->state, WarningState::expired);
}

TEST(SettingsTest, NamesEveryFault) {
  AnalysisSettings settings;
  settings.valid_days = 0;
  try {
    check_settings(settings);
    FAIL() << "the settings were taken";
  } catch (const Problem& problem) {
    EXPECT_EQ(problem.code(), "analyses.settings");
    EXPECT_EQ(problem.faults().size(), 6U);
  }
  EXPECT_NO_THROW(check_settings(burglary().settings));
}

TEST(TextTest, CountsCharactersNotBytes) {
  std::string page;
  for (int i = 0; i < 2000; ++i) page += "安";
  EXPECT_NO_THROW(check_text("text", page));
  EXPECT_THROW(check_text("text", page + "澜"), Problem);
  EXPECT_THROW(check_text("text", ""), Problem);
}

TEST(ShapeTest, OverlapIsTheShareOfTheSmallerCircle) {
  const Circle wide{.centre = {102.5, 25}, .radius = Metres::of(1000)};
  const Circle within{.centre = {102.501, 25}, .radius = Metres::of(100)};
  const Circle apart{.centre = {102.53, 25}, .radius = Metres::of(1000)};
  EXPECT_EQ(overlap_share(wide, wide), 1);
  EXPECT_EQ(overlap_share(wide, within), 1);
  EXPECT_EQ(overlap_share(wide, apart), 0);
  // Two equal circles whose centres are a radius apart share 2/3 - sqrt(3)/(2 pi) of each.
  const double degree = 1000 / (6'371'008.8 * M_PI / 180 * std::cos(25 * M_PI / 180));
  const Circle beside{.centre = {102.5 + degree, 25}, .radius = Metres::of(1000)};
  EXPECT_NEAR(overlap_share(wide, beside), 2.0 / 3 - std::sqrt(3) / (2 * M_PI), 1e-4);
}

}  // namespace
}  // namespace anlan::warnings
