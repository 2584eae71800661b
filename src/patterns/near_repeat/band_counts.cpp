#include "patterns/near_repeat/band_counts.h"

#include <algorithm>
#include <array>
#include <cstdlib>

namespace anlan::patterns {
namespace {

constexpr std::size_t k_block = 1024;  // delays of a block stay in the first-level cache

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define ANLAN_CLONES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define ANLAN_CLONES
#endif

ANLAN_CLONES void delays_of(const std::uint32_t* first, const std::uint32_t* second,
                            const std::int32_t* times, std::size_t count, std::int32_t* delays) {
  for (std::size_t i = 0; i < count; ++i) delays[i] = std::abs(times[first[i]] - times[second[i]]);
}

ANLAN_CLONES std::uint32_t count_below(const std::int32_t* delays, std::size_t count,
                                       std::int32_t edge) {
  std::uint32_t below = 0;
  for (std::size_t i = 0; i < count; ++i) below += delays[i] < edge ? 1U : 0U;
  return below;
}

}  // namespace

void count_delays_below(const BandPairs& pairs, std::span<const std::int32_t> times,
                        std::span<const std::int32_t> edges, std::span<std::uint64_t> below) {
  std::array<std::int32_t, k_block> delays;
  for (std::size_t at = 0; at < pairs.first.size(); at += k_block) {
    const auto count = std::min(k_block, pairs.first.size() - at);
    delays_of(pairs.first.data() + at, pairs.second.data() + at, times.data(), count,
              delays.data());
    for (std::size_t edge = 0; edge < edges.size(); ++edge) {
      below[edge] += count_below(delays.data(), count, edges[edge]);
    }
  }
}

}  // namespace anlan::patterns
