#include "funds/engine/allocation/allocation.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <string_view>

#include "base/problem.h"
#include "funds/engine/allocation/apportion.h"

namespace anlan::funds {
namespace {

[[noreturn]] void refuse(std::string sentence) {
  throw Problem::invalid("funds.allocation", std::move(sentence));
}

void check_currency(Money amount, Currency currency) {
  if (amount.currency() != currency) refuse("An allocation is of one currency.");
}

std::vector<Movement> in_order(std::span<const Movement> movements) {
  std::vector<Movement> sorted(movements.begin(), movements.end());
  std::ranges::sort(sorted, [](const Movement& a, const Movement& b) {
    return a.time != b.time ? a.time < b.time : a.id < b.id;
  });
  std::vector<std::string_view> ids;
  for (const auto& movement : sorted) ids.push_back(movement.id);
  std::ranges::sort(ids);
  if (const auto twice = std::ranges::adjacent_find(ids); twice != ids.end()) {
    refuse("The movement " + std::string(*twice) + " is given twice.");
  }
  return sorted;
}

/// Everything that moves must add up in 64 bits.
void check_sum(std::span<const Movement> movements) {
  std::int64_t sum = 0;
  for (const auto& movement : movements) {
    const auto change = movement.change.minor_units();
    if (change == INT64_MIN || __builtin_add_overflow(sum, change < 0 ? -change : change, &sum)) {
      throw Problem::too_large("funds.allocation", "The movements are too large to add up.");
    }
  }
}

/// The parties by name, with what each paid in and may claim.
class Parties {
 public:
  Parties(std::span<const Movement> movements, std::span<const Loss> losses, Currency currency) {
    std::map<std::string, std::int64_t> deposited;
    for (const auto& movement : movements) {
      check_currency(movement.change, currency);
      const bool is_of_party = !movement.party.empty() && movement.change.minor_units() > 0;
      if (is_of_party) deposited[movement.party] += movement.change.minor_units();
    }
    std::map<std::string, std::int64_t> lost;
    for (const auto& loss : losses) {
      check_currency(loss.amount, currency);
      if (loss.amount.minor_units() < 0) refuse("A loss is not below zero.");
      if (!lost.emplace(loss.party, loss.amount.minor_units()).second) {
        refuse("The loss of " + loss.party + " is given twice.");
      }
      if (!loss.party.empty()) deposited.try_emplace(loss.party, 0);
    }
    for (const auto& [party, amount] : deposited) {
      const auto loss = lost.find(party);
      const auto claim = loss == lost.end() ? amount : std::min(amount, loss->second);
      shares_.push_back({party, Money::minor(amount, currency), Money::minor(claim, currency),
                         Money::minor(0, currency)});
    }
  }

  PartyIndex index_of(const std::string& party) const {
    if (party.empty()) return k_own_money;
    const auto found = std::ranges::lower_bound(shares_, party, {}, &PartyShare::party);
    return static_cast<PartyIndex>(found - shares_.begin());
  }
  std::vector<PartyShare>& shares() { return shares_; }

 private:
  std::vector<PartyShare> shares_;
};

/// Every claim on what is frozen alike, and none beyond itself.
void share_alike(std::vector<PartyShare>& shares, Money frozen) {
  std::vector<std::int64_t> claims;
  std::int64_t all = 0;  // no more than was paid in, which adds up
  for (const auto& share : shares) {
    claims.push_back(share.claim.minor_units());
    all += claims.back();
  }
  const auto parts = apportion(std::min(frozen.minor_units(), all), claims);
  for (std::size_t i = 0; i < shares.size(); ++i) {
    shares[i].share = Money::minor(parts[i], frozen.currency());
  }
}

}  // namespace

Money balance_of(std::span<const Movement> movements, Currency currency) {
  check_sum(movements);
  std::int64_t balance = 0;
  for (const auto& movement : in_order(movements)) {
    check_currency(movement.change, currency);
    balance = std::max<std::int64_t>(0, balance + movement.change.minor_units());
  }
  return Money::minor(balance, currency);
}

Allocation allocate(std::span<const Movement> movements, std::span<const Loss> losses, Money frozen,
                    const AllocationSettings& settings) {
  const auto currency = frozen.currency();
  if (frozen.minor_units() < 0) refuse("What is frozen is not below zero.");
  check_sum(movements);
  const auto sorted = in_order(movements);
  Parties parties(sorted, losses, currency);
  auto& shares = parties.shares();
  MixedAccount account(settings.rule, settings.link);
  std::int64_t uncovered = 0;
  std::vector<Part> gone;
  for (const auto& movement : sorted) {
    const auto change = movement.change.minor_units();
    if (change >= 0) {
      account.deposit({parties.index_of(movement.party), change}, movement.time);
    } else {
      gone.clear();
      uncovered += account.withdraw(-change, movement.time, gone);
    }
  }
  if (account.balance() > frozen.minor_units()) {
    account.withdraw(account.balance() - frozen.minor_units(), sorted.back().time, gone);
  }
  if (settings.rule == AllocationRule::pari_passu) {
    share_alike(shares, frozen);
  } else {
    for (const auto& part : account.parts()) {
      if (part.party == k_own_money) continue;
      auto& share = shares[part.party];
      share.share = std::min(Money::minor(part.amount, currency), share.claim);
    }
  }
  auto unclaimed = frozen;
  for (const auto& share : shares) unclaimed = unclaimed - share.share;
  return {std::move(shares), unclaimed, Money::minor(uncovered, currency)};
}

}  // namespace anlan::funds
