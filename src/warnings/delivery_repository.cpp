#include "warnings/delivery_repository.h"

#include <fmt/format.h>

#include "base/check.h"
#include "warnings/notice_json.h"

namespace anlan::warnings {
namespace {

using store::Parameter;
using store::Rows;
using store::Session;
using store::Transaction;

std::vector<Announced> announced_of(Rows rows) {
  std::vector<Announced> all;
  while (rows.next()) {
    all.push_back({.id = rows.id(0), .notice = notice_from_json(rows.text_view(1))});
  }
  return all;
}

std::string marks(std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += i == 0 ? "?" : ", ?";
  return text;
}

}  // namespace

bool insert_notice(Transaction& transaction, const Announced& announced) {
  const auto& notice = announced.notice;
  const auto added = transaction.execute(
      "INSERT INTO delivery_notice (id, warning, sequence, change, severity, sent_at, valid_until, "
      "unit_path, is_latest, content) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1, ?) "
      "ON CONFLICT DO NOTHING",
      announced.id, notice.warning, notice.sequence, to_string(notice.change),
      to_string(notice.severity), notice.sent_at, notice.valid_until, notice.unit, to_json(notice));
  if (added == 0) return false;
  transaction.execute(
      "UPDATE delivery_notice SET is_latest = 0 WHERE warning = ? AND sequence < "
      "(SELECT max(sequence) FROM delivery_notice WHERE warning = ?)",
      notice.warning, notice.warning);
  return true;
}

std::optional<Severity> latest_severity(Session& session, const Id& warning) {
  auto rows = session.query(
      "SELECT severity FROM delivery_notice WHERE warning = ? ORDER BY sequence DESC LIMIT 1",
      warning);
  if (!rows.next()) return std::nullopt;
  return severity_from(rows.text_view(0));
}

std::optional<Announced> find_notice(Session& session, const Id& id) {
  auto found =
      announced_of(session.query("SELECT id, content FROM delivery_notice WHERE id = ?", id));
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

std::vector<Announced> notices_of(Session& session, const Id& warning) {
  return announced_of(session.query(
      "SELECT id, content FROM delivery_notice WHERE warning = ? ORDER BY sequence", warning));
}

std::vector<Announced> latest_notices(Session& session, const UnitPath& scope, Instant now,
                                      Instant sent_after, int limit) {
  if (scope.empty()) return {};
  return announced_of(session.query(
      "SELECT id, content FROM delivery_notice WHERE is_latest = 1 AND change <> 'expired' "
      "AND unit_path >= ? AND unit_path < ? AND ((change <> 'closed' AND valid_until > ?) "
      "OR sent_at > ?) ORDER BY sent_at DESC, id DESC LIMIT ?",
      scope, scope.range_end(), now, sent_after, limit));
}

void put_inbox_item(Transaction& transaction, const InboxItem& item, const UnitPath& unit,
                    bool is_news) {
  const auto severity = to_string(item.severity);
  const auto changed =
      is_news ? transaction.execute(
                    "UPDATE inbox_item SET title_en = ?, title_zh = ?, severity = ?, at = ? "
                    "WHERE id = ?",
                    item.title.en, item.title.zh, severity, item.at, item.id)
              : transaction.execute(
                    "UPDATE inbox_item SET title_en = ?, title_zh = ?, severity = ? WHERE id = ?",
                    item.title.en, item.title.zh, severity, item.id);
  if (changed == 0) {
    transaction.execute(
        "INSERT INTO inbox_item (id, at, unit_path, subject_kind, subject, title_en, title_zh, "
        "severity) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        item.id, item.at, unit, item.subject_kind, item.subject, item.title.en, item.title.zh,
        severity);
  } else if (is_news) {
    transaction.execute("DELETE FROM inbox_reading WHERE item = ?", item.id);
  }
}

InboxPage list_inbox(Session& session, const UnitPath& scope, const Id& account,
                     const std::vector<std::string>& kinds, Instant fresh_since, bool unread_only,
                     const std::optional<InboxCursor>& after, int limit) {
  InboxPage page;
  if (scope.empty() || kinds.empty()) return page;
  const auto end = scope.range_end();
  const auto in_scope =
      fmt::format("unit_path >= ? AND unit_path < ? AND subject_kind IN ({})", marks(kinds.size()));
  std::vector<Parameter> scope_parameters{scope, end};
  for (const auto& kind : kinds) scope_parameters.emplace_back(kind);
  const std::string_view unread =
      "at >= ? AND NOT EXISTS (SELECT 1 FROM inbox_reading r WHERE r.item = inbox_item.id AND "
      "r.account = ?)";

  auto parameters = scope_parameters;
  parameters.insert(parameters.end(), {fresh_since, account});
  auto count = session.query_with(
      fmt::format("SELECT count(*) FROM inbox_item WHERE {} AND {}", in_scope, unread), parameters);
  CHECK(count.next());
  page.unread = count.integer(0);

  auto sql = fmt::format(
      "SELECT id, at, title_en, title_zh, subject_kind, subject, severity, "
      "CASE WHEN {} THEN 0 ELSE 1 END FROM inbox_item WHERE {}",
      unread, in_scope);
  parameters = {fresh_since, account};
  parameters.insert(parameters.end(), scope_parameters.begin(), scope_parameters.end());
  if (unread_only) {
    sql += fmt::format(" AND {}", unread);
    parameters.insert(parameters.end(), {fresh_since, account});
  }
  if (after) {
    sql += " AND (at, id) < (?, ?)";
    parameters.insert(parameters.end(), {after->at, after->id});
  }
  parameters.emplace_back(limit + 1);
  auto rows = session.query_with(sql + " ORDER BY at DESC, id DESC LIMIT ?", parameters);
  while (rows.next()) {
    const auto severity = severity_from(rows.text_view(6));
    CHECK(severity.has_value());
    page.items.push_back({.id = rows.id(0),
                          .at = rows.instant(1),
                          .title = {.en = rows.text(2), .zh = rows.text(3)},
                          .subject_kind = rows.text(4),
                          .subject = rows.text(5),
                          .severity = *severity,
                          .is_read = rows.boolean(7)});
  }
  if (page.items.size() > static_cast<std::size_t>(limit)) {
    page.items.pop_back();
    page.next = InboxCursor{.at = page.items.back().at, .id = page.items.back().id};
  }
  return page;
}

std::optional<InboxAddress> inbox_address(Session& session, const Id& item) {
  auto rows = session.query("SELECT unit_path, subject_kind FROM inbox_item WHERE id = ?", item);
  if (!rows.next()) return std::nullopt;
  return InboxAddress{.unit = rows.unit_path(0), .subject_kind = rows.text(1)};
}

void mark_inbox_item_read(Transaction& transaction, const Id& item, const Id& account,
                          Instant now) {
  transaction.execute(
      "INSERT INTO inbox_reading (item, account, read_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
      item, account, now);
}

std::int64_t inbox_progress(Session& session) {
  auto rows = session.query("SELECT sequence FROM inbox_progress WHERE id = 1");
  return rows.next() ? rows.integer(0) : 0;
}

void set_inbox_progress(Transaction& transaction, std::int64_t sequence) {
  transaction.execute(
      "INSERT INTO inbox_progress (id, sequence) VALUES (1, ?) "
      "ON CONFLICT (id) DO UPDATE SET sequence = excluded.sequence",
      sequence);
}

}  // namespace anlan::warnings
