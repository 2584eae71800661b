// TemporalGraph: transfers by account, both ways, each knowing where the money can go on.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/instant.h"
#include "funds/engine/transfers/transfer.h"

namespace anlan::funds {

/// Times are ranks among the distinct times, from 1, so that comparing them is comparing 32 bits.
class TemporalGraph {
 public:
  using Rank = std::uint32_t;
  static constexpr Rank k_never = UINT32_MAX;

  /// A transfer out of an account; those of an account lie together by time, and behind the last
  /// one stands one of time k_never.
  struct OutArc {
    Rank time = k_never;
    AccountIndex head = 0;
    std::uint32_t next = 0;  ///< the first arc out of head that is later
  };
  /// A transfer into an account; those of an account lie together by time, and before the first one
  /// stands one of time 0.
  struct InArc {
    Rank time = 0;
    AccountIndex tail = 0;
    std::uint32_t previous = 0;  ///< the last arc into tail that is earlier
  };

  /// The transfers must be in the order of time. Throws Problem (too_large, funds.transfers) for
  /// more than four thousand million arcs and accounts.
  TemporalGraph(std::span<const Transfer> transfers, Duration window);

  AccountIndex accounts() const { return accounts_; }
  std::span<const OutArc> out() const { return out_; }
  std::span<const InArc> in() const { return in_; }
  std::uint32_t out_begin(AccountIndex account) const { return out_begin_[account]; }
  /// The last arc into the account of a time up to `time`, found from `from` on, which is one of
  /// the account's or the one before its first.
  std::uint32_t last_in_until(AccountIndex account, Rank time, std::uint32_t from) const;
  std::uint32_t in_begin(AccountIndex account) const { return in_begin_[account]; }
  /// The last rank within the window that opens at a rank; its end belongs to it.
  Rank window_end(Rank rank) const { return window_end_[rank]; }
  /// The transfer, by its place among those given.
  std::uint32_t transfer_of(std::uint32_t out_arc) const { return transfer_of_[out_arc]; }

 private:
  void rank_times(std::span<const Transfer> transfers, Duration window);
  void link_out(std::span<const Transfer> transfers);
  void link_in(std::span<const Transfer> transfers);

  AccountIndex accounts_ = 0;
  std::vector<Rank> ranks_;  // of each transfer
  std::vector<Rank> window_end_;
  std::vector<OutArc> out_;
  std::vector<InArc> in_;
  std::vector<std::uint32_t> out_begin_;  // an account more than there are
  std::vector<std::uint32_t> in_begin_;   // the guard before the first
  std::vector<std::uint32_t> transfer_of_;
};

}  // namespace anlan::funds
