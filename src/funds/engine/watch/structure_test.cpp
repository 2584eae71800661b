#include "funds/engine/watch/structure.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <functional>
#include <map>
#include <set>

namespace anlan::funds {
namespace {

constexpr StructureLimits k_all{
    .hops_max = 6, .seconds = UINT32_MAX, .looked_at = UINT32_MAX, .steps_max = UINT32_MAX};

struct Payment {
  std::uint32_t second = 0;
  AccountIndex from = 0;
  AccountIndex to = 0;
  float amount = 0;
};

TransferLog log_of(const std::vector<Payment>& payments, unsigned bits = 8) {
  TransferLog log(bits);
  std::map<AccountIndex, std::uint32_t> newest;
  for (const auto& one : payments) {
    const auto number = static_cast<std::uint32_t>(log.size());
    const auto before = [&](AccountIndex account) {
      const auto found = newest.find(account);
      return found == newest.end() ? number : found->second;
    };
    log.append({one.second, one.from, one.to, one.amount, before(one.from), before(one.to)});
    newest[one.from] = newest[one.to] = number;
  }
  return log;
}

std::vector<Payment> some_payments() {
  auto payments = *rc::gen::container<std::vector<Payment>>(
      rc::gen::map(rc::gen::tuple(rc::gen::inRange(1U, 60U), rc::gen::inRange<AccountIndex>(0, 6),
                                  rc::gen::inRange<AccountIndex>(1, 6), rc::gen::inRange(50, 101)),
                   [](const auto& t) {
                     const auto [second, from, by, amount] = t;
                     return Payment{second, from, (from + by) % 6, static_cast<float>(amount)};
                   }));
  std::ranges::stable_sort(payments, {}, &Payment::second);
  if (payments.size() > 40) payments.resize(40);
  return payments;
}

/// Whether a path of strictly later payments, no account twice, leads from `goal` to `account`
/// before `second`, in at most `hops` payments.
bool leads(const std::vector<Payment>& payments, AccountIndex goal, AccountIndex account,
           std::uint32_t second, std::uint32_t hops, std::set<AccountIndex> met) {
  if (hops == 0) return false;
  met.insert(account);
  for (const auto& one : payments) {
    if (one.to != account || one.second >= second || met.contains(one.from)) continue;
    if (one.from == goal || leads(payments, goal, one.from, one.second, hops - 1, met)) return true;
  }
  return false;
}

RC_GTEST_PROP(Structure, CyclesAreThoseOfBruteForce, ()) {
  const auto payments = some_payments();
  const auto log = log_of(payments);
  for (std::uint64_t last = 0; last < payments.size(); ++last) {
    const std::vector<Payment> before(payments.begin(),
                                      payments.begin() + static_cast<std::ptrdiff_t>(last));
    const auto& closing = payments[last];
    const auto cycle = cycle_closed_by(log, last, k_all);
    RC_ASSERT(!cycle.empty() ==
              leads(before, closing.to, closing.from, closing.second, k_all.hops_max - 1, {}));
    for (std::size_t i = 0; i < cycle.size(); ++i) {
      const auto& step = payments[cycle[i]];
      const auto& next = payments[cycle[(i + 1) % cycle.size()]];
      RC_ASSERT(step.to == next.from);
      if (i + 1 < cycle.size()) RC_ASSERT(step.second < next.second);
    }
    RC_ASSERT(cycle.size() <= k_all.hops_max);
  }
}

RC_GTEST_PROP(Structure, WaysFromOneSourceAreThoseOfBruteForce, ()) {
  const auto payments = some_payments();
  const auto log = log_of(payments);
  for (std::uint64_t last = 0; last < payments.size(); ++last) {
    const auto goal = payments[last].to;
    std::map<AccountIndex, std::set<AccountIndex>> ways;
    for (std::uint64_t i = 0; i <= last; ++i) {
      if (payments[i].to != goal) continue;
      for (std::uint64_t k = 0; k < i; ++k) {
        const bool is_source = payments[k].to == payments[i].from && payments[k].from != goal;
        if (is_source) ways[payments[k].from].insert(payments[i].from);
      }
    }
    std::size_t most = 0;
    for (const auto& [source, by] : ways) most = std::max(most, by.size());
    RC_ASSERT(ways_from_one_source(log, last, k_all) == (most >= 2 ? most : 0));
  }
}

RC_GTEST_PROP(Structure, ChainsAndPathsAreConnectedAndOnlyOfThePast, ()) {
  const auto payments = some_payments();
  const auto log = log_of(payments);
  for (std::uint64_t last = 0; last < payments.size(); ++last) {
    for (const auto& steps : {chain_ending_with(log, last, k_all), path_of(log, last, k_all)}) {
      RC_ASSERT(steps.back() == last);
      RC_ASSERT(steps.size() <= k_all.hops_max);
      for (std::size_t i = 1; i < steps.size(); ++i) {
        RC_ASSERT(steps[i - 1] < steps[i]);
        RC_ASSERT(payments[steps[i - 1]].to == payments[steps[i]].from);
      }
    }
  }
}

TEST(Structure, AChainHandsOnMuchTheSameAmountWithinTheHour) {
  const auto log = log_of(
      {{100, 0, 1, 100}, {200, 1, 2, 95}, {300, 2, 3, 50}, {400, 2, 4, 90}, {9'000, 4, 5, 90}});
  EXPECT_EQ(chain_ending_with(log, 3, k_all), (std::vector<std::uint64_t>{0, 1, 3}));
  EXPECT_EQ(chain_ending_with(log, 2, k_all), (std::vector<std::uint64_t>{2}));
  EXPECT_EQ(chain_ending_with(log, 4, k_all), (std::vector<std::uint64_t>{4}));
}

TEST(Structure, SearchesStayWithinTheirLimits) {
  std::vector<Payment> payments;
  for (std::uint32_t i = 1; i < 200; ++i) payments.push_back({i, 1 + i % 20, 0, 10});
  payments.push_back({300, 0, 1, 10});
  const auto log = log_of(payments);
  const std::uint64_t last = payments.size() - 1;
  EXPECT_FALSE(cycle_closed_by(log, last, k_all).empty());
  EXPECT_TRUE(cycle_closed_by(log, last, {.looked_at = 3}).empty());
  EXPECT_TRUE(cycle_closed_by(log, last, {.seconds = 50}).empty());
  EXPECT_TRUE(cycle_closed_by(log, last, {.steps_max = 2}).empty());
}

TEST(TransferLog, ForgetsWhatIsOverwritten) {
  std::vector<Payment> payments;
  for (std::uint32_t i = 1; i <= 20; ++i) payments.push_back({i, 0, 1, 10});
  const auto log = log_of(payments, 3);
  EXPECT_EQ(log.size(), 20U);
  EXPECT_EQ(log.previous(19, 0), 18U);
  EXPECT_EQ(log.previous(13, 0), 12U);
  EXPECT_EQ(log.previous(12, 0), TransferLog::k_none);
  EXPECT_EQ(log.number_of(11), TransferLog::k_none);
  EXPECT_EQ(log.number_of(20), TransferLog::k_none);
}

}  // namespace
}  // namespace anlan::funds
