#include "funds/engine/watch/structure.h"

#include <algorithm>
#include <map>
#include <set>

namespace anlan::funds {
namespace {

constexpr std::uint32_t k_hour = 3'600;

/// Calls `visit(number, entry)` for the payments into the account before `number`, which is of the
/// account, the latest first, until it returns true or the limits are reached.
template <class Visit>
bool any_payment_into(const TransferLog& log, AccountIndex account, std::uint64_t number,
                      std::uint32_t second_min, const StructureLimits& limits, const Visit& visit) {
  std::uint32_t looked_at = 0;
  for (auto at = log.previous(number, account);
       at != TransferLog::k_none && looked_at < limits.looked_at; at = log.previous(at, account)) {
    const auto& entry = log[at];
    if (entry.second < second_min) break;
    ++looked_at;
    if (entry.to == account && visit(at, entry)) return true;
  }
  return false;
}

std::uint32_t earliest(const TransferLog& log, std::uint64_t last, const StructureLimits& limits) {
  const auto now = log[last].second;
  return now > limits.seconds ? now - limits.seconds : 0;
}

/// Depth first, backwards from the account that pays, for one that `last` pays.
class CycleSearch {
 public:
  CycleSearch(const TransferLog& log, std::uint64_t last, const StructureLimits& limits)
      : log_(log), limits_(limits), goal_(log[last].to), second_min_(earliest(log, last, limits)) {
    path_.push_back(last);
  }

  bool find() {
    if (path_.size() == limits_.hops_max) return false;
    const auto step = path_.back();
    const auto account = log_[step].from;
    return any_payment_into(log_, account, step, second_min_, limits_,
                            [&](std::uint64_t at, const TransferLog::Entry& entry) {
                              if (++steps_ > limits_.steps_max) return true;
                              if (entry.second >= log_[step].second) return false;
                              const bool is_met = std::ranges::any_of(
                                  path_,
                                  [&](std::uint64_t one) { return log_[one].from == entry.from; });
                              if (is_met) return false;
                              path_.push_back(at);
                              if (entry.from == goal_ || find()) return true;
                              path_.pop_back();
                              return false;
                            });
  }

  std::vector<std::uint64_t> take() {
    if (path_.size() < 2 || log_[path_.back()].from != goal_) return {};
    std::ranges::reverse(path_);
    return std::move(path_);
  }

 private:
  const TransferLog& log_;
  const StructureLimits& limits_;
  AccountIndex goal_;
  std::uint32_t second_min_;
  std::uint32_t steps_ = 0;
  std::vector<std::uint64_t> path_;
};

}  // namespace

std::vector<std::uint64_t> cycle_closed_by(const TransferLog& log, std::uint64_t last,
                                           const StructureLimits& limits) {
  CycleSearch search(log, last, limits);
  search.find();
  return search.take();
}

std::uint32_t ways_from_one_source(const TransferLog& log, std::uint64_t last,
                                   const StructureLimits& limits) {
  const auto second_min = earliest(log, last, limits);
  std::map<AccountIndex, std::set<AccountIndex>> ways;  // by source
  const auto follow = [&](std::uint64_t at, const TransferLog::Entry& paid) {
    any_payment_into(log, paid.from, at, second_min, limits,
                     [&](std::uint64_t, const TransferLog::Entry& source) {
                       if (source.from != log[last].to) ways[source.from].insert(paid.from);
                       return false;
                     });
    return false;
  };
  follow(last, log[last]);
  any_payment_into(log, log[last].to, last, second_min, limits, follow);
  std::size_t most = 0;
  for (const auto& [source, by] : ways) most = std::max(most, by.size());
  return most >= 2 ? static_cast<std::uint32_t>(most) : 0;
}

std::vector<std::uint64_t> chain_ending_with(const TransferLog& log, std::uint64_t last,
                                             const StructureLimits& limits) {
  std::vector<std::uint64_t> chain{last};
  const auto extend = [&] {
    const auto step = chain.back();
    const auto& out = log[step];
    const auto hour_before = out.second > k_hour ? out.second - k_hour : 0;
    return any_payment_into(log, out.from, step, hour_before, limits,
                            [&](std::uint64_t at, const TransferLog::Entry& in) {
                              const bool is_alike =
                                  out.amount >= .70F * in.amount && out.amount <= 1.02F * in.amount;
                              const bool is_met = std::ranges::any_of(
                                  chain, [&](auto one) { return log[one].to == in.from; });
                              if (!is_alike || is_met) return false;
                              chain.push_back(at);
                              return true;
                            });
  };
  while (chain.size() < limits.hops_max && extend()) {
  }
  std::ranges::reverse(chain);
  return chain;
}

std::vector<std::uint64_t> path_of(const TransferLog& log, std::uint64_t last,
                                   const StructureLimits& limits) {
  const auto second_min = earliest(log, last, limits);
  std::vector<std::uint64_t> path{last};
  while (path.size() < limits.hops_max) {
    const auto step = path.back();
    auto largest = TransferLog::k_none;
    any_payment_into(log, log[step].from, step, second_min, limits,
                     [&](std::uint64_t at, const TransferLog::Entry& entry) {
                       const bool is_met = std::ranges::any_of(
                           path, [&](std::uint64_t one) { return log[one].to == entry.from; });
                       const bool is_larger =
                           largest == TransferLog::k_none || entry.amount > log[largest].amount;
                       if (!is_met && is_larger) largest = at;
                       return false;
                     });
    if (largest == TransferLog::k_none) break;
    path.push_back(largest);
  }
  std::ranges::reverse(path);
  return path;
}

}  // namespace anlan::funds
