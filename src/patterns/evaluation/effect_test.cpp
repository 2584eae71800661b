#include "patterns/evaluation/effect.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "base/problem.h"
#include "base/random.h"

namespace anlan::patterns {
namespace {

TEST(WarningEffect, OfOnePlaceByHand) {
  const std::vector<TreatedPlace> places{{{40, 20}, {50, 50}, 30, 30}};
  const auto effect = warning_effect(places, {});
  EXPECT_NEAR(effect.difference.value, -20 / 30., 1e-12);
  EXPECT_NEAR(effect.ratio.value, .5, 1e-12);
  const double error = std::sqrt(1 / 40. + 1 / 20. + 2 / 50.);
  EXPECT_NEAR(effect.ratio.low, .5 * std::exp(-1.959964 * error), 1e-6);
  EXPECT_NEAR(effect.prevented, 20, 1e-12);
}

TEST(WarningEffect, WhatTheWholeTownDidIsNotTheWarnings) {
  // Both halve: no effect at all.
  const std::vector<TreatedPlace> places{{{40, 20}, {80, 40}}};
  const auto effect = warning_effect(places, {});
  EXPECT_NEAR(effect.ratio.value, 1, 1e-12);
  EXPECT_FALSE(effect.ratio.excludes(1));
  EXPECT_NEAR(effect.prevented, 0, 1e-12);
}

TEST(WarningEffect, IntervalsCoverWhatASimulationWasMadeWith) {
  int ratio_covered = 0, difference_covered = 0;
  for (std::uint64_t run = 0; run < 400; ++run) {
    Random random(3, run);
    std::vector<TreatedPlace> places;
    for (int i = 0; i < 15; ++i) {
      const auto n = [&](double mean) { return static_cast<double>(random.poisson(mean)); };
      const double before = n(12), after = n(12 * 1.2 * .7);
      places.push_back({{before, after}, {n(14), n(14 * 1.2)}, 28, 28});
    }
    const auto effect = warning_effect(places, {});
    ratio_covered += !effect.ratio.excludes(.7);
    difference_covered += !effect.difference.excludes((12 * (1.2 * .7 - 1) - 14 * .2) / 28);
  }
  EXPECT_NEAR(ratio_covered, 380, 14);  // .95 of 400, with a deviation of 4.4
  EXPECT_NEAR(difference_covered, 380, 14);
}

TEST(WarningEffect, NothingAnywhereTellsNothing) {
  const std::vector<TreatedPlace> places{{{0, 0}, {0, 0}}, {{0, 0}, {0, 0}}};
  const auto effect = warning_effect(places, {});
  EXPECT_EQ(effect.difference.value, 0);
  EXPECT_FALSE(effect.ratio.excludes(1));
  EXPECT_LT(effect.ratio.low, .05);
}

TEST(WarningEffect, RefusesWhatIsNoCount) {
  EXPECT_THROW(warning_effect({}, {}), Problem);
  const std::vector<TreatedPlace> negative{{{-1, 2}, {3, 4}}};
  EXPECT_THROW(warning_effect(negative, {}), Problem);
  const std::vector<TreatedPlace> no_days{{{1, 2}, {3, 4}, 0, 1}};
  EXPECT_THROW(warning_effect(no_days, {}), Problem);
}

TEST(Displacement, DiffusionByHand) {
  // Target .5 -> .3, buffer .25 -> .225 of the control.
  const auto d = weighted_displacement({100, 60}, {50, 45}, {200, 200}, {});
  EXPECT_NEAR(d.success, -.2, 1e-12);
  EXPECT_NEAR(d.quotient, .125, 1e-12);
  EXPECT_EQ(d.verdict, DisplacementVerdict::diffusion);
  EXPECT_NEAR(d.total_net_effect, 45, 1e-12);
  EXPECT_LT(d.low, .125);
  EXPECT_GT(d.high, .125);
  EXPECT_GT(d.share_of_success, .99);
}

TEST(Displacement, TellsTheFiveCasesApart) {
  const auto verdict = [](double target_after, double buffer_after) {
    return weighted_displacement({100, target_after}, {50, buffer_after}, {200, 200},
                                 {.replicates = 50})
        .verdict;
  };
  EXPECT_EQ(verdict(110, 50), DisplacementVerdict::no_success);
  EXPECT_EQ(verdict(90, 30), DisplacementVerdict::diffusion_beyond);
  EXPECT_EQ(verdict(60, 50), DisplacementVerdict::none);
  EXPECT_EQ(verdict(60, 70), DisplacementVerdict::displacement);
  EXPECT_EQ(verdict(90, 70), DisplacementVerdict::displacement_beyond);
}

TEST(Displacement, SameSeedSameInterval) {
  const auto one = weighted_displacement({40, 25}, {30, 33}, {90, 85}, {.seed = 4});
  const auto two = weighted_displacement({40, 25}, {30, 33}, {90, 85}, {.seed = 4});
  EXPECT_EQ(one.low, two.low);
  EXPECT_EQ(one.high, two.high);
}

TEST(Displacement, RefusesAControlWithoutEvents) {
  EXPECT_THROW(weighted_displacement({1, 1}, {1, 1}, {0, 5}, {}), Problem);
  EXPECT_THROW(weighted_displacement({1, 1}, {1, 1}, {5, 0}, {}), Problem);
  EXPECT_THROW(weighted_displacement({1, NAN}, {1, 1}, {5, 5}, {}), Problem);
}

}  // namespace
}  // namespace anlan::patterns
