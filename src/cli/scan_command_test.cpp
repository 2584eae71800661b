#include "cli/scan_command.h"

#include <gtest/gtest.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/problem.h"
#include "tests/support/shared_data.h"
#include "tests/support/temporary_folder.h"

namespace anlan::cli {
namespace {

namespace fs = std::filesystem;

/// A folder with a parameter file and what it names.
class ScanCommand : public testing::Test {
 protected:
  ScanCommand() {
    write("town.prm",
          "[Input]\nCaseFile=town.cas\nCoordinatesFile=town.geo\nPrecisionCaseTimes=3\n"
          "StartDate=2024/1/1\nEndDate=2024/3/31\nCoordinatesType=0\n[Analysis]\nAnalysisType=4\n"
          "ModelType=2\nTimeAggregationUnits=3\nTimeAggregationLength=1\n[Output]\n"
          "ResultsFile=town.txt\n[Temporal Window]\nMaxTemporalSizeInterpretation=1\n"
          "MaxTemporalSize=7\n[Inference]\nMonteCarloReps=99\n");
    write("town.geo", "mill 0 0\nbridge 500 0\nmarket 0 900\n");
    std::string cases = "mill 4 2024/3/30\nmill 3 2024/3/31\n";
    for (int month = 1; month <= 3; ++month)
      for (int day = 1; day <= 28; ++day)
        cases += (day % 2 != 0 ? "bridge 1 2024/" : "market 1 2024/") + std::to_string(month) +
                 '/' + std::to_string(day) + '\n';
    write("town.cas", cases);
  }

  void write(const std::string& name, const std::string& text) const {
    std::ofstream(folder.path() / name) << text;
  }
  std::string prm() const { return (folder.path() / "town.prm").string(); }

  /// What `anlan scan ...` prints.
  static std::string run(std::vector<std::string> arguments) {
    CLI::App app;
    add_scan_command(app);
    std::reverse(arguments.begin(), arguments.end());
    arguments.emplace_back("scan");
    testing::internal::CaptureStdout();
    try {
      app.parse(arguments);
    } catch (...) {
      testing::internal::GetCapturedStdout();
      throw;
    }
    return testing::internal::GetCapturedStdout();
  }

  tests::TemporaryFolder folder;
};

TEST_F(ScanCommand, PrintsClustersAsJson) {
  const auto document = boost::json::parse(run({"--prm", prm(), "--json"}));
  const auto& clusters = document.at("clusters").as_array();
  ASSERT_FALSE(clusters.empty());
  const auto& best = clusters.front();
  EXPECT_EQ(best.at("locations"), boost::json::parse(R"(["mill"])"));
  EXPECT_EQ(best.at("start"), "2024-03-30");
  EXPECT_EQ(best.at("end"), "2024-03-31");
  EXPECT_EQ(best.at("observed"), 7);
  EXPECT_NEAR(best.at("expected").to_number<double>(), 7.0 * 7 / 91, 1e-12);
  EXPECT_GT(best.at("statistic").to_number<double>(), 10);
  EXPECT_EQ(best.at("p_value").to_number<double>(), 0.01);
  EXPECT_NEAR(best.at("recurrence_interval_days").to_number<double>(), 100, 1e-9);
}

TEST_F(ScanCommand, PrintsTheSameBytesForAnyNumberOfThreads) {
  const std::string one = run({"--prm", prm(), "--json", "--threads", "1", "--seed", "5"});
  EXPECT_EQ(one, run({"--prm", prm(), "--json", "--threads", "3", "--seed", "5"}));
}

TEST_F(ScanCommand, PrintsTextAndWritesNothingUnasked) {
  const std::string text = run({"--prm", prm()});
  EXPECT_NE(text.find("1.Location IDs included.: mill\n"), std::string::npos) << text;
  EXPECT_EQ(std::distance(fs::directory_iterator(folder.path()), {}), 3);
}

TEST_F(ScanCommand, WritesTheFilesThatTheParametersAskFor) {
  const fs::path out = folder.path() / "results";
  run({"--prm", prm(), "--out", out.string()});
  EXPECT_EQ(std::distance(fs::directory_iterator(out), {}), 1);
  EXPECT_TRUE(fs::exists(out / "town.txt"));
  std::ofstream(prm(), std::ios::app)
      << "[Output]\nMostLikelyClusterEachCentroidASCII=y\nSaveSimLLRsASCII=y\n"
         "PrintAsciiColumnHeaders=y\n";
  run({"--prm", prm(), "--out", out.string()});
  EXPECT_EQ(std::distance(fs::directory_iterator(out), {}), 3);
  EXPECT_TRUE(fs::exists(out / "town.col.txt"));
  std::ifstream replicates(out / "town.llr.txt");
  std::string line;
  std::getline(replicates, line);
  EXPECT_EQ(line, "TST_STAT");
  int lines = 0;
  while (std::getline(replicates, line)) {
    ++lines;
    EXPECT_GT(std::stod(line), 0);
  }
  EXPECT_EQ(lines, 99);
}

TEST_F(ScanCommand, WritesEveryColumnFileWhereTold) {
  const fs::path out = folder.path() / "results";
  run({"--prm", prm(), "--out", out.string(), "--all-columns"});
  for (const auto* name :
       {"town.txt", "town.col.txt", "town.gis.txt", "town.rr.txt", "town.llr.txt"})
    EXPECT_TRUE(fs::exists(out / name)) << name;
}

TEST_F(ScanCommand, NamesFileAndLineOfBadRows) {
  write("town.cas", "mill 1 2024/1/1\nmill x 2024/1/1\nmill 1 2024/2/30\n");
  try {
    run({"--prm", prm()});
    FAIL() << "bad rows were accepted";
  } catch (const Problem& problem) {
    EXPECT_EQ(problem.kind(), ProblemKind::invalid);
    ASSERT_EQ(problem.faults().size(), 2U);
    EXPECT_EQ(problem.faults()[0].field, "town.cas, line 2");
    EXPECT_EQ(problem.faults()[1].field, "town.cas, line 3");
  }
}

TEST_F(ScanCommand, SaysWhichFileIsMissing) {
  fs::remove(folder.path() / "town.geo");
  try {
    run({"--prm", prm()});
    FAIL() << "a missing file was accepted";
  } catch (const Problem& problem) {
    EXPECT_EQ(problem.kind(), ProblemKind::not_found);
    EXPECT_NE(problem.sentence().find("town.geo"), std::string::npos);
  }
}

TEST_F(ScanCommand, EqualsSatscanInCompatibleOrder) {
  ANLAN_NEEDS_SHARED("data/golden/satscan-crime");
  const std::string golden =
      tests::shared_file("data/golden/satscan-crime/chi_pro_grid500.prm").string();
  const auto document = boost::json::parse(
      run({"--prm", golden, "--json", "--order", "compatible", "--replicates", "0"}));
  const auto& best = document.at("clusters").as_array().front();
  EXPECT_NEAR(best.at("statistic").to_number<double>(), 12.064073, 1e-6);
  EXPECT_EQ(best.at("locations"), boost::json::parse(R"(["1130","1159","1133","1782"])"));
}

}  // namespace
}  // namespace anlan::cli
