#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <fstream>
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

template <class Value>
Value good(Parsed<Value> parsed) {
  if (!parsed) throw std::runtime_error(parsed.error().front().reason);
  return std::move(*parsed);
}

Loaded load(const std::filesystem::path& prm) {
  SatscanSettings settings = good(read_satscan_settings(contents(prm)));
  const auto file = [&](const std::string& name) { return contents(prm.parent_path() / name); };
  SatscanRows rows;
  rows.places = good(read_satscan_places(file(settings.coordinates_file), settings.geographic));
  if (!settings.case_file.empty())
    rows.cases = good(read_satscan_cases(file(settings.case_file), settings));
  if (!settings.control_file.empty())
    rows.controls = good(read_satscan_controls(file(settings.control_file), settings));
  if (!settings.population_file.empty())
    rows.population = good(read_satscan_population(file(settings.population_file)));
  if (!settings.grid_file.empty())
    rows.grid = good(read_satscan_grid(file(settings.grid_file), settings.geographic));
  SatscanInput input = good(join_satscan_input(settings, std::move(rows)));
  return {std::move(settings), std::move(input)};
}

/// A cluster as SaTScan prints it.
struct Printed {
  std::vector<std::string> ids;
  double statistic = 0;
  double p_value = 0;
  std::uint64_t observed = 0;
  std::string frame;
  std::string expected;
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
    for (const auto* label : {"Number of cases..", "Total cases.."}) {
      if (line.find(label) != std::string::npos && !clusters.empty() &&
          clusters.back().observed == 0)
        clusters.back().observed = std::stoull(value());
    }
    if (line.find("Expected cases..") != std::string::npos && !clusters.empty())
      clusters.back().expected = value();
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

/// As SaTScan prints a number: at least two decimals, and two digits that are not zero.
std::string printed_number(double value) {
  const int decimals =
      value >= 0.1 ? 2 : 1 - static_cast<int>(std::floor(std::log10(std::max(value, 1e-9))));
  char text[64];
  std::snprintf(text, sizeof text, "%.*f", decimals, value);
  return text;
}

void expect_same_cluster(const ScanCluster& cluster, const Printed& golden, const Loaded& loaded) {
  EXPECT_NEAR(cluster.statistic, golden.statistic, 1e-6);
  EXPECT_EQ(cluster.observed, golden.observed);
  if (!golden.frame.empty()) {
    EXPECT_EQ(slashes(cluster.start) + " to " + slashes(cluster.end), golden.frame);
  }
  if (!golden.expected.empty() && golden.expected.find(',') == std::string::npos) {
    EXPECT_EQ(printed_number(cluster.expected), golden.expected);
  }
  std::vector<std::string> ids;
  for (const std::uint32_t p : cluster.places) ids.push_back(loaded.input.places[p].id);
  EXPECT_EQ(ids, golden.ids);
  // Both p-values are estimates from 999 replicates: five standard errors of their difference.
  const double p = golden.p_value;
  EXPECT_NEAR(cluster.p_value, p, 5 * std::sqrt(2 * std::max(p * (1 - p), 0.001) / 999));
}

/// Every cluster of the golden file, but for those at its end that nearly every replicate
/// surpasses: they are printed or not as the replicates fall.
ScanResult expect_same_clusters(const std::string& prm_path, const std::string& txt_path) {
  const Loaded loaded = load(tests::shared_file(prm_path));
  const auto golden = printed_clusters(contents(tests::shared_file(txt_path)));
  ScanRun run;
  run.threads = 2;
  ScanResult result = scan(loaded.input.data, loaded.settings.plan, run);
  EXPECT_FALSE(golden.empty());
  for (std::size_t i = 0; i < golden.size(); ++i) {
    SCOPED_TRACE("cluster " + std::to_string(i + 1));
    if (i >= result.clusters.size()) {
      EXPECT_GT(golden[i].p_value, 0.98);
      continue;
    }
    expect_same_cluster(result.clusters[i], golden[i], loaded);
  }
  for (std::size_t i = golden.size(); i < result.clusters.size(); ++i)
    EXPECT_GT(result.clusters[i].p_value, 0.98);
  return result;
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

TEST(ScanGolden, ChicagoRetrospective) {
  ANLAN_NEEDS_SHARED("data/golden/satscan-crime");
  expect_same_clusters("data/golden/satscan-crime/chi_ret_grid500.prm",
                       "data/golden/satscan-crime/chi_ret_grid500.txt");
}

struct Sample {
  const char* name;
  const char* prm;
  const char* txt;
};

class ScanSamples : public testing::TestWithParam<Sample> {};

TEST_P(ScanSamples, EqualSatscan) {
  ANLAN_NEEDS_SHARED("data/golden/satscan-samples");
  const std::string folder = "data/golden/satscan-samples/";
  expect_same_clusters(folder + GetParam().prm, folder + "golden-10.3.2/" + GetParam().txt);
}

INSTANTIATE_TEST_SUITE_P(
    Golden, ScanSamples,
    testing::Values(Sample{"Permutation", "NYCSpaceTimePermutation.prm", "NYCfever.txt"},
                    Sample{"Poisson", "NewMexicoSpaceTimePoisson.prm", "nm.txt"},
                    Sample{"Bernoulli", "NHumbersideSpatialBernoulli.prm", "NHumberside.txt"},
                    Sample{"Ordinal", "MarylandSpatialOrdinal.prm", "MarylandEducation.txt"},
                    Sample{"Exponential", "FakeSpaceTimeExponential.prm", "SurvivalFake.txt"},
                    Sample{"Normal", "FakeSpatialNormal.prm", "NormalFake.txt"},
                    Sample{"UniformPoints", "PolygonSpatialContinuousPoisson.prm",
                           "ContinuousPoissonFake.txt"}),
    [](const auto& sample) { return std::string(sample.param.name); });

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
