// How good warnings of money were, against a planted truth.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/instant.h"
#include "research/transfer_files.h"

namespace anlan::research {

/// As much of a warning as the score needs.
struct ScoredWarning {
  Instant time;
  std::string account;
  bool is_of_victim = false;
};

struct TransferScore {
  std::uint64_t frauds = 0;
  std::uint64_t frauds_warned = 0;  ///< of the victim or an account that the money reached
  std::uint64_t accounts_warned = 0;
  std::uint64_t accounts_right = 0;  ///< warned, and a victim or a mule
  std::uint64_t mules = 0;
  std::uint64_t mules_warned = 0;
  double precision = 0;              ///< right among warned accounts
  double recall = 0;                 ///< warned among frauds
  double false_per_10000_a_day = 0;  ///< false warnings, each counted, by accounts and days
  double lead_minutes = 0;           ///< median, from the first warning until half the money is out
  /// Shares of all stolen money, at the first warning of its fraud:
  double reachable_level_1 = 0;  ///< not yet taken from the victim, or still on the first account
  double reachable = 0;          ///< not yet out
};

/// A warning counts for a fraud if it names its victim or a mule from the fraud's first transfer
/// on, and no later than a day after its last.
TransferScore score_warnings(const FraudTruth& truth, std::span<const ScoredWarning> warnings);

}  // namespace anlan::research
