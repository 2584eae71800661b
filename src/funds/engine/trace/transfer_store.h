// TransferStore: transfers in the order of time, and those of each account at hand.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "funds/engine/transfers/transfer.h"

namespace anlan::funds {

/// One of an account's transfers, by its place among all, and whether the account pays.
class PlaceOfTransfer {
 public:
  PlaceOfTransfer() = default;
  PlaceOfTransfer(std::uint32_t index, bool is_out) : bits_(index << 1 | (is_out ? 1U : 0U)) {}
  std::uint32_t index() const { return bits_ >> 1; }
  bool is_out() const { return (bits_ & 1U) != 0; }

 private:
  std::uint32_t bits_ = 0;
};

/// Holds 8 bytes a transfer and 8 an account beside the transfers, which must outlive it. Safe to
/// read from several threads.
class TransferStore {
 public:
  /// The transfers must be in the order of time. Throws Problem (too_large, funds.transfers) for
  /// 2^31 of them or more, or if their amounts do not add up in 64 bits.
  explicit TransferStore(std::span<const Transfer> transfers);

  std::span<const Transfer> transfers() const { return transfers_; }
  AccountIndex accounts() const { return static_cast<AccountIndex>(begins_.size() - 1); }
  /// The account's transfers, in and out, by their places, in the order of time.
  std::span<const PlaceOfTransfer> of(AccountIndex account) const {
    return std::span(places_).subspan(begins_[account], begins_[account + 1] - begins_[account]);
  }

 private:
  std::span<const Transfer> transfers_;
  std::vector<std::uint64_t> begins_;
  std::vector<PlaceOfTransfer> places_;
};

}  // namespace anlan::funds
