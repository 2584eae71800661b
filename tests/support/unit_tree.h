// Units for tests of rooms that only look them up.
#pragma once

#include "base/unit_code.h"
#include "store/database.h"

namespace anlan::tests {

inline void make_unit_table(store::Database& database) {
  database.write([](store::Transaction& transaction) {
    transaction.run_script(
        "CREATE TABLE IF NOT EXISTS unit (code text PRIMARY KEY, path text NOT NULL, "
        "level text NOT NULL, name_en text NOT NULL, name_zh text NOT NULL)");
  });
}

/// Adds the unit at the end of the path; its names are its code.
inline void add_unit(store::Database& database, const UnitPath& path) {
  make_unit_table(database);
  database.write([&](store::Transaction& transaction) {
    transaction.execute(
        "INSERT INTO unit (code, path, level, name_en, name_zh) VALUES (?, ?, 'station', ?, ?)",
        path.unit(), path, path.unit(), path.unit());
  });
}

}  // namespace anlan::tests
