#include "patterns/scan/scan.h"

#include <algorithm>

#include "base/random.h"
#include "patterns/scan/clusters.h"
#include "patterns/scan/engines.h"
#include "patterns/scan/multiplicity.h"

namespace anlan::patterns {
namespace {

constexpr std::uint32_t k_pilots = 8;
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
  ScanRun workers = run;
  workers.threads = std::clamp(run.threads, 1U, 256U);
  engine.use_workers(workers.threads);
  const auto maximum = [&](std::uint32_t replicate, unsigned worker) {
    Random random(plan.null.seed, replicate);
    return engine.null_maximum(random, worker);
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
  sort_candidates(candidates, *prepared.zones, data.places, centres, plan.windows.ties);
  for (const Candidate& c :
       without_overlap(candidates, *prepared.zones, data.places, centres, plan.windows.ties))
    result.clusters.push_back(describe(c, prepared, data.places, centres));
  judge(result, plan.windows);
  return result;
}

}  // namespace anlan::patterns
