// Trace: where reported victims' money went, hop by hop, and where it still lies.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "base/instant.h"
#include "funds/engine/allocation/mixed_account.h"
#include "funds/engine/trace/transfer_store.h"
#include "funds/engine/transfers/transfer.h"

namespace anlan::funds {

struct TraceSettings {
  /// In what order an account's mixed money leaves it.
  AllocationRule order = AllocationRule::fifo;
  Duration link = Duration::minutes(30);  ///< for AllocationRule::time_stamp
  std::uint32_t hops_max = 8;
  /// Less of the victims' money than this, in one transfer, is not followed further.
  std::int64_t amount_min = 100;
  /// An account with more transfers is a collection, a market or a bank's own: money is followed
  /// into it and no further.
  std::uint32_t hub_transfers = 20'000;
  /// Transfers after this moment are not looked at.
  std::optional<Instant> until;
};

/// Victims' money that a transfer carried.
struct TracedFlow {
  std::uint32_t transfer = 0;
  std::uint32_t level = 0;  ///< of the receiver; 1 is paid by a victim
  std::int64_t amount = 0;
};

/// An account that victims' money reached.
struct TracedAccount {
  AccountIndex account = 0;
  std::uint32_t level = 0;  ///< the fewest hops from a victim
  bool is_hub = false;
  std::int64_t received = 0;  ///< of victims' money
  std::int64_t held = 0;      ///< of it, what is still there: to be recovered
  std::int64_t balance = 0;   ///< of all money, as far as the transfers tell
  Instant first_received;
  std::uint32_t reached_by = 0;  ///< the flow, by its place, that reached it first
  std::vector<Part> of_reports;  ///< of `held`, by the report's place; the sum is `held`
};

struct TraceResult {
  std::vector<TracedFlow> flows;        ///< in the order of transfers
  std::vector<TracedAccount> accounts;  ///< the most to be recovered first
  std::int64_t reported = 0;            ///< what the reports say was lost
  std::int64_t found = 0;     ///< of it, what left the victims' accounts within the reported times
  std::int64_t held = 0;      ///< still in the accounts above
  std::int64_t returned = 0;  ///< came back to a victim's account
  std::int64_t dropped = 0;   ///< beyond the hops, or below amount_min: found = the three together
};

/// Follows the money of the reports. The victim's transfers from `occurred_at` to `reported_at` are
/// taken, the earliest first, until the reported amount is reached. What an account held before is
/// what its last 1,000 transfers leave; more going out than came in is no victim's money. Exact to
/// the minor unit. Work is proportional to the transfers of the accounts reached.
TraceResult trace(const TransferStore& store, std::span<const VictimReport> reports,
                  const TraceSettings& settings);

/// The transfers by which money first reached the account: from a victim, in the order of time.
std::vector<std::uint32_t> path_to(const TransferStore& store, const TraceResult& result,
                                   const TracedAccount& account);

}  // namespace anlan::funds
