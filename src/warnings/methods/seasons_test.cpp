#include <gtest/gtest.h>

#include <algorithm>

#include "base/random.h"
#include "warnings/methods/table.h"

namespace anlan::warnings {
namespace {

const UnitPath k_even = *UnitPath::parse("p/c/east/");
const UnitPath k_seasonal = *UnitPath::parse("p/c/west/");

/// Four years of two units; in one of them four times as many from 20 April to 20 May, where asked
/// for, every fifth known by the unit alone.
DetectionInput records(Day as_of, bool planted) {
  Random random(9);
  DetectionInput input{.first_day = as_of - 1460, .as_of = as_of};
  input.units = {{.path = k_even, .area = {{102.55, 25}, Metres::of(5000)}},
                 {.path = k_seasonal, .area = {{102.45, 25}, Metres::of(5000)}}};
  int number = 0;
  for (auto day = input.first_day; day <= as_of; day = day + 1) {
    const bool is_season = (day.month() == 4 && day.day_of_month() >= 20) ||
                           (day.month() == 5 && day.day_of_month() <= 20);
    for (std::uint32_t unit = 0; unit < 2; ++unit) {
      const double rate = planted && unit == 1 && is_season ? 1.2 : 0.3;
      for (auto left = random.poisson(rate); left > 0; --left) {
        const auto id = Id::named("incident", std::to_string(++number));
        if (number % 5 == 0) {
          input.unplaced.push_back({.incident = id, .day = day, .unit = unit});
        } else {
          input.points.push_back({.incident = id, .position = {}, .day = day, .unit = unit});
        }
      }
    }
  }
  return input;
}

Detection detect(const DetectionInput& input, unsigned threads = 1) {
  return definition_of(Method::seasons)
      .detect(input, R"({"study_days":1500,"replicates":999})",
              {.threads = threads, .progress = {}});
}

TEST(SeasonsMethodTest, AnnouncesTheNextKeyPeriodAFortnightAhead) {
  const auto as_of = *Day::parse("2026-04-12");
  const auto detection = detect(records(as_of, true));
  ASSERT_EQ(detection.findings.size(), 1U);
  const auto& found = detection.findings[0];
  EXPECT_EQ(found.unit, k_seasonal);
  ASSERT_TRUE(found.window);
  EXPECT_GT(found.window->from, as_of);
  EXPECT_NEAR(found.window->from - *Day::parse("2026-04-20"), 0, 6);
  EXPECT_NEAR(found.window->until - *Day::parse("2026-05-20"), 0, 6);
  EXPECT_GT(found.statistic, 2.5);
  EXPECT_GT(static_cast<double>(found.observed), 2.5 * found.expected);
  EXPECT_GE(found.recurrence_days, 100);
  EXPECT_EQ(static_cast<std::int64_t>(found.incidents.size()), found.observed);
}

TEST(SeasonsMethodTest, LongBeforeItIsDrawnAndNotAnnounced) {
  const auto detection = detect(records(*Day::parse("2026-03-10"), true));
  EXPECT_TRUE(detection.findings.empty());
  const auto& periods = std::get<SeasonsResult>(detection.result).periods;
  ASSERT_FALSE(periods.empty());
  EXPECT_EQ(periods[0].unit, k_seasonal);
  EXPECT_EQ(periods[0].next.from.year(), 2026);
}

TEST(SeasonsMethodTest, WithoutASeasonNothingIsAnnounced) {
  const auto detection = detect(records(*Day::parse("2026-04-12"), false));
  EXPECT_TRUE(detection.findings.empty());
}

TEST(SeasonsMethodTest, OneYearTellsNothing) {
  auto input = records(*Day::parse("2026-04-12"), true);
  std::erase_if(input.points, [&](const auto& point) { return point.day < input.as_of - 400; });
  std::erase_if(input.unplaced, [&](const auto& row) { return row.day < input.as_of - 400; });
  const auto detection = detect(input);
  EXPECT_TRUE(detection.findings.empty());
  EXPECT_TRUE(std::get<SeasonsResult>(detection.result).periods.empty());
}

TEST(SeasonsMethodTest, NeitherOrderNorThreadsChangeAThing) {
  auto input = records(*Day::parse("2026-04-12"), true);
  const auto once = detect(input).findings;
  std::ranges::reverse(input.points);
  const auto again = detect(input, 2).findings;
  ASSERT_EQ(once.size(), again.size());
  EXPECT_EQ(once[0].window, again[0].window);
  EXPECT_EQ(once[0].p_value, again[0].p_value);
  EXPECT_EQ(once[0].incidents, again[0].incidents);
}

}  // namespace
}  // namespace anlan::warnings
