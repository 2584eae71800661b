// The space-time scan statistic: where and when do cases concentrate more than chance explains?
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
};

/// What is scanned. The order of `cases` decides only which random number meets which case.
struct ScanData {
  std::vector<ScanPoint> places;
  std::vector<ScanCase> cases;
  Day first_day;  ///< The study period, both ends included.
  Day last_day;
};

/// How places at equal distance from a centre enter its circle.
enum class TieOrder {
  whole_circles,  ///< Together: turning, mirroring or renumbering the map changes no result.
  compatible,     ///< One at a time, the lesser coordinate first, as SaTScan does.
};

enum class TimeScan {
  prospective,    ///< Windows that are still alive on the last day.
  retrospective,  ///< Windows anywhere in the study period.
};

enum class TimeUnit { day, month, year };

/// First value of a scan: which cylinders are looked at.
struct ScanWindows {
  TimeScan time = TimeScan::prospective;
  TimeUnit unit = TimeUnit::day;
  std::uint32_t interval_length = 1;  ///< Units in an interval; intervals are counted from the end.
  std::uint32_t min_units = 1;        ///< Shortest window, in units of time.
  /// Longest window, in units of time. Where absent, `max_time_share` of the study period.
  std::optional<std::uint32_t> max_units;
  double max_time_share = 0.5;
  double max_case_share = 0.5;  ///< Largest share of all cases that a circle may hold.
  std::optional<Metres> max_radius;
  TieOrder ties = TieOrder::whole_circles;
};

/// Second value: how a cylinder is scored. The statistic is the Poisson log likelihood ratio
/// c ln(c / mu) + (C - c) ln((C - c) / (C - mu)) of Kulldorff (1997), eq. 2, where c > mu.
struct ScanLikelihood {
  std::uint32_t min_cases = 2;  ///< Cylinders with fewer cases are not scored.
};

/// Third value: what chance looks like. Days are permuted among the cases, which keeps the number
/// of cases of each place and of each day (Kulldorff et al. 2005).
struct ScanNull {
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

struct ScanCluster {
  double statistic = 0;
  double p_value = 1;
  double gumbel_p = 1;
  /// Prospective only: within how many days chance alone shows one such cluster, at least 1.
  std::optional<double> recurrence_interval_days;
  Day start;
  Day end;
  std::vector<std::uint32_t> places;  ///< From the centre outward.
  std::uint32_t centre = 0;
  Metres radius;
  std::uint64_t observed = 0;
  double expected = 0;
};

struct ScanResult {
  std::vector<ScanCluster> clusters;  ///< Strongest first; no two share a place.
  std::uint64_t cases = 0;
  std::vector<double> null_maxima;  ///< One a replicate, in order.
  bool stopped_early = false;
};

/// Runs a scan. The same data, plan and seed give the same result for any number of threads.
/// Clusters that every replicate surpasses are left out, and so are those beyond the 500th.
/// Throws Problem: invalid for data or settings that cannot be scanned (scan.no_cases,
/// scan.place_not_finite, scan.unknown_place, scan.day_outside, scan.period, scan.windows),
/// too_large (scan.too_large), unavailable (scan.cancelled).
ScanResult scan(const ScanData& data, const ScanPlan& plan, const ScanRun& run = {});

}  // namespace anlan::patterns
