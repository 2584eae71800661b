#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <set>
#include <sstream>

#include "patterns/scan/satscan_files.h"
#include "tests/support/shared_data.h"

namespace anlan::patterns {
namespace {

std::string contents(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

struct Loaded {
  SatscanSettings settings;
  SatscanInput input;
};

Loaded load(const std::filesystem::path& prm) {
  auto settings = read_satscan_settings(contents(prm));
  if (!settings) throw std::runtime_error(settings.error().front().reason);
  auto places = read_satscan_places(contents(prm.parent_path() / settings->coordinates_file),
                                    settings->geographic);
  auto cases = read_satscan_cases(contents(prm.parent_path() / settings->case_file));
  auto input = join_satscan_input(*settings, places.value(), cases.value());
  return {*settings, input.value()};
}

/// A cluster as SaTScan prints it.
struct Printed {
  std::vector<std::string> ids;
  double statistic = 0;
  double p_value = 0;
  std::uint64_t observed = 0;
  std::string frame;
};

std::vector<Printed> printed_clusters(const std::string& text) {
  std::vector<Printed> clusters;
  std::istringstream lines(text);
  bool in_ids = false;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("PARAMETER SETTINGS")) break;
    const auto value = [&] { return line.substr(line.find(": ") + 2); };
    if (line.find("Location IDs included.:") != std::string::npos) {
      clusters.emplace_back();
      in_ids = true;
      line = value();
    } else if (line.find("Coordinates / radius") != std::string::npos) {
      in_ids = false;
    }
    if (in_ids) {
      std::istringstream words(line);
      for (std::string word; words >> word;) {
        if (word.back() == ',') word.pop_back();
        clusters.back().ids.push_back(word);
      }
    }
    if (line.find("Time frame") != std::string::npos) clusters.back().frame = value();
    if (line.find("Number of cases..") != std::string::npos && !clusters.empty())
      clusters.back().observed = std::stoull(value());
    if (line.find("Test statistic") != std::string::npos ||
        line.find("Log likelihood ratio") != std::string::npos)
      clusters.back().statistic = std::stod(value());
    if (line.find("P-value") != std::string::npos) clusters.back().p_value = std::stod(value());
  }
  return clusters;
}

std::string slashes(Day day) {
  return std::to_string(day.year()) + '/' + std::to_string(day.month()) + '/' +
         std::to_string(day.day_of_month());
}

void expect_same_clusters(const std::string& prm_path, const std::string& txt_path) {
  const Loaded loaded = load(tests::shared_file(prm_path));
  const auto golden = printed_clusters(contents(tests::shared_file(txt_path)));
  ASSERT_FALSE(golden.empty());
  ScanRun run;
  run.threads = 2;
  const ScanResult result = scan(loaded.input.data, loaded.settings.plan, run);
  // The last ones are printed or not as the replicates fall.
  ASSERT_GE(result.clusters.size() + 2, golden.size());
  for (std::size_t i = 0; i < std::min(golden.size(), result.clusters.size()); ++i) {
    SCOPED_TRACE("cluster " + std::to_string(i + 1));
    const ScanCluster& cluster = result.clusters[i];
    EXPECT_NEAR(cluster.statistic, golden[i].statistic, 1e-6);
    EXPECT_EQ(cluster.observed, golden[i].observed);
    EXPECT_EQ(slashes(cluster.start) + " to " + slashes(cluster.end), golden[i].frame);
    std::vector<std::string> ids;
    for (const std::uint32_t p : cluster.places) ids.push_back(loaded.input.places[p].id);
    EXPECT_EQ(std::multiset(ids.begin(), ids.end()),
              std::multiset(golden[i].ids.begin(), golden[i].ids.end()));
    EXPECT_EQ(ids.front(), golden[i].ids.front());
    // Both p-values are estimates from 999 replicates: five standard errors of their difference.
    const double p = golden[i].p_value;
    EXPECT_NEAR(cluster.p_value, p, 5 * std::sqrt(2 * std::max(p * (1 - p), 0.001) / 999));
  }
}

TEST(ScanGolden, ChicagoProspective) {
  ANLAN_NEEDS_SHARED("data/golden/satscan-crime");
  expect_same_clusters("data/golden/satscan-crime/chi_pro_grid500.prm",
                       "data/golden/satscan-crime/chi_pro_grid500.txt");
}

TEST(ScanGolden, PortlandProspective) {
  ANLAN_NEEDS_SHARED("data/golden/satscan-crime");
  expect_same_clusters("data/golden/satscan-crime/pdx_pro_grid250.prm",
                       "data/golden/satscan-crime/pdx_pro_grid250.txt");
}

TEST(ScanGolden, NewYorkFever) {
  ANLAN_NEEDS_SHARED("data/golden/satscan-samples");
  expect_same_clusters("data/golden/satscan-samples/NYCSpaceTimePermutation.prm",
                       "data/golden/satscan-samples/golden-10.3.2/NYCfever.txt");
}

TEST(ScanGolden, WholeCirclesOnChicago) {
  ANLAN_NEEDS_SHARED("data/golden/satscan-crime");
  Loaded loaded = load(tests::shared_file("data/golden/satscan-crime/chi_pro_grid500.prm"));
  loaded.settings.plan.windows.ties = TieOrder::whole_circles;
  loaded.settings.plan.null.replicates = 0;
  const ScanResult result = scan(loaded.input.data, loaded.settings.plan);
  ASSERT_FALSE(result.clusters.empty());
  EXPECT_NEAR(result.clusters.front().statistic, 11.311082, 1e-6);
}

}  // namespace
}  // namespace anlan::patterns
