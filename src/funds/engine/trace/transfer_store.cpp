#include "funds/engine/trace/transfer_store.h"

#include <algorithm>

#include "base/check.h"
#include "base/problem.h"

namespace anlan::funds {

TransferStore::TransferStore(std::span<const Transfer> transfers) : transfers_(transfers) {
  if (transfers.size() >= std::size_t{1} << 31) {
    throw Problem::too_large("funds.transfers", "There are too many transfers for one store.");
  }
  AccountIndex accounts = 0;
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < transfers.size(); ++i) {
    const auto& transfer = transfers[i];
    CHECK(i == 0 || transfers[i - 1].time <= transfer.time);
    accounts = std::max({accounts, transfer.from + 1, transfer.to + 1});
    if (__builtin_add_overflow(sum, transfer.amount.minor_units(), &sum)) {
      throw Problem::too_large("funds.transfers", "The amounts are too large to add up.");
    }
  }
  begins_.assign(accounts + std::size_t{1}, 0);
  for (const auto& transfer : transfers) {
    ++begins_[transfer.from + std::size_t{1}];
    ++begins_[transfer.to + std::size_t{1}];
  }
  for (std::size_t i = 1; i < begins_.size(); ++i) begins_[i] += begins_[i - 1];
  places_.resize(transfers.size() * 2);
  auto ends = begins_;
  for (std::uint32_t i = 0; i < transfers.size(); ++i) {
    places_[ends[transfers[i].from]++] = {i, true};
    places_[ends[transfers[i].to]++] = {i, false};
  }
}

}  // namespace anlan::funds
