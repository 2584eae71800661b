// The inner loop of the scan where few places have a recent case: 16 replicates at once.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "patterns/scan/lane_kernel.h"

namespace anlan::patterns {

constexpr std::size_t k_batch = 16;  ///< Replicates, one a bit of a mask.

/// Rows have `stride` lanes. `cell_of` has k_batch numbers a place: the row of `cells` with the
/// recent cases of that place in a replicate, where the bit of `occupied` is set.
struct SparseTables {
  const std::uint16_t* occupied;
  const std::uint16_t* cell_of;
  const std::int16_t* cells;
  const std::int16_t* thresholds;
  const std::uint32_t* members;  ///< Step -> place that enters the circle.
  const std::uint32_t* rows;     ///< Step -> row of thresholds.
  std::size_t stride;
};

/// Room for the sums and the largest excess over the thresholds in each replicate; the kernel
/// leaves it as it finds it, with sums of 0 and an excess of -1.
struct alignas(64) SparseSums {
  SparseSums() { excess.fill(-1); }
  std::array<std::int16_t, k_batch * k_lanes> sums{};
  std::array<std::int16_t, k_batch * k_lanes> excess;
};

/// In which of the replicates of `wanted` some window reaches its threshold at some step of
/// [first, end).
std::uint16_t replicates_reaching(const SparseTables& tables, std::uint64_t first,
                                  std::uint64_t end, std::uint16_t wanted, SparseSums& sums);

}  // namespace anlan::patterns
