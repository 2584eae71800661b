// AccountNames: account numbers as they are written, and a small number for each.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "funds/engine/transfers/text_column.h"
#include "funds/engine/transfers/transfer.h"

namespace anlan::funds {

/// Numbers accounts 0, 1, 2, ... as they are met. An open-addressing table over one run of bytes:
/// about 20 bytes an account and its name. For one thread.
class AccountNames {
 public:
  static constexpr std::size_t k_accounts_max = 1U << 31;

  AccountNames();

  /// The account's number, a new one if it was never met.
  AccountIndex intern(std::string_view name);
  std::optional<AccountIndex> find(std::string_view name) const;
  /// Valid until the next intern().
  std::string_view name(AccountIndex account) const { return names_[account]; }
  std::size_t size() const { return names_.size(); }

  void save(StateWriter& writer) const { names_.save(writer); }
  /// Throws Problem (invalid, funds.state).
  void restore(StateReader& reader);

 private:
  std::size_t slot_of(std::string_view name, std::uint64_t hash) const;
  void rehash(std::size_t slots);

  TextColumn names_;
  std::vector<std::uint64_t> slots_;  // upper half of the hash, account + 1; 0 is free
};

}  // namespace anlan::funds
