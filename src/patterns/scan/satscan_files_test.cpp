#include "patterns/scan/satscan_files.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "patterns/scan/satscan_report.h"

namespace anlan::patterns {
namespace {

constexpr std::string_view k_prm =
    "[Input]\r\n;case data\r\nCaseFile=a.cas\r\nPrecisionCaseTimes=3\r\nStartDate=2015/12/31\r\n"
    "EndDate=2016/12/31\r\nCoordinatesFile=a.geo\r\nCoordinatesType=0\r\n[Analysis]\r\n"
    "AnalysisType=4\r\nModelType=2\r\nTimeAggregationUnits=3\r\nTimeAggregationLength=1\r\n"
    "[Spatial Window]\r\nUseDistanceFromCenterOption=y\r\n"
    "MaxSpatialSizeInDistanceFromCenter=2000\r\nMaxTemporalSizeInterpretation=1\r\n"
    "MaxTemporalSize=28\r\n";

TEST(SatscanSettings, AreRead) {
  const auto settings = read_satscan_settings(k_prm);
  ASSERT_TRUE(settings);
  EXPECT_EQ(settings->case_file, "a.cas");
  EXPECT_EQ(settings->first_day.to_string(), "2015-12-31");
  EXPECT_EQ(settings->plan.windows.max_units, 28U);
  EXPECT_EQ(settings->plan.windows.max_radius, Metres::of(2000));
  EXPECT_EQ(settings->plan.windows.time, TimeScan::prospective);
  EXPECT_EQ(settings->plan.null.replicates, 999U);
}

TEST(SatscanSettings, NameTheLineAtFault) {
  std::string prm(k_prm);
  prm.replace(prm.find("EndDate=2016/12/31"), 18, "EndDate=2016/13/31");
  prm += "UseNeighborsFile=y\nnonsense\n";
  const auto settings = read_satscan_settings(prm);
  ASSERT_FALSE(settings);
  std::vector<std::size_t> lines;
  for (const RowFault& fault : settings.error()) lines.push_back(fault.line);
  std::sort(lines.begin(), lines.end());
  EXPECT_EQ(lines, (std::vector<std::size_t>{6, 19, 20}));
}

TEST(SatscanSettings, EmptyFileLacksEverythingNeeded) {
  const auto settings = read_satscan_settings("");
  ASSERT_FALSE(settings);
  EXPECT_GE(settings.error().size(), 4U);
}

TEST(SatscanPlaces, AreReadWithQuotedIdsAndBlanks) {
  const auto places = read_satscan_places(
      "\xEF\xBB\xBF"
      "1 2.5 -3\r\n\n \"St Mary\"\t4e2 5 extra\n",
      false);
  ASSERT_TRUE(places);
  ASSERT_EQ(places->size(), 2U);
  EXPECT_EQ((*places)[1].id, "St Mary");
  EXPECT_EQ((*places)[1].first, 400);
}

TEST(SatscanPlaces, NameBadLines) {
  const auto places = read_satscan_places("a 1 2\nb 1\nc nan 1\nd x 1\ne 91 0\n", true);
  ASSERT_FALSE(places);
  std::vector<std::size_t> lines;
  for (const RowFault& fault : places.error()) lines.push_back(fault.line);
  EXPECT_EQ(lines, (std::vector<std::size_t>{2, 3, 4, 5}));
}

SatscanSettings settings_of(ScanScore score, NullSampler sampler, bool has_dates) {
  SatscanSettings settings;
  settings.plan.likelihood.score = score;
  settings.plan.null.sampler = sampler;
  settings.has_dates = has_dates;
  return settings;
}

const SatscanSettings k_permutation =
    settings_of(ScanScore::poisson, NullSampler::permuted_days, true);

TEST(SatscanCases, ReadEveryFormOfDate) {
  const auto cases = read_satscan_cases(
      "a 1 2016/2/29\na 2 2016-02-29\na 3 2/29/2016\nb 1 1977\nc 1 73 9\nd 1 2016/2",
      k_permutation);
  ASSERT_TRUE(cases);
  for (int i = 0; i < 3; ++i)
    EXPECT_EQ((*cases)[static_cast<std::size_t>(i)].day.to_string(), "2016-02-29");
  EXPECT_EQ((*cases)[3].day.to_string(), "1977-01-01");
  EXPECT_EQ((*cases)[4].day.to_string(), "1973-01-01");
  EXPECT_EQ((*cases)[5].day.to_string(), "2016-02-01");
}

TEST(SatscanCases, NameBadLines) {
  const auto cases = read_satscan_cases(
      "a -1 2016/1/1\na 1.5 2016/1/1\na 1 2016/2/30\na 1\na 1 2016/1/1/1\n", k_permutation);
  ASSERT_FALSE(cases);
  EXPECT_EQ(cases.error().size(), 5U);
}

TEST(SatscanCases, ReadWhatTheScoreNeeds) {
  const auto survival =
      read_satscan_cases("a 1 2004-12-20 26 1\na 2 2004-12-21 30.5\n",
                         settings_of(ScanScore::exponential, NullSampler::permuted_marks, true));
  ASSERT_TRUE(survival);
  EXPECT_EQ((*survival)[0].value, 26);
  EXPECT_TRUE((*survival)[0].censored);
  EXPECT_FALSE((*survival)[1].censored);
  const auto timeless = settings_of(ScanScore::normal, NullSampler::permuted_marks, false);
  const auto values = read_satscan_cases("A 1 -6\nB 2 1e1\n", timeless);
  ASSERT_TRUE(values);
  EXPECT_EQ((*values)[1].value, 10);
  EXPECT_FALSE(read_satscan_cases("A 1\n", timeless));
  EXPECT_FALSE(read_satscan_cases("A 1 nan\n", timeless));
  const auto groups = read_satscan_cases(
      "A 1 1977 2 2\n", settings_of(ScanScore::poisson, NullSampler::given_expected, true));
  ASSERT_TRUE(groups);
  EXPECT_EQ((*groups)[0].covariates, "2\n2\n");
}

TEST(SatscanPopulations, AreOfTheMiddleOfTheYear) {
  const auto rows = read_satscan_population("Catron 73 99 1 1\nCatron 1973/2 99.5\nC 1973/2/3 1\n");
  ASSERT_TRUE(rows);
  EXPECT_EQ((*rows)[0].day.to_string(), "1973-07-01");
  EXPECT_EQ((*rows)[1].day.to_string(), "1973-02-15");
  EXPECT_EQ((*rows)[2].day.to_string(), "1973-02-03");
  EXPECT_FALSE(read_satscan_population("Catron 73 -1\n"));
}

TEST(SatscanRegions, AreRead) {
  const auto region = read_satscan_region("Y <= 2*X + 1, 3 >= x,-Y - 0.5X < -4");
  ASSERT_TRUE(region);
  ASSERT_EQ(region->size(), 3U);
  EXPECT_EQ((*region)[0].a, -2);
  EXPECT_EQ((*region)[0].b, 1);
  EXPECT_EQ((*region)[0].c, 1);
  EXPECT_EQ((*region)[1].a, 1);
  EXPECT_EQ((*region)[1].c, 3);
  EXPECT_EQ((*region)[2].a, -0.5);
  EXPECT_EQ((*region)[2].c, -4);
  for (const auto* text : {"", "X", "X <=", "X <= Z", "X <= 1,", "X < < 1", "2 3 < X", "2* < X"})
    EXPECT_FALSE(read_satscan_region(text)) << text;
}

TEST(SatscanInputs, NameUnknownPlacesAndDaysOutside) {
  const auto settings = read_satscan_settings(k_prm);
  ASSERT_TRUE(settings);
  SatscanRows rows;
  rows.cases = read_satscan_cases("a 1 2016/1/1\nb 1 2016/1/1\na 1 2017/1/1\n", *settings).value();
  rows.places = {{"a", 0, 0}, {"c", 1, 1}, {"c", 2, 2}};
  const auto input = join_satscan_input(*settings, std::move(rows));
  ASSERT_FALSE(input);
  ASSERT_EQ(input.error().size(), 3U);
  EXPECT_EQ(input.error()[0].line, 0U);
  EXPECT_EQ(input.error()[1].line, 2U);
  EXPECT_EQ(input.error()[2].line, 3U);
}

TEST(SatscanReport, PrintsAClusterAsSatscanDoes) {
  const auto settings = read_satscan_settings(k_prm);
  ASSERT_TRUE(settings);
  SatscanInput input;
  input.places = {{"p1", 1000, 2000}, {"p2", 1500, 2000}};
  input.centres = input.places;
  input.data.places = {{1000, 2000}, {1500, 2000}};
  input.data.first_day = settings->first_day;
  input.data.last_day = settings->last_day;
  input.data.cases = {{0, *Day::parse("2016-12-30"), 3}, {1, *Day::parse("2016-01-01"), 97}};
  ScanResult result;
  result.cases = 100;
  result.null_maxima.assign(999, 1.0);
  ScanCluster cluster;
  cluster.statistic = 9.2587341;
  cluster.p_value = 0.28;
  cluster.recurrence_interval_days = 1 / 0.28;
  cluster.start = *Day::parse("2016-12-29");
  cluster.end = *Day::parse("2016-12-31");
  cluster.places = {0, 1};
  cluster.radius = Metres::of(500);
  cluster.observed = 3;
  cluster.expected = 0.0512;
  result.clusters = {cluster};
  const std::string text = satscan_text(*settings, input, result);
  for (const auto* line :
       {"1.Location IDs included.: p1, p2\n", "  Coordinates / radius..: (1000,2000) / 500.00\n",
        "  Time frame............: 2016/12/29 to 2016/12/31\n", "  Number of cases.......: 3\n",
        "  Expected cases........: 0.051\n", "  Observed / expected...: 58.59\n",
        "  Test statistic........: 9.258734\n", "  P-value...............: 0.280\n",
        "  Recurrence interval...: 4 days\n"}) {
    EXPECT_NE(text.find(line), std::string::npos) << line << "\nin\n" << text;
  }
  EXPECT_EQ(satscan_location_columns(*settings, input, result),
            "p1 1 0.280000 3.6 3 0.051200 58.593750 3 0.090000 33.333333\n"
            "p2 1 0.280000 3.6 3 0.051200 58.593750 0 2.910000 0.000000\n");
  EXPECT_EQ(satscan_risk_columns(*settings, input),
            "p1 3 3.000000 1.000000\np2 97 97.000000 1.000000\n");
  EXPECT_EQ(satscan_cluster_columns(*settings, input, result),
            "1 p1 1000.000000 2000.000000 500.000000 2016/12/29 2016/12/31 2 9.258734 0.280000 3.6 "
            "3 0.051200 58.593750\n");
}

}  // namespace
}  // namespace anlan::patterns
