#include "funds/engine/allocation/allocation.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <deque>
#include <map>
#include <numeric>

#include "base/problem.h"
#include "funds/engine/allocation/apportion.h"

namespace anlan::funds {
namespace {

Money yuan(double amount) {
  return Money::minor(static_cast<std::int64_t>(amount * 100 + (amount < 0 ? -.5 : .5)),
                      Currency());
}

Movement movement(int minute, const std::string& party, double change) {
  return {Instant() + Duration::minutes(minute), "m" + std::to_string(1000 + minute), party,
          yuan(change)};
}

/// Shares in the order of names, as "K 3.34 M 3.33", and what is unclaimed.
std::string words(const Allocation& allocation) {
  std::string text;
  for (const auto& share : allocation.shares) {
    text +=
        share.party + ' ' + share.share.to_string().substr(0, share.share.to_string().size() - 4);
    text += ' ';
  }
  const auto rest = allocation.unclaimed.to_string();
  return text + "rest " + rest.substr(0, rest.size() - 4);
}

TEST(AllocationGolden, TwoPayTenGoesOutOnePaysTenGoesOut) {
  const std::vector<Movement> ledger{movement(0, "P", 10), movement(60, "M", 10),
                                     movement(120, "", -10), movement(180, "K", 10),
                                     movement(240, "", -10)};
  const auto by = [&](AllocationRule rule) {
    return words(allocate(ledger, {}, yuan(10), {.rule = rule}));
  };
  EXPECT_EQ(by(AllocationRule::fifo), "K 10.00 M 0.00 P 0.00 rest 0.00");
  EXPECT_EQ(by(AllocationRule::lifo), "K 0.00 M 0.00 P 10.00 rest 0.00");
  EXPECT_EQ(by(AllocationRule::rolling), "K 5.00 M 2.50 P 2.50 rest 0.00");
  EXPECT_EQ(by(AllocationRule::pari_passu), "K 3.34 M 3.33 P 3.33 rest 0.00");
  EXPECT_EQ(by(AllocationRule::lowest_intermediate_balance), "K 5.00 M 2.50 P 2.50 rest 0.00");
  // Nothing lies within half an hour: every outflow is untraceable.
  EXPECT_EQ(by(AllocationRule::time_stamp), "K 5.00 M 2.50 P 2.50 rest 0.00");
}

TEST(AllocationGolden, LowestIntermediateBalanceIsTheClaim) {
  const std::vector<Movement> ledger{movement(0, "", 50), movement(1, "V", 100),
                                     movement(2, "", -120), movement(3, "", 200)};
  EXPECT_EQ(balance_of(ledger, Currency()), yuan(230));
  EXPECT_EQ(
      words(allocate(ledger, {}, yuan(230), {.rule = AllocationRule::lowest_intermediate_balance})),
      "V 30.00 rest 200.00");
}

TEST(Allocation, TimeStampsLinkAnOutflowWithTheDepositJustBefore) {
  const std::vector<Movement> ledger{movement(0, "A", 100),  movement(200, "B", 50),
                                     movement(210, "", -50), movement(400, "", -20),
                                     movement(500, "C", 30), movement(505, "", -40)};
  // 50 out after 10 minutes is B's; 20 later is A's, as nobody else is there; of 40 out, 30 are
  // C's and 10 are A's.
  EXPECT_EQ(words(allocate(ledger, {}, yuan(70), {.rule = AllocationRule::time_stamp})),
            "A 70.00 B 0.00 C 0.00 rest 0.00");
  EXPECT_EQ(words(allocate(ledger, {}, yuan(70),
                           {.rule = AllocationRule::time_stamp, .link = Duration::minutes(1)})),
            "A 33.94 B 16.97 C 19.09 rest 0.00");
}

TEST(Allocation, NobodyGetsMoreThanTheLoss) {
  const std::vector<Movement> ledger{movement(0, "A", 100), movement(1, "B", 100)};
  const std::vector<Loss> losses{{"A", yuan(40)}, {"C", yuan(70)}};
  for (const auto rule : allocation_rules()) {
    EXPECT_EQ(words(allocate(ledger, losses, yuan(200), {.rule = rule})),
              "A 40.00 B 100.00 C 0.00 rest 60.00");
  }
  EXPECT_EQ(words(allocate(ledger, losses, yuan(70), {.rule = AllocationRule::pari_passu})),
            "A 20.00 B 50.00 C 0.00 rest 0.00");
}

TEST(Allocation, WhatWasNeverPaidInIsUncovered) {
  const std::vector<Movement> ledger{movement(0, "A", 10), movement(1, "", -25),
                                     movement(2, "B", 5)};
  const auto result = allocate(ledger, {}, yuan(5), {.rule = AllocationRule::fifo});
  EXPECT_EQ(words(result), "A 0.00 B 5.00 rest 0.00");
  EXPECT_EQ(result.uncovered, yuan(15));
}

TEST(Allocation, RefusesWhatMakesNoSense) {
  const std::vector<Movement> ledger{movement(0, "A", 10)};
  const std::vector<Movement> twice{movement(0, "A", 10), movement(0, "B", 10)};
  const std::vector<Loss> two_losses{{"A", yuan(1)}, {"A", yuan(1)}};
  const std::vector<Loss> negative{{"A", yuan(-1)}};
  EXPECT_THROW(allocate(ledger, {}, yuan(-1), {}), Problem);
  EXPECT_THROW(allocate(ledger, {}, Money::minor(1, *Currency::parse("USD")), {}), Problem);
  EXPECT_THROW(allocate(twice, {}, yuan(1), {}), Problem);
  EXPECT_THROW(allocate(ledger, two_losses, yuan(1), {}), Problem);
  EXPECT_THROW(allocate(ledger, negative, yuan(1), {}), Problem);
  std::vector<Movement> vast{movement(0, "A", 10), movement(1, "A", 10)};
  for (auto& one : vast) one.change = Money::minor(INT64_MAX, Currency());
  EXPECT_THROW(allocate(vast, {}, yuan(1), {}), Problem);
}

struct Case {
  std::vector<Movement> ledger;
  std::vector<Loss> losses;
  Money frozen;
};

Case some_case() {
  Case result;
  const auto changes = *rc::gen::container<std::vector<std::pair<int, int>>>(
      rc::gen::pair(rc::gen::inRange(-90, 91), rc::gen::inRange(0, 5)));
  std::int64_t balance = 0;
  for (std::size_t i = 0; i < changes.size(); ++i) {
    auto [change, party] = changes[i];
    change = static_cast<int>(std::max<std::int64_t>(change, -balance));
    balance += change;
    const auto minute = *rc::gen::inRange(0, 3) + static_cast<int>(i) * 5;
    result.ledger.push_back({Instant() + Duration::minutes(minute), "m" + std::to_string(100 + i),
                             party == 0 ? "" : std::string(1, static_cast<char>('A' + party)),
                             Money::minor(change, Currency())});
  }
  for (const char* party : {"B", "C", "F"}) {
    if (*rc::gen::arbitrary<bool>()) {
      result.losses.push_back({party, Money::minor(*rc::gen::inRange(0, 200), Currency())});
    }
  }
  const auto frozen = *rc::gen::inRange<std::int64_t>(0, balance + 20);
  result.frozen = Money::minor(frozen, Currency());
  return result;
}

AllocationRule some_rule() {
  const auto rules = allocation_rules();
  return rules[*rc::gen::inRange<std::size_t>(0, rules.size())];
}

RC_GTEST_PROP(Allocation, SharesAddUpAndNobodyGetsMoreThanTheLoss, ()) {
  const auto one = some_case();
  const auto result = allocate(one.ledger, one.losses, one.frozen, {.rule = some_rule()});
  auto sum = result.unclaimed;
  for (const auto& share : result.shares) {
    sum = sum + share.share;
    RC_ASSERT(share.share.minor_units() >= 0);
    RC_ASSERT(share.share <= share.claim);
    RC_ASSERT(share.claim <= share.deposited);
    for (const auto& loss : one.losses) {
      if (loss.party == share.party) RC_ASSERT(share.share <= loss.amount);
    }
  }
  RC_ASSERT(sum == one.frozen);
  RC_ASSERT(result.unclaimed.minor_units() >= 0);
  RC_ASSERT(result.uncovered.minor_units() == 0);
}

RC_GTEST_PROP(Allocation, TheOrderOfInputDoesNotMatter, ()) {
  auto one = some_case();
  const AllocationSettings settings{.rule = some_rule()};
  const auto before = words(allocate(one.ledger, one.losses, one.frozen, settings));
  one.ledger = *rc::gen::map(
      rc::gen::container<std::vector<int>>(one.ledger.size(), rc::gen::inRange(0, 1000)),
      [ledger = one.ledger](const std::vector<int>& keys) {
        std::vector<std::size_t> order(ledger.size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        std::ranges::stable_sort(order, {}, [&](std::size_t i) { return keys[i]; });
        std::vector<Movement> shuffled;
        for (const auto i : order) shuffled.push_back(ledger[i]);
        return shuffled;
      });
  std::ranges::reverse(one.losses);
  RC_ASSERT(words(allocate(one.ledger, one.losses, one.frozen, settings)) == before);
}

/// Every cent by itself, in a queue or on a stack.
std::map<std::string, std::int64_t> cent_by_cent(const std::vector<Movement>& ledger,
                                                 bool is_fifo) {
  std::deque<std::string> cents;
  auto sorted = ledger;
  std::ranges::sort(sorted, [](const Movement& a, const Movement& b) {
    return a.time != b.time ? a.time < b.time : a.id < b.id;
  });
  for (const auto& one : sorted) {
    const auto change = one.change.minor_units();
    for (auto i = change; i > 0; --i) cents.push_back(one.party);
    for (auto i = change; i < 0 && !cents.empty(); ++i) {
      if (is_fifo)
        cents.pop_front();
      else
        cents.pop_back();
    }
  }
  std::map<std::string, std::int64_t> counts;
  for (const auto& party : cents) ++counts[party];
  counts.erase("");
  return counts;
}

RC_GTEST_PROP(Allocation, FirstAndLastInAreThoseOfEveryCentByItself, ()) {
  const auto one = some_case();
  const bool is_fifo = *rc::gen::arbitrary<bool>();
  const auto rule = is_fifo ? AllocationRule::fifo : AllocationRule::lifo;
  const auto result = allocate(one.ledger, {}, balance_of(one.ledger, Currency()), {.rule = rule});
  std::map<std::string, std::int64_t> shares;
  for (const auto& share : result.shares) {
    if (share.share.minor_units() > 0) shares[share.party] = share.share.minor_units();
  }
  RC_ASSERT(shares == cent_by_cent(one.ledger, is_fifo));
}

RC_GTEST_PROP(Allocation, RollingStaysWithinACentAStepOfTheExactFraction, ()) {
  const auto one = some_case();
  auto sorted = one.ledger;
  std::ranges::sort(sorted, [](const Movement& a, const Movement& b) {
    return a.time != b.time ? a.time < b.time : a.id < b.id;
  });
  std::map<std::string, double> exact;
  double balance = 0;
  int steps = 0;
  for (const auto& step : sorted) {
    const auto change = static_cast<double>(step.change.minor_units());
    if (change > 0) exact[step.party] += change;
    if (change < 0) {
      ++steps;
      for (auto& [party, amount] : exact) amount *= (balance + change) / balance;
    }
    balance += change;
  }
  const auto result = allocate(one.ledger, {}, balance_of(one.ledger, Currency()),
                               {.rule = AllocationRule::rolling});
  for (const auto& share : result.shares) {
    const auto amount = static_cast<double>(share.share.minor_units());
    RC_ASSERT(std::abs(amount - exact[share.party]) <= steps + 1e-6);
  }
}

/// For one victim the rule is a formula: the claim never exceeds the balance since the deposit.
RC_GTEST_PROP(Allocation, TheLowestIntermediateBalanceOfOneVictimIsAFormula, ()) {
  auto one = some_case();
  for (auto& step : one.ledger) {
    if (!step.party.empty() && step.party != "B") step.party.clear();
  }
  auto sorted = one.ledger;
  std::ranges::sort(sorted, [](const Movement& a, const Movement& b) {
    return a.time != b.time ? a.time < b.time : a.id < b.id;
  });
  std::int64_t claim = 0, balance = 0;
  for (const auto& step : sorted) {
    const auto change = step.change.minor_units();
    balance += change;
    if (change > 0 && step.party == "B") claim += change;
    claim = std::min(claim, balance);
  }
  const auto result = allocate(one.ledger, {}, Money::minor(balance, Currency()),
                               {.rule = AllocationRule::lowest_intermediate_balance});
  for (const auto& share : result.shares) RC_ASSERT(share.share.minor_units() == claim);
}

RC_GTEST_PROP(Apportion, IsExactAndWithinOneOfTheQuota, ()) {
  const auto weights =
      *rc::gen::container<std::vector<std::int64_t>>(rc::gen::inRange<std::int64_t>(0, 1000));
  const auto total = *rc::gen::inRange<std::int64_t>(0, 5000);
  const auto shares = apportion(total, weights);
  const auto sum = std::accumulate(weights.begin(), weights.end(), std::int64_t{0});
  RC_ASSERT(std::accumulate(shares.begin(), shares.end(), std::int64_t{0}) ==
            (sum > 0 ? total : 0));
  for (std::size_t i = 0; sum > 0 && i < shares.size(); ++i) {
    RC_ASSERT(std::abs(shares[i] * sum - total * weights[i]) < sum);
  }
}

TEST(Apportion, HoldsTheLargestAmounts) {
  EXPECT_EQ(apportion(INT64_MAX, std::vector<std::int64_t>{INT64_MAX, INT64_MAX, 0}),
            (std::vector<std::int64_t>{INT64_MAX / 2 + 1, INT64_MAX / 2, 0}));
  EXPECT_TRUE(apportion(5, {}).empty());
}

TEST(MixedAccount, APaymentOfSeveralPartiesLeavesInTheirProportion) {
  MixedAccount account(AllocationRule::fifo);
  const std::vector<Part> parts{{2, 30}, {1, 60}, {k_own_money, 10}};
  account.deposit(parts, Instant());
  account.deposit({3, 50}, Instant());
  std::vector<Part> taken;
  EXPECT_EQ(account.withdraw(50, Instant(), taken), 0);
  EXPECT_EQ(taken, (std::vector<Part>{{1, 30}, {2, 15}, {k_own_money, 5}}));
  taken.clear();
  EXPECT_EQ(account.withdraw(110, Instant(), taken), 10);
  EXPECT_EQ(taken, (std::vector<Part>{{1, 30}, {2, 15}, {3, 50}, {k_own_money, 5}}));
  EXPECT_EQ(account.balance(), 0);
  EXPECT_TRUE(account.parts().empty());
}

}  // namespace
}  // namespace anlan::funds
