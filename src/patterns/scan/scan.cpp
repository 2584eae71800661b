#include "patterns/scan/scan.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <span>
#include <utility>

#include "patterns/scan/clusters.h"
#include "patterns/scan/engines.h"
#include "patterns/scan/multiplicity.h"

namespace anlan::patterns {
namespace {

constexpr double k_rounding = 1e-9;  // of a statistic

double days_in_interval(const ScanWindows& windows) {
  constexpr double k_days_in_year = 365.25;
  const double unit = windows.unit == TimeUnit::day     ? 1
                      : windows.unit == TimeUnit::month ? k_days_in_year / 12
                                                        : k_days_in_year;
  return unit * windows.interval_length;
}

ScanCluster describe(const Candidate& candidate, const PreparedScan& prepared,
                     const std::vector<ScanPoint>& places, const std::vector<ScanPoint>& centres) {
  const ZoneList& list = prepared.zones->lists()[candidate.list];
  const auto zone = prepared.zones->zone(list, candidate.end_step);
  ScanCluster cluster;
  cluster.statistic = candidate.statistic;
  cluster.start = prepared.axis.start_of(candidate.window.first);
  cluster.end = prepared.axis.last_day_of(candidate.window.last - 1);
  cluster.places.assign(zone.begin(), zone.end());
  cluster.centre = list.centre;
  cluster.shape = list.shape;
  cluster.angle = list.angle;
  cluster.radius = distance(squeezed(centres[list.centre], list.shape, list.angle),
                            squeezed(places[zone.back()], list.shape, list.angle));
  if (list.shape == 1) cluster.radius = distance(centres[list.centre], places[zone.back()]);
  prepared.engine->describe(candidate, cluster);
  return cluster;
}

void judge(ScanResult& result, const ScanWindows& windows) {
  const Gumbel gumbel = fit_gumbel(result.null_maxima);
  const auto replicates = static_cast<double>(result.null_maxima.size());
  for (ScanCluster& cluster : result.clusters) {
    const std::uint32_t reaching = count_reaching(result.null_maxima, cluster.statistic);
    cluster.p_value = (1.0 + reaching) / (1.0 + replicates);
    if (replicates > 1) cluster.gumbel_p = gumbel.upper_tail(cluster.statistic);
    if (windows.time == TimeScan::prospective)
      cluster.recurrence_interval_days = std::max(1.0, days_in_interval(windows) / cluster.p_value);
  }
}

std::vector<double> null_maxima(ScanEngine& engine, const ScanPlan& plan, const ScanRun& run,
                                double strongest) {
  ScanRun crew = run;
  crew.threads = std::clamp(run.threads, 1U, 256U);
  engine.use_workers(crew.threads);
  engine.expect_level(strongest / 2);
  return run_replicates(engine, plan, crew, strongest);
}

/// The scan as if places and centres were given in this order.
ScanResult scan_in_order(const ScanData& data, std::span<const std::uint32_t> centre_numbers,
                         const ScanPlan& plan, const ScanRun& run) {
  PreparedScan prepared = prepare_scan(data, plan);
  const auto& centres = data.centres.empty() ? data.places : data.centres;
  ScanResult result;
  result.cases = prepared.cases;
  const double strongest = prepared.engine->maximum();
  if (strongest < k_rounding) return result;
  result.null_maxima = null_maxima(*prepared.engine, plan, run, strongest);
  result.stopped_early = result.null_maxima.size() < plan.null.replicates;

  // What every replicate surpasses is no cluster, but the most likely one is always told.
  double least = 0;
  if (!result.null_maxima.empty())
    least = *std::min_element(result.null_maxima.begin(), result.null_maxima.end());
  least = std::max(std::min(least, strongest - k_rounding), 0.0);
  std::vector<Candidate> candidates = prepared.engine->candidates(least);
  sort_candidates(candidates, *prepared.zones, data.places, centres, centre_numbers,
                  plan.windows.ties);
  for (const Candidate& c :
       without_overlap(candidates, *prepared.zones, data.places, centres, plan.windows.ties))
    result.clusters.push_back(describe(c, prepared, data.places, centres));
  judge(result, plan.windows);
  return result;
}

/// Places along a curve that keeps near ones together (Morton 1966), so that memory that was just
/// used is used again. Places that coincide keep their order.
std::vector<std::uint32_t> near_order(const std::vector<ScanPoint>& places) {
  constexpr double k_steps = 65'535;
  ScanPoint low = places.empty() ? ScanPoint{} : places.front();
  ScanPoint high = low;
  for (const ScanPoint& p : places) {
    low = {std::min(low.x, p.x), std::min(low.y, p.y), std::min(low.z, p.z)};
    high = {std::max(high.x, p.x), std::max(high.y, p.y), std::max(high.z, p.z)};
  }
  const double widest = std::max({high.x - low.x, high.y - low.y, high.z - low.z});
  const double scale = widest > 0 ? k_steps / widest : 0;
  std::vector<std::pair<std::uint64_t, std::uint32_t>> keyed;
  for (std::uint32_t i = 0; i < places.size(); ++i) {
    const std::array<std::uint64_t, 3> steps{
        static_cast<std::uint64_t>((places[i].x - low.x) * scale),
        static_cast<std::uint64_t>((places[i].y - low.y) * scale),
        static_cast<std::uint64_t>((places[i].z - low.z) * scale)};
    std::uint64_t key = 0;
    for (unsigned bit = 16; bit-- > 0;)
      for (const std::uint64_t step : steps) key = key << 1 | (step >> bit & 1);
    keyed.emplace_back(key, i);
  }
  std::sort(keyed.begin(), keyed.end());
  std::vector<std::uint32_t> order;
  for (const auto& [key, place] : keyed) order.push_back(place);
  return order;
}

bool all_finite(const std::vector<ScanPoint>& points) {
  return std::all_of(points.begin(), points.end(), [](const ScanPoint& p) {
    return std::isfinite(p.x) && std::isfinite(p.y) && std::isfinite(p.z);
  });
}

}  // namespace

ScanResult scan(const ScanData& data, const ScanPlan& plan, const ScanRun& run) {
  std::vector<std::uint32_t> order(data.places.size());
  std::iota(order.begin(), order.end(), 0U);
  if (all_finite(data.places)) order = near_order(data.places);
  std::vector<std::uint32_t> number_of(order.size());
  ScanData near = data;
  for (std::uint32_t i = 0; i < order.size(); ++i) {
    near.places[i] = data.places[order[i]];
    number_of[order[i]] = i;
  }
  const auto renumber = [&](auto& rows) {
    for (auto& row : rows)
      if (row.place < number_of.size()) row.place = number_of[row.place];
  };
  renumber(near.cases);
  renumber(near.controls);
  renumber(near.population);
  std::vector<std::uint32_t> centre_numbers = order;
  if (!data.centres.empty()) {
    centre_numbers.resize(data.centres.size());
    std::iota(centre_numbers.begin(), centre_numbers.end(), 0U);
  }
  ScanResult result = scan_in_order(near, centre_numbers, plan, run);
  for (ScanCluster& cluster : result.clusters) {
    for (std::uint32_t& place : cluster.places) place = order[place];
    cluster.centre = centre_numbers[cluster.centre];
  }
  return result;
}

}  // namespace anlan::patterns
