// What a victim's report sets off: the money that has already gone on is marked where it is now.
#include <algorithm>
#include <unordered_map>

#include "funds/engine/watch/watch.h"

namespace anlan::funds {
namespace {

constexpr std::size_t k_flows_max = 4'096;        // one report costs no more
constexpr std::uint32_t k_transfers_max = 1'024;  // of an account, that are looked at
constexpr std::uint32_t k_levels_max = 8;

std::uint32_t second_of(Instant time) {
  const auto second = time.unix_milliseconds() / 1'000;
  return static_cast<std::uint32_t>(std::clamp<std::int64_t>(second, 1, UINT32_MAX));
}

/// Reported money on its way: a transfer, how much of it, and by which other it came.
struct Flow {
  std::uint64_t transfer = 0;
  float amount = 0;
  std::uint32_t level = 1;
  std::size_t parent = SIZE_MAX;
};

}  // namespace

/// The account's payments after a transfer and from a second on, in the order of time.
std::vector<std::uint64_t> Watch::payments_after(AccountIndex account, std::uint64_t number,
                                                 std::uint32_t second_min) {
  std::vector<std::uint64_t> payments;
  const auto& hot = accounts_[account];
  auto at = hot.transfers > 0 ? log_.number_of(hot.last_entry) : TransferLog::k_none;
  for (std::uint32_t looked_at = 0; at != TransferLog::k_none && looked_at < k_transfers_max;
       at = log_.previous(at, account), ++looked_at) {
    const bool is_after = number == TransferLog::k_none || at > number;
    if (!is_after || log_[at].second < second_min) break;
    if (log_[at].from == account) payments.push_back(at);
  }
  std::ranges::reverse(payments);
  return payments;
}

void Watch::report(const VictimReport& report, std::vector<FundWarning>& warnings) {
  accounts_.reach(report.account);
  auto& victim = accounts_[report.account];
  victim.set(HotAccount::is_victim, true);
  victim.taint = 0;
  victim.level = 0;
  std::vector<Flow> flows;
  std::unordered_map<std::uint64_t, float> used;  // of each payment
  const auto send = [&](AccountIndex account, std::uint64_t after, std::uint32_t second_min,
                        float left, std::uint32_t level, std::size_t parent) {
    for (const auto number : payments_after(account, after, second_min)) {
      if (left <= 0 || flows.size() == k_flows_max) break;
      if (log_[number].second > second_of(report.reported_at)) break;
      auto& gone = used[number];
      const auto moved = std::min(left, log_[number].amount - gone);
      if (moved < k_followed_share * static_cast<float>(settings_.amount_min)) continue;
      gone += moved;
      left -= moved;
      flows.push_back({number, moved, level, parent});
    }
    return left;
  };
  send(report.account, TransferLog::k_none, second_of(report.occurred_at),
       static_cast<float>(report.amount.minor_units()), 1, SIZE_MAX);
  for (std::size_t i = 0; i < flows.size(); ++i) {
    const auto flow = flows[i];
    const auto account = log_[flow.transfer].to;
    auto& hot = accounts_[account];
    if (hot.is_hub() || hot.has(HotAccount::is_victim)) continue;
    const auto stays = flow.level == k_levels_max
                           ? flow.amount
                           : send(account, flow.transfer, 0, flow.amount, flow.level + 1, i);
    mark_reported(account, flow.level, flow.amount, stays, second_of(report.reported_at));
    std::vector<std::uint64_t> path;
    for (auto at = i; at != SIZE_MAX; at = flows[at].parent) path.push_back(flows[at].transfer);
    std::ranges::reverse(path);
    const Moment moment{.number = flow.transfer,
                        .time = report.reported_at,
                        .second = second_of(report.reported_at),
                        .from = log_[flow.transfer].from,
                        .to = account,
                        .amount = flow.amount};
    warn_mule(account, moment, signs_of_passing_on(hot, moment), std::move(path), warnings);
  }
}

void Watch::mark_reported(AccountIndex account, std::uint32_t level, float received, float stays,
                          std::uint32_t second) {
  auto& hot = accounts_[account];
  const auto hops = static_cast<std::uint8_t>(level);
  hot.level = hot.level > 0 ? std::min(hot.level, hops) : hops;
  hot.taint = std::max(hot.taint, stays);
  hot.taint_second = std::max(hot.taint_second, second);
  if (received >= k_reported_share * static_cast<float>(settings_.amount_min)) {
    hot.set(HotAccount::has_reported_money, true);
  }
}

}  // namespace anlan::funds
