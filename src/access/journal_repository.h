// The journal's entries in SQL, for reading.
#pragma once

#include <vector>

#include "access/journal_reader.h"
#include "store/session.h"

namespace anlan::access {

/// Newest first, at most query.limit; `scope` holds the query's unit already. An empty scope holds
/// nothing.
std::vector<JournalRecord> list_journal(store::Session& session, const UnitPath& scope,
                                        const JournalQuery& query);
/// Oldest first.
std::vector<JournalRecord> journal_after(store::Session& session, std::int64_t sequence, int limit);

}  // namespace anlan::access
