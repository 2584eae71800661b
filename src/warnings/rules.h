// What becomes a warning, which warning a finding belongs to, and what may become of a warning.
// Pure.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "warnings/analysis.h"
#include "warnings/warning.h"

namespace anlan::warnings {

/// Throws Problem (invalid, "analyses.settings") with every field at fault. Kinds, unit and the
/// method's own settings are checked where they are known (service, methods).
void check_settings(const AnalysisSettings& settings);

bool is_significant(const AlertThreshold& alert, double p_value, double recurrence_days);

/// High from a year upward, moderate from 100 days, else notice. A unit in whose area the cluster
/// reaches without an incident is given notice and no more.
Severity severity_of(double recurrence_days, std::int64_t observed_in_unit);

/// First and last day of a warning from data up to `as_of`: those of the finding, where it tells
/// when something is to come.
DayWindow validity_of(const AnalysisSettings& settings, const Finding& finding, Day as_of);

/// A unit is warned if it holds an incident of the cluster, or at least a hundredth of its area:
/// below that lie errors of the boundaries.
bool is_touched(std::int64_t observed_in_unit, double area_share);

/// A finding as one unit sees it.
struct Sighting {
  std::size_t finding = 0;  ///< index into the findings
  UnitPath unit;
  std::int64_t observed_in_unit = 0;
  double area_share = 0;
};

enum class Step {
  issue,   ///< a new warning
  update,  ///< the warning goes on
  keep,    ///< the warning says it already, or a person has closed it: nothing changes
};

struct Decision {
  std::size_t sighting = 0;            ///< index into the sightings
  std::optional<std::size_t> warning;  ///< index into the standing warnings; empty for `issue`
  Step step = Step::keep;
};

/// Whether a finding of this unit, seen on `as_of`, speaks of the same cluster as the warning: at
/// least a quarter of the smaller circle lies in the other, the warning holds on that day, and the
/// finding does not end before its cluster began. One that is to come is the same if its days and
/// those of the warning meet.
bool is_same_cluster(const Finding& finding, const UnitPath& unit, Day as_of,
                     const Warning& warning);

/// Decides for every sighting, in their order. A live warning goes to at most one finding, the one
/// that overlaps it most. One that has ended while its window still runs keeps its cluster quiet;
/// one that has lived for k_longest_life_days is not prolonged, so that it lapses and its outcome
/// is measured. What is older than the warning changes nothing. Deciding again after the decisions
/// were carried out changes nothing.
std::vector<Decision> decide(std::span<const Finding> findings, std::span<const Sighting> sightings,
                             std::span<const Warning> standing, const AnalysisSettings& settings,
                             Day as_of);

constexpr std::int32_t k_longest_life_days = 92;  // a quarter; what lasts longer is no cluster

/// The new warning, without its words.
Warning issued(const Analysis& analysis, const Finding& finding, const Sighting& sighting,
               Day as_of, const Id& id, Instant now);
/// The warning after an update, without its words.
Warning updated(Warning warning, const Finding& finding, const Sighting& sighting,
                const AnalysisSettings& settings, Day as_of, Instant now);
/// Whether an update is worth telling: more severe, or more incidents in the unit.
bool is_news(const Warning& before, const Warning& after);

bool is_live(WarningState state);

/// A comment or a reason: throws Problem (invalid, "warnings.text") unless it has 1 to 2,000
/// characters.
void check_text(std::string_view field, std::string_view text);

/// Each throws Problem (conflict, "warnings.state") where the state does not allow it; closing
/// wants a reason.
Warning acknowledged(Warning warning, Instant now);
Warning closed(Warning warning, std::string_view reason, Instant now);
/// A live warning whose last day has passed on `today`; else nothing.
std::optional<Warning> expired(const Warning& warning, Day today, Instant now);

/// Whether its window has passed, so that its outcome can be measured.
bool has_lapsed(const Warning& warning, Day today);

}  // namespace anlan::warnings
