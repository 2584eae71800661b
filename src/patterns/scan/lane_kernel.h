// The inner loop of the scan: counts of many time windows at once, one window a lane.
#pragma once

#include <cstddef>
#include <cstdint>

namespace anlan::patterns {

constexpr std::size_t k_lanes = 32;  ///< 16-bit lanes in 64 bytes; rows are multiples of it.

/// What the kernel reads: `cells` and `thresholds` are rows of `stride` lanes.
struct LaneTables {
  const std::int16_t* cells;       ///< Row p: the cases of place p in each window.
  const std::int16_t* thresholds;  ///< Row r: from how many cases on a window is worth a look.
  const std::uint32_t* members;    ///< Step -> place that enters the circle.
  const std::uint32_t* rows;       ///< Step -> row of thresholds.
  std::size_t stride;
};

/// Whether, adding up the places of steps [first, end) one by one, some window reaches its
/// threshold at some step.
bool reaches_threshold(const LaneTables& tables, std::uint64_t first, std::uint64_t end);

}  // namespace anlan::patterns
