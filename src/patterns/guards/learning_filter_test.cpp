#include "patterns/guards/learning_filter.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numeric>

#include "base/problem.h"
#include "base/random.h"

namespace anlan::patterns {
namespace {

constexpr auto k_report = RecordOrigin::public_report;
constexpr auto k_sensor = RecordOrigin::sensor;
constexpr auto k_patrol = RecordOrigin::police_initiative;

TEST(LearningSample, KeepsApartWhatPatrolsBringUp) {
  const std::vector<LearningRecord> records = {
      {k_report, 0, 1}, {k_patrol, 0, 2}, {k_sensor, 1, 3}, {k_patrol, 7, 4}, {k_report, 9, 5}};
  const auto sample = learning_sample(records, {});
  EXPECT_EQ(sample.admitted, (std::vector<std::size_t>{0, 2, 4}));
  EXPECT_EQ(sample.counts.public_reports, 2U);
  EXPECT_EQ(sample.counts.sensors, 1U);
  EXPECT_EQ(sample.counts.initiative_admitted, 0U);
  EXPECT_EQ(sample.counts.initiative_kept_apart, 2U);
  EXPECT_EQ(sample.counts.admitted(), 3U);
  EXPECT_TRUE(learning_sample({}, {}).admitted.empty());
}

TEST(LearningSample, ThinnedRecordsNoLongerFollowTheVisits) {
  // Three areas with the same true rate, visited once, twice and four times: patrols bring up as
  // many records as they visit.
  std::vector<LearningRecord> records;
  std::uint64_t key = 0;
  for (std::uint32_t area = 0; area < 3; ++area) {
    for (int i = 0; i < 4000 << area; ++i) records.push_back({k_patrol, area, ++key});
  }
  const auto sample = learning_sample(
      records, {.initiative = InitiativeRule::thin, .visit_rates = {1, 2, 4}, .seed = 3});
  std::map<std::uint32_t, double> admitted;
  for (const auto i : sample.admitted) ++admitted[records[i].area];
  EXPECT_EQ(admitted[0], 4000);  // the least visited is admitted whole
  EXPECT_NEAR(admitted[1], 4000, 180);
  EXPECT_NEAR(admitted[2], 4000, 220);
}

TEST(LearningSample, ARecordHasTheSameLotWhateverIsAroundIt) {
  const LearningSettings settings{.initiative = InitiativeRule::thin, .visit_rates = {3, 1}};
  for (std::uint64_t key = 1; key < 50; ++key) {
    const std::vector<LearningRecord> alone = {{k_patrol, 0, key}};
    const std::vector<LearningRecord> among = {
        {k_report, 0, 99}, {k_patrol, 1, 98}, {k_patrol, 0, key}};
    const bool is_admitted = !learning_sample(alone, settings).admitted.empty();
    EXPECT_EQ(learning_sample(among, settings).admitted.back() == 2, is_admitted);
  }
}

TEST(LearningSample, RefusesToThinWithoutVisits) {
  const std::vector<LearningRecord> records = {{k_patrol, 2, 1}};
  for (const auto& rates : {std::vector<double>{}, std::vector<double>{1, 2},
                            std::vector<double>{1, 1, -1}, std::vector<double>{1, 1, NAN}}) {
    try {
      learning_sample(records, {.initiative = InitiativeRule::thin, .visit_rates = rates});
      FAIL();
    } catch (const Problem& problem) {
      EXPECT_EQ(problem.code(), "guards.visits");
    }
  }
}

RC_GTEST_PROP(AdmissionProbability, TimesTheVisitsIsTheSameEverywhere, ()) {
  const auto areas = *rc::gen::inRange(1, 20);
  std::vector<double> rates;
  for (int i = 0; i < areas; ++i) rates.push_back(*rc::gen::inRange(1, 1000) / 7.0);
  const double least = *std::ranges::min_element(rates);
  for (std::uint32_t area = 0; area < rates.size(); ++area) {
    const double p = admission_probability(rates, area);
    RC_ASSERT(p > 0 && p <= 1);
    RC_ASSERT(std::fabs(p * rates[area] - least) < 1e-9);
  }
}

TEST(AdmissionProbability, OfAnAreaWithoutVisits) {
  const std::vector<double> rates = {0, 2, 4}, none = {0, 0};
  EXPECT_EQ(admission_probability(rates, 0), 1);
  EXPECT_EQ(admission_probability(rates, 1), 1);
  EXPECT_EQ(admission_probability(rates, 2), .5);
  EXPECT_EQ(admission_probability(none, 1), 1);
}

// The urn of Ensign et al. (2018): every day one of two areas is visited, with the probability that
// its share of the balls tells; what happens there that day is discovered, and puts a ball in.

struct Urn {
  std::array<double, 2> balls = {6, 4};  ///< history: three fifths where nobody knows why
  double share() const { return balls[0] / (balls[0] + balls[1]); }
};

enum class Learning { naive, corrected };

/// The share of the first area after as many days. Days without a discovery change nothing, so they
/// are passed over at once.
double share_after(std::uint32_t days, std::array<double, 2> rates, Learning learning,
                   std::uint64_t stream) {
  Random random(2018, stream);
  Urn urn;
  for (double day = 0;;) {
    const std::array<double, 2> visits = {urn.share(), 1 - urn.share()};
    const double first = visits[0] * rates[0];
    const double any = first + visits[1] * rates[1];
    day += 1 + std::floor(std::log1p(-random.uniform()) / std::log1p(-any));
    if (day > days) return urn.share();
    const std::uint32_t area = random.uniform() * any < first ? 0 : 1;
    const bool is_admitted =
        learning == Learning::naive || random.uniform() < admission_probability(visits, area);
    if (is_admitted) ++urn.balls[area];
  }
}

double mean_share(std::array<double, 2> rates, Learning learning) {
  constexpr std::uint64_t k_runs = 500;
  constexpr std::uint32_t k_days = 20'000;
  double sum = 0;
  for (std::uint64_t run = 0; run < k_runs; ++run) sum += share_after(k_days, rates, learning, run);
  return sum / k_runs;
}

TEST(RunawayFeedback, NaiveLearningDriftsAndTheCorrectionFindsTheTruth) {
  struct Pair {
    std::array<double, 2> rates;
    double truth, drift;
  };
  for (const auto& [rates, truth, drift] :
       {Pair{{.10, .10}, .500, .603}, Pair{{.11, .10}, .524, .708}, Pair{{.05, .10}, .333, .085}}) {
    ASSERT_NEAR(rates[0] / (rates[0] + rates[1]), truth, 5e-4);
    EXPECT_NEAR(mean_share(rates, Learning::naive), drift, .02);
    EXPECT_NEAR(mean_share(rates, Learning::corrected), truth, .01);
  }
}

TEST(RunawayFeedback, ReportsAloneKnowTheTruthHoweverPatrolsAreSent) {
  // Reports come in whether a patrol is there or not; patrols go where history sent them.
  Random random(11);
  std::vector<LearningRecord> records;
  for (std::uint64_t day = 0; day < 40'000; ++day) {
    for (std::uint32_t area = 0; area < 2; ++area) {
      const double rate = area == 0 ? .05 : .10;
      if (random.uniform() < rate) records.push_back({k_report, area, records.size()});
      const bool is_visited = (random.uniform() < .9) == (area == 0);
      if (is_visited && random.uniform() < rate)
        records.push_back({k_patrol, area, records.size()});
    }
  }
  const auto share = [&](const std::vector<std::size_t>& chosen) {
    double first = 0;
    for (const auto i : chosen) first += records[i].area == 0 ? 1 : 0;
    return first / static_cast<double>(chosen.size());
  };
  std::vector<std::size_t> all(records.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  EXPECT_NEAR(share(learning_sample(records, {}).admitted), 1 / 3.0, .01);
  EXPECT_NEAR(
      share(learning_sample(records, {.initiative = InitiativeRule::thin, .visit_rates = {.9, .1}})
                .admitted),
      1 / 3.0, .02);
  EXPECT_NEAR(share(all), .095 / .205, .02);  // led astray by nine visits of ten to the first
}

}  // namespace
}  // namespace anlan::patterns
