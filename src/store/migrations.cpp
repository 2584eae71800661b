#include "store/migrations.h"

#include <fmt/format.h>

#include <map>

#include "base/problem.h"

namespace anlan::store {
namespace {

constexpr std::string_view k_history_table =
    "CREATE TABLE IF NOT EXISTS schema_migration (version integer PRIMARY KEY, title text NOT "
    "NULL, "
    "digest uuid NOT NULL, applied_at bigint NOT NULL)";

Id digest_of(const Migration& migration) { return Id::named("migration", migration.sql); }

std::map<int, Id> applied_migrations(Session& session) {
  std::map<int, Id> applied;
  auto rows = session.query("SELECT version, digest FROM schema_migration ORDER BY version");
  while (rows.next()) applied.emplace(static_cast<int>(rows.integer(0)), rows.id(1));
  return applied;
}

void refuse_foreign_history(const std::map<int, Id>& applied, const std::vector<Migration>& known) {
  std::map<int, Id> expected;
  for (const auto& migration : known) expected.emplace(migration.version, digest_of(migration));
  for (const auto& [version, digest] : applied) {
    const auto found = expected.find(version);
    if (found == expected.end()) {
      throw Problem::unavailable(
          "store.newer_schema",
          fmt::format("The database holds migration {:04}, which this program does not know; "
                      "use the program that wrote it, or a newer one.",
                      version));
    }
    if (found->second != digest) {
      throw Problem::unavailable(
          "store.changed_migration",
          fmt::format("Migration {:04} was changed after it was applied to this database.",
                      version));
    }
  }
}

}  // namespace

void migrate(Database& database, const std::vector<Migration>& migrations, const Clock& clock) {
  const auto applied = database.write([](Transaction& transaction) {
    transaction.execute(k_history_table);
    return applied_migrations(transaction);
  });
  refuse_foreign_history(applied, migrations);
  for (const auto& migration : migrations) {
    if (applied.contains(migration.version)) continue;
    database.write([&](Transaction& transaction) {
      transaction.run_script(migration.sql);
      transaction.execute("INSERT INTO schema_migration VALUES (?, ?, ?, ?)", migration.version,
                          migration.title, digest_of(migration), clock.now());
    });
  }
}

}  // namespace anlan::store
