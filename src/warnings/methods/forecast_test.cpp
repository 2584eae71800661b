#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "base/random.h"
#include "warnings/methods/table.h"
#include "warnings/shape.h"

namespace anlan::warnings {
namespace {

const Day k_as_of = *Day::parse("2026-03-10");
const Circle k_busy{.centre = {102.58, 25.08}, .radius = Metres::of(300)};

/// A year over 10 km; where asked for, a fifth of it in one place.
DetectionInput records(bool planted) {
  Random random(12);
  DetectionInput input{.first_day = k_as_of - 364, .as_of = k_as_of};
  const auto add = [&](double longitude, double latitude) {
    input.points.push_back({.incident = Id::named("incident", std::to_string(input.points.size())),
                            .position = {.longitude = longitude, .latitude = latitude},
                            .day = k_as_of - static_cast<std::int32_t>(random.below(364))});
  };
  for (int i = 0; i < 400; ++i) add(102.5 + 0.1 * random.uniform(), 25 + 0.1 * random.uniform());
  for (int i = 0; planted && i < 100; ++i) {
    add(k_busy.centre.longitude + 0.003 * (random.uniform() - 0.5),
        k_busy.centre.latitude + 0.003 * (random.uniform() - 0.5));
  }
  return input;
}

Detection detect(const DetectionInput& input, unsigned threads = 1) {
  return definition_of(Method::forecast)
      .detect(input, R"({"study_days":365})", {.threads = threads, .progress = {}});
}

TEST(ForecastMethodTest, TheBusyPlaceIsExpectedToStaySo) {
  const auto detection = detect(records(true));
  ASSERT_FALSE(detection.findings.empty());
  const auto& best = detection.findings[0];
  EXPECT_GT(overlap_share(best.area, k_busy), 0.5);
  ASSERT_TRUE(best.window);
  EXPECT_EQ(best.window->from, k_as_of + 1);
  EXPECT_EQ(best.window->until, k_as_of + 7);
  EXPECT_LT(best.p_value, 1e-6);
  EXPECT_GE(best.observed, 60);
  EXPECT_GT(best.statistic, 0.5) << "100 a year are two a week";
}

TEST(ForecastMethodTest, WhereAllCellsAreAlikeNothingIsRare) {
  for (const auto& finding : detect(records(false)).findings) EXPECT_GT(finding.p_value, 0.01);
}

TEST(ForecastMethodTest, ItTellsHowGoodItWasAndWhatWasDrawnByLot) {
  const auto detection = detect(records(true));
  const auto& result = std::get<ForecastResult>(detection.result);
  EXPECT_EQ(result.origins.size(), 6U);
  EXPECT_EQ(result.origins.back() + 7, k_as_of + 1);
  ASSERT_EQ(result.models.size(), 4U);
  EXPECT_TRUE(result.models.back().is_chosen);
  for (const auto& model : result.models) {
    ASSERT_EQ(model.pai.size(), 6U) << model.name;
    double sum = 0;
    for (const auto& pai : model.pai) sum += pai.value_or(0);
    EXPECT_GT(sum / 6, 2) << model.name << " must beat chance, which is 1";
  }
  const auto explored = std::ranges::count_if(result.cells, &ForecastCell::is_explored);
  EXPECT_GE(explored, 1);
  EXPECT_LT(explored, static_cast<std::int64_t>(result.cells.size()) / 2);
  const double all =
      std::accumulate(result.surface.values.begin(), result.surface.values.end(), 0.0);
  EXPECT_NEAR(all, 500.0 * 7 / 365, 4);
}

TEST(ForecastMethodTest, NeitherOrderNorThreadsChangeAThing) {
  auto input = records(true);
  const auto once = detect(input);
  std::ranges::reverse(input.points);
  const auto again = detect(input, 2);
  EXPECT_EQ(std::get<ForecastResult>(once.result).surface.values,
            std::get<ForecastResult>(again.result).surface.values);
  ASSERT_EQ(once.findings.size(), again.findings.size());
  for (std::size_t i = 0; i < once.findings.size(); ++i)
    EXPECT_EQ(once.findings[i].incidents, again.findings[i].incidents);
}

TEST(ForecastMethodTest, FewRecordsAreNoForecast) {
  auto input = records(false);
  input.points.resize(10);
  EXPECT_TRUE(detect(input).findings.empty());
}

}  // namespace
}  // namespace anlan::warnings
