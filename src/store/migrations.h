// The ordered history of the schema.
#pragma once

#include <string>
#include <vector>

#include "base/instant.h"
#include "store/database.h"

namespace anlan::store {

struct Migration {
  int version = 0;
  std::string title;
  std::string sql;
};

/// migrations/NNNN_title.sql, in order.
const std::vector<Migration>& embedded_migrations();

/// Applies what is missing, each in a transaction of its own. Throws Problem (unavailable) if the
/// database holds a migration that this program does not know, or whose text has changed since.
void migrate(Database& database, const std::vector<Migration>& migrations, const Clock& clock);

}  // namespace anlan::store
