// Which pairs of events lie near each other, band by band.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "patterns/near_repeat/near_repeat.h"

namespace anlan::patterns {

/// Pairs of one distance band, as two columns of equal length.
struct BandPairs {
  std::vector<std::uint32_t> first;
  std::vector<std::uint32_t> second;
};

/// Finds every pair i < j by cells as wide as the outermost edge: time and memory grow with the
/// pairs. Throws Problem (too_large) beyond `pairs_max`.
std::vector<BandPairs> find_near_pairs(std::span<const NearRepeatEvent> events,
                                       std::span<const double> distance_edges,
                                       NearRepeatMetric metric, std::uint64_t pairs_max);

}  // namespace anlan::patterns
