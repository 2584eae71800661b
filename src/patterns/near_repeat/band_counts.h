// The inner loop of a permutation: how many pairs have a delay below each edge?
#pragma once

#include <cstdint>
#include <span>

#include "patterns/near_repeat/near_pairs.h"

namespace anlan::patterns {

/// Adds to below[k] the pairs with |times[first] - times[second]| < edges[k]. Vectorised for what
/// the processor has (AVX-512, AVX2 or none).
void count_delays_below(const BandPairs& pairs, std::span<const std::int32_t> times,
                        std::span<const std::int32_t> edges, std::span<std::uint64_t> below);

}  // namespace anlan::patterns
