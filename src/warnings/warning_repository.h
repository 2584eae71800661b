// Warnings, their history and outcomes in SQL. No rules here, and no rights.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/session.h"
#include "warnings/outcome.h"
#include "warnings/warning.h"

namespace anlan::warnings {

/// Degrees; the edges belong to it.
struct Box {
  double west = -180;
  double south = -90;
  double east = 180;
  double north = 90;
};
/// Around a circle.
Box box_around(const Circle& circle);

/// Which warnings a list shows. What is empty does not filter.
struct WarningFilter {
  UnitPath within;  ///< a unit and its subtree, inside what the actor may see
  std::vector<WarningState> states;
  std::optional<Severity> severity;
  std::optional<Id> analysis;
  std::optional<Day> valid_from;  ///< windows that reach this day or later
  std::optional<Day> valid_to;    ///< windows that begin on this day or earlier
  std::optional<Box> box;         ///< areas that meet it
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

struct MeasuredOutcome {
  Outcome outcome;
  Instant measured_at;
};
std::optional<MeasuredOutcome> find_outcome(store::Session& session, const Id& warning);
/// In place of an earlier one.
void save_outcome(store::Transaction& transaction, const Warning& warning, const Outcome& outcome,
                  Instant measured_at);

}  // namespace anlan::warnings
