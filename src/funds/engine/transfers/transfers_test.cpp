#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/problem.h"
#include "funds/engine/transfers/report_reader.h"
#include "funds/engine/transfers/transfer_intake.h"
#include "tests/support/gzip_file.h"

namespace anlan::funds {
namespace {

constexpr auto* k_header = "id,time,from_account,to_account,amount,currency,channel\n";

struct Read {
  TransferTable table;
  std::vector<Reject> rejects;
};

Read read(const std::string& text, const Profile* profile = nullptr) {
  TransferReader reader(csv_source(text), profile);
  Read result;
  result.table = read_transfers(reader, std::nullopt,
                                [&](const Reject& reject) { result.rejects.push_back(reject); });
  return result;
}

TEST(Transfers, EveryBadRowIsNamedAndTheRestGoesOn) {
  const auto result = read(std::string(k_header) +
                           "t1,2026-01-01T00:00:00Z,A,B,10.00,CNY,app\n"
                           "t2,2026-01-01T00:00:01Z,A,B,-1.00,CNY,app\n"
                           "t3,2026-01-01T00:00:02Z,A,B,0,CNY,app\n"
                           "t4,2026-01-01T00:00:03Z,A,B,99999999999999999999,CNY,app\n"
                           "t5,2026-01-01T00:00:04Z,A,B,1.00,QQQ,app\n"
                           "t6,2026-01-01T00:00:05Z,A,B,1.00,USD,app\n"
                           "t7,2026-01-01T00:00:06Z,A,A,1.00,CNY,app\n"
                           "t1,2026-01-01T00:00:00Z,A,B,10.00,CNY,app\n"
                           "t1,2026-01-01T00:00:00Z,A,B,11.00,CNY,app\n"
                           "t8,yesterday,A,B,1.00,CNY,app\n"
                           "t9,2026-01-01T00:00:07Z,,B,1.00,CNY,app\n"
                           "t10,2026-01-01T00:00:08Z,A,B,1.00,CNY,app,more\n"
                           "t11,2026-01-01T00:00:09Z,A\n"
                           "t12,2026-01-01T00:00:10Z,B,C,2.50,CNY,app\n"
                           "t13,2026-01-01T00:0");
  std::vector<std::string> faults;
  for (const auto& reject : result.rejects) {
    faults.push_back(std::to_string(reject.line) + ' ' + std::string(to_string(reject.fault)) +
                     (reject.column.empty() ? "" : ' ' + reject.column));
  }
  EXPECT_EQ(faults,
            (std::vector<std::string>{
                "3 negative_amount amount", "4 zero_amount amount", "5 amount_overflow amount",
                "6 unknown_currency currency", "7 other_currency", "8 self_transfer to_account",
                "10 duplicate_id", "11 malformed_time time", "12 missing_value from_account",
                "13 unreadable", "14 truncated_line", "16 truncated_line"}));
  EXPECT_EQ(result.rejects[0].row, "t2,2026-01-01T00:00:01Z,A,B,-1.00,CNY,app");
  EXPECT_EQ(result.table.repeated, 1U);
  EXPECT_EQ(result.table.rows, 15U);
  EXPECT_EQ(result.table.rejects(), 12U);
  ASSERT_EQ(result.table.transfers.size(), 2U);
  EXPECT_EQ(result.table.ids[1], "t12");
  EXPECT_EQ(result.table.transfers[1].amount.minor_units(), 250);
  EXPECT_EQ(result.table.accounts.name(result.table.transfers[1].to), "C");
}

TEST(Transfers, JsonLinesSayTheSameAsCsv) {
  const auto csv = read(std::string(k_header) + "t1,1700000000,A,B,10.5,CNY,app\n" +
                        "t2,1700000001,B,\"C, D\",0.01,CNY,\n" + "t3,1700000002,C,D,-1,CNY,\n");
  const auto json = read(
      R"({"id":"t1","time":1700000000,"from_account":"A","to_account":"B","amount":10.5,"note":1})"
      "\n\n"
      R"({"id":"t2","time":"1700000001","from_account":"B","to_account":"C, D","amount":"0.01"})"
      "\n"
      R"({"id":"t3","time":1700000002,"from_account":"C","to_account":"D","amount":-1})"
      "\n"
      R"({"id":"t4","time":17000000)");
  ASSERT_EQ(json.table.transfers.size(), 2U);
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(json.table.ids[i], csv.table.ids[i]);
    EXPECT_EQ(json.table.transfers[i].time, csv.table.transfers[i].time);
    EXPECT_EQ(json.table.transfers[i].amount, csv.table.transfers[i].amount);
    EXPECT_EQ(json.table.accounts.name(json.table.transfers[i].to),
              csv.table.accounts.name(csv.table.transfers[i].to));
  }
  ASSERT_EQ(json.rejects.size(), 2U);
  EXPECT_EQ(json.rejects[0].fault, RowFault::negative_amount);
  EXPECT_EQ(json.rejects[1].fault, RowFault::truncated_line);
  EXPECT_EQ(json.rejects[1].line, 5);
}

TEST(Transfers, ALineWithoutEndIsOneBadRow) {
  const auto result = read(R"({"id":"t1","time":1700000000,"from_account":"A","to_account":"B",)"
                           R"("amount":1})"
                           "\n{\"id\":\"" +
                           std::string(2'000'000, 'x') + "\"}\n" +
                           R"({"id":"t2","time":1700000001,"from_account":"B","to_account":"C",)"
                           R"("amount":2})");
  EXPECT_EQ(result.table.transfers.size(), 2U);
  ASSERT_EQ(result.rejects.size(), 1U);
  EXPECT_EQ(result.rejects[0].line, 2);
}

TEST(Transfers, FilesWithoutTheColumnsAreRefused) {
  EXPECT_THROW(read("a,b,c\n1,2,3\n"), Problem);
  EXPECT_THROW(read(""), Problem);
  EXPECT_THROW(read("id,time,from_account,to_account\n", &profile_named("plain")), Problem);
  EXPECT_THROW(profile_named("pacs"), Problem);
}

TEST(TransfersGolden, BitcoinOtcIsWhole) {
  ANLAN_NEEDS_SHARED("data/transfers/bitcoin-otc");
  const auto result =
      read(tests::shared_text("data/transfers/bitcoin-otc/soc-sign-bitcoinotc.csv"));
  EXPECT_EQ(result.table.transfers.size(), 35'592U);
  EXPECT_EQ(result.table.accounts.size(), 5'881U);
  EXPECT_TRUE(result.rejects.empty());
}

TEST(TransfersGolden, FinbenchIsWhole) {
  ANLAN_NEEDS_SHARED("data/transfers/finbench-increment");
  const auto result = read(
      tests::shared_text("data/transfers/finbench-increment/AddAccountTransferAccountWrite12.csv"));
  EXPECT_EQ(result.table.rows, 9'546U);
  EXPECT_EQ(result.table.transfers.size(), 9'546U);
}

TEST(TransfersGolden, AmlsimHasTwoTransfersOfNothing) {
  ANLAN_NEEDS_SHARED("data/transfers/amlsim-ordered");
  const auto result = read(tests::shared_text("data/transfers/amlsim-ordered/transactions.csv.gz"));
  EXPECT_EQ(result.table.rows, 702'448U);
  EXPECT_EQ(result.table.transfers.size(), 702'446U);
  EXPECT_EQ(result.table.rejected[static_cast<std::size_t>(RowFault::zero_amount)], 2U);
}

RC_GTEST_PROP(AccountNames, NumbersAreThoseOfASet, ()) {
  const auto names = *rc::gen::container<std::vector<std::string>>(
      rc::gen::map(rc::gen::inRange(0, 3000), [](int n) {
        return std::string(static_cast<std::size_t>(n % 20), 'x') + std::to_string(n);
      }));
  AccountNames accounts;
  std::map<std::string, AccountIndex> expected;
  for (const auto& name : names) {
    const auto [it, is_new] = expected.emplace(name, expected.size());
    RC_ASSERT(accounts.intern(name) == it->second);
  }
  for (const auto& [name, account] : expected) RC_ASSERT(accounts.name(account) == name);
  RC_ASSERT(!accounts.find("nobody"));
  RC_ASSERT(accounts.size() == expected.size());
}

TEST(SeenIds, RemembersTheLastOnesExactly) {
  SeenIds seen(1000);
  for (int i = 0; i < 10'000; ++i) {
    EXPECT_EQ(seen.meet("id" + std::to_string(i), 1), SeenIds::Answer::is_new);
    if (i < 1000) continue;
    EXPECT_EQ(seen.meet("id" + std::to_string(i - 999), 1), SeenIds::Answer::is_repeated);
    EXPECT_EQ(seen.meet("id" + std::to_string(i - 999), 2), SeenIds::Answer::is_different);
  }
}

TransferRow row_of(const std::string& id, int second) {
  return {.id = id,
          .time = Instant() + Duration::seconds(second),
          .from_account = "A",
          .to_account = "B",
          .amount = Money::minor(100, Currency())};
}

RC_GTEST_PROP(Intake, PutsLateRowsInOrderAndRefusesThoseBeyondTheBound, ()) {
  const auto times = *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 60));
  const auto late_max = *rc::gen::inRange(0, 30);
  AccountNames accounts;
  TransferIntake intake(accounts, {.late_max = Duration::seconds(late_max)});
  std::vector<std::pair<int, std::size_t>> expected;
  std::vector<std::string> taken;
  IdentifiedTransfer next;
  int newest = 0;
  for (std::size_t i = 0; i < times.size(); ++i) {
    const bool is_late = times[i] < newest - late_max;
    newest = std::max(newest, times[i]);
    const auto fault = intake.offer(row_of(std::to_string(i), times[i]));
    RC_ASSERT(fault.has_value() == is_late);
    if (is_late) {
      RC_ASSERT(*fault == RowFault::time_running_back);
    } else {
      expected.emplace_back(times[i], i);
    }
    while (intake.take(next)) taken.push_back(next.id);
  }
  intake.end();
  while (intake.take(next)) taken.push_back(next.id);
  std::ranges::sort(expected);
  RC_ASSERT(taken.size() == expected.size());
  for (std::size_t i = 0; i < taken.size(); ++i) {
    RC_ASSERT(taken[i] == std::to_string(expected[i].second));
  }
}

RC_GTEST_PROP(Intake, GoesOnFromWhatItSaved, ()) {
  const auto times = *rc::gen::container<std::vector<int>>(40, rc::gen::inRange(0, 60));
  const IntakeSettings settings{.late_max = Duration::seconds(25), .ids_remembered = 8};
  AccountNames accounts;
  TransferIntake straight(accounts, settings);
  auto resumed = std::make_unique<TransferIntake>(accounts, settings);
  const auto stop = *rc::gen::inRange<std::size_t>(0, 40);
  std::vector<std::string> first, second;
  IdentifiedTransfer next;
  for (std::size_t i = 0; i < times.size(); ++i) {
    const auto row = row_of(std::to_string(i % 30), times[i]);
    RC_ASSERT(straight.offer(row) == resumed->offer(row));
    while (straight.take(next)) first.push_back(next.id);
    while (resumed->take(next)) second.push_back(next.id);
    if (i != stop) continue;
    std::string bytes;
    StateWriter writer([&](std::span<const char> more) { bytes.append(more.data(), more.size()); });
    resumed->save(writer);
    accounts.save(writer);
    writer.end();
    resumed = std::make_unique<TransferIntake>(accounts, settings);
    StateReader reader(csv_source(bytes));
    resumed->restore(reader);
    AccountNames again;
    again.restore(reader);
    reader.end();
    RC_ASSERT(again.size() == accounts.size());
    RC_ASSERT(again.find("A") == accounts.find("A"));
  }
  straight.end();
  resumed->end();
  while (straight.take(next)) first.push_back(next.id);
  while (resumed->take(next)) second.push_back(next.id);
  RC_ASSERT(first == second);
  RC_ASSERT(straight.repeated() == resumed->repeated());
}

TEST(Intake, WaitsForNoMoreRowsThanItIsTold) {
  AccountNames accounts;
  TransferIntake intake(accounts, {.late_max = Duration::days(1), .waiting_max = 3});
  IdentifiedTransfer next;
  for (int i = 0; i < 3; ++i) {
    EXPECT_FALSE(intake.offer(row_of("a" + std::to_string(i), 10 + i)));
    EXPECT_FALSE(intake.take(next));
  }
  EXPECT_FALSE(intake.offer(row_of("a3", 20)));
  ASSERT_TRUE(intake.take(next));
  EXPECT_EQ(next.id, "a0");
  EXPECT_FALSE(intake.take(next));
  EXPECT_EQ(intake.offer(row_of("a4", 9)), RowFault::time_running_back);
  EXPECT_FALSE(intake.offer(row_of("a5", 10)));
}

TEST(Reports, AreReadInOrderAndBadOnesNamed) {
  AccountNames accounts;
  std::vector<Reject> rejects;
  const auto reports =
      read_reports(csv_source("report_id,reported_at,account,amount,occurred_at\n"
                              "r2,2026-01-01T02:00:00Z,V2,500,2026-01-01T01:00:00Z\n"
                              "r1,2026-01-01T01:00:00Z,V1,1000.50,\n"
                              "r3,2026-01-01T01:00:00Z,V3,-5,\n"
                              "r2,2026-01-01T02:00:00Z,V2,501,2026-01-01T01:00:00Z\n"
                              "r2,2026-01-01T02:00:00Z,V2,500,2026-01-01T01:00:00Z\n"
                              "r4,2026-01-01T02:00"),
                   accounts, Currency(), [&](const Reject& reject) { rejects.push_back(reject); });
  ASSERT_EQ(reports.size(), 2U);
  EXPECT_EQ(reports[0].id, "r1");
  EXPECT_EQ(reports[0].report.occurred_at, reports[0].report.reported_at);
  EXPECT_EQ(accounts.name(reports[1].report.account), "V2");
  EXPECT_EQ(reports[1].report.occurred_at.to_string(), "2026-01-01T01:00:00Z");
  ASSERT_EQ(rejects.size(), 3U);
  EXPECT_EQ(rejects[0].fault, RowFault::negative_amount);
  EXPECT_EQ(rejects[1].fault, RowFault::duplicate_id);
  EXPECT_EQ(rejects[2].fault, RowFault::truncated_line);
}

}  // namespace
}  // namespace anlan::funds
