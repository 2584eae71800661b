#include "incidents/import_repository.h"

#include <array>

#include "base/check.h"

namespace anlan::incidents {
namespace {

#define IMPORT_COLUMNS                                                                        \
  "number, id, profile, file_name, at, actor, unit_path, state, total_rows, added, changed, " \
  "unchanged, rejected, outside, columns"

ImportState state_from(std::string_view text) {
  if (text == to_string(ImportState::loaded)) return ImportState::loaded;
  CHECK(text == to_string(ImportState::refused));
  return ImportState::refused;
}

StoredImport import_of(const store::Rows& rows) {
  return {.report = {.id = rows.id(1),
                     .profile = rows.text(2),
                     .file_name = rows.text(3),
                     .at = rows.instant(4),
                     .by = rows.text(5),
                     .state = state_from(rows.text_view(7)),
                     .rows = rows.integer(8),
                     .added = rows.integer(9),
                     .changed = rows.integer(10),
                     .unchanged = rows.integer(11),
                     .rejected = rows.integer(12),
                     .outside = rows.integer(13)},
          .number = rows.integer(0),
          .unit = rows.unit_path(6),
          .header = rows.text(14)};
}

}  // namespace

std::string_view to_string(ImportState state) {
  return state == ImportState::loaded ? "loaded" : "refused";
}

void insert_import(store::Transaction& transaction, const ImportReport& report,
                   const UnitPath& unit, const std::string& header,
                   std::span<const RowFault> rejects) {
  transaction.execute("INSERT INTO incident_import (" IMPORT_COLUMNS
                      ") SELECT COALESCE(MAX(number) + 1, 1), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
                      "?, ? FROM incident_import",
                      report.id, report.profile, report.file_name, report.at, report.by, unit,
                      to_string(report.state), report.rows, report.added, report.changed,
                      report.unchanged, report.rejected, report.outside, header);
  const auto stored = find_import(transaction, report.id);
  CHECK(stored.has_value());
  for (std::size_t i = 0; i < rejects.size(); ++i) {
    transaction.execute(
        "INSERT INTO incident_reject (import_number, ordinal, line, column_name, reason, content) "
        "VALUES (?, ?, ?, ?, ?, ?)",
        stored->number, i, rejects[i].line, rejects[i].column, rejects[i].reason,
        rejects[i].content);
  }
}

std::optional<StoredImport> find_import(store::Session& session, const Id& id) {
  auto rows = session.query("SELECT " IMPORT_COLUMNS " FROM incident_import WHERE id = ?", id);
  if (!rows.next()) return std::nullopt;
  return import_of(rows);
}

std::vector<StoredImport> imports_before(store::Session& session, const UnitPath& scope,
                                         std::int64_t before, int limit) {
  std::vector<StoredImport> imports;
  if (scope.empty()) return imports;
  auto rows = session.query("SELECT " IMPORT_COLUMNS
                            " FROM incident_import WHERE unit_path >= ? AND unit_path < ? AND "
                            "number < ? ORDER BY number DESC LIMIT ?",
                            scope, scope.range_end(), before, limit);
  while (rows.next()) imports.push_back(import_of(rows));
  return imports;
}

std::vector<RowFault> rejects_of(store::Session& session, std::int64_t import_number,
                                 std::size_t limit) {
  std::vector<RowFault> rejects;
  auto rows = session.query(
      "SELECT line, column_name, reason, content FROM incident_reject WHERE import_number = ? "
      "ORDER BY ordinal LIMIT ?",
      import_number, limit);
  while (rows.next()) {
    rejects.push_back({.line = rows.integer(0),
                       .column = rows.text(1),
                       .reason = rows.text(2),
                       .content = rows.text(3)});
  }
  return rejects;
}

}  // namespace anlan::incidents
