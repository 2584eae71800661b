// Watch: warns of money being taken and passed on, transfer by transfer.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "base/instant.h"
#include "funds/engine/transfers/state_bytes.h"
#include "funds/engine/transfers/transfer.h"
#include "funds/engine/watch/hot_account.h"
#include "funds/engine/watch/reason.h"
#include "funds/engine/watch/structure.h"
#include "funds/engine/watch/transfer_log.h"

namespace anlan::funds {

inline constexpr std::int64_t k_unknown_balance = INT64_MIN;

/// A transfer and, where its source says so, what it left in the account that paid.
struct Observed {
  Transfer transfer;
  std::int64_t from_balance_after = k_unknown_balance;
};

enum class Role : std::uint8_t { victim, mule };
enum class Grade : std::uint8_t { none, message, call, visit };

/// "victim"; "message".
std::string_view to_string(Role role);
std::string_view to_string(Grade grade);

struct FundWarning {
  std::uint64_t cause = 0;  ///< the transfer's number; that of the path's last one for a report
  Instant time;             ///< of the transfer, or of the report
  AccountIndex account = 0;
  Role role = Role::victim;
  std::uint32_t level = 0;  ///< 0 a victim; 1 is paid by one
  Grade grade = Grade::message;
  double score = 0;  ///< a probability, as the weights have it
  Reasons reasons;
  std::vector<std::uint64_t> path;  ///< numbers of transfers, the evidence, in the order of time
};

/// Of `amount_min`: less suspect money than this is not followed, as it may be anybody's shopping
/// by whom an account was lent; of less than the other, a report alone says nothing.
inline constexpr float k_followed_share = .3F;
inline constexpr float k_reported_share = .5F;

struct WatchSettings {
  std::int64_t amount_min = 300'000;      ///< less is nobody's ruin
  std::int32_t zone_seconds = 8 * 3'600;  ///< what the clock on the wall is ahead of UTC
  unsigned log_bits = 22;                 ///< the log keeps 2^n transfers
  AccountIndex accounts_reserved = 0;     ///< memory taken at the beginning
  double message_odds = 0;                ///< logarithms of odds
  double call_odds = 1.5;
  double visit_odds = 3;
  StructureLimits structure;
};

/// Reads transfers in the order of time. What it says depends on the transfers and reports before
/// alone, not on how they are cut into batches. 64 bytes an account and 24 a transfer of the log.
/// For one thread.
class Watch {
 public:
  explicit Watch(const WatchSettings& settings);

  /// Appends the warnings that the transfers give cause for. They are numbered 0, 1, 2, ... from
  /// the first ever.
  void observe(std::span<const Observed> batch, std::vector<FundWarning>& warnings);
  /// A report comes before the transfers that are later than `reported_at`.
  void report(const VictimReport& report, std::vector<FundWarning>& warnings);
  std::uint64_t observed() const { return log_.size(); }

  /// Everything that the next answer depends on.
  void save(StateWriter& writer) const;
  /// Goes on from what was saved with the same settings. Throws Problem (invalid, funds.state) if
  /// it is not whole, or of other settings, and is then as before.
  void restore(StateReader& reader);

 private:
  struct Moment {
    std::uint64_t number = 0;
    Instant time;
    std::uint32_t second = 0;
    AccountIndex from = 0;
    AccountIndex to = 0;
    float amount = 0;
    float balance_after = -1;  // unknown below zero
    float usual_out = 0;       // of the sender, on a day
  };
  void observe_one(const Observed& observed, std::vector<FundWarning>& warnings);
  void fade(HotAccount& account, std::uint32_t second) const;
  void note_sender(HotAccount& sender, Moment& moment) const;
  void note_receiver(HotAccount& receiver, const Moment& moment) const;
  bool is_woken(const HotAccount& account, std::uint32_t second) const;
  bool is_night(std::uint32_t second) const;
  Reasons signs_of_draining(const HotAccount& sender, const HotAccount& receiver,
                            const Moment& moment) const;
  Reasons signs_of_passing_on(const HotAccount& account, const Moment& moment) const;
  void add_structure(Reasons& reasons, const Moment& moment) const;
  void look_for_draining(const Moment& moment, std::vector<FundWarning>& warnings);
  void move_taint(const Moment& moment);
  void look_for_passing_on(AccountIndex account, const Moment& moment,
                           std::vector<FundWarning>& warnings);
  void warn_mule(AccountIndex account, const Moment& moment, Reasons signs,
                 std::vector<std::uint64_t> path, std::vector<FundWarning>& warnings);
  std::vector<std::uint64_t> payments_after(AccountIndex account, std::uint64_t number,
                                            std::uint32_t second_min);
  void mark_reported(AccountIndex account, std::uint32_t level, float received, float stays,
                     std::uint32_t second);
  Grade grade_of(double log_odds) const;
  void warn(FundWarning warning, std::vector<FundWarning>& warnings);
  std::vector<std::uint64_t> run_of(const Moment& moment) const;

  WatchSettings settings_;
  HotAccounts accounts_;
  TransferLog log_;
  std::uint32_t first_second_ = 0;
};

}  // namespace anlan::funds
