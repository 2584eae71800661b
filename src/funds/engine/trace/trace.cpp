#include "funds/engine/trace/trace.h"

#include <algorithm>
#include <functional>
#include <queue>
#include <unordered_map>
#include <utility>

namespace anlan::funds {
namespace {

constexpr std::size_t k_ahead = 16;           // transfers that are fetched early
constexpr std::size_t k_looked_back = 1'000;  // transfers that tell what an account held before

/// An account that victims' money has reached.
struct Tracked {
  TracedAccount told;
  MixedAccount money;
  std::int64_t victims = 0;  // minor units of victims in `money`
  std::size_t next = 0;      // of the account's transfers
  bool is_waiting = false;   // its next transfer is in the queue
};

struct Event {
  std::uint32_t transfer = 0;
  AccountIndex account = 0;
  friend auto operator<=>(const Event&, const Event&) = default;
};

/// The transfers of the accounts that hold victims' money, in the order of time. An account that
/// holds none any more is left alone until money reaches it again.
class Follower {
 public:
  Follower(const TransferStore& store, std::span<const VictimReport> reports,
           const TraceSettings& settings)
      : store_(store), reports_(reports), settings_(settings) {}

  TraceResult follow() {
    seed();
    while (!queue_.empty()) {
      const auto transfer = queue_.top().transfer;
      const auto& one = store_.transfers()[transfer];
      while (!queue_.empty() && queue_.top().transfer == transfer) {
        tracked_[place_of_.at(queue_.top().account)].is_waiting = false;
        queue_.pop();
      }
      if (!settings_.until || one.time <= *settings_.until) step(transfer, one);
    }
    return finish();
  }

 private:
  struct Seed {
    std::uint32_t report = 0;
    std::int64_t amount = 0;
  };

  /// What left each victim's account within the reported times; several reports share a transfer
  /// in their order.
  void seed() {
    for (std::uint32_t r = 0; r < reports_.size(); ++r) {
      const auto& report = reports_[r];
      result_.reported += report.amount.minor_units();
      victims_.emplace(report.account, r);
      if (report.account >= store_.accounts()) continue;
      auto left = report.amount.minor_units();
      const auto own = store_.of(report.account);
      auto at = std::ranges::lower_bound(
          own, report.occurred_at, {},
          [this](PlaceOfTransfer place) { return store_.transfers()[place.index()].time; });
      for (; at != own.end() && left > 0; ++at) {
        const auto index = at->index();
        const auto& transfer = store_.transfers()[index];
        if (transfer.time > report.reported_at) break;
        if (!at->is_out()) continue;
        auto& seeds = seeds_[index];
        auto room = transfer.amount.minor_units();
        for (const auto& seed : seeds) room -= seed.amount;
        const auto taken = std::min(left, room);
        if (taken == 0) continue;
        if (seeds.empty()) queue_victim(index, report.account);
        seeds.push_back({r, taken});
        left -= taken;
        result_.found += taken;
      }
    }
  }

  /// A victim's account is known to the queue, but its money is not followed.
  void queue_victim(std::uint32_t transfer, AccountIndex account) {
    if (!place_of_.contains(account)) add(account, 0);
    queue_.push({transfer, account});
  }

  Tracked& add(AccountIndex account, std::uint32_t level) {
    place_of_.emplace(account, tracked_.size());
    return tracked_.emplace_back(
        Tracked{.told = {.account = account,
                         .level = level,
                         .is_hub = store_.of(account).size() > settings_.hub_transfers},
                .money = MixedAccount(settings_.order, settings_.link)});
  }

  Tracked* find(AccountIndex account) {
    const auto found = place_of_.find(account);
    return found == place_of_.end() ? nullptr : &tracked_[found->second];
  }

  void step(std::uint32_t transfer, const Transfer& one) {
    parts_.clear();
    std::uint32_t level = 0;
    if (const auto seeds = seeds_.find(transfer); seeds != seeds_.end()) {
      auto rest = one.amount.minor_units();
      for (const auto& seed : seeds->second) {
        parts_.push_back({seed.report, seed.amount});
        rest -= seed.amount;
      }
      if (rest > 0) parts_.push_back({k_own_money, rest});
    } else if (auto* from = find(one.from); from != nullptr && is_followed(*from)) {
      catch_up(*from, transfer);
      const auto uncovered = from->money.withdraw(one.amount.minor_units(), one.time, parts_);
      if (uncovered > 0) add_own(uncovered);
      from->victims -= victims_in(parts_);
      from->told.held = from->victims;
      ++from->next;
      level = from->told.level;
      wait(*from);
    } else {
      parts_.push_back({k_own_money, one.amount.minor_units()});
    }
    arrive(transfer, one, level + 1);
  }

  bool is_followed(const Tracked& tracked) const {
    return !tracked.told.is_hub && !victims_.contains(tracked.told.account);
  }

  void add_own(std::int64_t amount) {
    if (!parts_.empty() && parts_.back().party == k_own_money) {
      parts_.back().amount += amount;
    } else {
      parts_.push_back({k_own_money, amount});
    }
  }

  static std::int64_t victims_in(std::span<const Part> parts) {
    std::int64_t sum = 0;
    for (const auto& part : parts) sum += part.party == k_own_money ? 0 : part.amount;
    return sum;
  }

  void arrive(std::uint32_t transfer, const Transfer& one, std::uint32_t level) {
    auto amount = victims_in(parts_);
    if (amount > 0) result_.flows.push_back({transfer, level, amount});
    if (victims_.contains(one.to)) {
      result_.returned += amount;
      return;
    }
    if (amount > 0 && (amount < settings_.amount_min || level > settings_.hops_max)) {
      result_.dropped += amount;
      result_.flows.pop_back();
      parts_.assign(1, {k_own_money, one.amount.minor_units()});
      amount = 0;
    }
    auto* to = find(one.to);
    if (to == nullptr) {
      if (amount == 0) return;
      to = &add(one.to, level);
    }
    if (!to->told.is_hub) catch_up(*to, transfer);
    to->money.deposit(parts_, one.time);
    to->victims += amount;
    ++to->next;
    if (amount > 0) {
      auto& told = to->told;
      if (told.received == 0) {
        told.first_received = one.time;
        told.reached_by = static_cast<std::uint32_t>(result_.flows.size() - 1);
      }
      told.received += amount;
      told.level = std::min(told.level, level);
    }
    to->told.held = to->victims;
    wait(*to);
  }

  /// Puts the account's transfers before `transfer`, by which no victim's money came or went, to
  /// its balance.
  void catch_up(Tracked& tracked, std::uint32_t transfer) {
    const auto own = store_.of(tracked.told.account);
    const auto left = own.subspan(tracked.next);
    const auto found = std::ranges::lower_bound(left, transfer, {}, &PlaceOfTransfer::index);
    const auto now = tracked.next + static_cast<std::size_t>(found - left.begin());
    if (now == tracked.next) return;
    auto at = tracked.next;
    if (tracked.told.received == 0 && now - at > k_looked_back) at = now - k_looked_back;
    for (; at < now; ++at) {
      if (at + k_ahead < now) __builtin_prefetch(&store_.transfers()[own[at + k_ahead].index()]);
      const auto& past = store_.transfers()[own[at].index()];
      const auto units = past.amount.minor_units();
      if (!own[at].is_out()) {
        tracked.money.deposit({k_own_money, units}, past.time);
      } else {
        gone_.clear();
        tracked.money.withdraw(units, past.time, gone_);
      }
    }
    tracked.next = now;
  }

  /// For the account's next payment; what comes in meanwhile is made up for then.
  void wait(Tracked& tracked) {
    if (tracked.is_waiting || tracked.victims == 0 || !is_followed(tracked)) return;
    const auto left = store_.of(tracked.told.account).subspan(tracked.next);
    const auto next = std::ranges::find_if(left, &PlaceOfTransfer::is_out);
    if (next == left.end()) return;
    tracked.is_waiting = true;
    queue_.push({next->index(), tracked.told.account});
  }

  /// The first transfer that is not looked at any more.
  std::uint32_t end() const {
    const auto all = store_.transfers();
    if (!settings_.until) return static_cast<std::uint32_t>(all.size());
    const auto found = std::ranges::upper_bound(all, *settings_.until, {}, &Transfer::time);
    return static_cast<std::uint32_t>(found - all.begin());
  }

  TraceResult finish() {
    const auto last = end();
    for (auto& tracked : tracked_) {
      if (tracked.told.received == 0) continue;
      auto& told = tracked.told;
      if (is_followed(tracked)) catch_up(tracked, last);
      told.balance = tracked.money.balance();
      for (const auto& part : tracked.money.parts()) {
        if (part.party != k_own_money) told.of_reports.push_back(part);
      }
      result_.held += told.held;
      result_.accounts.push_back(std::move(told));
    }
    std::ranges::sort(result_.accounts, [](const TracedAccount& a, const TracedAccount& b) {
      return a.held != b.held ? a.held > b.held : a.account < b.account;
    });
    return std::move(result_);
  }

  const TransferStore& store_;
  std::span<const VictimReport> reports_;
  const TraceSettings& settings_;
  std::unordered_map<std::uint32_t, std::vector<Seed>> seeds_;  // by transfer
  std::unordered_map<AccountIndex, std::uint32_t> victims_;     // the first report of each
  std::unordered_map<AccountIndex, std::size_t> place_of_;      // in tracked_
  std::vector<Tracked> tracked_;
  std::priority_queue<Event, std::vector<Event>, std::greater<>> queue_;
  std::vector<Part> parts_;
  std::vector<Part> gone_;
  TraceResult result_;
};

}  // namespace

TraceResult trace(const TransferStore& store, std::span<const VictimReport> reports,
                  const TraceSettings& settings) {
  return Follower(store, reports, settings).follow();
}

std::vector<std::uint32_t> path_to(const TransferStore& store, const TraceResult& result,
                                   const TracedAccount& account) {
  std::unordered_map<AccountIndex, const TracedAccount*> by_account;
  for (const auto& one : result.accounts) by_account.emplace(one.account, &one);
  std::vector<std::uint32_t> path;
  for (const auto* one = &account; one != nullptr;) {
    const auto transfer = result.flows[one->reached_by].transfer;
    path.push_back(transfer);
    const auto before = by_account.find(store.transfers()[transfer].from);
    const bool is_seed = result.flows[one->reached_by].level == 1;
    one = is_seed || before == by_account.end() ? nullptr : before->second;
  }
  std::ranges::reverse(path);
  return path;
}

}  // namespace anlan::funds
