// The incidents' SQL: rows in and out of the nouns.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "incidents/columns.h"
#include "incidents/incident.h"
#include "incidents/kinds.h"
#include "store/session.h"

namespace anlan::incidents {

/// How far the table has come; see the table incident_revision.
struct Revision {
  std::int64_t revision = 0;
  std::int64_t rewritten = 0;
  std::int64_t units = 0;  ///< of the tree of units (places), whose paths are kept in memory
};

Revision revision_of(store::Session& session);
/// Says that `incident` has changed; `rewrites` where rows that were there before have.
void advance_revision(store::Transaction& transaction, bool rewrites);

/// Gives every kind of the scheme a number, and keeps those that had one.
void register_kinds(store::Transaction& transaction, const KindScheme& scheme);
/// Whether register_kinds would add something.
bool lacks_kinds(store::Session& session, const KindScheme& scheme);
/// The code of each number; "" where there is none.
std::vector<std::string> kind_codes(store::Session& session);

/// The number of a source; made where it is new.
std::int64_t source_number(store::Transaction& transaction, std::string_view name);

/// Every unit, in the order of the paths.
std::vector<PlacedUnit> placed_units(store::Session& session);

/// Rows for the columns that arrived after `after`, in the order of arrival.
std::vector<ColumnRow> column_rows(store::Session& session, std::int64_t after,
                                   const std::vector<PlacedUnit>& units);

std::optional<Incident> find_incident(store::Session& session, const Id& id);
std::optional<Incident> incident_at(store::Session& session, std::int64_t sequence);
std::vector<StatusChange> status_history(store::Session& session, const Id& id);

/// Appends one row; throws Problem (conflict) if the id is there.
void insert_incident(store::Transaction& transaction, const Incident& incident, int kind,
                     std::int64_t source, std::int64_t digest);
/// Sets the status and notes the turn.
void change_status(store::Transaction& transaction, const Id& id, const StatusChange& change);

/// Degrees as the table holds them.
std::int32_t to_e7(double degrees);
double from_e7(std::int64_t e7);

}  // namespace anlan::incidents
