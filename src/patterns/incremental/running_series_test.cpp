#include "patterns/incremental/running_series.h"

#include <gtest/gtest.h>

#include <limits>

#include "base/problem.h"

namespace anlan::patterns {
namespace {

constexpr double k_never = std::numeric_limits<double>::infinity();

TEST(RunningSeries, AlarmsOnceAPeriodWithTheEventThatPassesTheThreshold) {
  RunningSeries series({2.5, k_never});
  EXPECT_FALSE(series.add(0));
  EXPECT_FALSE(series.add(0));
  EXPECT_TRUE(series.add(0));
  EXPECT_FALSE(series.add(0));
  for (int i = 0; i < 1'000; ++i) EXPECT_FALSE(series.add(1));
  EXPECT_EQ(series.count(0), 4U);
  series.begin_period({0, 1});
  EXPECT_TRUE(series.add(0));
  EXPECT_FALSE(series.add(1));
  EXPECT_TRUE(series.add(1));  // 2 is over 1; 1 was not
}

TEST(RunningSeries, RefusesWhatItCannotUse) {
  EXPECT_THROW(RunningSeries({-1}), Problem);
  EXPECT_THROW(RunningSeries({std::numeric_limits<double>::quiet_NaN()}), Problem);
  RunningSeries series({1});
  EXPECT_THROW(series.add(1), Problem);
  EXPECT_THROW(series.begin_period({1, 2}), Problem);
}

}  // namespace
}  // namespace anlan::patterns
