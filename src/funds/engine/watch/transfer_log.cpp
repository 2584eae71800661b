#include "funds/engine/watch/transfer_log.h"

namespace anlan::funds {

TransferLog::TransferLog(unsigned bits)
    : entries_(std::size_t{1} << bits), mask_(entries_.size() - 1) {}

std::uint64_t TransferLog::append(const Entry& entry) {
  entries_[size_ & mask_] = entry;
  return size_++;
}

std::uint64_t TransferLog::number_of(std::uint32_t lower) const {
  const auto back = static_cast<std::uint32_t>(size_) - lower;  // 0 stands for "never"
  if (back == 0 || back > size_ || back > entries_.size()) return k_none;
  return size_ - back;
}

std::uint64_t TransferLog::previous(std::uint64_t number, AccountIndex account) const {
  const auto& entry = (*this)[number];
  const auto before =
      number_of(entry.from == account ? entry.previous_of_from : entry.previous_of_to);
  if (before == k_none || before >= number) return k_none;
  const auto& found = (*this)[before];
  return found.from == account || found.to == account ? before : k_none;
}

}  // namespace anlan::funds
