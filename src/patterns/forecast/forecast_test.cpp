#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "base/problem.h"
#include "base/random.h"
#include "patterns/evaluation/paired.h"
#include "patterns/forecast/stack.h"
#include "tests/support/dated_places.h"

namespace anlan::patterns {
namespace {

GridSettings town(std::uint32_t columns = 20, std::uint32_t rows = 10) {
  return {.west = 1'000, .south = -500, .cell = 100, .columns = columns, .rows = rows};
}

TEST(ForecastGrid, ACellHoldsItsWesternAndSouthernBorder) {
  const ForecastGrid grid(town());
  EXPECT_EQ(grid.cells(), 200U);
  EXPECT_EQ(grid.cell_at(1'000, -500), 0U);
  EXPECT_EQ(grid.cell_at(1'100, -500), 1U);
  EXPECT_EQ(grid.cell_at(1'099.9, -400), 20U);
  EXPECT_EQ(grid.cell_at(3'000, 0), k_no_cell);
  EXPECT_EQ(grid.cell_at(999.9, 0), k_no_cell);
  EXPECT_EQ(grid.centre(21).x, 1'150);
  EXPECT_EQ(grid.centre(21).y, -350);
}

TEST(ForecastGrid, WhatTheMaskLeavesOutIsNoCell) {
  auto settings = town(3, 2);
  settings.mask = {true, false, true, false, true, true};
  const ForecastGrid grid(settings);
  EXPECT_EQ(grid.cells(), 4U);
  EXPECT_EQ(grid.cell_at(1'150, -450), k_no_cell);
  EXPECT_EQ(grid.cell_at(1'250, -450), 1U);
  EXPECT_EQ(grid.square(2), 4U);
}

TEST(ForecastGrid, PlacesSortedAndRefusesWhatIsNoNumber) {
  const ForecastGrid grid(town());
  const std::vector<DatedPoint> points{{1'050, -450, 9}, {0, 0, 3}};
  const auto events = grid.place(points);
  EXPECT_EQ(events[0].cell, k_no_cell);
  EXPECT_EQ(events[1].cell, 0U);
  const std::vector<DatedPoint> nowhere{{std::nan(""), 0, 1}};
  EXPECT_THROW(grid.place(nowhere), Problem);
  auto endless = town(4'000, 4'000);
  EXPECT_THROW(ForecastGrid{endless}, Problem);
  endless = town(0, 1);
  EXPECT_THROW(ForecastGrid{endless}, Problem);
}

/// Events whose places differ for good: the western cells have more.
std::vector<CellEvent> history(const ForecastGrid& grid, int events, double days,
                               std::uint64_t seed) {
  Random random(seed);
  std::vector<DatedPoint> points;
  for (int i = 0; i < events; ++i) {
    const double east = random.uniform() * random.uniform() * random.uniform();
    points.push_back(
        {1'000 + 1'999 * east, -500 + 999 * random.uniform(), std::floor(days * random.uniform())});
  }
  return grid.place(points);
}

TEST(Shares, PlainCountsAreSharesOfTheCount) {
  const ForecastGrid grid(town(2, 1));
  const std::vector<DatedPoint> points{
      {1'050, -450, 1}, {1'060, -450, 2}, {1'150, -450, 3}, {1'150, -450, 4}, {1'160, -450, 5}};
  const auto shares = count_shares(grid)(grid.place(points), {10, 17});
  EXPECT_FLOAT_EQ(shares[0], .4F);
  EXPECT_FLOAT_EQ(shares[1], .6F);
  const auto recent = count_shares(grid, {.history_days = 7})(grid.place(points), {10, 17});
  EXPECT_FLOAT_EQ(recent[1], 1);
}

TEST(Shares, OneDeedRecordedFourTimesCountsTwice) {
  const ForecastGrid grid(town(2, 1));
  std::vector<DatedPoint> points(4, {1'050, -450, 1});
  points.push_back({1'150, -450, 1});
  const auto shares = count_shares(grid, {.same_day_power = .5})(grid.place(points), {10, 17});
  EXPECT_NEAR(shares[0], 2. / 3, 1e-6);
}

TEST(Shares, ASeasonBringsBackWhatCameAtThisTimeOfTheYear) {
  const ForecastGrid grid(town(2, 1));
  std::vector<DatedPoint> points;
  for (int year = 0; year < 3; ++year) {
    points.push_back({1'050, -450, 365.2425 * year + 20});   // every January
    points.push_back({1'150, -450, 365.2425 * year + 200});  // every July
  }
  const auto seasonal = count_shares(grid, {.season_part = .8});
  EXPECT_GT(seasonal(grid.place(points), {365.2425 * 3 + 5, 365.2425 * 3 + 33})[0], .8F);
  EXPECT_GT(seasonal(grid.place(points), {365.2425 * 3 + 190, 365.2425 * 3 + 220})[1], .8F);
}

TEST(Shares, KernelsReachTheNeighbours) {
  const ForecastGrid grid(town());
  const std::vector<DatedPoint> points{{1'950, 50, 1}};
  const auto shares = density_shares(grid, 100)(grid.place(points), {10, 17});
  const auto at = [&](double x, double y) { return shares[grid.cell_at(x, y)]; };
  EXPECT_NEAR(at(2'050, 50) / at(1'950, 50), std::exp(-.5), 1e-3);
  EXPECT_NEAR(at(1'950, 50), 1 / (2 * M_PI), 1e-3);
}

RC_GTEST_PROP(Shares, AddUpToOneWhateverHappened, ()) {
  const ForecastGrid grid(town());
  const auto events =
      history(grid, *rc::gen::inRange(0, 60), 300, *rc::gen::inRange<std::uint64_t>(0, 99));
  const EventWeights weights{
      .decay_days = *rc::gen::inRange(0, 90) * 1., .same_day_power = .5, .season_part = .5};
  for (const auto& forecast :
       {even_shares(grid), count_shares(grid, weights), density_shares(grid, 150, weights)}) {
    const auto shares = forecast(events, {300, 328});
    RC_ASSERT(shares.size() == grid.cells());
    RC_ASSERT(std::fabs(std::accumulate(shares.begin(), shares.end(), 0.0) - 1) < 1e-4);
    RC_ASSERT(std::ranges::min(shares) >= 0);
  }
}

std::vector<CellEvent> daily(const std::function<double(int)>& rate, int days) {
  Random random(3);
  std::vector<CellEvent> events;
  for (int day = 0; day < days; ++day)
    for (auto n = random.poisson(rate(day)); n > 0; --n) events.push_back({0, 0, double(day), 0});
  return events;
}

std::vector<ForecastWindow> trials(double origin) {
  std::vector<ForecastWindow> windows;
  for (double begin = origin - 28 * 20; begin < origin; begin += 28)
    windows.push_back({begin, begin + 28});
  return windows;
}

TEST(Level, FindsARateThatStays) {
  const auto events = daily([](int) { return 4; }, 1'000);
  const LevelModel level(events, 1'000, trials(1'000));
  EXPECT_NEAR(level.expected({1'000, 1'028}), 112, 6);
}

TEST(Level, FollowsGrowthWithAShortMemory) {
  const auto events = daily([](int day) { return 2 + day / 100.; }, 1'000);
  const LevelModel level(events, 1'000, trials(1'000));
  EXPECT_LE(level.memory_days(), 120);
  EXPECT_NEAR(level.expected({1'000, 1'028}), 12 * 28, 35);
}

TEST(Level, ForeseesASeasonOfThePast) {
  const auto events =
      daily([](int day) { return 6 + 4 * std::sin(2 * M_PI * day / 365.2425); }, 1'461);
  const LevelModel level(events, 1'461, trials(1'461));
  EXPECT_TRUE(level.has_season());
  EXPECT_NEAR(level.expected({1'461 + 0., 1'461 + 28.}), 28 * 6.95, 22);
}

TEST(Level, NothingSeenIsNotImpossible) {
  const LevelModel level({}, 100, {});
  EXPECT_GT(level.expected({100, 128}), 0);
  EXPECT_LT(level.expected({100, 128}), 1);
}

StackedForecaster usual(const ForecastGrid& grid, unsigned threads = 1) {
  return StackedForecaster(
      grid,
      {{"counts", count_shares(grid)},
       {"density", density_shares(grid, 150)},
       {"seasonal", count_shares(grid, {.decay_days = 300, .season_part = .5})}},
      {.threads = threads});
}

TEST(Stack, ForecastsWhatItsWorldWillBring) {
  const ForecastGrid grid(town());
  const auto events = history(grid, 4'000, 1'000, 1);
  auto stack = usual(grid);
  std::vector<ForecastWindow> windows;
  for (int i = 0; i < 10; ++i) windows.push_back({600. + 40 * i, 640. + 40 * i});
  const auto scores =
      back_test(events, windows, [&](auto past, const auto& w) { return stack.forecast(past, w); },
                {.cells = grid.cells(), .flagged_cells = 20, .calibration_mean_least = .2});
  double transform = 0, events_in_all = 0, expected = 0, cells = 0;
  for (const auto& s : scores) {
    transform += s.calibration.transform_coverage * s.calibration.cells;
    cells += s.calibration.cells;
    events_in_all += s.ranking.events;
    expected += s.expected;
    EXPECT_GT(s.ranking.efficiency_index, .5);
  }
  EXPECT_NEAR(expected, events_in_all, .06 * events_in_all);
  EXPECT_NEAR(transform / cells, .9, .025);
}

TEST(Stack, WeighsAMemberByWhatItWasWorth) {
  const ForecastGrid grid(town());
  // Every cell is as likely as the next: counts are noise.
  Random random(4);
  std::vector<DatedPoint> points;
  for (int i = 0; i < 2'000; ++i) {
    points.push_back({1'000 + 2'000 * random.uniform(), -500 + 1'000 * random.uniform(),
                      std::floor(900 * random.uniform())});
  }
  StackedForecaster noise(grid, {{"counts", count_shares(grid)}});
  noise.forecast(grid.place(points), {900, 928});
  EXPECT_LT(noise.report().weights[0], .15);
  StackedForecaster real(grid, {{"counts", count_shares(grid)}});
  real.forecast(history(grid, 6'000, 900, 5), {900, 928});
  EXPECT_GT(real.report().weights[0], .7);
  EXPECT_EQ(real.report().trials, 20U);
}

TEST(Stack, ChangingTheFutureChangesNothing) {
  const ForecastGrid grid(town());
  auto events = history(grid, 1'000, 700, 6);
  auto with_future = usual(grid), without = usual(grid), changed = usual(grid);
  const ForecastWindow window{600, 628};
  const auto all = with_future.forecast(events, window);
  const auto past = events_before(events, 600);
  const auto alone = without.forecast(past, window);
  EXPECT_EQ(all.mean, alone.mean);
  EXPECT_EQ(all.size, alone.size);
  for (auto& e : events) {
    if (e.day >= 600) e.cell = 199 - std::min(e.cell, 199U);
  }
  EXPECT_EQ(changed.forecast(events, window).mean, alone.mean);
}

TEST(Stack, WhatItKeptNeverOutlivesAChangeOfThePast) {
  const ForecastGrid grid(town());
  auto events = history(grid, 1'000, 600, 7);
  auto kept = usual(grid), fresh = usual(grid);
  kept.forecast(events, {600, 628});
  for (auto& e : events) {
    e.x = 4'000 - e.x;
    e.cell = grid.cell_at(e.x, e.y);
  }
  EXPECT_EQ(kept.forecast(events, {600, 628}).mean, fresh.forecast(events, {600, 628}).mean);
}

TEST(Stack, ThreadsChangeNothing) {
  const ForecastGrid grid(town());
  const auto events = history(grid, 1'000, 600, 8);
  auto one = usual(grid, 1), four = usual(grid, 4);
  EXPECT_EQ(one.forecast(events, {600, 628}).mean, four.forecast(events, {600, 628}).mean);
}

TEST(Stack, LittleOrNothingIsAnswered) {
  const ForecastGrid grid(town());
  const std::vector<DatedPoint> one_point{{1'050, -450, 3}};
  const std::vector<DatedPoint> one_place(500, {1'050, -450, 3});
  std::vector<DatedPoint> daily;
  for (int i = 0; i < 500; ++i) daily.push_back({1'050, -450, double(i)});
  for (const auto& points : {std::vector<DatedPoint>{}, one_point, one_place, daily}) {
    auto stack = usual(grid);
    const auto forecast = stack.forecast(grid.place(points), {500, 528});
    ASSERT_NO_THROW(check_forecast(forecast, grid.cells()));
    EXPECT_GT(std::ranges::min(forecast.mean), 0);
    if (!points.empty()) {
      EXPECT_EQ(std::ranges::max_element(forecast.mean), forecast.mean.begin());
    }
  }
}

TEST(Stack, RefusesEventsThatAreNone) {
  const ForecastGrid grid(town());
  auto stack = usual(grid);
  const std::vector<CellEvent> nowhere{{std::nan(""), 0, 1, 0}};
  EXPECT_THROW(stack.forecast(nowhere, {10, 17}), Problem);
  const std::vector<CellEvent> no_such_cell{{0, 0, 1, 200}};
  EXPECT_THROW(stack.forecast(no_such_cell, {10, 17}), Problem);
  const std::vector<CellEvent> unsorted{{0, 0, 2, 0}, {0, 0, 1, 0}};
  EXPECT_THROW(stack.forecast(unsorted, {10, 17}), Problem);
  EXPECT_THROW(stack.forecast({}, {10, 10}), Problem);
  EXPECT_THROW(stack.forecast({}, {1e18, 1e18 + 1e3}), Problem);
  EXPECT_THROW(stack.forecast({}, {std::nan(""), 10}), Problem);
}

TEST(Stack, GatesGiveOftenHitPlacesWeightsOfTheirOwn) {
  // A few cells are hit for good; around them all is even.
  const ForecastGrid grid(town());
  Random random(9);
  std::vector<DatedPoint> points;
  for (int i = 0; i < 4'000; ++i) {
    const double day = std::floor(1'000 * random.uniform());
    if (i % 2 == 0) {
      points.push_back({1'050. + 400 * random.below(5), 50, day});
    } else {
      points.push_back({1'000 + 2'000 * random.uniform(), -500 + 1'000 * random.uniform(), day});
    }
  }
  const auto members = [&] {
    return std::vector<NamedShares>{{"counts", count_shares(grid)},
                                    {"density", density_shares(grid, 400)}};
  };
  const auto score = [&](std::vector<std::uint32_t> gates) {
    StackedForecaster stack(grid, members(), {.gates = std::move(gates)});
    const std::vector<ForecastWindow> windows{{800, 900}, {900, 1'000}};
    double sum = 0;
    for (const auto& s :
         back_test(grid.place(points), windows,
                   [&](auto past, const auto& w) { return stack.forecast(past, w); },
                   {.cells = grid.cells(), .flagged_cells = 5}))
      sum += s.log_score.total;
    return sum;
  };
  EXPECT_GT(score({60}), score({}) + 5);
}

/// Mean over 18 origins of the accuracy index of plain counts on a quarter of a square mile.
double plain_counts_in_portland(const std::vector<tests::DatedPlace>& places, int days,
                                int months) {
  std::vector<DatedPoint> points;
  for (const auto& p : places) points.push_back({p.x, p.y, double(p.day.number())});
  const ForecastGrid grid(grid_around(points, std::ranges::min(points, {}, &DatedPoint::x).x,
                                      std::ranges::min(points, {}, &DatedPoint::y).y, 250.2));
  const auto counts = count_shares(grid);
  std::vector<ForecastWindow> windows;
  const auto month = [](int n) {
    return double(Day::from_civil(2014 + n / 12, unsigned(n % 12 + 1), 1)->number());
  };
  for (int n = 0; n < 36; n += 2)
    windows.push_back({month(n), days > 0 ? month(n) + days : month(n + months)});
  const auto forecast = [&](auto past, const auto& window) {
    const auto shares = counts(past, window);
    CountForecast f{std::vector<double>(shares.begin(), shares.end()), {1}};
    for (double& mean : f.mean) mean += 1e-9;
    return f;
  };
  double sum = 0;
  for (const auto& s : back_test(grid.place(points), windows, forecast,
                                 {.cells = grid.cells(),
                                  .flagged_cells = 112,
                                  .whole_area_cells = 147.7 * 5280 * 5280 / (250.2 * 250.2),
                                  .calibration_mean_least = 1e9}))
    sum += s.ranking.accuracy_index / 18;
  return sum;
}

TEST(ForecastGolden, PlainCountsOfVehicleTheftInPortland) {
  ANLAN_NEEDS_SHARED("data/incidents/portland/crimes_veh.csv");
  const auto places = tests::portland_vehicle_theft();
  ASSERT_EQ(places.size(), 9'842U);
  // The reference does not say where its grid begins nor how it breaks ties.
  EXPECT_NEAR(plain_counts_in_portland(places, 7, 0), 39.6, 1);
  EXPECT_NEAR(plain_counts_in_portland(places, 14, 0), 38.5, 1);
  EXPECT_NEAR(plain_counts_in_portland(places, 0, 1), 36.5, .5);
  EXPECT_NEAR(plain_counts_in_portland(places, 0, 2), 37.2, .5);
  EXPECT_NEAR(plain_counts_in_portland(places, 0, 3), 36.5, .5);
}

}  // namespace
}  // namespace anlan::patterns
