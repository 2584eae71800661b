// HotAccount: what is remembered of an account, in one line of the processor's cache.
#pragma once

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <memory>
#include <vector>

#include "funds/engine/transfers/transfer.h"

namespace anlan::funds {

inline constexpr std::uint32_t k_hour_seconds = 3'600;
inline constexpr std::uint32_t k_day_seconds = 86'400;

/// Sums fade: of an amount s seconds ago, e^(-s / T) is left, so that a window costs no memory and
/// no search. Amounts are minor units, seconds are since 1970.
struct alignas(64) HotAccount {
  enum Flag : std::uint8_t {
    run_is_new = 1,  ///< the receiver of the run was never paid before
    run_began_small = 2,
    woke_up = 4,  ///< at first_second
    has_reported_money = 8,
    is_victim = 16,  ///< reported, or warned as one
  };

  std::uint32_t first_second = 0;  ///< or when it woke; 0: never seen
  std::uint32_t last_second = 0;
  float in_short = 0;  ///< T of an hour
  float out_short = 0;
  float in_long = 0;  ///< T of two weeks
  float out_long = 0;
  float taint = 0;  ///< suspect money thought to be here
  std::uint32_t taint_second = 0;
  std::array<std::uint64_t, 2> met{};  ///< a bit for each partner, several to a bit
  std::uint32_t last_entry = 0;        ///< in the log: lower half of the number of the newest
  AccountIndex last_to = UINT32_MAX;
  std::uint8_t transfers = 0;   ///< up to the most that fits
  std::uint8_t woken_paid = 0;  ///< payments to new accounts, since the last quiet hour
  std::uint8_t run = 0;         ///< payments worth mentioning in a row to last_to
  std::uint8_t flags = 0;
  std::uint8_t senders = 0;    ///< strangers that paid, since the last quiet hour
  std::uint8_t receivers = 0;  ///< strangers that were paid
  std::uint8_t level = 0;      ///< hops of the taint from its source
  std::uint8_t grades = 0;     ///< warned: as victim (lower half), as mule (upper half)

  bool has(Flag flag) const { return (flags & flag) != 0; }
  void set(Flag flag, bool value) {
    flags = static_cast<std::uint8_t>(value ? flags | flag : flags & ~flag);
  }
  /// Whether the partner is perhaps known; notes it. One stranger in ten is taken for known by an
  /// account of 13 partners.
  bool meet(AccountIndex partner) {
    const auto hash = partner * 0x9E3779B97F4A7C15ULL >> 57;
    auto& word = met[hash >> 6];
    const auto bit = std::uint64_t{1} << (hash & 63);
    const bool is_known = (word & bit) != 0;
    word |= bit;
    return is_known;
  }
  /// Partners by the hundred: a shop, a market, an employer, a collection.
  bool is_hub() const { return std::popcount(met[0]) + std::popcount(met[1]) >= 72; }
};
static_assert(sizeof(HotAccount) == 64);

/// Accounts in blocks, so that growing moves nobody.
class HotAccounts {
 public:
  static constexpr std::size_t k_block = 1 << 12;  // 256 KiB: a new one costs no pause

  HotAccount& operator[](AccountIndex account) {
    return blocks_[account / k_block][account % k_block];
  }
  void prefetch(AccountIndex account) {
    if (account < size()) __builtin_prefetch(&(*this)[account], 1);
  }
  void reach(AccountIndex account) {
    while (account >= size()) blocks_.push_back(std::make_unique<HotAccount[]>(k_block));
  }
  std::size_t size() const { return blocks_.size() * k_block; }
  std::vector<std::unique_ptr<HotAccount[]>>& blocks() { return blocks_; }
  const std::vector<std::unique_ptr<HotAccount[]>>& blocks() const { return blocks_; }

 private:
  std::vector<std::unique_ptr<HotAccount[]>> blocks_;
};

}  // namespace anlan::funds
