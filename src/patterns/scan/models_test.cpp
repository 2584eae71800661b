// Every score against its definition: all cylinders of small random maps, with no shortcut.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numbers>

#include "base/problem.h"
#include "base/random.h"
#include "patterns/scan/engines.h"
#include "patterns/scan/null_sampler.h"
#include "patterns/scan/permutation.h"

namespace anlan::patterns {
namespace {

Day day(std::int32_t n) { return Day::from_number(10'000 + n); }

double x_log(double x, double of) { return x > 0 ? x * std::log(x / of) : 0; }

/// Whether a case or control lies in the cylinder.
using Inside = std::function<bool(const ScanCase&)>;
/// Log likelihood ratio of a cylinder; 0 where it is of no interest.
using Reference = std::function<double(const ScanData&, const ScanPlan&, const Inside&)>;

bool wanted(const ScanPlan& plan, bool high, double cases) {
  if (high) return plan.likelihood.rates != ScanRates::low && cases >= plan.likelihood.min_cases;
  return plan.likelihood.rates != ScanRates::high;
}

double count_of(const std::vector<ScanCase>& cases, const Inside& inside) {
  double sum = 0;
  for (const ScanCase& c : cases) sum += inside(c) ? c.count : 0;
  return sum;
}

bool everywhere(const ScanCase&) { return true; }

double poisson(const ScanPlan& plan, double cases, double expected, double all) {
  if (!(expected > 0) || !(expected < all - 1e-9) || std::fabs(cases - expected) < 1e-9) return 0;
  if (!wanted(plan, cases > expected, cases)) return 0;
  return x_log(cases, expected) + x_log(all - cases, all - expected);
}

double bernoulli_reference(const ScanData& data, const ScanPlan& plan, const Inside& inside) {
  const double c = count_of(data.cases, inside);
  const double n = c + count_of(data.controls, inside);
  const double all_c = count_of(data.cases, everywhere);
  const double all_n = all_c + count_of(data.controls, everywhere);
  if (n == 0 || n == all_n || c * all_n == all_c * n) return 0;
  if (!wanted(plan, c * all_n > all_c * n, c)) return 0;
  const auto likelihood = [](double k, double of) { return x_log(k, of) + x_log(of - k, of); };
  return likelihood(c, n) + likelihood(all_c - c, all_n - n) - likelihood(all_c, all_n);
}

double exponential_reference(const ScanData& data, const ScanPlan& plan, const Inside& inside) {
  double deaths = 0, time = 0, all_deaths = 0, all_time = 0;
  for (const ScanCase& c : data.cases) {
    const double died = c.censored ? 0 : c.count;
    all_deaths += died;
    all_time += c.value * c.count;
    if (!inside(c)) continue;
    deaths += died;
    time += c.value * c.count;
  }
  return poisson(plan, deaths, time * all_deaths / all_time, all_deaths);
}

double normal_reference(const ScanData& data, const ScanPlan& plan, const Inside& inside) {
  double n[2] = {0, 0};
  double sum[2] = {0, 0};
  for (const ScanCase& c : data.cases) {
    n[inside(c)] += c.count;
    sum[inside(c)] += c.value * c.count;
  }
  if (n[0] == 0 || n[1] == 0) return 0;
  const double mean[2] = {sum[0] / n[0], sum[1] / n[1]};
  const double all_mean = (sum[0] + sum[1]) / (n[0] + n[1]);
  double apart = 0, together = 0;
  for (const ScanCase& c : data.cases) {
    apart += (c.value - mean[inside(c)]) * (c.value - mean[inside(c)]) * c.count;
    together += (c.value - all_mean) * (c.value - all_mean) * c.count;
  }
  if (std::fabs(mean[1] - mean[0]) < 1e-9 || !wanted(plan, mean[1] > mean[0], n[1])) return 0;
  return 0.5 * (n[0] + n[1]) * std::log(together / std::max(apart, together * 1e-12));
}

/// The greatest likelihood over all ways of pooling neighbouring categories that keep the order.
double ordinal_reference(const ScanData& data, const ScanPlan& plan, const Inside& inside) {
  constexpr std::size_t k_categories = 4;  // values 0..3
  double in[k_categories] = {};
  double all[k_categories] = {};
  double n_in = 0, n = 0;
  for (const ScanCase& c : data.cases) {
    all[static_cast<std::size_t>(c.value)] += c.count;
    n += c.count;
    if (!inside(c)) continue;
    in[static_cast<std::size_t>(c.value)] += c.count;
    n_in += c.count;
  }
  if (n_in < plan.likelihood.min_cases || n_in == n) return 0;
  double best = 0;
  for (unsigned cuts = 0; cuts < 1U << (k_categories - 1); ++cuts) {
    double value = 0;
    bool rises = true;
    bool falls = true;
    double last_share = -1;
    for (std::size_t begin = 0; begin < k_categories;) {
      std::size_t end = begin + 1;
      while (end < k_categories && (cuts >> (end - 1) & 1U) == 0) ++end;
      double pool_in = 0, pool_all = 0;
      for (; begin < end; ++begin) {
        pool_in += in[begin];
        pool_all += all[begin];
      }
      value += x_log(pool_in, n_in) + x_log(pool_all - pool_in, n - n_in) - x_log(pool_all, n);
      if (pool_all == 0) continue;
      const double share = pool_in / pool_all;
      rises &= last_share < 0 || share >= last_share;
      falls &= last_share < 0 || share <= last_share;
      last_share = share;
    }
    if ((rises && plan.likelihood.rates != ScanRates::low) ||
        (falls && plan.likelihood.rates != ScanRates::high))
      best = std::max(best, value);
  }
  return best;
}

/// People of two groups stay as they are all the time.
double population_reference(const ScanData& data, const ScanPlan& plan, const Inside& inside) {
  double cases[2] = {0, 0};
  double people[2] = {0, 0};
  for (const ScanCase& c : data.cases) cases[c.covariate] += c.count;
  for (const ScanPopulation& p : data.population) people[p.covariate] += p.people;
  double expected = 0;
  const int days = data.last_day - data.first_day + 1;
  for (const ScanPopulation& p : data.population) {
    for (int d = 0; d < days; ++d) {
      ScanCase somebody;
      somebody.place = p.place;
      somebody.day = data.first_day + d;
      if (inside(somebody)) expected += p.people / days * cases[p.covariate] / people[p.covariate];
    }
  }
  return poisson(plan, count_of(data.cases, inside), expected, cases[0] + cases[1]);
}

double permutation_reference(const ScanData& data, const ScanPlan& plan, const Inside& inside) {
  // The expected count is the product of the cylinder's margins.
  double all = 0;
  std::vector<double> at_place(data.places.size(), 0);
  std::vector<double> on_day(1000, 0);
  for (const ScanCase& c : data.cases) {
    all += c.count;
    at_place[c.place] += c.count;
    on_day[static_cast<std::size_t>(c.day - data.first_day)] += c.count;
  }
  double expected = 0;
  for (std::uint32_t p = 0; p < data.places.size(); ++p) {
    for (int d = 0; d <= data.last_day - data.first_day; ++d) {
      ScanCase somebody;
      somebody.place = p;
      somebody.day = data.first_day + d;
      if (inside(somebody)) expected += at_place[p] * on_day[static_cast<std::size_t>(d)] / all;
    }
  }
  return poisson(plan, count_of(data.cases, inside), expected, all);
}

double weight_of(const ScanData& data, const ScanPlan& plan, std::uint32_t place) {
  double weight = 0;
  if (plan.null.sampler == NullSampler::given_expected) {
    double cases[2] = {0, 0};
    double people[2] = {0, 0};
    for (const ScanCase& c : data.cases) cases[c.covariate] += c.count;
    for (const ScanPopulation& p : data.population) people[p.covariate] += p.people;
    for (const ScanPopulation& p : data.population)
      if (p.place == place) weight += p.people * cases[p.covariate] / people[p.covariate];
    return weight;
  }
  for (const ScanCase& c : data.cases) weight += c.place == place ? c.count : 0;
  for (const ScanCase& c : data.controls) weight += c.place == place ? c.count : 0;
  return weight;
}

struct Shape {
  double shape = 1;
  double angle = 0;
};

std::vector<Shape> shapes_of(const ScanPlan& plan) {
  std::vector<Shape> shapes{{}};
  if (plan.windows.space == SpaceScan::ellipses)
    for (const EllipseShape& e : plan.windows.ellipses)
      for (std::uint32_t i = 0; i < e.angles; ++i)
        shapes.push_back({e.shape, std::numbers::pi * i / e.angles});
  return shapes;
}

/// Time windows as first and last day.
std::vector<std::pair<Day, Day>> windows_of(const ScanData& data, const ScanPlan& plan) {
  if (plan.windows.time == TimeScan::whole_period) return {{data.first_day, data.last_day}};
  std::vector<std::pair<Day, Day>> windows;
  for (Day end = data.last_day; end >= data.first_day; end = end - 1) {
    for (int days = 1; days <= static_cast<int>(*plan.windows.max_units); ++days)
      if (end - (days - 1) >= data.first_day) windows.emplace_back(end - (days - 1), end);
    if (plan.windows.time == TimeScan::prospective) break;
  }
  return windows;
}

double brute_force(const ScanData& data, const ScanPlan& plan, const Reference& reference) {
  double total = 0;
  for (std::uint32_t p = 0; p < data.places.size(); ++p) total += weight_of(data, plan, p);
  double best = 0;
  for (const Shape& s : shapes_of(plan)) {
    const auto apart = [&](std::uint32_t a, std::uint32_t b) {
      return distance(squeezed(data.places[a], s.shape, s.angle),
                      squeezed(data.places[b], s.shape, s.angle))
          .value();
    };
    const double penalty =
        std::pow(4 * s.shape / ((s.shape + 1) * (s.shape + 1)), plan.windows.ellipse_penalty);
    for (std::uint32_t centre = 0; centre < data.places.size(); ++centre) {
      for (std::uint32_t edge = 0; edge < data.places.size(); ++edge) {
        const double radius = apart(centre, edge) + 1e-6;
        std::vector<bool> in_zone(data.places.size());
        double held = 0;
        for (std::uint32_t p = 0; p < data.places.size(); ++p) {
          in_zone[p] = plan.windows.space == SpaceScan::whole_map || apart(centre, p) <= radius;
          if (in_zone[p]) held += weight_of(data, plan, p);
        }
        if (plan.windows.space != SpaceScan::whole_map &&
            held > plan.windows.max_share * total + 1e-9)
          continue;
        for (const auto& [first, last] : windows_of(data, plan)) {
          const auto inside = [&](const ScanCase& c) {
            return in_zone[c.place] && first <= c.day && c.day <= last;
          };
          best = std::max(best, penalty * reference(data, plan, inside));
        }
      }
    }
  }
  return best;
}

/// Places on a coarse grid with ties, cases with marks, controls and two groups of people.
ScanData random_data() {
  ScanData data;
  const int last = *rc::gen::inRange(2, 9);
  data.first_day = day(0);
  data.last_day = day(last);
  const auto places = *rc::gen::inRange<std::uint32_t>(2, 7);
  for (std::uint32_t i = 0; i < places; ++i)
    data.places.push_back({250.0 * *rc::gen::inRange(0, 4), 250.0 * *rc::gen::inRange(0, 4)});
  const auto people = [&](int most) {
    std::vector<ScanCase> rows;
    const int count = *rc::gen::inRange(2, most);
    for (int i = 0; i < count; ++i) {
      ScanCase c;
      c.place = *rc::gen::inRange<std::uint32_t>(0, places);
      c.day = day(*rc::gen::inRange(0, last + 1));
      c.count = *rc::gen::inRange<std::uint32_t>(1, 4);
      c.value = *rc::gen::inRange(0, 4);
      c.censored = *rc::gen::inRange(0, 4) == 0;
      c.covariate = *rc::gen::inRange<std::uint32_t>(0, 2);
      rows.push_back(c);
    }
    return rows;
  };
  data.cases = people(15);
  data.controls = people(15);
  for (std::uint32_t p = 0; p < places; ++p)
    for (std::uint32_t group = 0; group < 2; ++group)
      data.population.push_back({p, day(0), *rc::gen::element(50.0, 75.0, 200.0), group});
  return data;
}

ScanPlan random_plan(ScanScore score, NullSampler sampler) {
  ScanPlan plan;
  plan.likelihood.score = score;
  plan.likelihood.rates = *rc::gen::element(ScanRates::high, ScanRates::low, ScanRates::both);
  plan.likelihood.min_cases = *rc::gen::inRange<std::uint32_t>(1, 4);
  plan.null.sampler = sampler;
  plan.null.replicates = 0;
  const bool timeless = sampler == NullSampler::permuted_days;
  plan.windows.time = timeless ? *rc::gen::element(TimeScan::prospective, TimeScan::retrospective)
                               : *rc::gen::element(TimeScan::prospective, TimeScan::retrospective,
                                                   TimeScan::whole_period);
  plan.windows.space = *rc::gen::element(SpaceScan::circles, SpaceScan::ellipses);
  if (!timeless && *rc::gen::inRange(0, 4) == 0) plan.windows.space = SpaceScan::whole_map;
  plan.windows.ellipses = {{1.5, 3}, {3, 2}};
  plan.windows.ellipse_penalty = *rc::gen::element(0.0, 0.5, 1.0);
  plan.windows.max_units = *rc::gen::inRange<std::uint32_t>(1, 6);
  plan.windows.max_share = *rc::gen::element(0.5, 0.8, 1.0);
  return plan;
}

void expect_brute_force(ScanScore score, NullSampler sampler, const Reference& reference) {
  ScanData data = random_data();
  const ScanPlan plan = random_plan(score, sampler);
  double expected = 0;
  double found = 0;
  try {
    found = prepare_scan(data, plan).engine->maximum();
  } catch (const Problem& problem) {
    RC_ASSERT(problem.code() == "scan.value");  // all values alike, or none that died
    return;
  }
  expected = brute_force(data, plan, reference);
  RC_LOG() << "found " << found << " expected " << expected;
  RC_ASSERT(std::fabs(found - expected) < 1e-7);
  const ScanResult result = scan(data, plan);
  RC_ASSERT(result.clusters.empty() == (found < 1e-9));
  if (!result.clusters.empty())  // places are added in another order: rounding may differ
    RC_ASSERT(std::fabs(result.clusters.front().statistic - found) < 1e-9);
}

RC_GTEST_PROP(ScanScores, PermutationEqualsDefinition, ()) {
  expect_brute_force(ScanScore::poisson, NullSampler::permuted_days, permutation_reference);
}
RC_GTEST_PROP(ScanScores, PopulationEqualsDefinition, ()) {
  expect_brute_force(ScanScore::poisson, NullSampler::given_expected, population_reference);
}
RC_GTEST_PROP(ScanScores, BernoulliEqualsDefinition, ()) {
  expect_brute_force(ScanScore::bernoulli, NullSampler::permuted_marks, bernoulli_reference);
}
RC_GTEST_PROP(ScanScores, OrdinalEqualsDefinition, ()) {
  expect_brute_force(ScanScore::ordinal, NullSampler::permuted_marks, ordinal_reference);
}
RC_GTEST_PROP(ScanScores, ExponentialEqualsDefinition, ()) {
  expect_brute_force(ScanScore::exponential, NullSampler::permuted_marks, exponential_reference);
}
RC_GTEST_PROP(ScanScores, NormalEqualsDefinition, ()) {
  expect_brute_force(ScanScore::normal, NullSampler::permuted_marks, normal_reference);
}

RC_GTEST_PROP(Permutation, SparseAndDenseWaysAgree, ()) {
  const ScanData data = random_data();
  ScanPlan plan = random_plan(ScanScore::poisson, NullSampler::permuted_days);
  plan.windows.ties = *rc::gen::element(TieOrder::whole_circles, TieOrder::compatible);
  const TimeAxis axis(data.first_day, data.last_day, TimeUnit::day, 1);
  const auto windows = time_windows(axis, plan.windows);
  std::vector<CaseSlot> slots;
  std::vector<double> weights(data.places.size(), 0);
  for (const ScanCase& c : data.cases) {
    slots.insert(slots.end(), c.count, CaseSlot{c.place, axis.interval_of(c.day)});
    weights[c.place] += c.count;
  }
  const Zones zones = make_zones(data.places, data.places, weights, plan.windows);
  const PermutationTables tables(slots, static_cast<std::uint32_t>(data.places.size()), axis.size(),
                                 zones, windows, plan.likelihood.min_cases);
  PermutationScan dense(tables, plan.windows.ties, PermutationScan::Mode::dense);
  PermutationScan sparse(tables, plan.windows.ties, PermutationScan::Mode::sparse);
  RC_ASSERT(dense.batch() == 1U);
  RC_ASSERT(sparse.batch() == k_batch);
  dense.use_workers(1);
  sparse.use_workers(1);
  for (const std::uint32_t first : {0U, 100U}) {
    std::vector<double> together(k_batch - 1);
    sparse.null_maxima(3, first, together, 0);
    for (std::uint32_t i = 0; i < together.size(); ++i) {
      double alone = 0;
      dense.null_maxima(3, first + i, std::span(&alone, 1), 0);
      RC_ASSERT(alone == together[i]);
    }
  }
}

/// Under the null hypothesis p-values are spread evenly: of 400 maps the mean p lies within four
/// standard errors of what a rank among 19 replicates has.
void expect_even_p_values(ScanScore score, NullSampler sampler, TimeScan time) {
  constexpr int k_maps = 400;
  Random random(2024);
  double sum = 0;
  for (int map = 0; map < k_maps; ++map) {
    ScanData data;
    data.first_day = day(0);
    data.last_day = day(9);
    for (int i = 0; i < 9; ++i)
      data.places.push_back({10 * random.uniform(), 10 * random.uniform()});
    for (int i = 0; i < 60; ++i) {
      ScanCase c;
      c.place = random.below(9);
      c.day = day(static_cast<std::int32_t>(random.below(10)));
      c.value = score == ScanScore::ordinal ? random.below(4) : random.exponential();
      c.censored = random.below(5) == 0;
      (score == ScanScore::bernoulli && i % 2 == 0 ? data.controls : data.cases).push_back(c);
    }
    for (std::uint32_t p = 0; p < 9; ++p) data.population.push_back({p, day(0), 100, 0});
    if (sampler == NullSampler::uniform_points) {
      data.regions = {{{1, 0, 10}, {-1, 0, 0}, {0, 1, 10}, {0, -1, 0}}};
      data.centres = data.places;
      data.places.clear();
      for (int i = 0; i < 40; ++i)
        data.places.push_back({10 * random.uniform(), 10 * random.uniform()});
      data.cases.clear();
    }
    ScanPlan plan;
    plan.likelihood.score = score;
    plan.null = {sampler, 19, static_cast<std::uint64_t>(map) + 1};
    plan.windows.time = time;
    const ScanResult result = scan(data, plan);
    sum += result.clusters.empty() ? 1 : result.clusters.front().p_value;
  }
  // p is even over 1/20, ..., 20/20.
  EXPECT_NEAR(sum / k_maps, 0.525, 4 * 0.2883 / std::sqrt(k_maps));
}

TEST(ScanNulls, PermutedDaysGiveEvenPValues) {
  expect_even_p_values(ScanScore::poisson, NullSampler::permuted_days, TimeScan::prospective);
}
TEST(ScanNulls, GivenPopulationGivesEvenPValues) {
  expect_even_p_values(ScanScore::poisson, NullSampler::given_expected, TimeScan::retrospective);
}
TEST(ScanNulls, UniformPointsGiveEvenPValues) {
  expect_even_p_values(ScanScore::poisson, NullSampler::uniform_points, TimeScan::whole_period);
}
TEST(ScanNulls, PermutedMarksGiveEvenPValues) {
  for (const ScanScore score :
       {ScanScore::bernoulli, ScanScore::ordinal, ScanScore::exponential, ScanScore::normal}) {
    SCOPED_TRACE(static_cast<int>(score));
    expect_even_p_values(score, NullSampler::permuted_marks, TimeScan::whole_period);
  }
}

TEST(ScanNulls, HypergeometricHasItsMeanAndVariance) {
  Random random(9);
  constexpr int k_draws = 20'000;
  for (const auto& [total, marked, drawn] :
       {std::tuple<std::uint64_t, std::uint64_t, std::uint64_t>{50, 20, 10},
        {100'000, 30'000, 5'000},
        {30, 29, 15}}) {
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < k_draws; ++i) {
      const auto x = static_cast<double>(hypergeometric(random, total, marked, drawn));
      sum += x;
      squares += x * x;
    }
    const auto n = static_cast<double>(total);
    const double p = static_cast<double>(marked) / n;
    const auto d = static_cast<double>(drawn);
    const double variance = d * p * (1 - p) * (n - d) / (n - 1);
    const double mean = sum / k_draws;
    EXPECT_NEAR(mean, d * p, 5 * std::sqrt(variance / k_draws));
    EXPECT_NEAR((squares / k_draws - mean * mean) / variance, 1, 0.06);
  }
}

TEST(ScanNulls, AliasTableDrawsInProportion) {
  Random random(5);
  const std::vector<double> weights{0, 1, 2, 0.5, 0, 6.5};
  const AliasTable table(weights);
  std::vector<double> counts(weights.size(), 0);
  constexpr int k_draws = 100'000;
  for (int i = 0; i < k_draws; ++i) ++counts[table.draw(random)];
  for (std::size_t i = 0; i < weights.size(); ++i)
    EXPECT_NEAR(counts[i] / k_draws, weights[i] / 10, 0.008);
  EXPECT_EQ(counts[0], 0);
}

}  // namespace
}  // namespace anlan::patterns
