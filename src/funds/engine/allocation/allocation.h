// Allocation: what is frozen in an account, among those whose money went into it.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/instant.h"
#include "base/money.h"
#include "funds/engine/allocation/mixed_account.h"

namespace anlan::funds {

/// Money into or out of the account. Those of one moment go in the order of their ids.
struct Movement {
  Instant time;
  std::string id;
  std::string party;  ///< whose money comes in; empty: the holder's own, or unknown
  Money change;       ///< below zero where money goes out
};

/// What a party lost; the holder of the account has none.
struct Loss {
  std::string party;
  Money amount;
};

struct AllocationSettings {
  AllocationRule rule = AllocationRule::pari_passu;
  /// For AllocationRule::time_stamp: an outflow so soon after a deposit is thought to be of it.
  Duration link = Duration::minutes(30);
};

struct PartyShare {
  std::string party;
  Money deposited;  ///< into this account
  Money claim;      ///< the lesser of that and the loss
  Money share;      ///< never more than the claim
};

struct Allocation {
  std::vector<PartyShare> shares;  ///< in the order of names
  Money unclaimed;                 ///< shares and this add up to what is frozen
  Money uncovered;  ///< that went out without having come in: the ledger is not whole
};

/// Allocates `frozen` by the rule. Where it is less than what the ledger leaves, the difference is
/// one more outflow at the end; where it is more, the rest is unclaimed. A party without a loss in
/// the list claims what it paid in. The order of movements and losses does not matter. Throws
/// Problem (invalid, funds.allocation) for two currencies, a frozen amount or a loss below zero,
/// two losses of one party, or two movements of one id; too_large if the movements do not add up in
/// 64 bits.
Allocation allocate(std::span<const Movement> movements, std::span<const Loss> losses, Money frozen,
                    const AllocationSettings& settings);

/// What the movements leave in the account; never below zero.
Money balance_of(std::span<const Movement> movements, Currency currency);

}  // namespace anlan::funds
