#include "research/transfer_score.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

namespace anlan::research {
namespace {

struct Fraud {
  std::set<std::string> accounts;
  std::set<std::string> mules;
  std::vector<const FraudFlow*> flows;
  std::optional<Instant> warned;

  Instant first() const { return flows.front()->time; }
  Instant last() const { return flows.back()->time; }
  /// What has gone by a moment to a level or beyond.
  std::int64_t gone(std::uint32_t level_min, std::uint32_t level_max, Instant by) const {
    std::int64_t sum = 0;
    for (const auto* flow : flows) {
      if (flow->level >= level_min && flow->level <= level_max && flow->time <= by) {
        sum += flow->amount;
      }
    }
    return sum;
  }
};

std::map<std::uint32_t, Fraud> frauds_of(const FraudTruth& truth) {
  std::map<std::uint32_t, Fraud> frauds;
  for (const auto& flow : truth.flows) {
    auto& fraud = frauds[flow.fraud];
    fraud.flows.push_back(&flow);
    if (flow.level == 1) fraud.accounts.insert(flow.from);
    if (flow.level < k_cash_level) {
      fraud.accounts.insert(flow.to);
      fraud.mules.insert(flow.to);
    }
  }
  return frauds;
}

/// When half of what goes out had gone out.
std::optional<Instant> half_out(const Fraud& fraud) {
  const auto all = fraud.gone(k_cash_level, k_cash_level, fraud.last());
  std::int64_t sum = 0;
  for (const auto* flow : fraud.flows) {
    if (flow->level != k_cash_level) continue;
    sum += flow->amount;
    if (2 * sum >= all) return flow->time;
  }
  return std::nullopt;
}

double share(std::uint64_t part, std::uint64_t whole) {
  return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

}  // namespace

TransferScore score_warnings(const FraudTruth& truth, std::span<const ScoredWarning> warnings) {
  auto frauds = frauds_of(truth);
  std::map<std::string, std::vector<Fraud*>> of_account;
  std::set<std::string> mules, warned, right, warned_mules;
  for (auto& [number, fraud] : frauds) {
    for (const auto& account : fraud.accounts) of_account[account].push_back(&fraud);
    mules.insert(fraud.mules.begin(), fraud.mules.end());
  }
  std::uint64_t false_warnings = 0;
  for (const auto& warning : warnings) {
    warned.insert(warning.account);
    bool is_right = false;
    if (const auto found = of_account.find(warning.account); found != of_account.end()) {
      for (auto* fraud : found->second) {
        if (warning.time < fraud->first()) continue;
        is_right = true;
        if (warning.time > fraud->last() + Duration::days(1)) continue;
        fraud->warned = std::min(fraud->warned.value_or(warning.time), warning.time);
        if (fraud->mules.contains(warning.account)) warned_mules.insert(warning.account);
      }
    }
    if (is_right) right.insert(warning.account);
    false_warnings += is_right ? 0 : 1;
  }
  TransferScore score{.frauds = frauds.size(),
                      .accounts_warned = warned.size(),
                      .accounts_right = right.size(),
                      .mules = mules.size(),
                      .mules_warned = warned_mules.size()};
  double stolen = 0, at_level_1 = 0, within = 0;
  std::vector<double> leads;
  for (const auto& [number, fraud] : frauds) {
    const auto all = fraud.gone(1, 1, fraud.last());
    stolen += static_cast<double>(all);
    if (!fraud.warned) continue;
    ++score.frauds_warned;
    at_level_1 +=
        static_cast<double>(std::max<std::int64_t>(0, all - fraud.gone(2, 2, *fraud.warned)));
    within += static_cast<double>(
        std::max<std::int64_t>(0, all - fraud.gone(k_cash_level, k_cash_level, *fraud.warned)));
    if (const auto half = half_out(fraud)) {
      leads.push_back(static_cast<double>((*half - *fraud.warned).count_milliseconds()) / 60'000);
    }
  }
  std::ranges::sort(leads);
  if (!leads.empty()) score.lead_minutes = leads[leads.size() / 2];
  score.precision = share(right.size(), warned.size());
  score.recall = share(score.frauds_warned, score.frauds);
  const auto honest = truth.accounts - std::min<std::uint64_t>(truth.accounts, of_account.size());
  score.false_per_10000_a_day = share(false_warnings * 10'000, honest * truth.days);
  if (stolen > 0) {
    score.reachable_level_1 = at_level_1 / stolen;
    score.reachable = within / stolen;
  }
  return score;
}

}  // namespace anlan::research
