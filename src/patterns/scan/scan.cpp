#include "patterns/scan/scan.h"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "base/problem.h"
#include "base/random.h"
#include "patterns/scan/multiplicity.h"
#include "patterns/scan/permutation.h"

namespace anlan::patterns {
namespace {

constexpr std::uint64_t k_max_cases = 50'000'000;  // each is held as a slot of 12 bytes a thread
constexpr std::size_t k_max_clusters = 500;
constexpr std::uint32_t k_pilots = 8;

void check_places(const ScanData& data) {
  for (const ScanPoint& p : data.places) {
    if (!std::isfinite(p.x) || !std::isfinite(p.y) || !std::isfinite(p.z))
      throw Problem::invalid("scan.place_not_finite",
                             "A place has a coordinate that is no number.");
  }
  if (data.places.size() > 2'000'000)
    throw Problem::too_large("scan.too_large", "A scan takes at most 2,000,000 places.");
}

std::vector<CaseSlot> case_slots(const ScanData& data, const TimeAxis& axis) {
  std::vector<CaseSlot> slots;
  for (const ScanCase& c : data.cases) {
    if (c.place >= data.places.size())
      throw Problem::invalid("scan.unknown_place", "A case names a place that is not on the map.");
    if (!axis.contains(c.day))
      throw Problem::invalid("scan.day_outside",
                             "A case of " + c.day.to_string() + " lies outside the study period.");
    if (slots.size() + c.count > k_max_cases)
      throw Problem::too_large("scan.too_large", "A scan takes at most 50,000,000 cases.");
    slots.insert(slots.end(), c.count, CaseSlot{c.place, axis.interval_of(c.day)});
  }
  if (slots.empty()) throw Problem::invalid("scan.no_cases", "There are no cases to scan.");
  return slots;
}

/// Candidates of one strength are ordered by what does not depend on the map's orientation, and
/// only then by what does.
void sort_candidates(std::vector<Candidate>& candidates, const Zones& zones,
                     const std::vector<ScanPoint>& places, TieOrder ties) {
  const auto key = [&](const Candidate& c) {
    const double strength = -std::round(c.statistic * 1e9);
    const std::uint64_t size = c.end_step - zones.first_step(c.centre);
    const ScanPoint& p = places[c.centre];
    const ScanPoint& far = places[zones.member(c.end_step - 1)];
    if (ties == TieOrder::compatible) return std::tuple(strength, size, 0.0, 0.0, 0.0, c.centre);
    const double radius = std::round(distance(p, far).value() * 1e6);
    return std::tuple(strength, size, radius, p.x, p.y, c.centre);
  };
  std::sort(candidates.begin(), candidates.end(),
            [&](const Candidate& a, const Candidate& b) { return key(a) < key(b); });
}

/// Keeps the candidates that share no place with a stronger one.
std::vector<Candidate> without_overlap(const std::vector<Candidate>& candidates, const Zones& zones,
                                       std::size_t places) {
  std::vector<bool> taken(places, false);
  std::vector<Candidate> kept;
  for (const Candidate& c : candidates) {
    const auto circle = zones.members().subspan(zones.first_step(c.centre),
                                                c.end_step - zones.first_step(c.centre));
    if (std::any_of(circle.begin(), circle.end(), [&](std::uint32_t p) { return taken[p]; }))
      continue;
    for (const std::uint32_t place : circle) taken[place] = true;
    kept.push_back(c);
    if (kept.size() == k_max_clusters) break;
  }
  return kept;
}

double days_in_interval(const ScanWindows& windows) {
  constexpr double k_days_in_year = 365.25;
  const double unit = windows.unit == TimeUnit::day     ? 1
                      : windows.unit == TimeUnit::month ? k_days_in_year / 12
                                                        : k_days_in_year;
  return unit * windows.interval_length;
}

ScanCluster describe(const Candidate& candidate, const ScanData& data, const Zones& zones,
                     const TimeAxis& axis) {
  ScanCluster cluster;
  cluster.statistic = candidate.statistic;
  cluster.start = axis.start_of(candidate.window.first);
  cluster.end = axis.last_day_of(candidate.window.last - 1);
  for (std::uint64_t s = zones.first_step(candidate.centre); s < candidate.end_step; ++s)
    cluster.places.push_back(zones.member(s));
  cluster.centre = candidate.centre;
  cluster.radius = distance(data.places[cluster.centre], data.places[cluster.places.back()]);
  cluster.observed = candidate.observed;
  cluster.expected = candidate.expected;
  return cluster;
}

/// Adds p-values to the clusters, and leaves out those that every replicate surpasses.
void judge(ScanResult& result, const ScanWindows& windows) {
  const Gumbel gumbel = fit_gumbel(result.null_maxima);
  const auto replicates = static_cast<std::uint32_t>(result.null_maxima.size());
  std::erase_if(result.clusters, [&](ScanCluster& cluster) {
    const std::uint32_t reaching = count_reaching(result.null_maxima, cluster.statistic);
    if (replicates > 0 && reaching == replicates && !result.stopped_early) return true;
    cluster.p_value = (1.0 + reaching) / (1.0 + replicates);
    if (replicates > 1) cluster.gumbel_p = gumbel.upper_tail(cluster.statistic);
    if (windows.time == TimeScan::prospective)
      cluster.recurrence_interval_days = std::max(1.0, days_in_interval(windows) / cluster.p_value);
    return false;
  });
}

std::vector<double> null_maxima(PermutationScan& engine, const ScanPlan& plan, const ScanRun& run,
                                double strongest) {
  ScanRun workers = run;
  workers.threads = std::clamp(run.threads, 1U, 256U);
  std::vector<PermutationScan::Scratch> scratches;
  for (unsigned i = 0; i < workers.threads; ++i) scratches.emplace_back(engine);
  const auto maximum = [&](std::uint32_t replicate, unsigned worker) {
    Random random(plan.null.seed, replicate);
    return engine.null_maximum(random, scratches[worker]);
  };
  // A few replicates tell where the others will lie.
  std::vector<double> pilots;
  engine.expect_level(strongest / 2);
  for (std::uint32_t i = 0; i < std::min(k_pilots, plan.null.replicates); ++i)
    pilots.push_back(maximum(i, 0));
  if (!pilots.empty()) engine.expect_level(*std::min_element(pilots.begin(), pilots.end()) * 0.97);
  return run_replicates(plan, workers, strongest, [&](std::uint32_t replicate, unsigned worker) {
    return replicate < pilots.size() ? pilots[replicate] : maximum(replicate, worker);
  });
}

}  // namespace

ScanResult scan(const ScanData& data, const ScanPlan& plan, const ScanRun& run) {
  check_places(data);
  const TimeAxis axis(data.first_day, data.last_day, plan.windows.unit,
                      plan.windows.interval_length);
  const std::vector<CaseSlot> slots = case_slots(data, axis);
  const std::vector<TimeWindow> windows = time_windows(axis, plan.windows);
  std::vector<std::uint64_t> weights(data.places.size(), 0);
  for (const CaseSlot& slot : slots) ++weights[slot.place];
  const Zones zones = circles(data.places, weights, plan.windows);
  PermutationScan engine(slots, static_cast<std::uint32_t>(data.places.size()), axis.size(), zones,
                         windows, plan.likelihood.min_cases);

  std::vector<Candidate> candidates = engine.observed();
  sort_candidates(candidates, zones, data.places, plan.windows.ties);
  const double strongest = candidates.empty() ? 0 : candidates.front().statistic;

  ScanResult result;
  result.cases = slots.size();
  for (const Candidate& c : without_overlap(candidates, zones, data.places.size()))
    result.clusters.push_back(describe(c, data, zones, axis));
  if (!result.clusters.empty()) result.null_maxima = null_maxima(engine, plan, run, strongest);
  result.stopped_early =
      !result.clusters.empty() && result.null_maxima.size() < plan.null.replicates;
  judge(result, plan.windows);
  return result;
}

}  // namespace anlan::patterns
