#include "patterns/scan/scan.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <set>

#include "base/problem.h"
#include "base/random.h"
#include "patterns/scan/engines.h"
#include "patterns/scan/multiplicity.h"

namespace anlan::patterns {
namespace {

Day day(std::int32_t n) { return Day::from_number(10'000 + n); }

std::string problem_code(const ScanData& data, const ScanPlan& plan = {}) {
  try {
    scan(data, plan);
    return "no problem";
  } catch (const Problem& problem) {
    return problem.code();
  }
}

/// Four places in a row, 40 days, a case a day here and there, and five at place 3 in the end.
ScanData small_data() {
  ScanData data;
  data.first_day = day(0);
  data.last_day = day(39);
  for (int i = 0; i < 4; ++i) data.places.push_back({100.0 * i, 0});
  for (int d = 0; d < 40; ++d) data.cases.push_back({static_cast<std::uint32_t>(d % 3), day(d), 1});
  data.cases.push_back({3, day(37), 2});
  data.cases.push_back({3, day(38), 3});
  return data;
}

/// A random map on a coarse grid, so that many distances tie and some places coincide.
ScanData random_data() {
  ScanData data;
  const int last = *rc::gen::inRange(3, 25);
  data.first_day = day(0);
  data.last_day = day(last);
  const auto places = *rc::gen::inRange<std::uint32_t>(1, 12);
  for (std::uint32_t i = 0; i < places; ++i)
    data.places.push_back({250.0 * *rc::gen::inRange(0, 5), 250.0 * *rc::gen::inRange(0, 5)});
  const int cases = *rc::gen::inRange(1, 60);
  for (int i = 0; i < cases; ++i) {
    data.cases.push_back({*rc::gen::inRange<std::uint32_t>(0, places),
                          day(*rc::gen::inRange(0, last + 1)),
                          *rc::gen::inRange<std::uint32_t>(1, 3)});
  }
  return data;
}

ScanPlan random_plan(TimeScan time, TieOrder ties) {
  ScanPlan plan;
  plan.windows.time = time;
  plan.windows.ties = ties;
  plan.windows.interval_length = *rc::gen::inRange<std::uint32_t>(1, 3);
  plan.windows.max_units = *rc::gen::inRange<std::uint32_t>(plan.windows.interval_length, 12);
  if (*rc::gen::arbitrary<bool>()) plan.windows.max_radius = Metres::of(500);
  plan.windows.max_share = *rc::gen::element(0.3, 0.5, 1.0);
  plan.null.replicates = 9;
  return plan;
}

/// The statistic by the definition: every circle of every centre, every window, no shortcut.
double brute_force_maximum(const ScanData& data, const ScanPlan& plan,
                           const std::vector<ScanCase>& cases) {
  double total = 0;
  std::vector<double> place_cases(data.places.size(), 0);
  for (const ScanCase& c : cases) {
    total += c.count;
    place_cases[c.place] += c.count;
  }
  const int length = static_cast<int>(plan.windows.interval_length);
  const int longest = static_cast<int>(*plan.windows.max_units) / length * length;
  double best = 0;
  for (const ScanPoint& centre : data.places) {
    for (const ScanPoint& edge : data.places) {
      const double radius = std::hypot(centre.x - edge.x, centre.y - edge.y);
      if (plan.windows.max_radius && radius > plan.windows.max_radius->value() + 1e-6) continue;
      const auto inside = [&](std::uint32_t p) {
        return std::hypot(centre.x - data.places[p].x, centre.y - data.places[p].y) <=
               radius + 1e-6;
      };
      double zone = 0;
      for (std::uint32_t p = 0; p < data.places.size(); ++p)
        if (inside(p)) zone += place_cases[p];
      if (zone > plan.windows.max_share * total + 1e-9) continue;
      for (Day end = data.last_day; end >= data.first_day; end = end - length) {
        if (end != data.last_day && end - data.first_day + 1 < length) continue;  // short interval
        for (int days = length; days <= longest; days += length) {
          const Day start = std::max(end - (days - 1), data.first_day);
          double count = 0;
          double window = 0;
          for (const ScanCase& c : cases) {
            if (c.day < start || c.day > end) continue;
            window += c.count;
            if (inside(c.place)) count += c.count;
          }
          const double expected = zone * window / total;
          if (count < plan.likelihood.min_cases || count <= expected) continue;
          double value = count * std::log(count / expected);
          if (count < total)
            value += (total - count) * std::log((total - count) / (total - expected));
          best = std::max(best, value);
        }
        if (plan.windows.time == TimeScan::prospective) break;
      }
    }
  }
  return best;
}

void check_against_brute_force(TimeScan time) {
  const ScanData data = random_data();
  ScanPlan plan = random_plan(time, TieOrder::whole_circles);
  plan.null.replicates = 0;
  const ScanResult result = scan(data, plan);
  const double found = result.clusters.empty() ? 0 : result.clusters.front().statistic;
  RC_ASSERT(std::fabs(found - brute_force_maximum(data, plan, data.cases)) < 1e-9);
}

RC_GTEST_PROP(Scan, ProspectiveEqualsBruteForce, ()) {
  check_against_brute_force(TimeScan::prospective);
}

RC_GTEST_PROP(Scan, RetrospectiveEqualsBruteForce, ()) {
  check_against_brute_force(TimeScan::retrospective);
}

/// Thresholds may leave out only what they are sure of.
RC_GTEST_PROP(Scan, ExpectedLevelChangesNoNullMaximum, ()) {
  const ScanData data = random_data();
  const ScanPlan plan = random_plan(TimeScan::retrospective, TieOrder::whole_circles);
  PreparedScan prepared = prepare_scan(data, plan);
  prepared.engine->use_workers(1);
  std::vector<double> plain(prepared.engine->batch());
  std::vector<double> expected_high(plain.size());
  prepared.engine->expect_level(0);
  prepared.engine->null_maxima(7, 0, plain, 0);
  prepared.engine->expect_level(*rc::gen::element(1.0, 3.0, 8.0));
  prepared.engine->null_maxima(7, 0, expected_high, 0);
  RC_ASSERT(plain == expected_high);
}

/// Place i has 2^i cases, so that two circles hold equally many only where they hold the same
/// places: unlike circles do not tie in strength, which no rule could settle on every map alike.
ScanData data_without_equal_circles() {
  ScanData data;
  data.first_day = day(0);
  data.last_day = day(19);
  const auto places = *rc::gen::inRange<std::uint32_t>(2, 9);
  for (std::uint32_t i = 0; i < places; ++i) {
    data.places.push_back({250.0 * *rc::gen::inRange(0, 5), 250.0 * *rc::gen::inRange(0, 5)});
    const std::uint32_t early = *rc::gen::inRange<std::uint32_t>(0, (1U << i) + 1);
    data.cases.push_back({i, day(*rc::gen::inRange(0, 20)), early});
    data.cases.push_back({i, day(*rc::gen::inRange(10, 20)), (1U << i) - early});
  }
  return data;
}

/// A cluster by the numbers that the places of the map first had.
auto rows_of(const ScanResult& result, const std::vector<std::uint32_t>& first_number) {
  std::vector<std::tuple<double, double, double, Day, Day, std::set<std::uint32_t>>> rows;
  for (const ScanCluster& c : result.clusters) {
    std::set<std::uint32_t> places;
    for (const std::uint32_t p : c.places) places.insert(first_number[p]);
    rows.emplace_back(c.statistic, c.p_value, c.expected, c.start, c.end, places);
  }
  return rows;
}

RC_GTEST_PROP(Scan, TurningMirroringAndRenumberingTheMapChangesNothing, ()) {
  const ScanData data = data_without_equal_circles();
  ScanPlan plan = random_plan(*rc::gen::element(TimeScan::prospective, TimeScan::retrospective),
                              TieOrder::whole_circles);
  plan.null.replicates = 19;

  const double angle = *rc::gen::inRange(0, 360) * 0.0174;
  const double flip = *rc::gen::element(-1.0, 1.0);
  std::vector<std::uint32_t> identity(data.places.size());
  std::iota(identity.begin(), identity.end(), 0U);
  std::vector<std::uint32_t> first_number = identity;
  Random random(*rc::gen::inRange<std::uint64_t>(0, 1000));
  random.shuffle(std::span(first_number));
  std::vector<std::uint32_t> new_number(first_number.size());
  ScanData turned = data;
  for (std::uint32_t i = 0; i < first_number.size(); ++i) {
    const ScanPoint& p = data.places[first_number[i]];
    turned.places[i] = {350'000 + flip * (std::cos(angle) * p.x - std::sin(angle) * p.y),
                        570'000 + std::sin(angle) * p.x + std::cos(angle) * p.y};
    new_number[first_number[i]] = i;
  }
  for (ScanCase& c : turned.cases) c.place = new_number[c.place];

  const ScanResult before = scan(data, plan);
  const ScanResult after = scan(turned, plan);
  RC_ASSERT(before.null_maxima == after.null_maxima);
  RC_ASSERT(rows_of(before, identity) == rows_of(after, first_number));
  RC_CLASSIFY(before.clusters.empty(), "no cluster");
  RC_CLASSIFY(before.clusters.size() > 1, "several clusters");
}

TEST(Scan, FindsThePlantedCluster) {
  const ScanResult result = scan(small_data(), {});
  ASSERT_FALSE(result.clusters.empty());
  const ScanCluster& best = result.clusters.front();
  EXPECT_EQ(best.places, (std::vector<std::uint32_t>{3}));
  EXPECT_EQ(best.start, day(37));
  EXPECT_EQ(best.end, day(39));
  EXPECT_EQ(best.observed, 5U);
  EXPECT_NEAR(best.expected, 5.0 * 8 / 45, 1e-12);
  EXPECT_LT(best.p_value, 0.05);
  EXPECT_NEAR(*best.recurrence_interval_days, 1 / best.p_value, 1e-9);
}

TEST(Scan, AnyNumberOfThreadsGivesTheSameResult) {
  ScanRun many;
  many.threads = 5;
  const ScanResult one = scan(small_data(), {});
  const ScanResult five = scan(small_data(), {}, many);
  EXPECT_EQ(one.null_maxima, five.null_maxima);
}

TEST(Scan, SequentialMonteCarloStopsAtTheSameReplicateForAnyThreads) {
  ScanData data = small_data();
  data.cases.resize(40);  // no planted cluster
  ScanPlan plan;
  plan.multiplicity.stop_after_exceeding = 20;
  ScanRun many;
  many.threads = 4;
  const ScanResult one = scan(data, plan);
  const ScanResult four = scan(data, plan, many);
  ASSERT_TRUE(one.stopped_early);
  EXPECT_EQ(one.null_maxima, four.null_maxima);
  EXPECT_EQ(count_reaching(one.null_maxima, one.clusters.front().statistic), 20U);
}

TEST(Scan, CanBeCancelled) {
  ScanRun run;
  std::uint32_t calls = 0;
  run.progress = [&](std::uint32_t, std::uint32_t) { return ++calls < 3; };
  EXPECT_THROW(scan(small_data(), {}, run), Problem);
  EXPECT_EQ(calls, 3U);
}

TEST(Scan, SaysWhatIsWrongWithTheData) {
  ScanData data = small_data();
  EXPECT_EQ(problem_code({}), "scan.no_cases");
  data.cases.clear();
  EXPECT_EQ(problem_code(data), "scan.no_cases");
  data = small_data();
  data.cases[0].place = 4;
  EXPECT_EQ(problem_code(data), "scan.unknown_place");
  data = small_data();
  data.cases[0].day = day(40);
  EXPECT_EQ(problem_code(data), "scan.day_outside");
  data = small_data();
  data.places[1].y = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(problem_code(data), "scan.place_not_finite");
  data = small_data();
  data.last_day = day(-1);
  EXPECT_EQ(problem_code(data), "scan.period");
  ScanPlan plan;
  plan.windows.max_share = 0;
  EXPECT_EQ(problem_code(small_data(), plan), "scan.windows");
  plan = {};
  plan.windows.min_units = 30;
  EXPECT_EQ(problem_code(small_data(), plan), "scan.windows");
  plan = {};
  plan.windows.max_radius = Metres::of(-1);
  EXPECT_EQ(problem_code(small_data(), plan), "scan.windows");
}

TEST(Scan, OneCaseMakesNoCluster) {
  ScanData data = small_data();
  data.cases.resize(1);
  EXPECT_TRUE(scan(data, {}).clusters.empty());
}

TEST(Scan, AllCasesAtOnePlaceMakeNoCluster) {
  ScanData data = small_data();
  for (ScanCase& c : data.cases) c.place = 2;
  EXPECT_TRUE(scan(data, {}).clusters.empty());
}

TEST(Scan, AllCasesOnOneDayMakeNoCluster) {
  ScanData data = small_data();
  for (ScanCase& c : data.cases) c.day = day(39);
  EXPECT_TRUE(scan(data, {}).clusters.empty());
}

TEST(Scan, PlacesThatCoincideEnterTogether) {
  ScanData data = small_data();
  data.places[2] = data.places[3];
  const ScanResult result = scan(data, {});
  for (const ScanCluster& c : result.clusters) {
    const auto holds = [&](std::uint32_t p) {
      return std::count(c.places.begin(), c.places.end(), p) == 1;
    };
    EXPECT_EQ(holds(2), holds(3));
  }
}

TEST(Scan, MoreWindowsThanDaysAreCutToThePeriod) {
  ScanPlan plan;
  plan.windows.max_units = 5000;
  ScanPlan whole;
  whole.windows.max_units = 40;
  EXPECT_EQ(scan(small_data(), plan).null_maxima, scan(small_data(), whole).null_maxima);
}

TEST(TimeAxis, CountsIntervalsFromTheEnd) {
  const TimeAxis axis(*Day::parse("2015-12-31"), *Day::parse("2016-12-31"), TimeUnit::day, 7);
  EXPECT_EQ(axis.size(), 53U);
  EXPECT_EQ(axis.last_day_of(0).to_string(), "2016-01-02");
  EXPECT_EQ(axis.last_day_of(52).to_string(), "2016-12-31");
  EXPECT_EQ(axis.interval_of(*Day::parse("2016-01-02")), 0U);
  EXPECT_EQ(axis.interval_of(*Day::parse("2016-01-03")), 1U);
}

TEST(TimeAxis, KnowsMonthsAndYears) {
  const TimeAxis months(*Day::parse("2015-11-15"), *Day::parse("2016-02-29"), TimeUnit::month, 1);
  ASSERT_EQ(months.size(), 4U);
  EXPECT_EQ(months.start_of(1).to_string(), "2015-12-01");
  EXPECT_EQ(months.start_of(0).to_string(), "2015-11-15");
  const TimeAxis years(*Day::parse("1973-01-01"), *Day::parse("1991-12-31"), TimeUnit::year, 1);
  EXPECT_EQ(years.size(), 19U);
  EXPECT_EQ(years.start_of(12).to_string(), "1985-01-01");
}

TEST(Gumbel, TailOfFittedLaw) {
  // Quantiles of the law with location 5 and scale 2 at evenly spaced probabilities.
  std::vector<double> values;
  for (int i = 0; i < 2000; ++i) values.push_back(5 - 2 * std::log(-std::log((i + 0.5) / 2000)));
  const Gumbel law = fit_gumbel(values);
  EXPECT_NEAR(law.location, 5, 0.01);
  EXPECT_NEAR(law.scale, 2, 0.01);
  EXPECT_NEAR(Gumbel({5, 2}).upper_tail(5), 1 - std::exp(-1), 1e-12);
  EXPECT_NEAR(Gumbel({5, 2}).upper_tail(105), std::exp(-50), 1e-30);
}

}  // namespace
}  // namespace anlan::patterns
