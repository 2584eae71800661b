#include "funds/engine/watch/watch.h"

#include <algorithm>
#include <array>

#include "base/check.h"

namespace anlan::funds {
namespace {

constexpr std::size_t k_ahead = 12;             // transfers whose accounts are fetched early
constexpr float k_short = k_hour_seconds;       // T of the short sums
constexpr float k_long = 14.F * k_day_seconds;  // T of the long ones
constexpr std::uint32_t k_asleep = 30 * k_day_seconds;   // who sleeps longer wakes
constexpr std::uint32_t k_awake = 2 * k_day_seconds;     // and is new for so long
constexpr std::uint32_t k_learning = 3 * k_day_seconds;  // before it, everybody is new
constexpr std::uint32_t k_quiet = 12 * k_hour_seconds;   // ends an episode
constexpr std::size_t k_run_max = 8;                     // transfers of a victim's path
constexpr double k_taint_odds = -2.5;                    // below those of a message
constexpr float k_small = 20'000;                        // a test payment

std::uint32_t second_of(Instant time) {
  const auto second = time.unix_milliseconds() / 1'000;
  return static_cast<std::uint32_t>(std::clamp<std::int64_t>(second, 1, UINT32_MAX));
}

std::uint32_t since(std::uint32_t now, std::uint32_t then) { return now > then ? now - then : 0; }

void count(std::uint8_t& counter) {
  counter = static_cast<std::uint8_t>(std::min(counter + 1, 255));
}

}  // namespace

std::string_view to_string(Role role) { return role == Role::victim ? "victim" : "mule"; }

std::string_view to_string(Grade grade) {
  constexpr std::array<std::string_view, 4> k_names{"none", "message", "call", "visit"};
  return k_names[static_cast<std::size_t>(grade)];
}

Watch::Watch(const WatchSettings& settings) : settings_(settings), log_(settings.log_bits) {
  if (settings.accounts_reserved > 0) accounts_.reach(settings.accounts_reserved - 1);
}

void Watch::observe(std::span<const Observed> batch, std::vector<FundWarning>& warnings) {
  for (std::size_t i = 0; i < batch.size(); ++i) {
    if (i + k_ahead < batch.size()) {
      accounts_.prefetch(batch[i + k_ahead].transfer.from);
      accounts_.prefetch(batch[i + k_ahead].transfer.to);
    }
    observe_one(batch[i], warnings);
  }
}

void Watch::observe_one(const Observed& observed, std::vector<FundWarning>& warnings) {
  const auto& transfer = observed.transfer;
  Moment moment{.time = transfer.time,
                .second = second_of(transfer.time),
                .from = transfer.from,
                .to = transfer.to,
                .amount = static_cast<float>(transfer.amount.minor_units())};
  if (observed.from_balance_after != k_unknown_balance) {
    moment.balance_after =
        static_cast<float>(std::max<std::int64_t>(0, observed.from_balance_after));
  }
  if (first_second_ == 0) first_second_ = moment.second;
  accounts_.reach(std::max(moment.from, moment.to));
  auto& sender = accounts_[moment.from];
  auto& receiver = accounts_[moment.to];
  fade(sender, moment.second);
  fade(receiver, moment.second);
  moment.number = log_.append(
      {moment.second, moment.from, moment.to, moment.amount,
       sender.transfers > 0 ? sender.last_entry : static_cast<std::uint32_t>(log_.size()),
       receiver.transfers > 0 ? receiver.last_entry : static_cast<std::uint32_t>(log_.size())});
  note_sender(sender, moment);
  note_receiver(receiver, moment);
  if (is_woken(receiver, moment.second)) count(sender.woken_paid);
  const bool is_hub = sender.is_hub() || receiver.is_hub();
  if (!is_hub && sender.has(HotAccount::run_is_new) &&
      sender.out_short >= static_cast<float>(settings_.amount_min)) {
    look_for_draining(moment, warnings);
  }
  if (sender.taint > 0) move_taint(moment);
  look_for_passing_on(moment.from, moment, warnings);
  look_for_passing_on(moment.to, moment, warnings);
}

/// Brings the sums to this second; forgets what an episode or a sleep has ended.
void Watch::fade(HotAccount& account, std::uint32_t second) const {
  const bool is_first = account.first_second == 0;
  const auto gap = is_first || second < account.last_second ? 0 : second - account.last_second;
  if (gap > 0) {
    const auto share = std::exp(-static_cast<float>(gap) / k_short);
    const auto long_share = std::exp(-static_cast<float>(gap) / k_long);
    account.in_short *= share;
    account.out_short *= share;
    account.in_long *= long_share;
    account.out_long *= long_share;
  }
  if (gap > k_hour_seconds) account.senders = account.receivers = account.woken_paid = 0;
  if (gap > k_quiet) account.grades = 0;
  if (gap > k_day_seconds) account.last_to = UINT32_MAX;
  if (account.level > 0 && since(second, account.taint_second) > k_awake) {
    account.taint = 0;
    account.level = 0;
    account.set(HotAccount::has_reported_money, false);
  }
  if (is_first || gap > k_asleep) {
    account.first_second = second;
    account.set(HotAccount::woke_up, since(second, first_second_) >= k_learning);
  }
  account.last_second = std::max(account.last_second, second);
}

void Watch::note_sender(HotAccount& sender, Moment& moment) const {
  const auto age = std::min(static_cast<float>(since(moment.second, sender.first_second)), k_long);
  moment.usual_out = sender.out_long / std::max(1.F, age / k_day_seconds);
  const bool is_known = sender.meet(moment.to);
  if (!is_known) count(sender.receivers);
  if (sender.last_to != moment.to) {
    sender.run = 0;
    sender.last_to = moment.to;
    sender.set(HotAccount::run_is_new, !is_known);
    sender.set(HotAccount::run_began_small, moment.amount <= k_small);
  }
  if (moment.amount >= .25F * static_cast<float>(settings_.amount_min)) count(sender.run);
  sender.out_short += moment.amount;
  sender.out_long += moment.amount;
  sender.last_entry = static_cast<std::uint32_t>(moment.number);
  if (sender.transfers < UINT8_MAX) ++sender.transfers;
}

void Watch::note_receiver(HotAccount& receiver, const Moment& moment) const {
  if (!receiver.meet(moment.from)) count(receiver.senders);
  receiver.in_short += moment.amount;
  receiver.in_long += moment.amount;
  receiver.last_entry = static_cast<std::uint32_t>(moment.number);
  if (receiver.transfers < UINT8_MAX) ++receiver.transfers;
}

bool Watch::is_woken(const HotAccount& account, std::uint32_t second) const {
  return account.has(HotAccount::woke_up) && since(second, account.first_second) <= k_awake;
}

bool Watch::is_night(std::uint32_t second) const {
  const auto local = (std::int64_t{second} + settings_.zone_seconds) % k_day_seconds;
  return local < 6 * k_hour_seconds || local >= 23 * k_hour_seconds;
}

Reasons Watch::signs_of_draining(const HotAccount& sender, const HotAccount& receiver,
                                 const Moment& moment) const {
  const auto least = static_cast<float>(settings_.amount_min);
  Reasons signs;
  signs.add(Reason::first_payment);
  if (sender.out_short >= 3 * moment.usual_out) signs.add(Reason::unusual_amount);
  if (moment.balance_after >= 0 &&
      moment.balance_after <= .1F * (moment.balance_after + sender.out_short)) {
    signs.add(Reason::drained);
  }
  if (sender.run >= 2) signs.add(Reason::instalments);
  if (sender.run >= 1 && sender.has(HotAccount::run_began_small)) signs.add(Reason::test_payment);
  if (is_night(moment.second)) signs.add(Reason::night);
  if (is_woken(receiver, moment.second)) signs.add(Reason::receiver_woke);
  const bool is_tainted_before = receiver.taint > .3F * least;
  if (is_tainted_before) signs.add(Reason::receiver_suspect);
  if (receiver.senders >= 3) signs.add(Reason::receiver_gathers);
  const auto before = receiver.in_short - moment.amount;
  if (before >= least && receiver.out_short >= .7F * before) signs.add(Reason::receiver_passes_on);
  return signs;
}

Reasons Watch::signs_of_passing_on(const HotAccount& account, const Moment& moment) const {
  const auto least = static_cast<float>(settings_.amount_min);
  Reasons signs;
  if (account.has(HotAccount::has_reported_money)) {
    signs.add(Reason::reported_money);
  } else if (account.level > 0 && since(moment.second, account.taint_second) <= k_day_seconds) {
    signs.add(Reason::suspect_money);
  }
  if (is_woken(account, moment.second)) signs.add(Reason::woke);
  if (account.in_short >= least && account.out_short >= .7F * account.in_short) {
    signs.add(Reason::passes_through);
  }
  if (account.senders >= 3) signs.add(Reason::strangers_pay);
  if (account.receivers >= 3) signs.add(Reason::spreads);
  if (account.woken_paid >= 2) signs.add(Reason::pays_new);
  if (account.senders >= 3 && account.receivers >= 3) signs.add(Reason::gathers_and_spreads);
  if (is_night(moment.second)) signs.add(Reason::night);
  return signs;
}

/// What a bounded search finds behind the transfer.
void Watch::add_structure(Reasons& reasons, const Moment& moment) const {
  if (!cycle_closed_by(log_, moment.number, settings_.structure).empty()) {
    reasons.add(Reason::cycle);
  }
  if (ways_from_one_source(log_, moment.number, settings_.structure) >= 2) {
    reasons.add(Reason::scatter_gather);
  }
  if (chain_ending_with(log_, moment.number, settings_.structure).size() >= 3) {
    reasons.add(Reason::chain);
  }
}

void Watch::look_for_draining(const Moment& moment, std::vector<FundWarning>& warnings) {
  auto& sender = accounts_[moment.from];
  auto& receiver = accounts_[moment.to];
  if (sender.level > 0) return;  // it hands on what is not its own
  const auto signs = signs_of_draining(sender, receiver, moment);
  const auto odds = signs.log_odds();
  const auto chance = 1 / (1 + std::exp(-odds));
  if (odds >= settings_.message_odds + k_taint_odds) {
    receiver.taint += moment.amount * static_cast<float>(chance);
    receiver.taint_second = moment.second;
    receiver.level = 1;
  }
  const auto grade = grade_of(odds);
  if (grade == Grade::none) return;
  warn({.cause = moment.number,
        .time = moment.time,
        .account = moment.from,
        .role = Role::victim,
        .grade = grade,
        .score = chance,
        .reasons = signs,
        .path = run_of(moment)},
       warnings);
}

/// Suspect money goes on with what is paid, as far as it reaches: into hubs it vanishes.
void Watch::move_taint(const Moment& moment) {
  auto& sender = accounts_[moment.from];
  auto& receiver = accounts_[moment.to];
  const auto moved = std::min(moment.amount, sender.taint);
  sender.taint -= moved;
  if (receiver.is_hub() || moved < k_followed_share * static_cast<float>(settings_.amount_min))
    return;
  if (receiver.has(HotAccount::is_victim)) return;
  const auto level = static_cast<std::uint8_t>(std::min(sender.level + 1, 255));
  receiver.level = receiver.taint > 0 ? std::min(receiver.level, level) : level;
  receiver.taint += moved;
  receiver.taint_second = moment.second;
  if (sender.has(HotAccount::has_reported_money) &&
      moved >= k_reported_share * static_cast<float>(settings_.amount_min)) {
    receiver.set(HotAccount::has_reported_money, true);
  }
}

void Watch::look_for_passing_on(AccountIndex account, const Moment& moment,
                                std::vector<FundWarning>& warnings) {
  auto& hot = accounts_[account];
  const bool has_taint = hot.level > 0;
  const bool is_busy = hot.senders >= 3 &&
                       hot.in_short >= static_cast<float>(settings_.amount_min) &&
                       hot.out_short >= .7F * hot.in_short;
  if ((!has_taint && !is_busy) || hot.is_hub() || hot.has(HotAccount::is_victim)) return;
  auto signs = signs_of_passing_on(hot, moment);
  if (grade_of(signs.log_odds() + 3) == Grade::none) return;  // structure alone would not do
  if ((hot.grades >> 4) < static_cast<unsigned>(Grade::visit)) add_structure(signs, moment);
  warn_mule(account, moment, signs, {}, warnings);
}

void Watch::warn_mule(AccountIndex account, const Moment& moment, Reasons signs,
                      std::vector<std::uint64_t> path, std::vector<FundWarning>& warnings) {
  const auto odds = signs.log_odds();
  const auto grade = grade_of(odds);
  if (grade == Grade::none) return;
  warn({.cause = moment.number,
        .time = moment.time,
        .account = account,
        .role = Role::mule,
        .level = std::max<std::uint32_t>(1, accounts_[account].level),
        .grade = grade,
        .score = 1 / (1 + std::exp(-odds)),
        .reasons = signs,
        .path = std::move(path)},
       warnings);
}

Grade Watch::grade_of(double log_odds) const {
  if (log_odds >= settings_.visit_odds) return Grade::visit;
  if (log_odds >= settings_.call_odds) return Grade::call;
  return log_odds >= settings_.message_odds ? Grade::message : Grade::none;
}

/// Once a grade and episode; the evidence is looked up only for what is said.
void Watch::warn(FundWarning warning, std::vector<FundWarning>& warnings) {
  auto& hot = accounts_[warning.account];
  const unsigned shift = warning.role == Role::victim ? 0 : 4;
  const auto warned = hot.grades >> shift & 0xFU;
  const auto grade = static_cast<unsigned>(warning.grade);
  if (grade <= warned) return;
  hot.grades = static_cast<std::uint8_t>((hot.grades & ~(0xFU << shift)) | grade << shift);
  if (warning.path.empty()) {
    auto limits = settings_.structure;
    limits.hops_max = std::min(limits.hops_max, warning.level + 1);
    warning.path = path_of(log_, warning.cause, limits);
  }
  warnings.push_back(std::move(warning));
}

/// The sender's payments to this receiver within the day, up to this one.
std::vector<std::uint64_t> Watch::run_of(const Moment& moment) const {
  std::vector<std::uint64_t> run{moment.number};
  std::uint32_t looked_at = 0;
  for (auto at = log_.previous(moment.number, moment.from);
       at != TransferLog::k_none && run.size() < k_run_max &&
       ++looked_at <= settings_.structure.looked_at &&
       moment.second - log_[at].second <= k_day_seconds;
       at = log_.previous(at, moment.from)) {
    if (log_[at].from == moment.from && log_[at].to == moment.to) run.push_back(at);
  }
  std::ranges::reverse(run);
  return run;
}

}  // namespace anlan::funds
