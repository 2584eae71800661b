#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/problem.h"
#include "base/random.h"
#include "patterns/evaluation/paired.h"
#include "patterns/forecast/model_shares.h"
#include "patterns/forecast/usual_forecast.h"
#include "patterns/self_exciting/hawkes.h"
#include "tests/support/dated_places.h"

namespace anlan::patterns {
namespace {

GridSettings town() { return {.west = 0, .south = 0, .cell = 100, .columns = 40, .rows = 30}; }

double sum_of(const std::vector<float>& shares) {
  return std::accumulate(shares.begin(), shares.end(), 0.0);
}

/// A town whose events beget others, over a background that is the same everywhere.
std::vector<CellEvent> contagious(const ForecastGrid& grid, std::uint64_t seed) {
  HawkesModel model{.background_per_day = 4,
                    .background = {grid.window(), 1, 1, {1 / 12e6F}},
                    .omega = .1,
                    .sigma = 80};
  model.productivity[0] = .5;
  Random random(seed);
  std::vector<DatedPoint> points;
  for (const auto& e : simulate_hawkes(model, 700, {}, random)) points.push_back({e.x, e.y, e.day});
  return grid.place(points);
}

/// A town in which the west has more, and one corner has most.
std::vector<CellEvent> lasting(const ForecastGrid& grid, std::uint64_t seed) {
  Random random(seed);
  std::vector<DatedPoint> points;
  for (int i = 0; i < 5'000; ++i) {
    const double x = i % 5 == 0 ? 150 * random.uniform() : 4'000 * std::pow(random.uniform(), 2);
    const double y = i % 5 == 0 ? 150 * random.uniform() : 3'000 * random.uniform();
    points.push_back({x, y, std::floor(700 * random.uniform())});
  }
  return grid.place(points);
}

TEST(HawkesShares, ExpectMoreWhereSomethingJustHappened) {
  const ForecastGrid grid(town());
  const auto events = contagious(grid, 1);
  const auto shares = hawkes_shares(grid, {.background_bandwidth = 1'000})(events, {700, 707});
  EXPECT_NEAR(sum_of(shares), 1, 1e-4);
  auto sorted = shares;
  std::ranges::sort(sorted);
  EXPECT_GT(shares[events.back().cell], 2 * sorted[sorted.size() / 2]);
}

TEST(HawkesShares, ForgetInALongerWindowAndWithTime) {
  const ForecastGrid grid(town());
  const auto events = contagious(grid, 2);
  const auto hawkes = hawkes_shares(grid, {.background_bandwidth = 1'000});
  const auto cell = events.back().cell;
  const float soon = hawkes(events, {700, 707})[cell];
  EXPECT_GT(soon, hawkes(events, {700, 790})[cell]);
  EXPECT_GT(soon, hawkes(events, {750, 757})[cell]);
}

TEST(HawkesShares, BeatAnEvenShareInATownThatRepeatsItself) {
  const ForecastGrid grid(town());
  const auto events = contagious(grid, 3);
  StackedForecaster stack(grid, {{"self_exciting", hawkes_shares(grid)}});
  stack.forecast(events, {700, 728});
  EXPECT_GT(stack.report().weights[0], .3);
}

TEST(RegressionShares, FindTheWestAndTheCorner) {
  const ForecastGrid grid(town());
  const auto shares = regression_shares(grid)(lasting(grid, 4), {700, 728});
  EXPECT_NEAR(sum_of(shares), 1, 1e-4);
  double west = 0;
  for (std::uint32_t cell = 0; cell < grid.cells(); ++cell)
    if (grid.centre(cell).x < 1'000) west += shares[cell];
  EXPECT_NEAR(west, .2 + .8 * .5, .08);
  EXPECT_NEAR(shares[0] + shares[1] + shares[40] + shares[41], .2, .08);
}

TEST(RegressionShares, AreTheSameForTheSameSeed) {
  const ForecastGrid grid(town());
  const auto events = lasting(grid, 5);
  EXPECT_EQ(regression_shares(grid)(events, {700, 728}),
            regression_shares(grid)(events, {700, 728}));
  EXPECT_THROW(regression_shares(grid, {.points = 0}), Problem);
}

TEST(ModelShares, LittleOrNothingIsAnswered) {
  const ForecastGrid grid(town());
  const std::vector<DatedPoint> one_point{{1'050, 450, 3}};
  const std::vector<DatedPoint> one_place(300, {1'050, 450, 3});
  std::vector<DatedPoint> daily;
  for (int i = 0; i < 300; ++i) daily.push_back({1'050, 450, double(i)});
  for (const auto& points : {std::vector<DatedPoint>{}, one_point, one_place, daily}) {
    for (const auto& member : {hawkes_shares(grid), regression_shares(grid)}) {
      const auto shares = member(grid.place(points), {300, 328});
      EXPECT_NEAR(sum_of(shares), 1, 1e-4);
      EXPECT_GE(std::ranges::min(shares), 0);
    }
  }
}

TEST(UsualForecast, BeatsPlainCountsWherePlacesDiffer) {
  const ForecastGrid grid(town());
  const auto events = lasting(grid, 6);
  auto usual = usual_forecaster(grid);
  auto plain = plain_count_forecaster(grid);
  const std::vector<ForecastWindow> windows{{560, 588}, {600, 628}, {640, 668}};
  const auto score = [&](StackedForecaster& stack) {
    double sum = 0;
    for (const auto& s : back_test(
             events, windows, [&](auto past, const auto& w) { return stack.forecast(past, w); },
             {.cells = grid.cells(), .flagged_cells = 12}))
      sum += s.log_score.total;
    return sum;
  };
  EXPECT_GT(score(usual), score(plain) + 10);
}

TEST(UsualForecast, ChangingTheFutureChangesNothing) {
  const ForecastGrid grid(town());
  auto events = contagious(grid, 7);
  auto one = usual_forecaster(grid, {.stack = {.trials_max = 4}});
  auto two = usual_forecaster(grid, {.stack = {.trials_max = 4, .threads = 2}});
  const auto before = one.forecast(events, {500, 528}).mean;
  for (auto& e : events) {
    if (e.day < 500) continue;
    e.x = 4'000 - e.x;
    e.cell = grid.cell_at(e.x, e.y);
  }
  EXPECT_EQ(two.forecast(events, {500, 528}).mean, before);
}

TEST(ForecastGolden, TheStackTellsMoreThanPlainCountsOfPortlandsBurglary) {
  ANLAN_NEEDS_SHARED("data/incidents/portland/crimes_bur.csv");
  std::vector<DatedPoint> points;
  for (const auto& p : tests::portland_burglary())
    points.push_back({p.x, p.y, double(p.day.number())});
  const ForecastGrid grid(grid_around(points, 7'606'492, 652'376, 250.2));
  const auto events = grid.place(points);
  std::vector<ForecastWindow> windows;
  for (int year = 2014; year <= 2016; ++year) {
    for (const unsigned month : {2U, 6U, 10U}) {
      const double origin = Day::from_civil(year, month, 1)->number();
      windows.push_back({origin, origin + 28});
    }
  }
  const auto scores = [&](StackedForecaster stack) {
    std::vector<double> values;
    for (const auto& s : back_test(
             events, windows, [&](auto past, const auto& w) { return stack.forecast(past, w); },
             {.cells = grid.cells(), .flagged_cells = 112}))
      values.push_back(s.log_score.per_event());
    return values;
  };
  const StackSettings few{.trials_max = 8, .threads = 2};
  const auto better =
      paired_difference(scores(usual_forecaster(grid, {.has_models = false, .stack = few})),
                        scores(plain_count_forecaster(grid, few)), {});
  EXPECT_TRUE(better.excludes(0));
  EXPECT_GT(better.value, .6);
}

}  // namespace
}  // namespace anlan::patterns
