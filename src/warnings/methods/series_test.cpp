#include <gtest/gtest.h>

#include <algorithm>

#include "base/random.h"
#include "warnings/methods/table.h"

namespace anlan::warnings {
namespace {

const Day k_as_of = *Day::parse("2026-03-10");
const UnitPath k_quiet = *UnitPath::parse("p/c/east/");
const UnitPath k_risen = *UnitPath::parse("p/c/west/");

/// Two units with some five incidents a week over four years; in the last week `more` in one of
/// them, half of them known by the unit alone.
DetectionInput records(int more) {
  Random random(3);
  const auto& method = definition_of(Method::series);
  DetectionInput input{.first_day = k_as_of - (method.study_days("{}") - 1), .as_of = k_as_of};
  input.units = {{.path = k_quiet, .area = {{102.55, 25}, Metres::of(5000)}},
                 {.path = k_risen, .area = {{102.45, 25}, Metres::of(5000)}}};
  int number = 0;
  const auto next = [&] { return Id::named("incident", std::to_string(++number)); };
  for (auto day = input.first_day; day <= k_as_of; day = day + 1) {
    for (std::uint32_t unit = 0; unit < 2; ++unit) {
      for (auto left = random.poisson(5.0 / 7); left > 0; --left)
        input.points.push_back({.incident = next(), .position = {}, .day = day, .unit = unit});
    }
  }
  for (int i = 0; i < more; ++i) {
    if (i % 2 == 0) {
      input.points.push_back(
          {.incident = next(), .position = {}, .day = k_as_of - i % 7, .unit = 1});
    } else {
      input.unplaced.push_back({.incident = next(), .day = k_as_of - i % 7, .unit = 1});
    }
  }
  return input;
}

Detection detect(const DetectionInput& input) {
  return definition_of(Method::series).detect(input, "{}", {});
}

TEST(SeriesMethodTest, WarnsTheUnitWhoseWeekHasRisen) {
  const auto found = detect(records(16)).findings;
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].unit, k_risen);
  EXPECT_GE(found[0].observed, 16);
  EXPECT_NEAR(found[0].expected, 5, 2.5);
  EXPECT_LT(found[0].p_value, 0.001);
  EXPECT_GT(found[0].recurrence_days, 7 / 0.001);
  EXPECT_EQ(found[0].start, k_as_of - 6);
  EXPECT_EQ(static_cast<std::int64_t>(found[0].incidents.size()), found[0].observed);
  EXPECT_EQ(found[0].area.radius.value(), 5000);
}

TEST(SeriesMethodTest, AQuietWeekIsDrawnAndNotWarnedOf) {
  const auto detection = detect(records(0));
  for (const auto& finding : detection.findings) EXPECT_GT(finding.p_value, 0.01);
  const auto& result = std::get<SeriesResult>(detection.result);
  ASSERT_EQ(result.series.size(), 2U);
  ASSERT_EQ(result.series[0].points.size(), 52U);
  const auto& latest = result.series[0].points.back();
  EXPECT_EQ(latest.day, k_as_of - 6);
  ASSERT_TRUE(latest.expected && latest.threshold);
  EXPECT_GT(*latest.threshold, *latest.expected);
}

TEST(SeriesMethodTest, WithoutAYearBeforeNothingIsSaid) {
  auto input = records(16);
  std::erase_if(input.points, [](const auto& point) { return point.day < k_as_of - 250; });
  const auto detection = detect(input);
  EXPECT_TRUE(detection.findings.empty());
  for (const auto& series : std::get<SeriesResult>(detection.result).series)
    EXPECT_FALSE(series.points.back().expected);
}

TEST(SeriesMethodTest, TheOrderOfRecordsChangesNothing) {
  auto input = records(16);
  const auto once = detect(input).findings;
  std::ranges::reverse(input.points);
  std::ranges::reverse(input.unplaced);
  const auto again = detect(input).findings;
  ASSERT_EQ(once.size(), again.size());
  EXPECT_EQ(once[0].incidents, again[0].incidents);
  EXPECT_EQ(once[0].p_value, again[0].p_value);
}

}  // namespace
}  // namespace anlan::warnings
