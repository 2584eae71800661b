#include "funds/engine/watch/watch.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/problem.h"
#include "base/random.h"

namespace anlan::funds {
namespace {

constexpr std::int64_t k_start = 1'700'000'000'000;  // 06:13 in Beijing

/// Minutes after a fortnight of everyday payments, in which 0 to 99 came to be known.
Observed pay(double minute, AccountIndex from, AccountIndex to, std::int64_t yuan,
             std::int64_t left_yuan = -1) {
  const auto at = k_start + 14 * 86'400'000LL + static_cast<std::int64_t>(minute * 60'000);
  return {{.time = Instant::from_unix_milliseconds(at),
           .amount = Money::minor(yuan * 100, Currency()),
           .from = from,
           .to = to},
          left_yuan < 0 ? k_unknown_balance : left_yuan * 100};
}

std::vector<Observed> everyday() {
  std::vector<Observed> payments;
  Random random(7);
  for (int i = 0; i < 14 * 300; ++i) {
    const auto from = random.below(100);
    const bool is_shop = random.below(4) != 0;
    payments.push_back(pay((i - 14 * 300) * 86'400.0 / 60 / 300, from,
                           is_shop ? 90 + random.below(10) : (from + 1 + random.below(3)) % 90,
                           10 + random.below(150)));
    if (payments.back().transfer.from == payments.back().transfer.to) payments.pop_back();
  }
  return payments;
}

std::vector<FundWarning> watch_all(const std::vector<Observed>& payments, std::size_t batch = 64) {
  Watch watch({.log_bits = 14});
  std::vector<FundWarning> warnings;
  for (std::size_t i = 0; i < payments.size(); i += batch) {
    watch.observe(std::span(payments).subspan(i, std::min(batch, payments.size() - i)), warnings);
  }
  return warnings;
}

std::vector<FundWarning> after_everyday(const std::vector<Observed>& payments) {
  auto all = everyday();
  all.insert(all.end(), payments.begin(), payments.end());
  return watch_all(all);
}

std::string words(const FundWarning& warning) {
  std::string text = std::string(to_string(warning.role)) + ' ' + std::to_string(warning.account) +
                     ' ' + std::string(to_string(warning.grade)) + " level " +
                     std::to_string(warning.level) + ':';
  for (const auto reason : warning.reasons.list()) text += ' ' + std::string(to_string(reason));
  text += " by";
  for (const auto transfer : warning.path) text += ' ' + std::to_string(transfer);
  return text + " at " + std::to_string(warning.score);
}

std::vector<std::string> words(const std::vector<FundWarning>& warnings) {
  std::vector<std::string> all;
  for (const auto& one : warnings) all.push_back(words(one));
  return all;
}

const FundWarning* find(const std::vector<FundWarning>& warnings, AccountIndex account, Role role) {
  const auto found = std::ranges::find_if(
      warnings, [&](const FundWarning& one) { return one.account == account && one.role == role; });
  return found == warnings.end() ? nullptr : &*found;
}

// 5 is drained to 1000, never seen; 1001 and 1002 take it on, 1003 gathers it.
const std::vector<Observed> k_fraud{
    pay(600, 5, 1000, 10, 50'000),     pay(610, 5, 1000, 20'000, 30'000),
    pay(625, 5, 1000, 20'000, 10'000), pay(630, 1000, 1001, 19'000),
    pay(631, 1000, 1002, 20'000),      pay(640, 1001, 1003, 18'500),
    pay(642, 1002, 1003, 19'500)};

TEST(Watch, EverydayPaymentsGiveNoCause) { EXPECT_TRUE(watch_all(everyday()).empty()); }

TEST(Watch, WarnsTheVictimAtTheFirstLargePaymentAndFollowsTheMoney) {
  const auto warnings = after_everyday(k_fraud);
  const auto first = everyday().size();
  const auto* victim = find(warnings, 5, Role::victim);
  ASSERT_NE(victim, nullptr);
  EXPECT_EQ(victim->cause, first + 1);
  EXPECT_EQ(victim->path, (std::vector<std::uint64_t>{first, first + 1}));
  for (const auto sign : {Reason::first_payment, Reason::unusual_amount, Reason::test_payment,
                          Reason::receiver_woke}) {
    EXPECT_TRUE(victim->reasons.has(sign)) << to_string(sign);
  }
  const auto* mule = find(warnings, 1000, Role::mule);
  ASSERT_NE(mule, nullptr);
  EXPECT_EQ(mule->level, 1U);
  const auto* gatherer = find(warnings, 1003, Role::mule);
  ASSERT_NE(gatherer, nullptr);
  EXPECT_EQ(gatherer->level, 3U);
  EXPECT_GE(gatherer->path.size(), 3U);
  EXPECT_TRUE(gatherer->reasons.has(Reason::chain));
  EXPECT_TRUE(gatherer->reasons.has(Reason::suspect_money));
}

TEST(Watch, SaysEachGradeOnceAndOnlyUpwards) {
  const auto warnings = after_everyday(k_fraud);
  for (std::size_t i = 0; i < warnings.size(); ++i) {
    for (std::size_t k = 0; k < i; ++k) {
      if (warnings[i].account != warnings[k].account || warnings[i].role != warnings[k].role) {
        continue;
      }
      EXPECT_GT(warnings[i].grade, warnings[k].grade);
    }
  }
}

TEST(Watch, AReportMarksWhereTheMoneyIsNow) {
  auto payments = everyday();
  const auto first = payments.size();
  // Known partners: nothing to see without a report.
  for (const auto& one : {pay(600, 5, 6, 9'000), pay(610, 6, 7, 8'500), pay(620, 7, 8, 8'000)}) {
    payments.push_back(one);
  }
  Watch watch({.log_bits = 14});
  std::vector<FundWarning> warnings;
  watch.observe(payments, warnings);
  EXPECT_TRUE(warnings.empty());
  watch.report({.reported_at = pay(700, 0, 1, 1).transfer.time,
                .occurred_at = pay(600, 0, 1, 1).transfer.time,
                .amount = Money::minor(900'000, Currency()),
                .account = 5},
               warnings);
  const auto* last = find(warnings, 8, Role::mule);
  ASSERT_NE(last, nullptr);
  EXPECT_EQ(last->level, 3U);
  EXPECT_TRUE(last->reasons.has(Reason::reported_money));
  EXPECT_EQ(last->path, (std::vector<std::uint64_t>{first, first + 1, first + 2}));
  EXPECT_EQ(last->time, pay(700, 0, 1, 1).transfer.time);
  warnings.clear();
  watch.observe(std::vector<Observed>{pay(710, 8, 1005, 7'900)}, warnings);
  const auto* next = find(warnings, 1005, Role::mule);
  ASSERT_NE(next, nullptr);
  EXPECT_EQ(next->level, 4U);
}

TEST(Watch, HubsAndWagesAreSilent) {
  std::vector<Observed> payments;
  for (AccountIndex i = 0; i < 300; ++i) {  // 2000 takes money from everybody, 2001 pays wages
    payments.push_back(pay(i * .5, 3'000 + i, 2'000, 400));
  }
  for (AccountIndex i = 0; i < 300; ++i) {
    payments.push_back(pay(200 + i * .1, 2'001, 3'000 + i, 6'000, 1'000'000));
  }
  for (AccountIndex i = 0; i < 20; ++i) {  // the hub pays its suppliers all that it has
    payments.push_back(pay(300 + i, 2'000, 4'000 + i, 6'000, 0));
  }
  const auto warnings = after_everyday(payments);
  for (const auto& one : warnings) {
    EXPECT_NE(one.account, 2'000U) << words(one);
  }
  EXPECT_EQ(find(warnings, 2'001, Role::mule), nullptr);
}

/// Random money among few accounts, so that every feature is met.
std::vector<Observed> stormy() {
  auto payments = everyday();
  Random random(3);
  for (int i = 0; i < 4'000; ++i) {
    const auto from = random.below(60) + (random.below(3) == 0 ? 1'000 : 0);
    const auto to = random.below(200) + (random.below(2) == 0 ? 1'000 : 0);
    if (from == to) continue;
    payments.push_back(pay(600 + i * .7, from, to, 5 + random.below(20'000),
                           random.below(3) == 0 ? static_cast<int>(random.below(5'000)) : -1));
  }
  return payments;
}

TEST(Watch, SaysTheSameForAnyBatchSize) {
  const auto payments = stormy();
  const auto one_by_one = words(watch_all(payments, 1));
  EXPECT_GT(one_by_one.size(), 50U);
  for (const std::size_t batch : {2U, 13U, 64U, 100'000U}) {
    EXPECT_EQ(words(watch_all(payments, batch)), one_by_one) << batch;
  }
}

TEST(Watch, LooksOnlyAtThePast) {
  const auto payments = stormy();
  const auto all = words(watch_all(payments));
  auto half = payments;
  half.resize(payments.size() - 1'500);
  const auto of_half = words(watch_all(half));
  ASSERT_LT(of_half.size(), all.size());
  EXPECT_TRUE(std::ranges::equal(of_half, std::span(all).first(of_half.size())));
}

std::string saved(const Watch& watch) {
  std::string bytes;
  StateWriter writer([&](std::span<const char> more) { bytes.append(more.data(), more.size()); });
  watch.save(writer);
  writer.end();
  return bytes;
}

void restore(Watch& watch, std::string_view bytes) {
  StateReader reader(csv_source(bytes));
  watch.restore(reader);
  reader.end();
}

TEST(Watch, GoesOnFromASnapshotAsIfNothingHadHappened) {
  const auto payments = stormy();
  const auto middle = payments.size() - 2'000;
  Watch before({.log_bits = 12});
  std::vector<FundWarning> straight, resumed;
  before.observe(std::span(payments).first(middle), straight);
  const auto bytes = saved(before);
  before.observe(std::span(payments).subspan(middle), straight);
  Watch after({.log_bits = 12});
  after.observe(std::span(payments).first(middle), resumed);
  after = Watch({.log_bits = 12});
  restore(after, bytes);
  EXPECT_EQ(after.observed(), middle);
  after.observe(std::span(payments).subspan(middle), resumed);
  EXPECT_EQ(words(resumed), words(straight));
  EXPECT_EQ(saved(after), saved(before));
}

TEST(Watch, RefusesASnapshotThatIsNotWhole) {
  Watch watch({.log_bits = 8});
  std::vector<FundWarning> warnings;
  watch.observe(k_fraud, warnings);
  const auto bytes = saved(watch);
  Watch same({.log_bits = 8});
  for (const std::size_t length :
       {std::size_t{0}, std::size_t{7}, std::size_t{100}, bytes.size() - 1}) {
    EXPECT_THROW(restore(same, std::string_view(bytes).substr(0, length)), Problem);
  }
  auto torn = bytes;
  torn[torn.size() / 2] ^= 1;
  EXPECT_THROW(restore(same, torn), Problem);
  Watch other({.amount_min = 1, .log_bits = 8});
  EXPECT_THROW(restore(other, bytes), Problem);
  restore(same, bytes);
  EXPECT_EQ(same.observed(), k_fraud.size());
}

TEST(Watch, AMillionTransfersOfOneAccountCostNoMore) {
  std::vector<Observed> hub;
  for (AccountIndex i = 0; i < 1'000'000; ++i) hub.push_back(pay(i * .001, 1 + i % 50'000, 0, 10));
  EXPECT_TRUE(watch_all(hub).empty());
}

TEST(Reasons, AreListedOnceWithTheirWords) {
  Reasons reasons;
  EXPECT_TRUE(reasons.empty());
  reasons.add(Reason::night);
  reasons.add(Reason::night);
  reasons.add(Reason::cycle);
  EXPECT_EQ(reasons.list(), (std::vector<Reason>{Reason::night, Reason::cycle}));
  EXPECT_DOUBLE_EQ(reasons.log_odds() - Reasons().log_odds(),
                   weight_of(Reason::night) + weight_of(Reason::cycle));
  for (std::size_t i = 0; i < k_reasons; ++i) {
    EXPECT_FALSE(to_string(static_cast<Reason>(i)).empty());
    EXPECT_FALSE(words_of(static_cast<Reason>(i)).zh.empty());
  }
}

}  // namespace
}  // namespace anlan::funds
