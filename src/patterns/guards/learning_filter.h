// What a forecast may learn from: reports by the public and sensors, and patrols' own records at
// most in so far as patrols do not decide them.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace anlan::patterns {

/// How a record came to be known.
enum class RecordOrigin { public_report, sensor, police_initiative };

struct LearningRecord {
  RecordOrigin origin = RecordOrigin::public_report;
  std::uint32_t area = 0;  ///< whose visits may have brought it up
  /// Names the record for ever (such as the last eight bytes of its id), so that the same record is
  /// admitted or not in every run with the same seed and visits.
  std::uint64_t key = 0;
};

enum class InitiativeRule {
  drop,  ///< what patrols bring up is not learnt from
  thin,  ///< it is admitted with a probability that falls in the visit rate
};

struct LearningSettings {
  InitiativeRule initiative = InitiativeRule::drop;
  std::vector<double> visit_rates;  ///< of every area, in any unit; needed to thin
  std::uint64_t seed = 1;
};

/// How many records of each origin, and what became of them.
struct LearningCounts {
  std::uint64_t public_reports = 0;
  std::uint64_t sensors = 0;
  std::uint64_t initiative_admitted = 0;
  std::uint64_t initiative_kept_apart = 0;

  std::uint64_t admitted() const { return public_reports + sensors + initiative_admitted; }
};

struct LearningSample {
  std::vector<std::size_t> admitted;  ///< indices of the records, rising
  LearningCounts counts;
};

/// The probability with which a patrol's record of an area is learnt from: the least rate at which
/// any area is visited over the rate of this one. What is discovered grows with the visits, so what
/// is admitted does not, and the loop from records to patrols and back is cut (Ensign, Friedler,
/// Neville, Scheidegger, Venkatasubramanian 2018, whose urn admits with the share of the other
/// area). 1 for an area that is not visited.
double admission_probability(std::span<const double> visit_rates, std::uint32_t area);

/// Sorts records into those that are learnt from and those that are kept apart. Throws Problem
/// (invalid, "guards.visits") where records are to be thinned and a rate is missing, negative or
/// not a number.
LearningSample learning_sample(std::span<const LearningRecord> records,
                               const LearningSettings& settings);

}  // namespace anlan::patterns
