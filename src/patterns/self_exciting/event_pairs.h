// Which earlier events can have begotten which: all pairs within reach, found once.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "patterns/self_exciting/hawkes.h"

namespace anlan::patterns {

/// The possible parents of event j are [begin[j], begin[j + 1]) of the columns.
struct EventPairs {
  std::vector<std::uint64_t> begin;
  std::vector<float> delay;            ///< days
  std::vector<float> square_distance;  ///< square metres
  std::vector<std::uint8_t> mark;      ///< of the parent
};

/// Parents of an event come from cells as wide as the reach, the latest first; time grows with the
/// pairs.
EventPairs find_event_pairs(std::span<const HawkesEvent> events, const Window& window,
                            double reach_metres, double reach_days);

}  // namespace anlan::patterns
