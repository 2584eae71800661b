#include "patterns/incremental/running_scan.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/problem.h"
#include "base/random.h"
#include "patterns/scan/likelihood.h"

namespace anlan::patterns {
namespace {

constexpr std::uint32_t k_longest = 14;
const Day k_today = Day::from_number(20'000);

std::vector<RunningCase> random_cases(Random& random, std::size_t count, double town, int steps) {
  std::vector<RunningCase> cases(count);
  for (auto& c : cases) {
    // On a lattice, so that distances tie.
    c.place.x = std::floor(random.uniform() * steps) * town / steps;
    c.place.y = std::floor(random.uniform() * steps) * town / steps;
    c.day = k_today - static_cast<std::int32_t>(random.below(100));
  }
  return cases;
}

/// The strongest of every circle and window that holds the last case, by counting.
double strongest_by_counting(const std::vector<RunningCase>& cases, Day today, double radius,
                             double max_share) {
  const auto& added = cases.back();
  const auto total = static_cast<double>(cases.size());
  const auto distance = [](const RunningCase& a, const RunningCase& b) {
    return std::hypot(a.place.x - b.place.x, a.place.y - b.place.y);
  };
  double best = 0;
  for (const auto& centre : cases) {
    for (const auto& edge : cases) {
      const double r = distance(centre, edge) + 1e-9;
      if (r > radius + 2e-9 || distance(centre, added) > r) continue;
      for (std::int32_t days = 1; days <= static_cast<std::int32_t>(k_longest); ++days) {
        double held = 0, in_window = 0, observed = 0;
        for (const auto& c : cases) {
          const bool is_near = distance(centre, c) <= r;
          const bool is_recent = today - c.day < days;
          held += is_near ? 1 : 0;
          in_window += is_recent ? 1 : 0;
          observed += is_near && is_recent ? 1 : 0;
        }
        const double expected = held * in_window / total;
        if (today - added.day >= days || held > max_share * total || observed < 2 ||
            observed <= expected || expected >= total)
          continue;
        best = std::max(best, poisson_log_likelihood_ratio(observed, expected, total));
      }
    }
  }
  return best;
}

RC_GTEST_PROP(RunningScan, FindsTheStrongestCylinderOfTheNewCase, ()) {
  Random random(*rc::gen::inRange<std::uint64_t>(1, 100'000));
  auto cases = random_cases(random, 24, 4'000, 6);
  RunningScan scan({cases.data(), 18}, k_today,
                   {.max_radius = Metres::of(1'200), .max_days = k_longest});
  Day today = k_today;
  for (std::size_t n = 19; n <= cases.size(); ++n) {
    if (random.uniform() < .2) {
      today = today + 1;
      cases[n - 1].day = today;
    }
    const auto found = scan.add(cases[n - 1]);
    const std::vector<RunningCase> known(cases.begin(),
                                         cases.begin() + static_cast<std::ptrdiff_t>(n));
    const double expected = today - known.back().day < static_cast<std::int32_t>(k_longest)
                                ? strongest_by_counting(known, today, 1'200, .5)
                                : 0;
    RC_ASSERT(std::fabs((found ? found->statistic : 0) - expected) < 1e-9);
  }
}

TEST(RunningScan, SaysOfABurstWhatAFullScanSays) {
  Random random(5);
  auto cases = random_cases(random, 1'500, 10'000, 10'000);
  for (int i = 0; i < 7; ++i) cases.push_back({{5'000.0 + 10 * i, 5'000}, k_today});
  ScanData data{.first_day = k_today - 99, .last_day = k_today};
  for (const auto& c : cases) {
    data.cases.push_back({static_cast<std::uint32_t>(data.places.size()), c.day});
    data.places.push_back(c.place);
  }
  ScanPlan plan;
  plan.windows.max_units = k_longest;
  plan.windows.max_radius = Metres::of(1'000);
  plan.null.replicates = 99;
  const auto full = scan(data, plan);
  RunningScan running(
      {cases.data(), cases.size() - 1}, k_today,
      {.max_radius = Metres::of(1'000), .max_days = k_longest, .null_maxima = full.null_maxima});
  const auto found = running.add(cases.back());
  ASSERT_TRUE(found.has_value());
  const auto& best = full.clusters.front();
  EXPECT_NEAR(found->statistic, best.statistic, 1e-9);
  EXPECT_EQ(found->observed, best.observed);
  EXPECT_NEAR(found->expected, best.expected, 1e-9);
  EXPECT_EQ(found->start, best.start);
  EXPECT_NEAR(found->p_value, best.p_value, 1e-12);
  EXPECT_NEAR(found->gumbel_p, best.gumbel_p, 1e-12);
}

TEST(RunningScan, ALateReportCountsOnItsDay) {
  const std::vector<RunningCase> quiet(20, {{0, 0}, k_today - 60});
  RunningScan scan(quiet, k_today, {.max_radius = Metres::of(100), .max_days = k_longest});
  EXPECT_FALSE(scan.add({{500, 500}, k_today - 3}).has_value());  // one case is no cluster
  const auto found = scan.add({{500, 500}, k_today - 5});
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->observed, 2U);
  EXPECT_EQ(found->start, k_today - 5);
  EXPECT_FALSE(scan.add({{500, 500}, k_today - 14}).has_value());  // older than any window
}

TEST(RunningScan, OldCasesLeaveTheWindowsAsDaysPass) {
  std::vector<RunningCase> cases(20, {{0, 0}, k_today - 60});
  cases.push_back({{500, 500}, k_today});
  RunningScan scan(cases, k_today, {.max_radius = Metres::of(100), .max_days = k_longest});
  EXPECT_TRUE(scan.add({{510, 500}, k_today + 13}).has_value());
  EXPECT_EQ(scan.last_day(), k_today + 13);
  EXPECT_FALSE(scan.add({{0, 900}, k_today + 40}).has_value());
  EXPECT_EQ(scan.cases(), 23U);
}

TEST(RunningScan, RefusesWhatItCannotUse) {
  const std::vector<RunningCase> none;
  EXPECT_THROW(RunningScan(none, k_today, {.max_radius = Metres::of(0)}), Problem);
  EXPECT_THROW(RunningScan(none, k_today, {.max_radius = Metres::of(100), .max_days = 0}), Problem);
  EXPECT_THROW(RunningScan(none, k_today, {.max_radius = Metres::of(100), .max_share = 0}),
               Problem);
  const std::vector<RunningCase> late{{{0, 0}, k_today + 1}};
  EXPECT_THROW(RunningScan(late, k_today, {.max_radius = Metres::of(100)}), Problem);
  RunningScan scan(none, k_today, {.max_radius = Metres::of(100)});
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_THROW(scan.add({{nan, 0}, k_today}), Problem);
  EXPECT_THROW(scan.add({{0, 1e300}, k_today}), Problem);
  EXPECT_FALSE(scan.add({{0, 0}, k_today}).has_value());
}

TEST(RunningScan, AllAtOnePlaceIsNoCluster) {
  const std::vector<RunningCase> same(50, {{1, 1}, k_today});
  RunningScan scan(same, k_today, {.max_radius = Metres::of(100), .max_share = 1});
  EXPECT_FALSE(scan.add({{1, 1}, k_today}).has_value());  // nowhere else to be more than expected
}

}  // namespace
}  // namespace anlan::patterns
