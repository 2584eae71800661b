// Warnings, their history and outcomes in SQL. No rules here, and no rights.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "geometry/bounds.h"
#include "store/session.h"
#include "warnings/outcome.h"
#include "warnings/warning.h"

namespace anlan::warnings {

/// Around a circle.
geometry::Bounds box_around(const Circle& circle);

/// Which warnings a list shows. What is empty does not filter.
struct WarningFilter {
  UnitPath within;  ///< a unit and its subtree, inside what the actor may see
  std::vector<WarningState> states;
  std::optional<Severity> severity;
  std::optional<Id> analysis;
  std::optional<Day> valid_from;        ///< windows that reach this day or later
  std::optional<Day> valid_to;          ///< windows that begin on this day or earlier
  std::optional<geometry::Bounds> box;  ///< areas that meet it
};

/// Where a page ended: lists are in the order of issue, the newest first, then of id.
struct WarningCursor {
  Instant issued_at;
  Id id;
  std::string to_string() const;
  static std::optional<WarningCursor> parse(std::string_view text);
};

struct WarningPage {
  std::vector<Warning> items;
  std::optional<WarningCursor> next;
};

std::optional<Warning> find_warning(store::Session& session, const Id& id);
void insert_warning(store::Transaction& transaction, const Warning& warning);
/// False if the version stored is not `warning.version - 1`: somebody was faster.
bool update_warning(store::Transaction& transaction, const Warning& warning);
/// Within `scope`, and the filter; an empty scope holds nothing.
WarningPage list_warnings(store::Session& session, const UnitPath& scope,
                          const WarningFilter& filter, const std::optional<WarningCursor>& after,
                          int limit);
/// Those of an analysis, in whatever state, whose windows reach `day` or later; by id.
std::vector<Warning> standing_warnings(store::Session& session, const Id& analysis, Day day);
/// Live ones whose last day lies before `today`, the oldest first.
std::vector<Warning> overdue_warnings(store::Session& session, Day today, int limit);
/// The same of one analysis.
std::vector<Warning> overdue_warnings_of(store::Session& session, const Id& analysis, Day today);
/// Those whose last day lies in [from, to] and whose outcome was not measured since `since`.
std::vector<Warning> warnings_to_measure(store::Session& session, Day from, Day to, Instant since,
                                         int limit);

void insert_entry(store::Transaction& transaction, const Id& warning, const TimelineEntry& entry);
/// The oldest first.
std::vector<TimelineEntry> timeline_of(store::Session& session, const Id& warning);

/// Rewrites the paths of all that this slice keeps, when a unit and all below it moved.
void move_units(store::Transaction& transaction, const UnitPath& from, const UnitPath& to);

struct MeasuredOutcome {
  Outcome outcome;
  Instant measured_at;
};
std::optional<MeasuredOutcome> find_outcome(store::Session& session, const Id& warning);
/// In place of an earlier one.
void save_outcome(store::Transaction& transaction, const Warning& warning, const Outcome& outcome,
                  Instant measured_at);

}  // namespace anlan::warnings
