// TransferLog: the last transfers, each with the one before it of either account.
#pragma once

#include <cstdint>
#include <vector>

#include "funds/engine/transfers/transfer.h"

namespace anlan::funds {

/// Written in sequence, so that keeping it costs next to nothing; read backwards from an account's
/// newest transfer only where somebody asks.
class TransferLog {
 public:
  struct Entry {
    std::uint32_t second = 0;
    AccountIndex from = 0;
    AccountIndex to = 0;
    float amount = 0;                    ///< minor units, for comparing
    std::uint32_t previous_of_from = 0;  ///< lower half of a number
    std::uint32_t previous_of_to = 0;
  };
  static constexpr std::uint64_t k_none = UINT64_MAX;

  /// Keeps 2^bits transfers of 24 bytes each.
  explicit TransferLog(unsigned bits);

  /// Numbers transfers 0, 1, 2, ...; returns this one's number.
  std::uint64_t append(const Entry& entry);
  std::uint64_t size() const { return size_; }
  /// The number whose lower half this is, if the log still has it; k_none otherwise.
  std::uint64_t number_of(std::uint32_t lower) const;
  const Entry& operator[](std::uint64_t number) const { return entries_[number & mask_]; }
  /// The account's transfer before this one, which must be of the account; k_none if it is gone.
  std::uint64_t previous(std::uint64_t number, AccountIndex account) const;

  std::vector<Entry>& entries() { return entries_; }
  const std::vector<Entry>& entries() const { return entries_; }
  void set_size(std::uint64_t size) { size_ = size; }

 private:
  std::vector<Entry> entries_;
  std::uint64_t mask_ = 0;
  std::uint64_t size_ = 0;
};

}  // namespace anlan::funds
