#include "patterns/guards/parity.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>

#include "base/problem.h"
#include "base/random.h"

namespace anlan::patterns {
namespace {

TEST(ParityReport, ComparesEveryTownshipWithTheWhole) {
  const std::vector<ParityUnit> units = {{40, 100}, {10, 100}, {50, 200}};
  const auto report = parity_report(units);
  EXPECT_EQ(report.warned, 100U);
  EXPECT_EQ(report.exposure, 400);
  EXPECT_DOUBLE_EQ(report.rows[0].expected, 25);
  EXPECT_DOUBLE_EQ(report.rows[0].ratio, 1.6);
  EXPECT_DOUBLE_EQ(report.rows[1].ratio, .4);
  EXPECT_DOUBLE_EQ(report.rows[2].ratio, 1);
  EXPECT_DOUBLE_EQ(report.max_to_min.value(), 4);
  EXPECT_TRUE(report.rows[0].stands_out);
  EXPECT_TRUE(report.rows[1].stands_out);
  EXPECT_FALSE(report.rows[2].stands_out);
  EXPECT_EQ(report.units_standing_out, 2U);
}

TEST(ParityReport, IntervalsAreClopperAndPearsons) {
  // 8 of 10 at 95 %: .4439 to .9748 (the published table); two units share the error.
  const std::vector<ParityUnit> units = {{8, 1}, {2, 1}};
  const auto report = parity_report(units, .90);
  EXPECT_NEAR(report.rows[0].low, .4439 / .5, 2e-4);
  EXPECT_NEAR(report.rows[0].high, .9748 / .5, 2e-4);
}

TEST(ParityReport, NobodyStandsOutInAFairYear) {
  Random random(4);
  int years_with_somebody = 0;
  for (int year = 0; year < 400; ++year) {
    std::vector<ParityUnit> units;
    for (int i = 0; i < 30; ++i) {
      const double exposure = 1 + 9 * random.uniform();
      units.push_back({random.poisson(3 * exposure), exposure});
    }
    years_with_somebody += parity_report(units).units_standing_out > 0 ? 1 : 0;
  }
  EXPECT_LE(years_with_somebody, 32);  // of 400 at 5 %: more has probability .004
}

TEST(ParityReport, IsDefinedWhereLittleIsKnown) {
  EXPECT_TRUE(parity_report({}).rows.empty());
  EXPECT_FALSE(parity_report({}).max_to_min);
  const std::vector<ParityUnit> one = {{7, 3}};
  EXPECT_DOUBLE_EQ(parity_report(one).rows[0].ratio, 1);
  EXPECT_FALSE(parity_report(one).rows[0].stands_out);
  EXPECT_FALSE(parity_report(one).max_to_min);
  const std::vector<ParityUnit> nobody = {{0, 3}, {0, 5}};
  EXPECT_FALSE(parity_report(nobody).max_to_min);
  EXPECT_EQ(parity_report(nobody).rows[1].ratio, 1);
  const std::vector<ParityUnit> blank = {{4, 0}, {6, 2}, {0, 2}};
  const auto report = parity_report(blank);
  EXPECT_FALSE(report.rows[0].has_exposure);
  EXPECT_EQ(report.warned_without_exposure, 4U);
  EXPECT_EQ(report.rows[1].ratio, 2);
  EXPECT_EQ(report.rows[2].low, 0);
  EXPECT_FALSE(report.max_to_min);  // a unit without a warning
}

RC_GTEST_PROP(ParityReport, RatiosWeighedByExposureMakeOne, ()) {
  std::vector<ParityUnit> units;
  const auto size = *rc::gen::inRange(1, 30);
  for (int i = 0; i < size; ++i) {
    units.push_back({static_cast<std::uint64_t>(*rc::gen::inRange(0, 50)),
                     static_cast<double>(*rc::gen::inRange(0, 9))});
  }
  const auto report = parity_report(units);
  double sum = 0;
  for (std::size_t i = 0; i < units.size(); ++i) {
    const auto& row = report.rows[i];
    RC_ASSERT(std::isfinite(row.low) && std::isfinite(row.high));
    if (!row.has_exposure || report.warned == 0) continue;
    sum += row.ratio * units[i].exposure / report.exposure;
    RC_ASSERT(row.low <= row.ratio + 1e-12 && row.ratio <= row.high + 1e-12);
  }
  RC_ASSERT(report.warned == 0 || std::fabs(sum - 1) < 1e-9);
}

TEST(ParityReport, RefusesWhatItCannotUse) {
  const std::vector<ParityUnit> negative = {{1, -1}}, unknown = {{1, NAN}}, good = {{1, 1}};
  EXPECT_THROW(parity_report(negative), Problem);
  EXPECT_THROW(parity_report(unknown), Problem);
  EXPECT_THROW(parity_report(good, 1), Problem);
}

}  // namespace
}  // namespace anlan::patterns
