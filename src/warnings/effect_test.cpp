#include "warnings/effect.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>

#include "base/random.h"

namespace anlan::warnings {
namespace {

constexpr int k_trials = 2000;
constexpr double k_coverage = 0.95;
// Four standard errors of a share near .95 in 2,000 trials, and the wobble of discrete counts.
constexpr double k_slack = 0.03;

bool covers(const Effect& effect, double truth) {
  return effect.low() <= truth && (!effect.high() || truth <= *effect.high());
}

/// Gamma with the given mean and shape, as a sum of exponentials (shape is whole).
double gamma(Random& random, double mean, int shape) {
  double sum = 0;
  for (int i = 0; i < shape; ++i) sum += random.exponential();
  return mean * sum / shape;
}

TEST(EffectTest, SaysNothingWhereTheIntervalSpansOne) {
  EXPECT_EQ(Effect::with_interval(0.6, 0.3, 1.2).verdict(), Verdict::no_difference_can_be_told);
  EXPECT_EQ(Effect::with_interval(0.6, 0.3, 0.9).verdict(), Verdict::fewer);
  EXPECT_EQ(Effect::with_interval(1.6, 1.1, 2.9).verdict(), Verdict::more);
  EXPECT_EQ(Effect::with_interval(1.6, 1.1, std::nullopt).verdict(), Verdict::more);
  EXPECT_EQ(Effect::unknown().verdict(), Verdict::no_difference_can_be_told);
}

TEST(EffectDeathTest, ARatioOutsideItsIntervalIsABug) {
  EXPECT_DEATH((void)Effect::with_interval(2.0, 0.5, 1.5), "low <= \\*ratio");
}

TEST(RateRatioTest, AgreesWithJeffreysIntervalInTheLiterature) {
  // Brown, Cai and DasGupta 2001: 95 % Jeffreys for 7 of 20 is the 2.5 % and 97.5 % points of
  // Beta(7.5, 13.5), integrated apart: 0.172276, 0.567766.
  const auto effect = rate_ratio({.events = 7}, {.events = 13});
  EXPECT_NEAR(*effect.ratio(), 7.0 / 13, 1e-12);
  EXPECT_NEAR(effect.low() / (1 + effect.low()), 0.172276, 1e-6);
  EXPECT_NEAR(*effect.high() / (1 + *effect.high()), 0.567766, 1e-6);
}

TEST(RateRatioTest, TakesAccountOfHowLongWasCounted) {
  const auto effect = rate_ratio({.events = 5, .exposure = 14}, {.events = 50, .exposure = 140});
  EXPECT_NEAR(*effect.ratio(), 1, 1e-12);
  EXPECT_TRUE(covers(effect, 1));
}

TEST(RateRatioTest, OpensTheIntervalWhereNothingWasSeen) {
  const auto none_now = rate_ratio({.events = 0}, {.events = 9});
  EXPECT_EQ(none_now.ratio(), 0);
  EXPECT_EQ(none_now.low(), 0);
  EXPECT_LT(*none_now.high(), 1);
  const auto none_before = rate_ratio({.events = 9}, {.events = 0});
  EXPECT_FALSE(none_before.ratio());
  EXPECT_FALSE(none_before.high());
  EXPECT_GT(none_before.low(), 1);
  EXPECT_EQ(rate_ratio({}, {}), Effect::unknown());
}

TEST(RateRatioTest, OneEventWhereNoneWasIsNoProof) {
  // A fortnight against a year: chance alone brings it with probability 14/379 = .037 > .025.
  const auto effect = rate_ratio({.events = 1, .exposure = 14}, {.events = 0, .exposure = 365});
  EXPECT_EQ(effect.verdict(), Verdict::no_difference_can_be_told);
  EXPECT_EQ(ratio_of_ratios({.place_now = 1, .place_base = 0, .other_now = 14, .other_base = 365})
                .verdict(),
            Verdict::no_difference_can_be_told);
}

TEST(RateRatioTest, CoversTheTruthInAbout95Percent) {
  struct Case {
    double base;
    double truth;
  };
  for (const auto& [base, truth] : {Case{6, 1}, Case{20, 0.5}, Case{60, 1.5}}) {
    Random random(1, static_cast<std::uint64_t>(base));
    int covered = 0;
    for (int i = 0; i < k_trials; ++i) {
      covered += covers(
          rate_ratio({.events = random.poisson(base * truth)}, {.events = random.poisson(base)}),
          truth);
    }
    EXPECT_NEAR(static_cast<double>(covered) / k_trials, k_coverage, k_slack)
        << base << " events, ratio " << truth;
  }
}

TEST(RatioOfRatiosTest, IsTheRateRatioWhereTheRestIsLarge) {
  const auto with_rest = ratio_of_ratios(
      {.place_now = 7, .place_base = 13, .other_now = 40'000'000, .other_base = 40'000'000});
  const auto plain = rate_ratio({.events = 7}, {.events = 13});
  EXPECT_NEAR(with_rest.low(), plain.low(), plain.low() * 2e-3);
  EXPECT_NEAR(*with_rest.high(), *plain.high(), *plain.high() * 2e-3);
}

TEST(RatioOfRatiosTest, CoversTheTruthInAbout95Percent) {
  struct Case {
    double base;
    double other;
    double truth;
  };
  for (const auto& [base, other, truth] :
       {Case{12, 40, 1}, Case{40, 30, 0.5}, Case{15, 2000, 1.6}}) {
    Random random(2, static_cast<std::uint64_t>(base + other));
    const double season = 0.25;  // the window is shorter than the base
    int covered = 0;

    for (int i = 0; i < k_trials; ++i) {
      const auto effect = ratio_of_ratios({.place_now = random.poisson(base * season * truth),
                                           .place_base = random.poisson(base),
                                           .other_now = random.poisson(other * season),
                                           .other_base = random.poisson(other)});
      covered += covers(effect, truth);
    }
    EXPECT_NEAR(static_cast<double>(covered) / k_trials, k_coverage, k_slack)
        << base << " events, " << other << " elsewhere, ratio " << truth;
  }
}

TEST(RatioOfRatiosTest, OverdispersedCountsNeedTheDispersion) {
  // Places whose rate wanders by a gamma of shape 2 from window to window: about 4 times Poisson's
  // variance at a mean of 6. The estimate from the controls must bring the coverage back.
  Random random(3);
  constexpr int k_places = 20;
  constexpr int k_windows = 12;
  constexpr int k_fewer_trials = 1000;
  int covered = 0;
  int covered_by_poisson = 0;
  for (int trial = 0; trial < k_fewer_trials; ++trial) {
    std::vector<std::vector<std::int64_t>> counts(k_places);
    for (auto& row : counts) {
      for (int j = 0; j < k_windows; ++j) row.push_back(random.poisson(gamma(random, 6, 2)));
    }
    TwoByTwo table;
    for (int i = 0; i < k_places; ++i) {
      for (int j = 0; j < k_windows; ++j) {
        auto& cell = i == 0 ? (j == 0 ? table.place_now : table.place_base)
                            : (j == 0 ? table.other_now : table.other_base);
        cell += counts[static_cast<std::size_t>(i)][static_cast<std::size_t>(j)];
      }
    }
    covered += covers(ratio_of_ratios(table, dispersion_of(counts)), 1);
    covered_by_poisson += covers(ratio_of_ratios(table), 1);
  }
  EXPECT_GT(static_cast<double>(covered) / k_fewer_trials, 0.92);
  EXPECT_LT(static_cast<double>(covered_by_poisson) / k_fewer_trials, 0.85);
}

TEST(DispersionTest, IsOneForPoissonCountsWithSeasonsAndLevels) {
  Random random(4);
  std::vector<std::vector<std::int64_t>> counts(40);
  for (std::size_t i = 0; i < counts.size(); ++i) {
    for (std::size_t j = 0; j < 24; ++j) {
      const double mean = (1.0 + static_cast<double>(i % 5)) * (j % 12 < 6 ? 2 : 4);
      counts[i].push_back(random.poisson(mean));
    }
  }
  EXPECT_NEAR(dispersion_of(counts), 1, 0.15);
}

TEST(DispersionTest, SaysOneWhereThereIsTooLittleToTell) {
  EXPECT_EQ(dispersion_of({}), 1);
  const std::vector<std::vector<std::int64_t>> one_place{{1, 5, 0}};
  EXPECT_EQ(dispersion_of(one_place), 1);
  const std::vector<std::vector<std::int64_t>> empty{{0, 0}, {0, 0}};
  EXPECT_EQ(dispersion_of(empty), 1);
}

RC_GTEST_PROP(RatioOfRatiosProperty, TheIntervalHoldsTheRatioAndWidensWithDispersion, ()) {
  const auto count = rc::gen::inRange<std::int64_t>(0, 60);
  const TwoByTwo counts{
      .place_now = *count, .place_base = *count, .other_now = *count, .other_base = *count};
  const auto narrow = ratio_of_ratios(counts);
  const auto wide = ratio_of_ratios(counts, 3);
  if (narrow.ratio()) {
    RC_ASSERT(narrow.low() <= *narrow.ratio());
    RC_ASSERT(!narrow.high() || *narrow.ratio() <= *narrow.high());
  }
  RC_ASSERT(wide.low() <= narrow.low() * (1 + 1e-6) + 1e-12);
  RC_ASSERT(!wide.high() || (narrow.high() && *wide.high() >= *narrow.high() * (1 - 1e-6)));
}

}  // namespace
}  // namespace anlan::warnings
