// Hot spots of counts over areas: Getis and Ord's Gi*, Moran's I, local Moran, and how they change.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string_view>
#include <vector>

#include "patterns/hotspots/neighbours.h"

namespace anlan::patterns {

/// The z-score of Gi (neighbours without self) or Gi* (with self) of every area: Ord and Getis
/// (1995), eq. 5 and 8. 0 where the values do not vary, or an area has no neighbours or all areas
/// as neighbours. Throws Problem (invalid, "hotspots.values") unless there is one finite value an
/// area, and at least three.
std::vector<double> getis_ord(std::span<const double> values, const Neighbours& neighbours);

struct MoranResult {
  double statistic = 0;
  double expected = 0;  ///< -1 / (n - 1)
  double z = 0;         ///< under normality (Cliff and Ord 1981)
  double p_value = 1;   ///< (1 + permutations at least as large) / (1 + permutations)
};

/// Told how many permutations (Moran) or areas (local Moran) are done; false cancels, by a Problem
/// (unavailable, "hotspots.cancelled").
using HotspotProgress = std::function<bool(std::uint32_t done, std::uint32_t all)>;

/// Moran's I. 0 where the values do not vary.
MoranResult moran(std::span<const double> values, const Neighbours& neighbours,
                  std::uint32_t permutations, std::uint64_t seed,
                  const HotspotProgress& progress = {});

enum class MoranQuadrant { high_high, low_high, low_low, high_low };

struct LocalMoran {
  double statistic = 0;
  double p_value = 1;  ///< of the nearer tail, by conditional permutation
  MoranQuadrant quadrant = MoranQuadrant::high_high;
};

/// Anselin (1995): each area's own term; its p-value holds the area's value and permutes the others
/// over its neighbours.
std::vector<LocalMoran> local_moran(std::span<const double> values, const Neighbours& neighbours,
                                    std::uint32_t permutations, std::uint64_t seed,
                                    const HotspotProgress& progress = {});

/// How a place behaves over slices of time.
enum class Emergence {
  none,
  new_spot,
  consecutive,
  intensifying,
  persistent,
  diminishing,
  sporadic,
  oscillating,
  historical
};
std::string_view to_string(Emergence emergence);

struct EmergingSpot {
  Emergence hot = Emergence::none;
  Emergence cold = Emergence::none;
  double trend_z = 0;  ///< Mann-Kendall on the z-scores
};

/// Gi* slice by slice, then the trend of each area. `counts` holds areas x slices values, slice by
/// slice; `neighbours` include self. A slice is hot at an area where z > `z_threshold`, cold where
/// z < -z_threshold.
std::vector<EmergingSpot> emerging_spots(std::span<const double> counts,
                                         const Neighbours& neighbours, double z_threshold);

/// The class of one area from its z-scores in order of time. Pure, so that every class can be
/// tested.
EmergingSpot classify_emergence(std::span<const double> z_scores, double z_threshold);

/// The z-score of Mann and Kendall's trend test, ties corrected; 0 for fewer than three values or
/// no trend.
double mann_kendall(std::span<const double> values);

}  // namespace anlan::patterns
