// Space-time interaction: Mantel, modified Knox and Jacquez, each with Monte Carlo over the times.
#pragma once

#include <cstdint>
#include <functional>
#include <span>

#include "patterns/near_repeat/near_repeat.h"

namespace anlan::patterns {

struct InteractionResult {
  double statistic = 0;
  double expected = 0;  ///< mean over the permutations
  double p_value = 1;   ///< (1 + permutations at least as large) / (1 + permutations)
};

struct InteractionTest {
  std::uint32_t replicates = 999;
  std::uint64_t seed = 1;
  /// Told how many replicates are done; false cancels.
  std::function<bool(std::uint32_t done, std::uint32_t all)> progress;
};

/// What Mantel's test correlates.
enum class MantelScale {
  as_measured,  ///< distances and delays themselves
  reciprocal,   ///< 1 / (distance + 1) and 1 / (delay + 1), which lets near pairs weigh most
};

/// Mantel (1967): the correlation of distance and delay over all pairs; 0 where one of them does
/// not vary. Time grows with the square of the events; at most 20,000 of them.
InteractionResult mantel(std::span<const NearRepeatEvent> events, MantelScale scale,
                         const InteractionTest& test = {});

/// Baker (2004): pairs within `metres` and `ticks` (both ends included), less what an event's near
/// neighbours in space and in time would give by chance.
InteractionResult modified_knox(std::span<const NearRepeatEvent> events, double metres,
                                std::int32_t ticks, const InteractionTest& test = {});

/// Jacquez (1996): how many of the `neighbours` nearest in space are also among the nearest in
/// time; of events at equal distance the one that comes first in the input counts as nearer.
InteractionResult jacquez(std::span<const NearRepeatEvent> events, std::uint32_t neighbours,
                          const InteractionTest& test = {});

}  // namespace anlan::patterns
