#include "patterns/self_exciting/hawkes.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "base/problem.h"
#include "patterns/self_exciting/event_pairs.h"
#include "patterns/self_exciting/pair_kernel.h"

namespace anlan::patterns {
namespace {

constexpr Window k_town{0, 0, 12'000, 12'000};

HawkesModel truth() {
  HawkesModel model{.background_per_day = 8,
                    .background = {k_town, 24, 24, std::vector<float>(24 * 24)},
                    .omega = .12,
                    .sigma = 90};
  model.productivity[0] = .35;
  double sum = 0;
  // Dense in the middle, thin outside.
  for (std::uint32_t row = 0; row < 24; ++row) {
    for (std::uint32_t column = 0; column < 24; ++column) {
      const double d = std::hypot(column - 11.5, row - 11.5);
      auto& v = model.background.values[row * 24 + column];
      v = static_cast<float>(std::exp(-d * d / 40) + .05);
      sum += v;
    }
  }
  for (float& v : model.background.values) v /= static_cast<float>(sum * 500 * 500);
  return model;
}

TEST(Hawkes, RecoversWhatASimulationWasMadeWith) {
  Random random(1);
  const auto events = simulate_hawkes(truth(), 900, {}, random);
  ASSERT_GT(events.size(), 9'000U);
  const auto fit = fit_hawkes(events, k_town, 900, {.threads = 2});
  EXPECT_TRUE(fit.has_converged);
  EXPECT_NEAR(fit.model.productivity[0], .35, .04);
  EXPECT_NEAR(fit.model.omega, .12, .02);
  EXPECT_NEAR(fit.model.sigma, 90, 9);
  EXPECT_NEAR(fit.model.background_per_day, 8, .6);
  EXPECT_GT(hawkes_residuals(fit.model, events, 900).p_value, .01);
}

TEST(Hawkes, OneBackgroundEverywhereMakesTriggeringLookLarger) {
  Random random(2);
  const auto events = simulate_hawkes(truth(), 600, {}, random);
  const auto with = fit_hawkes(events, k_town, 600, {});
  const auto without = fit_hawkes(events, k_town, 600, {.has_spatial_background = false});
  EXPECT_GT(without.model.productivity[0], with.model.productivity[0] + .05);
}

TEST(Hawkes, FindsLittleTriggeringWhereThereIsNone) {
  auto model = truth();
  model.productivity.fill(0);
  Random random(3);
  const auto events = simulate_hawkes(model, 900, {}, random);
  EXPECT_LT(fit_hawkes(events, k_town, 900, {}).model.productivity[0], .06);
}

TEST(Hawkes, TellsMarksApart) {
  auto model = truth();
  model.productivity[0] = .1;
  model.productivity[1] = .5;
  Random random(4);
  const std::vector<double> shares{.5, .5};
  const auto events = simulate_hawkes(model, 900, shares, random);
  const auto fit = fit_hawkes(events, k_town, 900, {});
  EXPECT_NEAR(fit.model.productivity[0], .1, .06);
  EXPECT_NEAR(fit.model.productivity[1], .5, .08);
}

TEST(Hawkes, TheLikelihoodNeverFallsWhileTheBackgroundStays) {
  Random random(5);
  const auto events = simulate_hawkes(truth(), 200, {}, random);
  const auto fit = fit_hawkes(events, k_town, 200, {.has_spatial_background = false});
  for (std::size_t i = 1; i < fit.log_likelihood.size(); ++i) {
    // Single precision in the pairs, and the edge of time in omega, leave a little room.
    EXPECT_GT(fit.log_likelihood[i], fit.log_likelihood[i - 1] - .05) << i;
  }
}

TEST(Hawkes, ThreadsChangeNothing) {
  Random random(6);
  const auto events = simulate_hawkes(truth(), 900, {}, random);
  const auto one = fit_hawkes(events, k_town, 900, {.iterations_max = 5, .threads = 1});
  const auto four = fit_hawkes(events, k_town, 900, {.iterations_max = 5, .threads = 4});
  EXPECT_EQ(one.log_likelihood, four.log_likelihood);
  EXPECT_EQ(one.background_share, four.background_share);
}

TEST(Hawkes, ResidualsRejectAWrongModel) {
  auto model = truth();
  model.background_per_day = .05;  // so few that a burst shows in time alone
  model.productivity[0] = .6;
  Random random(7);
  const auto events = simulate_hawkes(model, 20'000, {}, random);
  EXPECT_GT(hawkes_residuals(model, events, 20'000).p_value, .01);
  auto wrong = model;
  wrong.productivity.fill(0);
  wrong.background_per_day = static_cast<double>(events.size()) / 20'000;
  EXPECT_LT(hawkes_residuals(wrong, events, 20'000).p_value, .01);
}

TEST(Hawkes, IntensityIsTheBackgroundFarFromEverything) {
  const auto model = truth();
  const std::vector<HawkesEvent> one{{6'000, 6'000, 10, 0}};
  const double far = hawkes_intensity(model, one, 100, 100, 11);
  EXPECT_NEAR(far, 8 * model.background.values[0], 1e-15);
  EXPECT_GT(hawkes_intensity(model, one, 6'010, 6'000, 11),
            3 * hawkes_intensity(model, one, 6'010, 6'000, 9));
}

TEST(EventPairs, AreThoseThatEveryPairSays) {
  Random random(8);
  std::vector<HawkesEvent> events(300);
  for (auto& e : events)
    e = {random.uniform() * 3'000, random.uniform() * 3'000, random.uniform() * 90, 0};
  std::ranges::sort(events, {}, &HawkesEvent::day);
  const auto pairs = find_event_pairs(events, {0, 0, 3'000, 3'000}, 400, 20);
  for (std::size_t j = 0; j < events.size(); ++j) {
    std::size_t expected = 0;
    for (std::size_t i = 0; i < j; ++i) {
      const double d = std::hypot(events[i].x - events[j].x, events[i].y - events[j].y);
      expected += d <= 400 && events[j].day - events[i].day <= 20 ? 1U : 0U;
    }
    EXPECT_EQ(pairs.begin[j + 1] - pairs.begin[j], expected);
  }
}

TEST(PairKernel, IsTheExponential) {
  std::vector<float> delay, square, out;
  for (int i = 0; i < 1'000; ++i) {
    delay.push_back(static_cast<float>(i) * .07F);
    square.push_back(static_cast<float>(i) * 90);
  }
  out.resize(delay.size());
  triggering(delay.data(), square.data(), delay.size(), .11F, 2e-4F, out.data());
  for (std::size_t i = 0; i < out.size(); ++i) {
    const double exact = std::exp(-.11F * delay[i] - 2e-4F * square[i]);
    EXPECT_NEAR(out[i] / exact, 1, 3e-6) << i;
  }
}

TEST(Hawkes, RefusesWhatItCannotUse) {
  const std::vector<HawkesEvent> unsorted{{1, 1, 5, 0}, {1, 1, 4, 0}, {1, 1, 6, 0}};
  EXPECT_THROW(fit_hawkes(unsorted, k_town, 10, {}), Problem);
  const std::vector<HawkesEvent> outside{{1, 1, 1, 0}, {1, 1, 2, 0}, {-9, 1, 3, 0}};
  EXPECT_THROW(fit_hawkes(outside, k_town, 10, {}), Problem);
  EXPECT_THROW(fit_hawkes({}, k_town, 10, {}), Problem);
  const std::vector<HawkesEvent> good{{1, 1, 1, 0}, {1, 1, 2, 0}, {9, 1, 3, 0}};
  EXPECT_THROW(fit_hawkes(good, k_town, 10, {.reach_days = 0}), Problem);
  EXPECT_THROW(
      fit_hawkes(good, k_town, 10, {.progress = [](std::uint32_t, double) { return false; }}),
      Problem);
  auto model = truth();
  model.productivity[0] = 1;
  Random random(1);
  EXPECT_THROW(simulate_hawkes(model, 10, {}, random), Problem);
}

TEST(Hawkes, DefinedForEventsAtOnePlaceAndTime) {
  const std::vector<HawkesEvent> same(5, {1, 1, 1, 0});
  const auto fit = fit_hawkes(same, k_town, 10, {.iterations_max = 3});
  EXPECT_EQ(fit.pairs, 0U);
  EXPECT_NEAR(fit.model.background_per_day, .5, 1e-9);
}

}  // namespace
}  // namespace anlan::patterns
