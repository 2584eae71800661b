#include "research/scenario.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "base/problem.h"

namespace anlan::research {
namespace {

ScenarioSettings two_years() {
  return {.seed = 1, .until = *Day::parse("2026-10-31"), .zone = Zone::named("Asia/Shanghai")};
}

TEST(County, HasTwelveStationsAndSeventyTwoVillagesInOneTree) {
  const auto county = draw_county(1);
  std::map<std::string, int> levels;
  std::set<UnitCode> codes;
  for (const auto& unit : county.units) {
    ++levels[unit.level];
    EXPECT_TRUE(unit.parent.empty() || codes.contains(unit.parent)) << unit.code.text();
    EXPECT_TRUE(codes.insert(unit.code).second) << unit.code.text();
  }
  EXPECT_EQ(levels["station"], 12);
  EXPECT_EQ(levels["community"], 72);
  EXPECT_EQ(levels["county"], 1);
}

class CountyOfSeed : public testing::TestWithParam<std::uint64_t> {};

INSTANTIATE_TEST_SUITE_P(Seeds, CountyOfSeed, testing::Range(std::uint64_t{1}, std::uint64_t{9}));

TEST_P(CountyOfSeed, IsPartitionedByItsVillages) {
  const auto county = draw_county(GetParam());
  Random random(5);
  int inside = 0;
  for (int i = 0; i < 5'000; ++i) {
    const Place place{random.uniform() * 46'000, random.uniform() * 31'000};
    const auto holders = [&](std::string_view level) {
      return std::ranges::count_if(county.units, [&](const CountyUnit& unit) {
        return unit.level == level && ring_holds(unit.ring, place);
      });
    };
    const auto in_county = holders("county");
    ASSERT_EQ(holders("station"), in_county);
    ASSERT_EQ(holders("community"), in_county);
    inside += static_cast<int>(in_county);
  }
  EXPECT_GT(inside, 3'500);
}

TEST(Scenario, IsTheSameForTheSameSeed) {
  const auto a = make_scenario(two_years());
  const auto b = make_scenario(two_years());
  ASSERT_EQ(a.incidents.size(), b.incidents.size());
  for (std::size_t i = 0; i < a.incidents.size(); ++i) {
    ASSERT_EQ(a.incidents[i].from, b.incidents[i].from);
    ASSERT_EQ(a.incidents[i].place.east, b.incidents[i].place.east);
  }
}

TEST(Scenario, HoldsTwoYearsInOrder) {
  const auto scenario = make_scenario(two_years());
  EXPECT_GT(scenario.incidents.size(), 12'000U);
  EXPECT_TRUE(std::ranges::is_sorted(scenario.incidents, {}, &ScenarioIncident::from));
  const auto zone = Zone::named("Asia/Shanghai");
  EXPECT_GE(zone.day_of(scenario.incidents.front().from), *Day::parse("2024-11-01"));
  EXPECT_LE(zone.day_of(scenario.incidents.back().from), *Day::parse("2026-10-31"));
}

TEST(Scenario, HoldsWhatItsTruthSays) {
  const auto scenario = make_scenario(two_years());
  const auto zone = Zone::named("Asia/Shanghai");
  ASSERT_EQ(scenario.clusters.size(), 3U);
  for (const auto& cluster : scenario.clusters) {
    const auto found =
        std::ranges::count_if(scenario.incidents, [&](const ScenarioIncident& incident) {
          const auto day = zone.day_of(incident.from);
          return incident.kind == cluster.kind && day >= cluster.first && day <= cluster.last &&
                 std::hypot(incident.place.east - cluster.centre.east,
                            incident.place.north - cluster.centre.north) <= cluster.radius_metres;
        });
    EXPECT_GE(found, cluster.incidents);
  }
  EXPECT_GT(scenario.near_repeats.begotten, 60);
}

TEST(Scenario, CropTheftRisesInTheHarvestWeeks) {
  const auto scenario = make_scenario(two_years());
  const auto zone = Zone::named("Asia/Shanghai");
  int in_season = 0, out_of_season = 0;
  for (const auto& incident : scenario.incidents) {
    if (incident.kind != scenario.season.kind) continue;
    const auto day = zone.day_of(incident.from);
    const bool harvest = (day.month() == 9 && day.day_of_month() >= 5) ||
                         (day.month() == 10 && day.day_of_month() <= 10);
    ++(harvest ? in_season : out_of_season);
  }
  EXPECT_GT(in_season / 72.0, 3 * out_of_season / 658.0);
}

TEST(Scenario, RefusesSettingsThatMakeNone) {
  auto settings = two_years();
  settings.days = 0;
  EXPECT_THROW(make_scenario(settings), Problem);
  settings = two_years();
  settings.scale = -1;
  EXPECT_THROW(make_scenario(settings), Problem);
}

}  // namespace
}  // namespace anlan::research
