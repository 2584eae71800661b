#include "funds/engine/transfers/account_names.h"

#include "base/check.h"
#include "funds/engine/transfers/text_hash.h"

namespace anlan::funds {
namespace {

constexpr std::size_t k_slots_at_first = 1 << 10;
constexpr std::uint64_t k_tag = 0xFFFFFFFF00000000;

}  // namespace

AccountNames::AccountNames() : slots_(k_slots_at_first) {}

/// Where the name is, or the free slot where it would go.
std::size_t AccountNames::slot_of(std::string_view text, std::uint64_t hash) const {
  const auto mask = slots_.size() - 1;
  for (auto at = hash & mask;; at = (at + 1) & mask) {
    const auto slot = slots_[at];
    if (slot == 0) return at;
    const auto account = static_cast<AccountIndex>(slot & ~k_tag) - 1;
    if ((slot & k_tag) == (hash & k_tag) && name(account) == text) return at;
  }
}

AccountIndex AccountNames::intern(std::string_view text) {
  const auto hash = text_hash(text);
  const auto at = slot_of(text, hash);
  if (slots_[at] != 0) return static_cast<AccountIndex>(slots_[at] & ~k_tag) - 1;
  CHECK(names_.size() < k_accounts_max);
  names_.append(text);
  slots_[at] = (hash & k_tag) | names_.size();
  if (names_.size() * 2 > slots_.size()) rehash(slots_.size() * 2);
  return static_cast<AccountIndex>(names_.size() - 1);
}

std::optional<AccountIndex> AccountNames::find(std::string_view text) const {
  const auto slot = slots_[slot_of(text, text_hash(text))];
  if (slot == 0) return std::nullopt;
  return static_cast<AccountIndex>(slot & ~k_tag) - 1;
}

void AccountNames::restore(StateReader& reader) {
  names_.restore(reader);
  auto slots = k_slots_at_first;
  while (slots < names_.size() * 2) slots *= 2;
  rehash(slots);
}

void AccountNames::rehash(std::size_t slots) {
  slots_.assign(slots, 0);
  const auto mask = slots_.size() - 1;
  for (AccountIndex account = 0; account < names_.size(); ++account) {
    const auto hash = text_hash(name(account));
    auto at = hash & mask;
    while (slots_[at] != 0) at = (at + 1) & mask;
    slots_[at] = (hash & k_tag) | (std::uint64_t{account} + 1);
  }
}

}  // namespace anlan::funds
