// Reason: a sign that money is being taken or passed on, in words and with its weight.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/bilingual.h"

namespace anlan::funds {

enum class Reason : std::uint8_t {
  reported,        ///< the victim said so
  first_payment,   ///< to somebody whom the account never paid
  unusual_amount,  ///< far above what leaves the account on a day
  drained,         ///< next to nothing is left
  instalments,     ///< again and again to the same receiver
  test_payment,    ///< a small one first
  night,
  receiver_woke,        ///< the receiver was new, or had slept for a month
  receiver_suspect,     ///< the receiver has been paid suspect money before
  receiver_gathers,     ///< strangers pay the receiver
  receiver_passes_on,   ///< the receiver hands on at once what it gets
  woke,                 ///< the account itself was new, or had slept
  suspect_money,        ///< from an account that looks drained
  reported_money,       ///< from an account whose holder reported
  passes_through,       ///< what comes in goes out within the hour
  strangers_pay,        ///< several who never paid it before
  spreads,              ///< to several receivers at once
  pays_new,             ///< several of whom are new
  gathers_and_spreads,  ///< both
  scatter_gather,       ///< one source's money comes by several ways
  chain,                ///< much the same amount, hop after hop within the hour
  cycle,                ///< back to an account from which it came
};
inline constexpr std::size_t k_reasons = 22;

/// "passes_through", ...
std::string_view to_string(Reason reason);
/// What to tell a person.
const Bilingual& words_of(Reason reason);
/// What the reason adds to the logarithm of the odds.
double weight_of(Reason reason);

/// Signs together, each once.
class Reasons {
 public:
  void add(Reason reason) { bits_ |= 1U << static_cast<unsigned>(reason); }
  bool has(Reason reason) const { return (bits_ >> static_cast<unsigned>(reason) & 1U) != 0; }
  bool empty() const { return bits_ == 0; }
  /// The logarithm of the odds, from those of any account at any time.
  double log_odds() const;
  std::vector<Reason> list() const;
  friend bool operator==(Reasons, Reasons) = default;

 private:
  std::uint32_t bits_ = 0;
};

}  // namespace anlan::funds
