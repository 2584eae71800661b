// A warning: a finding addressed to the unit that is responsible for the place.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bilingual.h"
#include "base/id.h"
#include "base/instant.h"
#include "base/unit_code.h"
#include "warnings/shape.h"

namespace anlan::warnings {

enum class Severity { notice, moderate, high };

enum class WarningState {
  issued,        ///< nobody has said that they know
  acknowledged,  ///< the unit knows
  closed,        ///< ended by a person, with a reason
  expired,       ///< its window has passed
};

/// The numbers of the finding behind a warning, at its last update.
struct Evidence {
  Day start;  ///< of the cluster
  Day end;
  std::int64_t observed = 0;
  double expected = 0;
  std::int64_t observed_in_unit = 0;  ///< of `observed`, those in the warned unit
  double area_share = 0;              ///< of the area, what lies in the warned unit; 0..1
  double statistic = 0;
  double p_value = 1;
  double recurrence_days = 1;
  friend bool operator==(const Evidence&, const Evidence&) = default;
};

struct Warning {
  Id id;
  Id analysis;
  Id finding;  ///< the newest
  UnitPath unit;
  Severity severity = Severity::notice;
  WarningState state = WarningState::issued;
  std::vector<std::string> kinds;
  Bilingual title;
  Bilingual description;
  Circle area;
  Evidence evidence;
  Day first_start;  ///< when the cluster first began
  Day first_as_of;  ///< the last day of the data when it was issued
  Day as_of;        ///< and at its last update
  Day valid_from;
  Day valid_until;  ///< belongs to the window
  Instant issued_at;
  Instant updated_at;
  std::optional<Instant> ended_at;
  std::string closure_reason;
  std::int64_t version = 1;
};

enum class EntryKind { issued, updated, acknowledged, commented, tasks_ordered, closed, expired };

/// One line of a warning's history. Issued and updated ones keep the numbers of that time.
struct TimelineEntry {
  Instant at;
  std::string by;  ///< as the journal names it
  EntryKind kind = EntryKind::issued;
  std::string text;          ///< of tasks_ordered: the templates' codes, as "patrol, visit"
  std::int64_t version = 0;  ///< of the warning after it
  std::optional<Evidence> evidence;
  std::vector<Bilingual> measures = {};  ///< the names of those templates; not stored
};

/// A measure that is recommended: a template of tasks, and why.
struct Measure {
  std::string template_kind;
  Bilingual reason;
  friend bool operator==(const Measure&, const Measure&) = default;
};

std::string_view to_string(Severity severity);
std::string_view to_string(WarningState state);
std::string_view to_string(EntryKind kind);
std::optional<Severity> severity_from(std::string_view text);
std::optional<WarningState> warning_state_from(std::string_view text);
std::optional<EntryKind> entry_kind_from(std::string_view text);

}  // namespace anlan::warnings
