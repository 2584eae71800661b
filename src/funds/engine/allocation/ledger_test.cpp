#include "funds/engine/allocation/ledger.h"

#include <gtest/gtest.h>

namespace anlan::funds {
namespace {

TEST(Ledger, IsReadAndBadRowsAreNamed) {
  std::vector<std::string> faults;
  const auto movements = read_ledger(
      csv_source("id,time,party,change\n"
                 "m1,2026-01-01T00:00:00Z,P,10.00\n"
                 "m2,2026-01-01T01:00:00Z,,-10\n"
                 "m3,2026-01-01T02:00:00Z,,0\n"
                 "m4,soon,,1\n"
                 "m2,2026-01-01T01:00:00Z,,-10\n"
                 "m5,2026-01-01T02:00:00Z,,99999999999999999\n"
                 "m6,2026-01-01T02:00:00Z,,ten\n"
                 ",2026-01-01T02:00:00Z,,1\n"
                 "m7,2026-01"),
      Currency(), [&](const Reject& reject) { faults.emplace_back(to_string(reject.fault)); });
  ASSERT_EQ(movements.size(), 2U);
  EXPECT_EQ(movements[0].party, "P");
  EXPECT_EQ(movements[1].change.minor_units(), -1000);
  EXPECT_EQ(faults, (std::vector<std::string>{"zero_amount", "malformed_time", "duplicate_id",
                                              "amount_overflow", "malformed_amount",
                                              "missing_value", "truncated_line"}));
}

TEST(Ledger, OfAnAccountNamesThoseWhoReported) {
  TransferReader reader(
      csv_source("id,time,from_account,to_account,amount\n"
                 "t1,100,V,M,500\nt2,200,X,M,40\nt3,300,M,Y,70\nt4,400,X,Y,9\n"));
  auto table = read_transfers(reader, std::nullopt);
  const auto reports = read_reports(csv_source("report_id,reported_at,account,amount\n"
                                               "r1,900,V,300\nr2,901,V,100\n"),
                                    table.accounts, table.currency);
  const auto movements = ledger_of(table, *table.accounts.find("M"), reports);
  ASSERT_EQ(movements.size(), 3U);
  EXPECT_EQ(movements[0].party, "V");
  EXPECT_EQ(movements[1].party, "");
  EXPECT_EQ(movements[2].change.minor_units(), -7000);
  const auto losses = losses_of(table, reports);
  ASSERT_EQ(losses.size(), 1U);
  EXPECT_EQ(losses[0].amount.minor_units(), 40'000);
}

}  // namespace
}  // namespace anlan::funds
