#include "funds/engine/trace/trace.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>

#include "base/problem.h"

namespace anlan::funds {
namespace {

Transfer transfer(int minute, AccountIndex from, AccountIndex to, std::int64_t amount) {
  return {.time = Instant() + Duration::minutes(minute),
          .amount = Money::minor(amount, Currency()),
          .from = from,
          .to = to};
}

VictimReport report(AccountIndex account, std::int64_t amount, int from_minute, int to_minute) {
  return {.reported_at = Instant() + Duration::minutes(to_minute),
          .occurred_at = Instant() + Duration::minutes(from_minute),
          .amount = Money::minor(amount, Currency()),
          .account = account};
}

const TracedAccount* find(const TraceResult& result, AccountIndex account) {
  const auto found = std::ranges::find(result.accounts, account, &TracedAccount::account);
  return found == result.accounts.end() ? nullptr : &*found;
}

// 0 the victim, 1 the first mule, 2 and 3 of the second level, 4 a shop, 5 somebody honest.
const std::vector<Transfer> k_chain{transfer(0, 5, 1, 4'000),   transfer(5, 0, 5, 700),
                                    transfer(10, 0, 1, 10'000), transfer(12, 1, 2, 9'000),
                                    transfer(13, 1, 3, 4'000),  transfer(20, 2, 4, 8'500),
                                    transfer(30, 3, 5, 1'000),  transfer(40, 0, 5, 1'000)};

TEST(Trace, FollowsTheReportedMoneyUnderEveryOrder) {
  const TransferStore store(k_chain);
  const std::vector<VictimReport> reports{report(0, 10'000, 10, 60)};
  const auto held = [&](AllocationRule order) {
    const auto result = trace(store, reports, {.order = order});
    EXPECT_EQ(result.found, 10'000);
    EXPECT_EQ(result.held + result.returned + result.dropped, 10'000);
    std::map<AccountIndex, std::int64_t> by_account;
    for (const auto& one : result.accounts) by_account[one.account] = one.held;
    return by_account;
  };
  using Held = std::map<AccountIndex, std::int64_t>;
  // 14,000 in the first mule's account, of which 4,000 came before. First in, first out sends those
  // and 5,000 of the victim's on, in one payment, which leaves in this proportion.
  EXPECT_EQ(held(AllocationRule::fifo),
            (Held{{1, 1'000}, {2, 278}, {3, 3'000}, {4, 4'722}, {5, 1'000}}));
  EXPECT_EQ(held(AllocationRule::lifo), (Held{{1, 0}, {2, 500}, {3, 750}, {4, 8'500}, {5, 250}}));
  EXPECT_EQ(held(AllocationRule::rolling),
            (Held{{1, 714}, {2, 357}, {3, 2'143}, {4, 6'072}, {5, 714}}));
}

TEST(Trace, SaysLevelPathAndWhoseItIs) {
  const TransferStore store(k_chain);
  const auto result = trace(store, std::vector<VictimReport>{report(0, 10'000, 10, 60)},
                            {.order = AllocationRule::lifo});
  const auto* shop = find(result, 4);
  ASSERT_NE(shop, nullptr);
  EXPECT_EQ(shop, &result.accounts.front());
  EXPECT_EQ(shop->level, 3U);
  EXPECT_EQ(shop->received, 8'500);
  EXPECT_EQ(shop->balance, 8'500);
  EXPECT_EQ(shop->of_reports, (std::vector<Part>{{0, 8'500}}));
  EXPECT_EQ(path_to(store, result, *shop), (std::vector<std::uint32_t>{2, 3, 5}));
  EXPECT_EQ(result.flows.size(), 5U);
}

TEST(Trace, TakesNoMoreThanIsReportedAndOnlyWithinTheTimes) {
  const TransferStore store(k_chain);
  const auto found = [&](const VictimReport& one) {
    return trace(store, std::vector<VictimReport>{one}, {}).found;
  };
  EXPECT_EQ(found(report(0, 6'000, 10, 60)), 6'000);
  EXPECT_EQ(found(report(0, 50'000, 0, 60)), 11'700);
  EXPECT_EQ(found(report(0, 50'000, 11, 39)), 0);
  EXPECT_EQ(found(report(99, 50'000, 0, 60)), 0);
  const std::vector<VictimReport> twice{report(0, 6'000, 10, 60), report(0, 6'000, 10, 60)};
  const auto result = trace(store, twice, {.order = AllocationRule::rolling});
  EXPECT_EQ(result.found, 11'000);
  const auto* mule = find(result, 1);
  ASSERT_EQ(mule->of_reports.size(), 2U);
  EXPECT_EQ(mule->of_reports[0].amount + mule->of_reports[1].amount, mule->held);
}

TEST(Trace, StopsAtHubsAtTheLastHopAndAtTheEndOfTime) {
  const TransferStore store(k_chain);
  const std::vector<VictimReport> reports{report(0, 10'000, 10, 60)};
  const auto hub = trace(store, reports, {.hub_transfers = 3});
  EXPECT_TRUE(find(hub, 1)->is_hub);
  EXPECT_EQ(find(hub, 1)->held, 10'000);
  const auto two = trace(store, reports, {.order = AllocationRule::lifo, .hops_max = 2});
  EXPECT_EQ(find(two, 4), nullptr);
  EXPECT_EQ(two.dropped, 8'750);
  const auto early = trace(
      store, reports, {.order = AllocationRule::lifo, .until = Instant() + Duration::minutes(12)});
  EXPECT_EQ(find(early, 1)->held, 1'000);
  EXPECT_EQ(find(early, 2)->held, 9'000);
  const auto coarse = trace(store, reports, {.order = AllocationRule::lifo, .amount_min = 5'000});
  EXPECT_EQ(coarse.dropped, 1'000);
}

TEST(Trace, MoneyThatComesBackIsReturned) {
  const std::vector<Transfer> there_and_back{transfer(0, 0, 1, 500), transfer(1, 1, 0, 300),
                                             transfer(2, 0, 2, 300)};
  const auto result =
      trace(TransferStore(there_and_back), std::vector<VictimReport>{report(0, 500, 0, 9)}, {});
  EXPECT_EQ(result.returned, 300);
  EXPECT_EQ(result.held, 200);
  EXPECT_EQ(result.accounts.size(), 1U);
}

/// Every account's money, transfer by transfer from the first one on.
std::map<AccountIndex, std::vector<Part>> by_replay(const std::vector<Transfer>& transfers,
                                                    const VictimReport& victim,
                                                    AllocationRule order) {
  std::map<AccountIndex, MixedAccount> accounts;
  auto left = victim.amount.minor_units();
  for (const auto& one : transfers) {
    accounts.try_emplace(one.from, MixedAccount(order));
    accounts.try_emplace(one.to, MixedAccount(order));
    std::vector<Part> parts;
    auto rest = one.amount.minor_units();
    if (one.from == victim.account) {
      const bool is_reported = one.time >= victim.occurred_at && one.time <= victim.reported_at;
      const auto taken = is_reported ? std::min(left, rest) : 0;
      if (taken > 0) parts.push_back({0, taken});
      left -= taken;
      rest -= taken;
    } else {
      rest = accounts.at(one.from).withdraw(rest, one.time, parts);
    }
    if (rest > 0) parts.push_back({k_own_money, rest});
    if (one.to != victim.account) accounts.at(one.to).deposit(parts, one.time);
  }
  std::map<AccountIndex, std::vector<Part>> victims;
  for (const auto& [account, money] : accounts) {
    auto parts = money.parts();
    std::erase_if(parts, [](const Part& part) { return part.party == k_own_money; });
    if (!parts.empty()) victims[account] = parts;
  }
  return victims;
}

RC_GTEST_PROP(Trace, EqualsAReplayOfEveryTransfer, ()) {
  auto transfers = *rc::gen::container<std::vector<Transfer>>(rc::gen::map(
      rc::gen::tuple(rc::gen::inRange(0, 200), rc::gen::inRange<AccountIndex>(0, 6),
                     rc::gen::inRange<AccountIndex>(1, 6), rc::gen::inRange<std::int64_t>(1, 300)),
      [](const auto& t) {
        const auto [minute, from, by, amount] = t;
        return transfer(minute, from, (from + by) % 6, amount);
      }));
  std::ranges::stable_sort(transfers, {}, &Transfer::time);
  const auto victim = report(0, *rc::gen::inRange<std::int64_t>(1, 500), *rc::gen::inRange(0, 100),
                             *rc::gen::inRange(50, 200));
  const auto rules = allocation_rules();
  const auto order = rules[*rc::gen::inRange<std::size_t>(0, rules.size())];
  const auto result = trace(TransferStore(transfers), std::vector<VictimReport>{victim},
                            {.order = order, .hops_max = 1'000, .amount_min = 1});
  RC_ASSERT(result.held + result.returned + result.dropped == result.found);
  RC_ASSERT(result.dropped == 0);
  std::map<AccountIndex, std::vector<Part>> held;
  for (const auto& one : result.accounts) {
    if (one.held > 0) held[one.account] = one.of_reports;
    RC_ASSERT(one.held <= one.balance);
    RC_ASSERT(one.held <= one.received);
  }
  RC_ASSERT(held == by_replay(transfers, victim, order));
}

TEST(TransferStore, GivesEachAccountItsTransfersInOrder) {
  const TransferStore store(k_chain);
  EXPECT_EQ(store.accounts(), 6U);
  std::string text;
  for (const auto place : store.of(1)) {
    text += (place.is_out() ? " out " : " in ") + std::to_string(place.index());
  }
  EXPECT_EQ(text, " in 0 in 2 out 3 out 4");
  EXPECT_EQ(TransferStore({}).accounts(), 0U);
  const std::vector<Transfer> vast(2, transfer(0, 0, 1, INT64_MAX / 2 + 2));
  EXPECT_THROW(TransferStore{vast}, Problem);
}

}  // namespace
}  // namespace anlan::funds
