#include "research/transfer_scenario.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/problem.h"
#include "research/transfer_files.h"
#include "research/transfer_score.h"

namespace anlan::research {
namespace {

TransferScenarioSettings small_town(std::uint64_t seed) {
  return {.seed = seed,
          .people = 2'000,
          .days = 8,
          .first = *Day::parse("2026-01-01"),
          .zone = Zone::named("Asia/Shanghai"),
          .victims_a_day = 4};
}

std::vector<ScenarioTransfer> all_of(TransferScenario& scenario) {
  std::vector<ScenarioTransfer> all, day;
  while (scenario.next_day(day)) all.insert(all.end(), day.begin(), day.end());
  return all;
}

TEST(TransferScenario, IsInOrderAndKeepsItsBooks) {
  TransferScenario scenario(small_town(1));
  const auto transfers = all_of(scenario);
  ASSERT_GT(transfers.size(), 25'000U);
  std::map<std::uint32_t, std::int64_t> balances;
  for (std::size_t i = 0; i < transfers.size(); ++i) {
    const auto& one = transfers[i];
    ASSERT_LE(transfers[i > 0 ? i - 1 : 0].time, one.time);
    ASSERT_NE(one.from, one.to);
    ASSERT_GT(one.amount, 0);
    ASSERT_GE(one.from_balance_after, 0);
    ASSERT_LT(std::max(one.from, one.to), scenario.accounts());
    if (const auto before = balances.find(one.from); before != balances.end()) {
      ASSERT_EQ(before->second - one.amount, one.from_balance_after);
    }
    if (const auto before = balances.find(one.to); before != balances.end()) {
      ASSERT_EQ(before->second + one.amount, one.to_balance_after);
    }
    balances[one.from] = one.from_balance_after;
    balances[one.to] = one.to_balance_after;
  }
}

TEST(TransferScenario, PlantsFraudsThatRunThroughLevelsAndOut) {
  TransferScenario scenario(small_town(2));
  const auto transfers = all_of(scenario);
  ASSERT_GT(scenario.frauds().size(), 5U);
  std::map<std::uint32_t, std::set<unsigned>> levels;
  std::map<std::uint32_t, std::int64_t> stolen;
  for (const auto& one : transfers) {
    if (one.fraud == 0) continue;
    EXPECT_GE((one.time - transfers.front().time), Duration::hours(4 * 24 - 24));
    levels[one.fraud].insert(one.level);
    if (one.level == 1) {
      const auto& fraud = scenario.frauds()[one.fraud - 1];
      EXPECT_EQ(one.from, fraud.victim);
      EXPECT_GE(one.time, fraud.first);
      EXPECT_TRUE(fraud.reported_at < fraud.first || one.time <= fraud.reported_at);
      stolen[one.fraud] += one.amount;
    }
  }
  for (const auto& fraud : scenario.frauds()) EXPECT_EQ(fraud.stolen, stolen[fraud.number]);
  const auto deep = std::ranges::count_if(levels, [](const auto& one) {
    return one.second.contains(1) && one.second.contains(2) && one.second.contains(k_cash_level);
  });
  EXPECT_GT(deep * 10, static_cast<std::ptrdiff_t>(levels.size() * 7));
}

TEST(TransferScenario, IsTheSameForASeedAndAnotherForAnother) {
  const auto rows = [](std::uint64_t seed) {
    TransferScenario scenario(small_town(seed));
    std::string text;
    std::uint64_t number = 0;
    append_transfer_rows(text, all_of(scenario), number);
    return text + reports_csv(scenario.frauds());
  };
  const auto first = rows(1);
  EXPECT_EQ(first, rows(1));
  EXPECT_NE(first, rows(2));
  EXPECT_NE(first.find("t000000000,2025-12-31T16:0"), std::string::npos);  // midnight in Shanghai
}

TEST(TransferScenario, RefusesWhatIsTooSmallOrTooLarge) {
  auto settings = small_town(1);
  settings.people = 5;
  EXPECT_THROW(TransferScenario{settings}, Problem);
  settings = small_town(1);
  settings.days = 0;
  EXPECT_THROW(TransferScenario{settings}, Problem);
}

FraudTruth two_frauds() {
  const auto at = [](int minute) { return Instant() + Duration::minutes(minute); };
  return {.accounts = 10'005,
          .days = 2,
          .transfers = 7,
          .flows = {{"a", at(0), "V", "M", 6'000, 1, 1},
                    {"b", at(10), "M", "N", 2'000, 1, 2},
                    {"c", at(20), "V", "M", 4'000, 1, 1},
                    {"d", at(30), "N", "cash", 2'000, 1, k_cash_level},
                    {"e", at(40), "M", "cash", 8'000, 1, k_cash_level},
                    {"f", at(50), "W", "L", 10'000, 2, 1},
                    {"g", at(60), "L", "cash", 10'000, 2, k_cash_level}}};
}

TEST(TransferScore, CountsWhatWasStillWithinReach) {
  const auto at = [](int minute) { return Instant() + Duration::minutes(minute); };
  const std::vector<ScoredWarning> warnings{
      {at(-5), "V", true},   // before anything happened: false
      {at(15), "M", false},  // 2,000 have left the first level
      {at(35), "V", true},
      {at(36), "honest", false}};
  const auto score = score_warnings(two_frauds(), warnings);
  EXPECT_EQ(score.frauds, 2U);
  EXPECT_EQ(score.frauds_warned, 1U);
  EXPECT_EQ(score.accounts_warned, 3U);
  EXPECT_EQ(score.accounts_right, 2U);
  EXPECT_EQ(score.mules, 3U);
  EXPECT_EQ(score.mules_warned, 1U);
  EXPECT_DOUBLE_EQ(score.reachable_level_1, .4);
  EXPECT_DOUBLE_EQ(score.reachable, .5);
  EXPECT_DOUBLE_EQ(score.lead_minutes, 25);
  EXPECT_DOUBLE_EQ(score.false_per_10000_a_day, 1.0);
}

TEST(FraudTruthFile, IsReadAsItWasWritten) {
  const auto truth = two_frauds();
  const auto read = read_fraud_truth(fraud_truth_json(truth));
  EXPECT_EQ(fraud_truth_json(read), fraud_truth_json(truth));
  EXPECT_EQ(read.flows[2].amount, 4'000);
  for (const auto* text :
       {"", "{}", "[]", R"({"accounts":1,"days":1,"transfers":1,"flows":[{}]})"}) {
    EXPECT_THROW(read_fraud_truth(text), Problem) << text;
  }
}

}  // namespace
}  // namespace anlan::research
