#include "warnings/methods/scan.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "base/problem.h"
#include "base/random.h"
#include "warnings/incident_places.h"
#include "warnings/methods/table.h"
#include "warnings/shape.h"

namespace anlan::warnings {
namespace {

const Day k_as_of = *Day::parse("2026-03-10");
constexpr auto k_settings =
    R"({"study_days":120,"window_days":14,"grid_metres":250,"replicates":199})";

/// A year's quiet noise over 10 km, and where asked for, ten incidents within 300 m and five days.
DetectionInput records(bool planted) {
  Random random(7);
  DetectionInput input{.first_day = k_as_of - 119, .as_of = k_as_of};
  const auto add = [&](double longitude, double latitude, Day day) {
    input.points.push_back({.incident = Id::named("incident", std::to_string(input.points.size())),
                            .position = {.longitude = longitude, .latitude = latitude},
                            .day = day});
  };
  for (int i = 0; i < 400; ++i) {
    add(102.5 + 0.1 * random.uniform(), 25 + 0.1 * random.uniform(),
        input.first_day + static_cast<std::int32_t>(random.below(120)));
  }
  for (int i = 0; planted && i < 10; ++i) {
    add(102.55 + 0.003 * (random.uniform() - 0.5), 25.05 + 0.003 * (random.uniform() - 0.5),
        k_as_of - static_cast<std::int32_t>(random.below(5)));
  }
  return input;
}

TEST(ScanMethodTest, FindsWhatWasPlanted) {
  const auto findings = scan_method().detect(records(true), k_settings, {}).findings;
  ASSERT_FALSE(findings.empty());
  const auto& best = findings.front();
  EXPECT_EQ(best.rank, 1);
  EXPECT_EQ(best.p_value, 0.005);
  EXPECT_GE(best.observed, 8);
  EXPECT_EQ(static_cast<std::int64_t>(best.incidents.size()), best.observed);
  EXPECT_EQ(best.end, k_as_of);
  EXPECT_GE(best.start, k_as_of - 6);
  const Circle planted{.centre = {102.55, 25.05}, .radius = Metres::of(200)};
  EXPECT_GT(overlap_share(best.area, planted), 0.5);
}

TEST(ScanMethodTest, FindsNothingRareInNoise) {
  const auto findings = scan_method().detect(records(false), k_settings, {}).findings;
  for (const auto& finding : findings) EXPECT_GT(finding.p_value, 0.01);
}

TEST(ScanMethodTest, TheOrderOfRecordsAndTheThreadsChangeNothing) {
  auto input = records(true);
  const auto once = scan_method().detect(input, k_settings, {}).findings;
  std::ranges::reverse(input.points);
  const auto again = scan_method().detect(input, k_settings, {.threads = 2}).findings;
  ASSERT_EQ(once.size(), again.size());
  for (std::size_t i = 0; i < once.size(); ++i) {
    EXPECT_EQ(once[i].statistic, again[i].statistic);
    EXPECT_EQ(once[i].p_value, again[i].p_value);
    EXPECT_EQ(once[i].incidents, again[i].incidents);
  }
}

TEST(ScanMethodTest, CanBeCancelledAndKnowsHowFarItIs) {
  DetectionRun run;
  run.progress = [](double share) {
    EXPECT_GE(share, 0);
    EXPECT_LE(share, 1);
    return false;
  };
  EXPECT_THROW((void)scan_method().detect(records(true), k_settings, run), Problem);
}

TEST(ScanMethodTest, NoRecordsAreNoFindings) {
  EXPECT_TRUE(scan_method()
                  .detect({.first_day = k_as_of - 99, .as_of = k_as_of}, "{}", {})
                  .findings.empty());
}

TEST(ScanSettingsTest, WritesEveryDefaultOut) {
  const auto complete = scan_method().complete(R"({"grid_metres": 500})");
  EXPECT_EQ(complete, R"({"study_days":365,"window_days":28,"max_cases_share":1E-1,)"
                      R"("max_radius_metres":3E3,"grid_metres":5E2,"replicates":999,"seed":1})");
  EXPECT_EQ(scan_method().complete(complete), complete);
  EXPECT_FALSE(settings_from<ScanSettings>(R"({"max_radius_metres":null})").max_radius_metres);
}

TEST(ScanSettingsTest, NamesEveryFault) {
  try {
    (void)settings_from<ScanSettings>(
        R"({"study_days": 3, "window_days": 1.5, "replicates": "many", "colour": 1})");
    FAIL() << "the settings were taken";
  } catch (const Problem& problem) {
    ASSERT_EQ(problem.faults().size(), 4U);
    EXPECT_EQ(problem.faults()[0].field, "settings.study_days");
    EXPECT_EQ(problem.faults()[3].field, "settings.colour");
  }
  for (const auto* text : {"", "[]", "3", "{\"study_days\":20,\"window_days\":11}"})
    EXPECT_THROW((void)settings_from<ScanSettings>(text), Problem) << text;
}

RC_GTEST_PROP(IncidentPlacesProperty, APlaceLiesWithinHalfADiagonalOfItsIncidents, ()) {
  const double grid = *rc::gen::inRange(10, 2000);
  std::vector<DetectionPoint> points;
  for (int i = 0; i < 20; ++i) {
    points.push_back({.position = {.longitude = *rc::gen::inRange(-1790, 1790) / 10.0,
                                   .latitude = *rc::gen::inRange(-800, 800) / 10.0}});
  }
  const auto places = bring_together(points, Metres::of(grid));
  for (std::size_t i = 0; i < points.size(); ++i) {
    const auto& place = places.places[places.place_of[i]];
    RC_ASSERT(distance(place, points[i].position).value() <= grid * 0.7072 * 1.001 + 0.01);
  }
}

TEST(IncidentPlacesTest, ACellStaysWhereItIsWhateverIsInIt) {
  auto input = records(true);
  const auto all = bring_together(input.points, Metres::of(250));
  const auto kept = all.places[all.place_of.front()];
  input.points.resize(1);
  EXPECT_EQ(bring_together(input.points, Metres::of(250)).places.front(), kept);
}

TEST(IncidentPlacesTest, WithoutAGridEveryPositionIsAPlace) {
  const std::vector<DetectionPoint> points{
      {.position = {.longitude = 102.5, .latitude = 25}},
      {.position = {.longitude = 102.5, .latitude = 25}},
      {.position = {.longitude = 102.5000001, .latitude = 25}}};
  const auto places = bring_together(points, Metres::of(0));
  EXPECT_EQ(places.places.size(), 2U);
  EXPECT_EQ(places.place_of, (std::vector<std::uint32_t>{0, 0, 1}));
}

}  // namespace
}  // namespace anlan::warnings
