// Every method through the service: what is planted warns its unit once, noise warns nobody, and
// what goes on renews its warning.
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/support/warned_county.h"

namespace anlan::warnings {
namespace {

class MethodWarningsTest : public testing::TestWithParam<Method>, protected tests::WarnedCounty {
 protected:
  Analysis added() {
    auto settings = burglary();
    settings.method = GetParam();
    settings.method_settings = GetParam() == Method::series ? "{}"
                               : GetParam() == Method::forecast
                                   ? R"({"study_days":365,"grid_metres":600})"
                                   : R"({"replicates":199})";
    return warnings.add_analysis(analyst, settings);
  }
  /// Some five incidents a week in each station, for four years: what the series wants to see.
  void record_quiet_years() {
    Random random(5);
    std::vector<incidents::Incident> some;
    for (auto day = as_of - 1500; day <= as_of; day = day + 1) {
      for (const double west_edge : {102.5, 102.55}) {
        for (auto left = random.poisson(5.0 / 7); left > 0; --left)
          some.push_back(
              incident(west_edge + 0.05 * random.uniform(), 25 + 0.1 * random.uniform(), day));
      }
    }
    record(some);
  }
  void record_quiet() {
    if (GetParam() == Method::series) return record_quiet_years();
    record_quiet_year(as_of);
  }
  std::vector<Warning> all() const { return warnings.list(analyst, {}, {}, 200).items; }
};

TEST_P(MethodWarningsTest, WhatIsPlantedWarnsItsUnitOnceAndGoesOnAsTheSameWarning) {
  record_quiet();
  record_cluster(102.52, 25.05, as_of, 14);
  const auto analysis = added();
  const auto run = warnings.detect(analyst, analysis.id, as_of);
  ASSERT_EQ(run.warnings_issued, 1) << run.findings;
  ASSERT_EQ(all().size(), 1U);
  const auto first = all().front();
  EXPECT_EQ(first.unit, west);
  EXPECT_GE(first.evidence.observed, 12);
  EXPECT_FALSE(first.title.zh.empty());
  EXPECT_NE(first.title.en.find("Burglary of a dwelling"), std::string::npos);
  EXPECT_GE(warnings.evidence(analyst, first.id).size(), 12U);
  EXPECT_EQ(warnings.result(analyst, analysis.id, {}).run.id, run.id);

  EXPECT_EQ(warnings.detect(analyst, analysis.id, as_of).warnings_updated, 0) << "nothing is new";
  clock.set(clock.now() + Duration::days(1));
  record_cluster(102.52, 25.05, as_of + 1, 3, 1);
  const auto next = warnings.detect(analyst, analysis.id, as_of + 1);
  EXPECT_EQ(next.warnings_issued, 0);
  EXPECT_EQ(next.warnings_updated, 1);
  ASSERT_EQ(all().size(), 1U);
  EXPECT_EQ(all().front().id, first.id);
  EXPECT_GT(all().front().evidence.observed, first.evidence.observed);
}

TEST_P(MethodWarningsTest, NoiseAndPoliceInitiativeWarnNobody) {
  record_quiet();
  record_cluster(102.52, 25.05, as_of, 14, 5, incidents::KnownBy::police_initiative);
  const auto run = warnings.detect(analyst, added().id, as_of);
  EXPECT_EQ(run.findings, 0);
  EXPECT_EQ(run.left_out, 14);
  EXPECT_TRUE(all().empty());
}

INSTANTIATE_TEST_SUITE_P(Each, MethodWarningsTest,
                         testing::Values(Method::near_repeat, Method::hotspots, Method::series,
                                         Method::density, Method::self_exciting, Method::forecast),
                         [](const auto& each) { return std::string(to_string(each.param)); });

class AdmissionTest : public testing::Test, protected tests::WarnedCounty {};

TEST_F(AdmissionTest, WhatIsKnownToAUnitOnlyMakesNoCluster) {
  record_quiet_year(as_of);
  std::vector<incidents::Incident> some;
  for (int i = 0; i < 12; ++i) {
    auto row = incident(102.525, 25.05, as_of - i % 5);
    row.place_precision = incidents::PlacePrecision::unit;
    some.push_back(row);
  }
  record(some);
  const auto analysis = warnings.add_analysis(analyst, burglary());
  EXPECT_EQ(warnings.detect(analyst, analysis.id, as_of).findings, 0);
  EXPECT_NE(warnings.result(analyst, analysis.id, {}).content.find("\"without_place\":12"),
            std::string::npos);
}

TEST_F(AdmissionTest, APastRunDoesNotSeeWhatWasReportedLater) {
  record_quiet_year(as_of);
  std::vector<incidents::Incident> some;
  for (int i = 0; i < 10; ++i) {
    auto row = incident(102.52, 25.05, as_of - i % 5);
    row.reported_at = zone.at(as_of + 1, 8 * 3'600'000);
    some.push_back(row);
  }
  record(some);
  clock.set(clock.now() + Duration::days(1));
  const auto analysis = warnings.add_analysis(analyst, burglary());
  EXPECT_EQ(warnings.detect(analyst, analysis.id, as_of).findings, 0);
  EXPECT_NE(warnings.result(analyst, analysis.id, {}).content.find("\"reported_later\":10"),
            std::string::npos);
  EXPECT_EQ(warnings.detect(analyst, analysis.id, as_of + 1).findings, 1);
}

TEST_F(AdmissionTest, AnIntervalCountsAtItsMiddle) {
  record_quiet_year(as_of);
  std::vector<incidents::Incident> some;
  for (int i = 0; i < 8; ++i) {
    auto row = incident(102.52, 25.05, as_of - 4);
    row.occurred_to = row.occurred_from + Duration::days(4);
    some.push_back(row);
  }
  record(some);
  const auto run = warnings.detect(analyst, warnings.add_analysis(analyst, burglary()).id, as_of);
  ASSERT_EQ(run.findings, 1);
  EXPECT_EQ(warnings.list(analyst, {}, {}, 1).items.at(0).evidence.start, as_of - 2);
}

}  // namespace
}  // namespace anlan::warnings
