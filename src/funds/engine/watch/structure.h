// Structure: bounded searches backwards through the log, where suspicion asks for them.
#pragma once

#include <cstdint>
#include <vector>

#include "funds/engine/watch/transfer_log.h"

namespace anlan::funds {

struct StructureLimits {
  std::uint32_t hops_max = 6;
  std::uint32_t seconds = 86'400;  ///< how far back
  std::uint32_t looked_at = 16;    ///< transfers of an account
  std::uint32_t steps_max = 512;   ///< in all: no search costs more
};

/// The transfers of a temporal cycle that `last` closes: from an account that it pays, forwards in
/// time with strictly later steps, to the account that pays, and `last` itself; none twice. Empty
/// if there is none of up to hops_max transfers within the limits. Of several, the one whose
/// transfers are the latest.
std::vector<std::uint64_t> cycle_closed_by(const TransferLog& log, std::uint64_t last,
                                           const StructureLimits& limits);

/// From how many different accounts, among those that paid the receiver of `last` within the
/// limits, money of one common source came: 2 or more is a scatter-gather. 0 if there is none.
std::uint32_t ways_from_one_source(const TransferLog& log, std::uint64_t last,
                                   const StructureLimits& limits);

/// How many transfers, ending with `last`, hand on much the same amount (between 70 and 102 per
/// cent), each within the hour after the one before; 1 is `last` alone.
std::vector<std::uint64_t> chain_ending_with(const TransferLog& log, std::uint64_t last,
                                             const StructureLimits& limits);

/// The transfers by which the money of `last` came: backwards, each time by the largest of the
/// payments into the sender within the limits, at most hops_max; in the order of time.
std::vector<std::uint64_t> path_of(const TransferLog& log, std::uint64_t last,
                                   const StructureLimits& limits);

}  // namespace anlan::funds
