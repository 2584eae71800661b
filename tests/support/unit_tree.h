// Units for tests of rooms that only look them up.
#pragma once

#include "base/unit_code.h"
#include "store/database.h"

namespace anlan::tests {

/// Adds the unit at the end of the path, there since ever; its names are its code.
inline void add_unit(store::Database& database, const UnitPath& path) {
  constexpr int k_since_ever = -25567;  // 1900-01-01, as places has it
  database.write([&](store::Transaction& transaction) {
    transaction.execute(
        "INSERT INTO unit (code, path, level, name_en, name_zh) VALUES (?, ?, 'station', ?, ?)",
        path.unit(), path, path.unit(), path.unit());
    transaction.execute(
        "INSERT INTO unit_version (code, valid_from, level, parent, name_en, name_zh) "
        "VALUES (?, ?, 'station', ?, ?, ?)",
        path.unit(), k_since_ever, path.parent().unit(), path.unit(), path.unit());
    transaction.execute("UPDATE unit_revision SET revision = revision + 1");
  });
}

}  // namespace anlan::tests
