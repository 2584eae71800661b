#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "base/problem.h"
#include "base/random.h"
#include "patterns/evaluation/paired.h"
#include "patterns/evaluation/rolling_origins.h"

namespace anlan::patterns {
namespace {

constexpr double k_infinity = std::numeric_limits<double>::infinity();

TEST(CountDistribution, PoissonIsTheTextbooks) {
  EXPECT_NEAR(log_probability({2}, 3), std::log(std::exp(-2) * 8 / 6), 1e-12);
  EXPECT_NEAR(cumulative({2}, 1), 3 * std::exp(-2), 1e-12);
  EXPECT_EQ(quantile({2}, .5), 2U);
}

TEST(CountDistribution, SizeOneIsGeometric) {
  const CountDistribution d{2, 1};  // success 1/3
  for (std::uint32_t k = 0; k < 60; ++k)
    EXPECT_NEAR(log_probability(d, k), std::log(1 / 3.) + k * std::log(2 / 3.), 1e-9) << k;
  EXPECT_NEAR(cumulative(d, 4), 1 - std::pow(2 / 3., 5), 1e-12);
  EXPECT_DOUBLE_EQ(d.variance(), 6);
}

TEST(CountDistribution, WhatIsImpossibleHasNoLogarithm) {
  EXPECT_EQ(log_probability({0}, 0), 0);
  EXPECT_EQ(log_probability({0}, 1), -k_infinity);
  EXPECT_EQ(log_probability({0, .5}, 2), -k_infinity);
  EXPECT_EQ(quantile({0}, .99), 0U);
}

RC_GTEST_PROP(CountDistribution, ProbabilitiesAddUpToTheCumulative, ()) {
  const double mean = *rc::gen::inRange(1, 4'000) / 100.;
  const double size = *rc::gen::inRange(0, 4) == 0 ? k_poisson_size : mean / 3 + .05;
  const CountDistribution d{mean, size};
  const auto most = *rc::gen::inRange<std::uint32_t>(0, 90);
  double sum = 0;
  for (std::uint32_t k = 0; k <= most; ++k) sum += std::exp(log_probability(d, k));
  RC_ASSERT(std::fabs(sum - cumulative(d, most)) < 1e-9);
}

RC_GTEST_PROP(CountDistribution, QuantileIsTheLeastCountThatReaches, ()) {
  const CountDistribution d{*rc::gen::inRange(0, 300'000) / 100., *rc::gen::inRange(1, 500) / 10.};
  const double p = *rc::gen::inRange(0, 1'000) / 1'000.;
  const auto q = quantile(d, p);
  RC_ASSERT(cumulative(d, q) >= p);
  RC_ASSERT(q == 0 || cumulative(d, std::int64_t{q} - 1) < p);
}

TEST(Ranking, IndicesOfASmallTown) {
  const std::vector<double> rank{5, 1, 4, 0, 2};
  const std::vector<std::uint32_t> counts{3, 4, 1, 0, 2};
  const auto score = score_ranking(rank, counts, 2, 10);
  EXPECT_EQ(score.events, 10);
  EXPECT_EQ(score.hits, 4);
  EXPECT_EQ(score.best_hits, 7);
  EXPECT_DOUBLE_EQ(score.hit_rate, .4);
  EXPECT_DOUBLE_EQ(score.accuracy_index, 2);
  EXPECT_DOUBLE_EQ(score.efficiency_index, 4 / 7.);
}

TEST(Ranking, TiesAreSharedByLot) {
  const std::vector<double> rank{9, 1, 1, 1, 0};
  const std::vector<std::uint32_t> counts{1, 6, 0, 0, 5};
  EXPECT_DOUBLE_EQ(score_ranking(rank, counts, 2, 5).hits, 1 + 6 / 3.);
}

RC_GTEST_PROP(Ranking, TheOrderOfCellsChangesNothingAndThePerfectRankIsTheBest, ()) {
  const auto n = *rc::gen::inRange<std::uint32_t>(2, 40);
  std::vector<std::pair<double, std::uint32_t>> cells;
  for (std::uint32_t i = 0; i < n; ++i) {
    const double rank = *rc::gen::inRange(0, 5);
    cells.emplace_back(rank, *rc::gen::inRange<std::uint32_t>(0, 4));
  }
  const auto k = *rc::gen::inRange<std::uint32_t>(1, n + 1);
  const auto score = [&] {
    std::vector<double> rank;
    std::vector<std::uint32_t> counts;
    for (const auto& [r, c] : cells) {
      rank.push_back(r);
      counts.push_back(c);
    }
    const std::vector<double> perfect(counts.begin(), counts.end());
    RC_ASSERT(score_ranking(perfect, counts, k, n).hits ==
              score_ranking(rank, counts, k, n).best_hits);
    return score_ranking(rank, counts, k, n);
  };
  const auto before = score();
  RC_ASSERT(before.efficiency_index <= 1 + 1e-12);
  std::ranges::reverse(cells);
  RC_ASSERT(std::fabs(score().hits - before.hits) < 1e-9);
}

TEST(LogScores, OfTwoCellsByHand) {
  const CountForecast forecast{{1, 3}, {k_poisson_size}};
  const std::vector<std::uint32_t> counts{0, 2};
  const auto score = log_score(forecast, counts);
  EXPECT_NEAR(score.total, -1 + (-3 + 2 * std::log(3) - std::log(2)), 1e-12);
  EXPECT_NEAR(score.per_event(), score.total / 2, 1e-12);
  EXPECT_NEAR(score.place_per_event(), std::log(.75), 1e-12);
}

/// A forecast of cells whose means differ, and counts drawn from it.
struct Draws {
  CountForecast forecast;
  std::vector<std::uint32_t> counts;
};

Draws draws(double size) {
  Draws d;
  d.forecast.size = {size};
  Random random(5);
  for (int i = 0; i < 20'000; ++i) {
    d.forecast.mean.push_back(.05 + 4 * random.uniform());
    d.counts.push_back(quantile(d.forecast.at(d.forecast.mean.size() - 1), random.uniform()));
  }
  return d;
}

TEST(Calibration, AnHonestForecastIsUniformAndCovers) {
  const auto d = draws(1.5);
  const auto c = calibration(d.forecast, d.counts, .9, 1);
  EXPECT_LT(c.uniform_distance, 1.63 / std::sqrt(20'000));  // Kolmogorov at 1 %
  EXPECT_NEAR(c.transform_coverage, .9, .01);
  EXPECT_GE(c.interval_coverage, .9);
  EXPECT_NEAR(std::accumulate(c.transform.begin(), c.transform.end(), 0.0), 1, 1e-12);
}

TEST(Calibration, TooNarrowAForecastIsFoundOut) {
  auto d = draws(1.5);
  d.forecast.size = {k_poisson_size};
  const auto c = calibration(d.forecast, d.counts, .9, 1);
  EXPECT_GT(c.uniform_distance, .03);
  EXPECT_LT(c.transform_coverage, .85);
  EXPECT_LT(log_score(d.forecast, d.counts).total,
            log_score({d.forecast.mean, {1.5}}, d.counts).total);
}

std::vector<CellEvent> town() {
  Random random(7);
  std::vector<CellEvent> events;
  for (int i = 0; i < 3'000; ++i) {
    const auto cell = std::min(random.below(20), random.below(20));
    events.push_back({double(cell), 0, 400 * random.uniform(), cell});
  }
  return events;
}

CountForecast mean_of_past(std::span<const CellEvent> past, const ForecastWindow& window) {
  CountForecast forecast{std::vector<double>(20, .01), {k_poisson_size}};
  for (const auto& e : past) forecast.mean[e.cell] += window.days() / window.origin;
  return forecast;
}

const std::vector<ForecastWindow> k_windows{{200, 230}, {230, 260}, {260, 300}};
const BackTestSettings k_settings{.cells = 20, .flagged_cells = 4};

TEST(BackTest, ScoresEachOrigin) {
  const auto scores = back_test(town(), k_windows, mean_of_past, k_settings);
  ASSERT_EQ(scores.size(), 3U);
  for (const auto& s : scores) {
    EXPECT_GT(s.ranking.accuracy_index, 1.5);  // the four lowest cells hold more than their share
    EXPECT_GT(s.ranking.efficiency_index, .8);
    EXPECT_NEAR(s.expected, s.ranking.events, 4 * std::sqrt(s.ranking.events));
  }
}

TEST(BackTest, TheForecasterSeesTheSortedPastAlone) {
  back_test(
      town(), k_windows,
      [](std::span<const CellEvent> past, const ForecastWindow& window) {
        EXPECT_FALSE(past.empty());
        EXPECT_TRUE(std::ranges::is_sorted(past, {}, &CellEvent::day));
        EXPECT_LT(past.back().day, window.origin);
        return mean_of_past(past, window);
      },
      k_settings);
}

TEST(BackTest, ChangingTheFutureChangesNoForecast) {
  std::vector<CountForecast> said;
  const auto note = [&](std::span<const CellEvent> past, const ForecastWindow& window) {
    said.push_back(mean_of_past(past, window));
    return said.back();
  };
  auto events = town();
  const std::vector<ForecastWindow> one{{200, 230}};
  back_test(events, one, note, k_settings);
  for (auto& e : events) {
    if (e.day >= 200) e.cell = 19 - e.cell;
  }
  events.push_back({0, 0, 200, 3});
  back_test(events, one, note, k_settings);
  EXPECT_EQ(said[0].mean, said[1].mean);
}

TEST(BackTest, EventsOutsideAllCellsAreNotCounted) {
  auto events = town();
  const auto before = back_test(events, k_windows, mean_of_past, k_settings);
  events.push_back({-5, -5, 210, k_no_cell});
  const auto after = back_test(
      events, k_windows, [](auto, const auto& window) { return mean_of_past({}, window); },
      k_settings);
  EXPECT_EQ(before[0].ranking.events, after[0].ranking.events);
}

TEST(BackTest, RefusesWhatItCannotJudge) {
  auto events = town();
  events[3].x = std::nan("");
  EXPECT_THROW(back_test(events, k_windows, mean_of_past, k_settings), Problem);
  events = town();
  events[3].cell = 20;
  EXPECT_THROW(back_test(events, k_windows, mean_of_past, k_settings), Problem);
  EXPECT_THROW(back_test(town(), {}, mean_of_past, k_settings), Problem);
  const std::vector<ForecastWindow> backwards{{200, 200}};
  EXPECT_THROW(back_test(town(), backwards, mean_of_past, k_settings), Problem);
  const auto negative = [](auto, const auto&) {
    return CountForecast{std::vector<double>(20, -1), {1}};
  };
  EXPECT_THROW(back_test(town(), k_windows, negative, k_settings), Problem);
}

TEST(BackTest, NoEventAtAllIsAnAnswer) {
  const auto scores = back_test({}, k_windows, mean_of_past, k_settings);
  EXPECT_EQ(scores[0].ranking.accuracy_index, 0);
  EXPECT_NEAR(scores[0].log_score.total, -.2, 1e-12);
}

TEST(Paired, AConstantDifferenceHasNoWidth) {
  const std::vector<double> a{3, 5, 9}, b{1, 3, 7};
  const auto d = paired_difference(a, b, {});
  EXPECT_EQ(d.value, 2);
  EXPECT_EQ(d.low, 2);
  EXPECT_EQ(d.high, 2);
  EXPECT_TRUE(d.excludes(0));
  EXPECT_NEAR(paired_ratio(a, b, {}).value, 17 / 11., 1e-12);
}

TEST(Paired, TheIntervalCoversTheTruthAboutAsOftenAsItSays) {
  int covered = 0;
  for (std::uint64_t run = 0; run < 300; ++run) {
    Random random(11, run);
    std::vector<double> a, b;
    for (int i = 0; i < 40; ++i) {
      b.push_back(random.normal());
      a.push_back(b.back() + .3 + random.normal());
    }
    covered += !paired_difference(a, b, {.replicates = 400, .seed = run}).excludes(.3);
  }
  EXPECT_GT(covered, 268);  // .95 of 300 is 285, with a deviation of 4
  EXPECT_LT(covered, 299);
}

TEST(Paired, BlocksWidenTheIntervalOfOriginsThatLeanOnOneAnother) {
  Random random(12);
  std::vector<double> a(60), b(60);
  double level = 0;
  for (double& v : a) v = level = .9 * level + random.normal();
  const auto alone = paired_difference(a, b, {});
  const auto blocks = paired_difference(a, b, {.block = 10});
  EXPECT_GT(blocks.high - blocks.low, 1.4 * (alone.high - alone.low));
}

TEST(Paired, OneOriginHasNoInterval) {
  const std::vector<double> a{3}, b{1};
  EXPECT_EQ(paired_difference(a, b, {}).high, k_infinity);
  EXPECT_THROW(paired_difference({}, {}, {}), Problem);
}

}  // namespace
}  // namespace anlan::patterns
