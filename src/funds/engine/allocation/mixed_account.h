// MixedAccount: money of several parties in one account, and whose it is that goes out.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/instant.h"

namespace anlan::funds {

/// In what order mixed money is thought to leave an account.
enum class AllocationRule : std::uint8_t {
  fifo,                         ///< what came first goes first
  lifo,                         ///< what came last goes first
  pari_passu,                   ///< as rolling; at the end, all losses share alike
  rolling,                      ///< each outflow takes from everybody in proportion
  lowest_intermediate_balance,  ///< the account's own money first, then victims in proportion
  time_stamp,  ///< what came within the link interval, the last first; then rolling
};

std::span<const AllocationRule> allocation_rules();
/// "fifo", "lifo", "pari_passu", ...
std::string_view to_string(AllocationRule rule);
std::optional<AllocationRule> allocation_rule_named(std::string_view name);

/// Somebody whose money is in the account, by a number of the caller's. Of equal cents the lower
/// number gets the first.
using PartyIndex = std::uint32_t;
/// The holder of the account, and everybody of whom nothing is known.
inline constexpr PartyIndex k_own_money = UINT32_MAX;

/// Minor units of one party.
struct Part {
  PartyIndex party = k_own_money;
  std::int64_t amount = 0;
  friend bool operator==(const Part&, const Part&) = default;
};

/// Exact: every step is made to the minor unit by largest remainder, so that what is in the account
/// is always the sum of its parts and a person can follow it by hand. A deposit of several parties
/// leaves in their proportion. Movements come in the order of time.
class MixedAccount {
 public:
  explicit MixedAccount(AllocationRule rule, Duration link = Duration::minutes(30))
      : rule_(rule), link_(link) {}

  void deposit(Part part, Instant time) { deposit(std::span(&part, 1), time); }
  void deposit(std::span<const Part> parts, Instant time);
  /// Takes up to `amount` and appends whose it was, a party once, in their order; returns what the
  /// balance did not cover.
  std::int64_t withdraw(std::int64_t amount, Instant time, std::vector<Part>& taken);

  std::int64_t balance() const { return balance_; }
  /// What each party has in the account, in their order.
  std::vector<Part> parts() const;

 private:
  struct Layer {
    Instant time;
    std::int64_t total = 0;
    std::vector<Part> parts;  // in the order of parties
  };
  bool has_layers() const;
  bool joins_last_layer(const Part& part) const;
  void age(Instant now);
  void take_from_layers(std::int64_t& amount, std::vector<Part>& taken);
  static void add(Layer& layer, std::span<const Part> parts);
  static void take(Layer& layer, std::int64_t amount, std::vector<Part>& taken);
  static void take_own(Layer& layer, std::int64_t& amount, std::vector<Part>& taken);

  AllocationRule rule_;
  Duration link_;
  std::int64_t balance_ = 0;
  Layer pool_;                // where order plays no part
  std::deque<Layer> layers_;  // deposits, the earliest first
};

}  // namespace anlan::funds
