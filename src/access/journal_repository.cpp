#include "access/journal_repository.h"

#include <map>

#include "access/repository.h"

namespace anlan::access {
namespace {

using store::Parameter;
using store::Rows;
using store::Session;

// Below this many entries in a scope they are sorted; above, so many of the newest lie in the scope
// that walking back from the end of the journal finds a page soon.
constexpr std::int64_t k_sorted_entries_max = 10'000;

constexpr std::string_view k_select =
    "SELECT sequence, at, actor, action, subject_kind, subject, unit_path, purpose, detail "
    "FROM journal WHERE ";

JournalRecord record_of(const Rows& rows) {
  return {.sequence = rows.integer(0),
          .entry = {.at = rows.instant(1),
                    .actor = rows.text(2),
                    .action = rows.text(3),
                    .subject_kind = rows.text(4),
                    .subject = rows.text(5),
                    .unit = UnitPath::parse(rows.text_view(6)).value_or(UnitPath()),
                    .purpose = rows.text(7),
                    .detail = rows.text(8)},
          .actor_name = {}};
}

std::vector<JournalRecord> records_of(Rows rows) {
  std::vector<JournalRecord> records;
  while (rows.next()) records.push_back(record_of(rows));
  return records;
}

void fill_actor_names(Session& session, std::vector<JournalRecord>& records) {
  std::map<std::string, std::string> names;
  for (auto& record : records) {
    const auto [found, is_new] = names.try_emplace(record.entry.actor, record.entry.actor);
    if (const auto id = Id::parse(record.entry.actor); is_new && id) {
      if (auto account = find_account(session, *id))
        found->second = std::move(account->display_name);
    }
    record.actor_name = found->second;
  }
}

bool is_small(Session& session, const UnitPath& scope) {
  auto rows = session.query(
      "SELECT count(*) FROM (SELECT 1 FROM journal WHERE unit_path >= ? AND unit_path < ? LIMIT ?) "
      "AS entries",
      scope, scope.range_end(), k_sorted_entries_max);
  rows.next();
  return rows.integer(0) < k_sorted_entries_max;
}

}  // namespace

std::vector<JournalRecord> list_journal(Session& session, const UnitPath& scope,
                                        const JournalQuery& query) {
  if (scope.empty()) return {};
  const auto end = scope.range_end();
  std::vector<Parameter> parameters{scope, end};
  // Text joined to nothing is no longer an indexed column, in either database.
  std::string sql(k_select);
  const bool by_unit = query.subject_kind.empty() && is_small(session, scope);
  sql += by_unit ? "unit_path >= ? AND unit_path < ?"
                 : "(unit_path || '') >= ? AND (unit_path || '') < ?";
  const auto require = [&](std::string_view condition, const auto& value) {
    sql.append(" AND ").append(condition);
    parameters.emplace_back(value);
  };
  if (!query.subject_kind.empty()) require("subject_kind = ?", query.subject_kind);
  if (!query.subject.empty()) require("subject = ?", query.subject);
  if (query.before) require("sequence < ?", *query.before);
  sql += " ORDER BY sequence DESC LIMIT ?";
  parameters.emplace_back(query.limit);
  auto records = records_of(session.query_with(sql, parameters));
  fill_actor_names(session, records);
  return records;
}

std::vector<JournalRecord> journal_after(Session& session, std::int64_t sequence, int limit) {
  return records_of(
      session.query_with(std::string(k_select) + "sequence > ? ORDER BY sequence LIMIT ?",
                         std::vector<Parameter>{Parameter(sequence), Parameter(limit)}));
}

}  // namespace anlan::access
