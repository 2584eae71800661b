// Near repeats: do events follow each other, near by and soon, more often than chance would have
// it?
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace anlan::patterns {

/// An event in the plane (metres) at a time (ticks of the caller's choice: days, hours).
struct NearRepeatEvent {
  double x = 0;
  double y = 0;
  std::int32_t time = 0;
};

enum class NearRepeatMetric { euclidean, manhattan };

struct NearRepeatSettings {
  /// Ascending edges; band b is [edges[b], edges[b + 1]). The first may be 0 and the second tiny,
  /// so that events at the very same place have a band of their own.
  std::vector<double> distance_edges;
  std::vector<double> time_edges;
  NearRepeatMetric metric = NearRepeatMetric::euclidean;
  std::uint32_t replicates = 999;
  std::uint64_t seed = 1;
  unsigned threads = 1;
  /// Told how many replicates are done, from one thread at a time; false cancels.
  std::function<bool(std::uint32_t done, std::uint32_t all)> progress;
};

/// Pairs whose distance and delay lie in one band each.
struct NearRepeatCell {
  std::uint64_t observed = 0;
  double expected = 0;  ///< mean over the permutations
  double ratio = 0;     ///< observed / expected; 0 where nothing was expected
  double p_value = 1;   ///< (1 + permutations with at least as many) / (1 + permutations)
};

struct NearRepeatTable {
  std::vector<std::string> distance_bands;  ///< "[0, 200)"
  std::vector<std::string> time_bands;
  std::vector<NearRepeatCell> cells;  ///< row-major: a row a distance band
  std::uint64_t near_pairs = 0;       ///< pairs within the outermost distance edge

  const NearRepeatCell& at(std::size_t distance, std::size_t time) const {
    return cells[distance * time_bands.size() + time];
  }
};

/// Knox's test (1964) in bands, with Monte Carlo over permutations of the times (Johnson et al.
/// 2007). Near pairs are found once; a permutation only looks up times. The same events, settings
/// and seed give the same table for any number of threads. Throws Problem: invalid
/// (near_repeat.edges, near_repeat.events), too_large (near_repeat.pairs) where the edges reach so
/// far that the pairs do not fit, unavailable (near_repeat.cancelled).
NearRepeatTable near_repeat(std::span<const NearRepeatEvent> events,
                            const NearRepeatSettings& settings);

}  // namespace anlan::patterns
