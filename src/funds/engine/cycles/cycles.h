// Temporal cycles: money that comes back to where it started, step after later step.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/instant.h"
#include "funds/engine/transfers/transfer.h"

namespace anlan::funds {

struct CycleSettings {
  /// From the first transfer of a cycle to the last; its end belongs to it.
  Duration window;
  /// The most transfers of a cycle; 0 knows no bound.
  std::uint32_t length_max = 0;
  unsigned threads = 1;
};

struct CycleCounts {
  std::uint64_t cycles = 0;
  std::vector<std::uint64_t> by_length;  ///< [n]: of n transfers
  friend bool operator==(const CycleCounts&, const CycleCounts&) = default;
};

/// Counts the simple temporal cycles: transfers each from where the last one went, each strictly
/// later, back to the first account, no account met twice, within the window. Two transfers between
/// the same accounts make two cycles. The transfers must be in the order of time. The same for any
/// number of threads. Throws Problem (too_large, funds.transfers).
CycleCounts count_cycles(std::span<const Transfer> transfers, const CycleSettings& settings);

/// The transfers of a cycle, by their places among those given, in the order of time.
using Cycle = std::vector<std::uint32_t>;

struct CycleList {
  CycleCounts counts;         ///< of all
  std::vector<Cycle> cycles;  ///< the first ones, in the order of their transfers
};

/// As count_cycles(), and lists the first `cycles_max` in the order of their first transfer, then
/// of their second, and so on.
CycleList list_cycles(std::span<const Transfer> transfers, const CycleSettings& settings,
                      std::size_t cycles_max);

}  // namespace anlan::funds
