// What holds of every method that looks at places: what is planted is found, noise is not, and
// neither threads nor the order of the records change a thing.
#include <gtest/gtest.h>

#include <algorithm>

#include "base/problem.h"
#include "base/random.h"
#include "warnings/methods/table.h"
#include "warnings/result_text.h"
#include "warnings/shape.h"

namespace anlan::warnings {
namespace {

const Day k_as_of = *Day::parse("2026-03-10");
const Circle k_planted{.centre = {102.53, 25.05}, .radius = Metres::of(300)};

/// A quiet year over 10 km with one place that is always busy, and where asked for, ten incidents
/// within 300 m and five days.
DetectionInput records(bool planted) {
  Random random(11);
  DetectionInput input{.first_day = k_as_of - 364, .as_of = k_as_of};
  const auto add = [&](double longitude, double latitude, Day day) {
    input.points.push_back({.incident = Id::named("incident", std::to_string(input.points.size())),
                            .position = {.longitude = longitude, .latitude = latitude},
                            .day = day});
  };
  const auto any_day = [&] { return k_as_of - static_cast<std::int32_t>(random.below(364)); };
  for (int i = 0; i < 300; ++i)
    add(102.5 + 0.1 * random.uniform(), 25 + 0.1 * random.uniform(), any_day());
  for (int i = 0; i < 60; ++i)
    add(102.58 + 0.003 * random.uniform(), 25.08 + 0.003 * random.uniform(), any_day());
  for (int i = 0; planted && i < 10; ++i) {
    add(k_planted.centre.longitude + 0.003 * (random.uniform() - 0.5),
        k_planted.centre.latitude + 0.003 * (random.uniform() - 0.5), k_as_of - i % 5);
  }
  for (const auto corner : {102.5, 102.6}) input.bounds.include(geometry::Position{corner, 25});
  input.bounds.include(geometry::Position{102.5, 25.1});
  return input;
}

class PointMethodTest : public testing::TestWithParam<Method> {
 protected:
  const MethodDefinition& method() const { return definition_of(GetParam()); }
  Detection detect(const DetectionInput& input, const DetectionRun& run = {}) const {
    return method().detect(input, R"({"replicates":199})", run);
  }
  std::string text_of(const MethodResult& result) const {
    return result_text({.method = GetParam()}, result, {},
                       [](const UnitCode&) { return Bilingual(); });
  }
};

TEST_P(PointMethodTest, FindsWhatWasPlanted) {
  const auto found = detect(records(true)).findings;
  ASSERT_FALSE(found.empty());
  const auto& best = found.front();
  EXPECT_EQ(best.rank, 1);
  EXPECT_LE(best.p_value, 0.02) << "a busy place makes near repeats less sure of themselves";
  EXPECT_NEAR(best.recurrence_days, 1 / best.p_value, 1e-6);
  EXPECT_GE(best.observed, 8);
  EXPECT_LT(best.expected, 3);
  EXPECT_EQ(static_cast<std::int64_t>(best.incidents.size()), best.observed);
  EXPECT_TRUE(std::ranges::is_sorted(best.incidents));
  EXPECT_EQ(best.end, k_as_of);
  EXPECT_LE(best.start, k_as_of - 4);
  EXPECT_GT(overlap_share(best.area, k_planted), 0.5);
  EXPECT_LT(best.area.radius.value(), 2500);
  for (std::size_t i = 1; i < found.size(); ++i) EXPECT_GT(found[i].p_value, 0.01);
}

TEST_P(PointMethodTest, FindsNothingRareInNoiseNorWhereItIsAlwaysBusy) {
  for (const auto& finding : detect(records(false)).findings) EXPECT_GT(finding.p_value, 0.01);
}

TEST_P(PointMethodTest, TheOrderOfRecordsAndTheThreadsChangeNothing) {
  auto input = records(true);
  const auto once = detect(input);
  std::ranges::reverse(input.points);
  const auto again = detect(input, {.threads = 3});
  EXPECT_EQ(text_of(once.result), text_of(again.result));
  ASSERT_EQ(once.findings.size(), again.findings.size());
  for (std::size_t i = 0; i < once.findings.size(); ++i) {
    EXPECT_EQ(once.findings[i].statistic, again.findings[i].statistic);
    EXPECT_EQ(once.findings[i].p_value, again.findings[i].p_value);
    EXPECT_EQ(once.findings[i].area, again.findings[i].area);
    EXPECT_EQ(once.findings[i].incidents, again.findings[i].incidents);
  }
}

TEST_P(PointMethodTest, CanBeCancelled) {
  DetectionRun run;
  run.progress = [](double share) {
    EXPECT_GE(share, 0);
    EXPECT_LE(share, 1);
    return share < 0.7;
  };
  EXPECT_THROW((void)detect(records(true), run), Problem);
}

TEST_P(PointMethodTest, FewRecordsAreNoFindings) {
  auto input = records(false);
  for (const std::size_t count : {2U, 1U, 0U}) {
    input.points.resize(count);
    for (const auto& finding : detect(input).findings) EXPECT_GT(finding.p_value, 0.01) << count;
  }
  input.bounds = {};
  EXPECT_TRUE(detect(input).findings.empty());
}

TEST_P(PointMethodTest, ItsSettingsAreCompleteAndEveryFaultIsNamed) {
  const auto complete = method().complete("{}");
  EXPECT_EQ(method().complete(complete), complete);
  EXPECT_GT(method().study_days(complete), 300);
  EXPECT_EQ(method().seed(complete), 1U);
  try {
    (void)method().complete(R"({"study_days":1,"replicates":"many","seed":0.5,"colour":1})");
    FAIL() << "the settings were taken";
  } catch (const Problem& problem) {
    std::vector<std::string> fields;
    for (const auto& fault : problem.faults()) fields.push_back(fault.field);
    EXPECT_EQ(fields, (std::vector<std::string>{"settings.study_days", "settings.replicates",
                                                "settings.seed", "settings.colour"}));
  }
}

INSTANTIATE_TEST_SUITE_P(Each, PointMethodTest,
                         testing::Values(Method::near_repeat, Method::hotspots, Method::density,
                                         Method::self_exciting),
                         [](const auto& each) { return std::string(to_string(each.param)); });

TEST(FrameTest, TooManyCellsAreRefusedWithTheirNumber) {
  auto input = records(false);
  try {
    (void)definition_of(Method::density).detect(input, R"({"grid_metres":25})", {});
    FAIL() << "it was drawn";
  } catch (const Problem& problem) {
    EXPECT_EQ(problem.code(), "analyses.grid");
    EXPECT_EQ(problem.kind(), ProblemKind::too_large);
  }
}

}  // namespace
}  // namespace anlan::warnings
