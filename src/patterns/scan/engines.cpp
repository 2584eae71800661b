#include "patterns/scan/engines.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "base/problem.h"
#include "patterns/scan/count_engine.h"
#include "patterns/scan/mark_engines.h"
#include "patterns/scan/permutation.h"
#include "patterns/scan/population.h"
#include "patterns/scan/uniform_points.h"

namespace anlan::patterns {
namespace {

constexpr std::uint64_t k_max_cases = 50'000'000;  // each is held in a few bytes a thread
constexpr std::size_t k_max_places = 2'000'000;

void check_points(const std::vector<ScanPoint>& points) {
  for (const ScanPoint& p : points) {
    if (!std::isfinite(p.x) || !std::isfinite(p.y) || !std::isfinite(p.z))
      throw Problem::invalid("scan.place_not_finite",
                             "A place has a coordinate that is no number.");
  }
  if (points.size() > k_max_places)
    throw Problem::too_large("scan.too_large", "A scan takes at most 2,000,000 places.");
}

void check_cases(const std::vector<ScanCase>& cases, const ScanData& data, const TimeAxis& axis) {
  std::uint64_t all = 0;
  for (const ScanCase& c : cases) {
    if (c.place >= data.places.size())
      throw Problem::invalid("scan.unknown_place", "A case names a place that is not on the map.");
    if (!axis.contains(c.day))
      throw Problem::invalid("scan.day_outside",
                             "A case of " + c.day.to_string() + " lies outside the study period.");
    if (!std::isfinite(c.value))
      throw Problem::invalid("scan.value", "The value of a case is no number.");
    all += c.count;
    if (all > k_max_cases)
      throw Problem::too_large("scan.too_large", "A scan takes at most 50,000,000 cases.");
  }
}

std::uint64_t count_of(const std::vector<ScanCase>& cases) {
  std::uint64_t all = 0;
  for (const ScanCase& c : cases) all += c.count;
  return all;
}

/// Individuals at each place.
std::vector<double> weights_of(const ScanData& data) {
  std::vector<double> weights(data.places.size(), 0);
  for (const ScanCase& c : data.cases) weights[c.place] += c.count;
  for (const ScanCase& c : data.controls) weights[c.place] += c.count;
  return weights;
}

std::unique_ptr<ScanEngine> permutation_engine(const ScanData& data, const ScanPlan& plan,
                                               const PreparedScan& prepared) {
  std::vector<CaseSlot> slots;
  for (const ScanCase& c : data.cases)
    slots.insert(slots.end(), c.count, CaseSlot{c.place, prepared.axis.interval_of(c.day)});
  const auto places = static_cast<std::uint32_t>(data.places.size());
  const auto intervals = prepared.axis.size();
  if (plan.likelihood.rates == ScanRates::high &&
      PermutationTables::fits(slots, places, prepared.windows))
    return std::make_unique<PermutationScan>(
        PermutationTables(slots, places, intervals, *prepared.zones, prepared.windows,
                          plan.likelihood.min_cases),
        plan.windows.ties);
  const Layout layout(data, prepared.axis,
                      CellAxis(prepared.windows, occupied_intervals(data, prepared.axis)));
  CountTable table(places, layout.cells().slots());
  std::vector<double> place_cases(places, 0);
  std::vector<double> slot_cases(table.slots, 0);
  std::vector<std::uint32_t> place_of;
  std::vector<std::uint32_t> slot_of;
  for (const ScanCase& c : data.cases) {
    const std::uint32_t slot = layout.slot_of(c);
    place_of.insert(place_of.end(), c.count, c.place);
    slot_of.insert(slot_of.end(), c.count, slot);
    place_cases[c.place] += c.count;
    if (slot == CellAxis::k_none) continue;
    slot_cases[slot] += c.count;
    table.counts[layout.cell_of(c)] += static_cast<std::int32_t>(c.count);
  }
  const auto total = static_cast<double>(prepared.cases);
  for (std::uint32_t p = 0; p < places; ++p)
    for (std::size_t t = 0; t < table.slots; ++t)
      table.measures[p * table.slots + t] = place_cases[p] * slot_cases[t] / total;
  auto sampler = std::make_unique<DaySampler>(std::move(place_of), slot_of, places, table.slots);
  return count_engine(PoissonScore(total), plan, std::move(table), prepared.cases,
                      std::move(sampler), describe_cases, *prepared.zones, layout.cells());
}

std::unique_ptr<ScanEngine> population_engine(const ScanData& data, const ScanPlan& plan,
                                              const PreparedScan& prepared,
                                              const std::vector<double>& expected) {
  const std::uint32_t intervals = prepared.axis.size();
  const Layout layout(data, prepared.axis,
                      CellAxis(prepared.windows, std::vector<bool>(intervals, true)));
  CountTable table(data.places.size(), layout.cells().slots());
  for (const ScanCase& c : data.cases) {
    const std::uint32_t cell = layout.cell_of(c);
    if (cell != k_no_cell) table.counts[cell] += static_cast<std::int32_t>(c.count);
  }
  double reached = 0;
  for (std::size_t p = 0; p < data.places.size(); ++p) {
    for (std::uint32_t t = 0; t < intervals; ++t) {
      const std::uint32_t slot = layout.cells().slot_of(t);
      if (slot == CellAxis::k_none) continue;
      table.measures[p * table.slots + slot] = expected[p * intervals + t];
      reached += expected[p * intervals + t];
    }
  }
  const auto total = static_cast<double>(prepared.cases);
  auto sampler =
      std::make_unique<GivenExpectedSampler>(table.measures, total - reached, prepared.cases);
  return count_engine(PoissonScore(total), plan, std::move(table), prepared.cases,
                      std::move(sampler), describe_cases, *prepared.zones, layout.cells());
}

void check_combination(const ScanPlan& plan) {
  const bool poisson = plan.likelihood.score == ScanScore::poisson;
  if (poisson == (plan.null.sampler == NullSampler::permuted_marks))
    throw Problem::invalid("scan.combination",
                           "A Poisson score goes with permuted days, a population or uniform "
                           "points, and every other score with permuted marks.");
  const bool points = plan.null.sampler == NullSampler::uniform_points;
  if (points &&
      (plan.windows.time != TimeScan::whole_period || plan.windows.space != SpaceScan::circles ||
       plan.likelihood.rates != ScanRates::high))
    throw Problem::invalid("scan.combination",
                           "Uniform points are scanned by circles, for high rates, without time.");
  if (plan.null.sampler == NullSampler::permuted_days &&
      (plan.windows.time == TimeScan::whole_period || plan.windows.space == SpaceScan::whole_map))
    throw Problem::invalid("scan.combination",
                           "Permuted days need windows in both space and time.");
}

void prepare_uniform_points(const ScanData& data, const ScanPlan& plan, PreparedScan& prepared) {
  prepared.cases = data.places.size();
  if (prepared.cases == 0) throw Problem::invalid("scan.no_cases", "There are no points to scan.");
  RegionSampler regions(data.regions);
  ScanWindows windows = plan.windows;
  if (!(windows.max_share > 0 && windows.max_share <= 1))
    throw Problem::invalid("scan.windows", "The largest circle must be a share in (0, 1].");
  const double widest = windows.max_share * std::sqrt(regions.area() / std::numbers::pi);
  const double reach = windows.max_radius ? std::min(windows.max_radius->value(), widest) : widest;
  windows.max_radius = Metres::of(reach);
  windows.max_share = 1;
  const auto& centres = data.centres.empty() ? data.places : data.centres;
  const std::vector<double> weights(data.places.size(), 1);
  prepared.zones = std::make_unique<Zones>(make_zones(data.places, centres, weights, windows));
  prepared.engine =
      std::make_unique<UniformPointsScan>(data, plan, *prepared.zones, reach, std::move(regions));
}

}  // namespace

PreparedScan prepare_scan(const ScanData& data, const ScanPlan& plan) {
  check_combination(plan);
  check_points(data.places);
  check_points(data.centres);
  PreparedScan prepared(plan.windows.time == TimeScan::whole_period
                            ? TimeAxis::whole(data.first_day, data.last_day)
                            : TimeAxis(data.first_day, data.last_day, plan.windows.unit,
                                       plan.windows.interval_length));
  if (plan.null.sampler == NullSampler::uniform_points) {
    prepare_uniform_points(data, plan, prepared);
    return prepared;
  }
  check_cases(data.cases, data, prepared.axis);
  check_cases(data.controls, data, prepared.axis);
  prepared.cases = count_of(data.cases);
  if (prepared.cases == 0) throw Problem::invalid("scan.no_cases", "There are no cases to scan.");
  prepared.windows = time_windows(prepared.axis, plan.windows);

  std::vector<double> expected;
  std::vector<double> weights = weights_of(data);
  if (plan.null.sampler == NullSampler::given_expected) {
    expected = expected_cases(data, prepared.axis);
    const std::size_t intervals = prepared.axis.size();
    for (std::size_t p = 0; p < weights.size(); ++p)
      weights[p] =
          std::accumulate(&expected[p * intervals], &expected[p * intervals] + intervals, 0.0);
  }
  const auto& centres = data.centres.empty() ? data.places : data.centres;
  prepared.zones = std::make_unique<Zones>(make_zones(data.places, centres, weights, plan.windows));
  switch (plan.null.sampler) {
    case NullSampler::permuted_days:
      prepared.engine = permutation_engine(data, plan, prepared);
      break;
    case NullSampler::given_expected:
      prepared.engine = population_engine(data, plan, prepared, expected);
      break;
    default: prepared.engine = marks_engine(data, plan, prepared);
  }
  return prepared;
}

}  // namespace anlan::patterns
