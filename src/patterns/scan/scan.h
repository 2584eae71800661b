// The scan statistic: where and when do cases concentrate more than chance explains?
//
// A scan is put together from four small values: windows (which cylinders are looked at) x
// likelihood (how one is scored) x null (what chance looks like) x multiplicity (how the best of
// many is judged). docs/methods/scan.md has the formulas.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "base/instant.h"
#include "base/quantity.h"

namespace anlan::patterns {

/// A place on the map. Plane coordinates leave z at 0; points of a sphere are given by their three
/// coordinates, and distances are then chords. One unit of the map counts as one metre.
struct ScanPoint {
  double x = 0;
  double y = 0;
  double z = 0;
};

/// `count` cases at a place on a day.
struct ScanCase {
  std::uint32_t place = 0;  ///< Index into ScanData::places.
  Day day;
  std::uint32_t count = 1;
  double value = 0;             ///< Category, measured value or length of survival, as scored.
  bool censored = false;        ///< Survival: still alive when it was last seen.
  std::uint32_t covariate = 0;  ///< Poisson: the group of the population that they belong to.
};

/// People of one group at a place from the beginning of a day.
struct ScanPopulation {
  std::uint32_t place = 0;
  Day day;
  double people = 0;
  std::uint32_t covariate = 0;
};

/// The half plane a x + b y <= c.
struct HalfPlane {
  double a = 0;
  double b = 0;
  double c = 0;
};
using ConvexRegion = std::vector<HalfPlane>;

/// What is scanned. The order of `cases` decides only which random number meets which case.
struct ScanData {
  std::vector<ScanPoint> places;
  std::vector<ScanPoint> centres;  ///< Of the circles; every place where this is empty.
  std::vector<ScanCase> cases;
  std::vector<ScanCase> controls;          ///< Bernoulli only.
  std::vector<ScanPopulation> population;  ///< Poisson with population only.
  std::vector<ConvexRegion> regions;       ///< Uniform points only: disjoint parts of the map.
  Day first_day;                           ///< The study period, both ends included.
  Day last_day;
};

enum class SpaceScan { circles, ellipses, whole_map };

/// How places at equal distance from a centre enter its circle.
enum class TieOrder {
  whole_circles,  ///< Together: turning, mirroring or renumbering the map changes no result.
  compatible,     ///< One at a time, the lesser coordinate first, as SaTScan does.
};

enum class TimeScan {
  whole_period,   ///< The study period as one window: a purely spatial scan.
  prospective,    ///< Windows that are still alive on the last day.
  retrospective,  ///< Windows anywhere in the study period.
};

enum class TimeUnit { day, month, year };

/// Ellipses whose longer axis is `shape` times the shorter one, at `angles` directions spread
/// evenly over the half turn.
struct EllipseShape {
  double shape = 2;
  std::uint32_t angles = 6;
};

/// First value of a scan.
struct ScanWindows {
  SpaceScan space = SpaceScan::circles;
  TimeScan time = TimeScan::prospective;
  TimeUnit unit = TimeUnit::day;
  std::uint32_t interval_length = 1;  ///< Units in an interval; intervals are counted from the end.
  std::uint32_t min_units = 1;        ///< Shortest window, in units of time.
  /// Longest window, in units of time. Where absent, `max_time_share` of the study period.
  std::optional<std::uint32_t> max_units;
  double max_time_share = 0.5;
  /// Largest share of all cases (permutation, marks) or people that a circle may hold; for uniform
  /// points, the largest radius over that of a circle as large as the regions.
  double max_share = 0.5;
  std::optional<Metres> max_radius;
  TieOrder ties = TieOrder::whole_circles;
  std::vector<EllipseShape> ellipses;  ///< Besides the circle; only where `space` is ellipses.
  /// Ellipses score (4 shape / (shape + 1)^2)^penalty as much (Kulldorff et al. 2006, eq. 3).
  double ellipse_penalty = 0;
};

enum class ScanScore { poisson, bernoulli, ordinal, exponential, normal };
enum class ScanRates { high, low, both };

/// Second value: how a cylinder is scored, by the log likelihood ratio of the named law. `high`
/// means many cases, high categories and values, short survival.
struct ScanLikelihood {
  ScanScore score = ScanScore::poisson;
  ScanRates rates = ScanRates::high;
  std::uint32_t min_cases = 2;  ///< Cylinders of high rate with fewer cases are not scored.
};

/// What is left to chance.
enum class NullSampler {
  permuted_days,   ///< Poisson: days are permuted among the cases (Kulldorff et al. 2005).
  given_expected,  ///< Poisson: the cases fall anywhere in proportion to the population.
  permuted_marks,  ///< Bernoulli, ordinal, exponential, normal: marks are permuted.
  uniform_points,  ///< Poisson: the cases are points anywhere in the regions.
};

/// Third value.
struct ScanNull {
  NullSampler sampler = NullSampler::permuted_days;
  std::uint32_t replicates = 999;
  std::uint64_t seed = 1;
};

/// Fourth value: how the best of many cylinders is judged. The rank p-value is (1 + replicates at
/// least as extreme) / (1 + replicates); beside it stands that of a Gumbel law fitted to the null
/// maxima by moments (Abrams, Kulldorff, Kleinman 2010).
struct ScanMultiplicity {
  /// Sequential Monte Carlo (Silva, Assuncao, Costa 2009): stop once this many null maxima have
  /// reached the best cluster, since its p-value is then surely large. Absent: run every replicate.
  std::optional<std::uint32_t> stop_after_exceeding;
};

struct ScanPlan {
  ScanWindows windows;
  ScanLikelihood likelihood;
  ScanNull null;
  ScanMultiplicity multiplicity;
};

/// How the work is done; changes no result.
struct ScanRun {
  unsigned threads = 1;
  /// Told (replicates done, replicates in all), from one thread at a time; false cancels the scan.
  std::function<bool(std::uint32_t, std::uint32_t)> progress;
};

/// Neighbouring categories that an ordinal cluster holds in one proportion, first to last.
struct CategoryGroup {
  double first = 0;
  double last = 0;
  std::uint64_t observed = 0;
  double expected = 0;
};

struct ScanCluster {
  double statistic = 0;
  bool high = true;  ///< More than expected, or fewer.
  double p_value = 1;
  double gumbel_p = 1;
  /// Prospective only: within how many days chance alone shows one such cluster, at least 1.
  std::optional<double> recurrence_interval_days;
  Day start;
  Day end;
  std::vector<std::uint32_t> places;  ///< From the centre outward.
  std::uint32_t centre = 0;           ///< Index of the centre, or of the place at the centre.
  Metres radius;                      ///< Of an ellipse, the shorter half axis.
  double shape = 1;                   ///< Longer axis over shorter one.
  double angle = 0;                   ///< Of the longer axis from the x axis, in radians.
  /// Cases; for ordinal and normal scores, all individuals in the cluster.
  std::uint64_t observed = 0;
  double expected = 0;                ///< Under the null; for a normal score, as many individuals.
  double individuals = 0;             ///< Bernoulli, exponential: cases and others.
  std::vector<CategoryGroup> groups;  ///< Ordinal only.
  double mean_inside = 0;             ///< Normal only, with the next two.
  double mean_outside = 0;
  double variance = 0;  ///< Around the two means.
};

struct ScanResult {
  /// Strongest first. Two of them share a place only where an interval or more lies between their
  /// times.
  std::vector<ScanCluster> clusters;
  std::uint64_t cases = 0;
  std::vector<double> null_maxima;  ///< One a replicate, in order.
  bool stopped_early = false;
};

/// Runs a scan. The same data, plan and seed give the same result for any number of threads.
/// Clusters that every replicate surpasses are left out, but for the most likely one, and so are
/// those beyond the 500th.
/// Throws Problem: invalid for data or settings that cannot be scanned (scan.no_cases,
/// scan.place_not_finite, scan.unknown_place, scan.day_outside, scan.period, scan.windows,
/// scan.combination, scan.value, scan.no_population, scan.region), too_large (scan.too_large),
/// unavailable (scan.cancelled).
ScanResult scan(const ScanData& data, const ScanPlan& plan, const ScanRun& run = {});

}  // namespace anlan::patterns
