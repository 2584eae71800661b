#include "cli/funds_commands.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json.hpp>
#include <fstream>
#include <sstream>

#include "base/problem.h"
#include "cli/funds_files.h"
#include "cli/generate_commands.h"
#include "tests/support/shared_data.h"
#include "tests/support/temporary_folder.h"

namespace anlan::cli {
namespace {

class FundsCommands : public testing::Test {
 protected:
  std::string file(const std::string& name, const std::string& text = {}) const {
    const auto path = folder.path() / name;
    if (!text.empty()) std::ofstream(path) << text;
    return path.string();
  }
  static std::string text_of(const std::string& path) {
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
  }

  /// What `anlan funds ...` prints.
  static std::string run(std::vector<std::string> arguments) {
    CLI::App app;
    add_funds_commands(app);
    std::reverse(arguments.begin(), arguments.end());
    arguments.emplace_back("funds");
    testing::internal::CaptureStdout();
    try {
      app.parse(arguments);
    } catch (...) {
      testing::internal::GetCapturedStdout();
      throw;
    }
    return testing::internal::GetCapturedStdout();
  }
  static boost::json::value run_json(std::vector<std::string> arguments) {
    arguments.emplace_back("--json");
    return boost::json::parse(run(std::move(arguments)));
  }

  tests::TemporaryFolder folder;
};

constexpr auto* k_ring =
    "id,time,from_account,to_account,amount,currency,channel\n"
    "t1,2026-01-01T00:00:00Z,A,B,10.00,CNY,app\n"
    "t2,2026-01-01T00:10:00Z,B,C,9.00,CNY,app\n"
    "bad,2026-01-01T00:15:00Z,B,C,-9.00,CNY,app\n"
    "t3,2026-01-01T00:20:00Z,C,A,8.00,CNY,app\n";

TEST_F(FundsCommands, CyclesAreCountedAndListed) {
  const auto rejects = file("rejects.csv");
  const auto result = run_json({"cycles", "--transfers", file("ring.csv", k_ring), "--window",
                                "20m", "--list", "5", "--rejects", rejects});
  EXPECT_EQ(result.at("cycles").to_number<int>(), 1);
  EXPECT_EQ(boost::json::serialize(result.at("by_length")), R"({"3":1})");
  EXPECT_EQ(boost::json::serialize(result.at("listed")), R"([["t1","t2","t3"]])");
  EXPECT_EQ(result.at("rejected").to_number<int>(), 1);
  EXPECT_NE(text_of(rejects).find("ring.csv,4,negative_amount,amount,The amount is below zero.,"),
            std::string::npos);
  const auto text = run({"cycles", "--transfers", file("ring.csv"), "--window", "19m"});
  EXPECT_EQ(text, "0 cycles among 3 transfers of 3 accounts\n");
}

TEST_F(FundsCommands, CyclesOfThePublicFileAreTheKnownOnes) {
  const auto* data = "data/transfers/amlsim-ordered/transactions.csv.gz";
  ANLAN_NEEDS_SHARED(data);
  const auto result =
      run_json({"cycles", "--transfers", tests::shared_file(data).string(), "--window", "5d"});
  EXPECT_EQ(result.at("cycles").to_number<int>(), 13'772);
}

TEST_F(FundsCommands, AllocateByEveryRule) {
  const auto ledger = file("ledger.csv",
                           "id,time,party,change\n"
                           "m1,2026-01-01T00:00:00Z,P,10\nm2,2026-01-01T01:00:00Z,M,10\n"
                           "m3,2026-01-01T02:00:00Z,,-10\nm4,2026-01-01T03:00:00Z,K,10\n"
                           "m5,2026-01-01T04:00:00Z,,-10\n");
  const auto result = run_json({"allocate", "--ledger", ledger, "--rule", "all"});
  EXPECT_EQ(result.at("frozen").as_string(), "10.00");
  const auto& allocations = result.at("allocations").as_array();
  ASSERT_EQ(allocations.size(), 6U);
  EXPECT_EQ(boost::json::serialize(allocations[3].at("shares").as_array()[0]),
            R"({"party":"K","deposited":"10.00","claim":"10.00","share":"3.34"})");
  EXPECT_NE(run({"allocate", "--ledger", ledger, "--rule", "fifo"}).find("K "), std::string::npos);
  EXPECT_THROW(run({"allocate", "--ledger", ledger, "--rule", "x"}), Problem);
  EXPECT_THROW(run({"allocate", "--ledger", ledger, "--frozen", "-1"}), Problem);
  EXPECT_THROW(run({"allocate"}), Problem);
}

TEST_F(FundsCommands, AllocateFromTransfersAndReports) {
  const auto transfers = file("transfers.csv",
                              "id,time,from_account,to_account,amount\n"
                              "t1,100,V,M,500\nt2,200,W,M,250\nt3,300,M,Y,450\n");
  const auto reports = file("reports.csv",
                            "report_id,reported_at,account,amount,occurred_at\n"
                            "r1,900,V,500,100\nr2,900,W,100,200\nr3,900,Z,100,200\n");
  const auto result = run_json({"allocate", "--transfers", transfers, "--reports", reports,
                                "--account", "M", "--frozen", "300"});
  EXPECT_EQ(boost::json::serialize(result.at("allocations").at(0).at("shares")),
            R"([{"party":"V","deposited":"500.00","claim":"500.00","share":"250.00"},)"
            R"({"party":"W","deposited":"250.00","claim":"100.00","share":"50.00"}])");
  EXPECT_THROW(run({"allocate", "--transfers", transfers, "--reports", reports, "--account", "Q"}),
               Problem);
}

TEST_F(FundsCommands, TraceTellsWhereMoneyLies) {
  const auto transfers = file("transfers.csv",
                              "id,time,from_account,to_account,amount\n"
                              "t0,50,X,M,200\nt1,100,V,M,500\nt2,200,M,N,300\nt3,300,N,V,50\n");
  const auto reports =
      file("reports.csv", "report_id,reported_at,account,amount,occurred_at\nr1,900,V,500,100\n");
  const auto result =
      run_json({"trace", "--transfers", transfers, "--reports", reports, "--order", "lifo"});
  const auto& traced = result.at("traces").at(0);
  EXPECT_EQ(traced.at("recoverable").as_string(), "450.00");
  EXPECT_EQ(traced.at("returned").as_string(), "50.00");
  EXPECT_EQ(boost::json::serialize(traced.at("accounts").at(0)),
            R"({"account":"N","level":2,"recoverable":"250.00","received":"300.00",)"
            R"("passed_on":"50.00","balance":"250.00","hub":false,)"
            R"("first_received_at":"1970-01-01T00:03:20Z","path":["t1","t2"],)"
            R"("of_reports":[{"report_id":"r1","amount":"250.00"}]})");
  EXPECT_NE(run({"trace", "--transfers", transfers, "--reports", reports}).find("may be recovered"),
            std::string::npos);
  const auto table =
      run({"trace", "--transfers", transfers, "--reports", reports, "--order", "all"});
  EXPECT_EQ(std::ranges::count(table, '\n'), 3);
  EXPECT_THROW(run({"trace", "--transfers", transfers, "--reports", reports, "--order", "x"}),
               Problem);
  EXPECT_THROW(run({"trace", "--transfers", transfers, "--reports", reports, "--until", "x"}),
               Problem);
}

TEST_F(FundsCommands, WatchWarnsAndScoreSaysHowWell) {
  CLI::App app;
  add_generate_transfers(app);
  testing::internal::CaptureStdout();
  app.parse("transfers --seed 5 --people 3000 --days 8 --victims 6 --out " +
                (folder.path() / "town").string(),
            false);
  EXPECT_NE(testing::internal::GetCapturedStdout().find(" frauds, in "), std::string::npos);
  const auto town = [this](const char* name) { return (folder.path() / "town" / name).string(); };
  run({"watch", "--transfers", town("transfers.csv"), "--reports", town("reports.csv"), "--out",
       town("warnings.jsonl")});
  const auto lines = text_of(town("warnings.jsonl"));
  ASSERT_FALSE(lines.empty());
  const auto first = boost::json::parse(lines.substr(0, lines.find('\n')));
  for (const auto* name :
       {"id", "time", "account", "role", "level", "grade", "score", "reasons", "path"}) {
    EXPECT_TRUE(first.as_object().contains(name)) << name;
  }
  EXPECT_FALSE(first.at("path").as_array().empty());
  const auto by_one = run({"watch", "--transfers", town("transfers.csv"), "--reports",
                           town("reports.csv"), "--batch", "1"});
  EXPECT_EQ(by_one, lines);
  const auto score =
      run_json({"score", "--truth", town("truth.json"), "--warnings", town("warnings.jsonl")});
  EXPECT_GT(score.at("recall").as_double(), .9);
  EXPECT_GT(score.at("reachable").as_double(), .9);
  EXPECT_THROW(run({"score", "--truth", town("reports.csv"), "--warnings", town("warnings.jsonl")}),
               Problem);
  EXPECT_THROW(run({"score", "--truth", town("truth.json"), "--warnings", town("reports.csv")}),
               Problem);
}

TEST_F(FundsCommands, AWatchThatWasKilledGoesOnAsIfItHadNot) {
  CLI::App app;
  add_generate_transfers(app);
  testing::internal::CaptureStdout();
  app.parse("transfers --seed 6 --people 2000 --days 8 --victims 6 --out " + folder.path().string(),
            false);
  testing::internal::GetCapturedStdout();
  const auto whole = text_of(file("transfers.csv"));
  const auto straight =
      run({"watch", "--transfers", file("transfers.csv"), "--reports", file("reports.csv")});
  const auto part = file("part.csv", whole.substr(0, whole.find('\n', whole.size() * 9 / 10) + 1));
  const auto out = file("warnings.jsonl"), state = file("state");
  const auto watch = [&](const std::string& transfers) {
    run({"watch", "--transfers", transfers, "--reports", file("reports.csv"), "--out", out,
         "--state", state, "--save-every", "10000"});
  };
  watch(part);
  EXPECT_NE(text_of(out), straight);
  std::ofstream(out, std::ios::app) << "what was said between the last saving and the kill\n";
  watch(file("transfers.csv"));
  EXPECT_EQ(text_of(out), straight);
  watch(file("transfers.csv"));
  EXPECT_EQ(text_of(out), straight);
  std::ofstream(out) << "";
  EXPECT_THROW(watch(file("transfers.csv")), Problem);
  std::ofstream(state) << "no state";
  EXPECT_THROW(watch(file("transfers.csv")), Problem);
}

TEST_F(FundsCommands, SayWhatTheyCannotUse) {
  const auto ring = file("ring.csv", k_ring);
  EXPECT_THROW(run({"cycles", "--transfers", file("absent.csv"), "--window", "1h"}), Problem);
  EXPECT_THROW(run({"cycles", "--transfers", ring, "--window", "1"}), Problem);
  EXPECT_THROW(run({"cycles", "--transfers", ring, "--window", "-1h"}), Problem);
  EXPECT_THROW(run({"cycles", "--transfers", ring, "--window", "1h", "--profile", "x"}), Problem);
  EXPECT_THROW(run({"cycles", "--transfers", ring, "--window", "1h", "--currency", "x"}), Problem);
}

TEST(FundsFiles, DurationsAreRead) {
  EXPECT_EQ(parse_duration("90s"), Duration::seconds(90));
  EXPECT_EQ(parse_duration("30m"), Duration::minutes(30));
  EXPECT_EQ(parse_duration("168h"), Duration::hours(168));
  EXPECT_EQ(parse_duration("10d"), Duration::days(10));
  for (const auto* text : {"", "h", "5", "5w", "1.5h", "-1h", "99999999999d", "5hh"}) {
    EXPECT_THROW(parse_duration(text), Problem) << text;
  }
}

}  // namespace
}  // namespace anlan::cli
