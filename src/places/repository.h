// Units in the database.
#pragma once

#include <vector>

#include "places/history.h"
#include "places/unit.h"
#include "store/session.h"

namespace anlan::places {

/// Grows with every change.
std::int64_t find_revision(store::Session& session);
void raise_revision(store::Transaction& transaction);

UnitHistory find_history(store::Session& session);
/// Writes what differs: the versions, and the newest state of each unit that others join.
void save_history(store::Transaction& transaction, const UnitHistory& before,
                  const UnitHistory& after);

/// Each unit's area of the day, or the first one where the day lies before.
std::vector<UnitBoundary> find_boundaries(store::Session& session, Day day);
/// Returns false if the same area is there already.
bool save_boundary(store::Transaction& transaction, const UnitBoundary& boundary);

}  // namespace anlan::places
