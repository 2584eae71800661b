#include "patterns/guards/learning_filter.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/check.h"
#include "base/problem.h"
#include "base/random.h"

namespace anlan::patterns {
namespace {

double least_rate(std::span<const double> visit_rates) {
  double least = std::numeric_limits<double>::infinity();
  for (const double rate : visit_rates) {
    if (rate > 0) least = std::min(least, rate);
  }
  return least;
}

double probability(double least, double rate) { return rate > 0 ? least / rate : 1; }

void check(std::span<const LearningRecord> records, const LearningSettings& settings) {
  if (settings.initiative == InitiativeRule::drop) return;
  const auto fail = [](const char* sentence) { throw Problem::invalid("guards.visits", sentence); };
  for (const double rate : settings.visit_rates) {
    if (!std::isfinite(rate) || rate < 0) fail("A visit rate is not a number of at least 0.");
  }
  for (const auto& record : records) {
    if (record.origin == RecordOrigin::police_initiative &&
        record.area >= settings.visit_rates.size()) {
      fail("A record lies in an area whose visit rate is not given.");
    }
  }
}

}  // namespace

double admission_probability(std::span<const double> visit_rates, std::uint32_t area) {
  CHECK(area < visit_rates.size());
  return probability(least_rate(visit_rates), visit_rates[area]);
}

LearningSample learning_sample(std::span<const LearningRecord> records,
                               const LearningSettings& settings) {
  check(records, settings);
  const double least = least_rate(settings.visit_rates);
  const auto is_admitted = [&](const LearningRecord& record) {
    if (settings.initiative == InitiativeRule::drop) return false;
    Random random(settings.seed, record.key);
    return random.uniform() < probability(least, settings.visit_rates[record.area]);
  };
  LearningSample sample;
  for (std::size_t i = 0; i < records.size(); ++i) {
    switch (records[i].origin) {
      case RecordOrigin::public_report: ++sample.counts.public_reports; break;
      case RecordOrigin::sensor: ++sample.counts.sensors; break;
      case RecordOrigin::police_initiative:
        if (!is_admitted(records[i])) {
          ++sample.counts.initiative_kept_apart;
          continue;
        }
        ++sample.counts.initiative_admitted;
        break;
    }
    sample.admitted.push_back(i);
  }
  return sample;
}

}  // namespace anlan::patterns
