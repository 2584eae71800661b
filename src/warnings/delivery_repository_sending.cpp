// Subscriptions and the outbox in SQL.
#include <fmt/format.h>

#include "base/check.h"
#include "warnings/delivery_repository.h"

namespace anlan::warnings {
namespace {

using store::Blob;
using store::Rows;
using store::Session;
using store::Transaction;

std::string_view table_of(ChannelKind channel) {
  return channel == ChannelKind::webhook ? "webhook" : "mail_subscription";
}

constexpr std::string_view k_webhook_columns =
    "id, url, unit_path, last_sent_at, failing_since, last_problem";
constexpr std::string_view k_mail_columns =
    "id, address, unit_path, last_sent_at, failing_since, last_problem";

SendingState sending_of(const Rows& rows) {
  return {.last_sent_at = rows.maybe(&Rows::instant, 3),
          .failing_since = rows.maybe(&Rows::instant, 4),
          .last_problem = rows.text(5)};
}

Webhook webhook_of(const Rows& rows) {
  return {.id = rows.id(0),
          .url = rows.text(1),
          .unit = rows.unit_path(2),
          .sending = sending_of(rows)};
}

MailSubscription mail_of(const Rows& rows) {
  return {.id = rows.id(0),
          .address = rows.text(1),
          .unit = rows.unit_path(2),
          .sending = sending_of(rows)};
}

}  // namespace

UnitPath path_of_unit(Session& session, const UnitCode& unit) {
  auto rows = session.query("SELECT path FROM unit WHERE code = ?", unit);
  return rows.next() ? rows.unit_path(0) : UnitPath();
}

Bilingual name_of_unit(Session& session, const std::string& code) {
  auto rows = session.query("SELECT name_en, name_zh FROM unit WHERE code = ?", code);
  Bilingual name;
  if (rows.next()) name = {.en = rows.text(0), .zh = rows.text(1)};
  if (name.en.empty()) name.en = code;
  if (name.zh.empty()) name.zh = code;
  return name;
}

void insert_webhook(Transaction& transaction, const Webhook& webhook,
                    std::span<const std::uint8_t> sealed_secret, std::string_view added_by,
                    Instant now) {
  transaction.execute(
      "INSERT INTO webhook (id, url, unit_path, sealed_secret, added_by, added_at, last_problem) "
      "VALUES (?, ?, ?, ?, ?, ?, '')",
      webhook.id, webhook.url, webhook.unit, Blob{sealed_secret}, added_by, now);
}

std::optional<Webhook> find_webhook(Session& session, const Id& id) {
  auto rows =
      session.query(fmt::format("SELECT {} FROM webhook WHERE id = ?", k_webhook_columns), id);
  if (!rows.next()) return std::nullopt;
  return webhook_of(rows);
}

std::vector<std::uint8_t> sealed_secret_of(Session& session, const Id& webhook) {
  auto rows = session.query("SELECT sealed_secret FROM webhook WHERE id = ?", webhook);
  if (!rows.next()) return {};
  const auto bytes = rows.blob(0);
  return {bytes.begin(), bytes.end()};
}

std::vector<Webhook> list_webhooks(Session& session, const UnitPath& scope) {
  std::vector<Webhook> all;
  if (scope.empty()) return all;
  auto rows = session.query(
      fmt::format("SELECT {} FROM webhook WHERE unit_path >= ? AND unit_path < ? ORDER BY id",
                  k_webhook_columns),
      scope, scope.range_end());
  while (rows.next()) all.push_back(webhook_of(rows));
  return all;
}

bool insert_mail_subscription(Transaction& transaction, const MailSubscription& mail,
                              std::string_view added_by, Instant now) {
  return transaction.execute(
             "INSERT INTO mail_subscription (id, address, unit_path, added_by, added_at, "
             "last_problem) VALUES (?, ?, ?, ?, ?, '') ON CONFLICT DO NOTHING",
             mail.id, mail.address, mail.unit, added_by, now) == 1;
}

std::optional<MailSubscription> find_mail_subscription(Session& session, const Id& id) {
  auto rows = session.query(
      fmt::format("SELECT {} FROM mail_subscription WHERE id = ?", k_mail_columns), id);
  if (!rows.next()) return std::nullopt;
  return mail_of(rows);
}

std::vector<MailSubscription> list_mail_subscriptions(Session& session, const UnitPath& scope) {
  std::vector<MailSubscription> all;
  if (scope.empty()) return all;
  auto rows = session.query(
      fmt::format("SELECT {} FROM mail_subscription WHERE unit_path >= ? AND unit_path < ? "
                  "ORDER BY id",
                  k_mail_columns),
      scope, scope.range_end());
  while (rows.next()) all.push_back(mail_of(rows));
  return all;
}

std::vector<Id> subscriptions_for(Session& session, ChannelKind channel, const UnitPath& unit) {
  std::vector<Id> ids;
  for (auto above = unit; !above.empty(); above = above.parent()) {
    auto rows = session.query(
        fmt::format("SELECT id FROM {} WHERE unit_path = ? ORDER BY id", table_of(channel)), above);
    while (rows.next()) ids.push_back(rows.id(0));
  }
  return ids;
}

void remove_subscription(Transaction& transaction, ChannelKind channel, const Id& id) {
  transaction.execute("DELETE FROM delivery_outbox WHERE subscription = ? AND state = 'waiting'",
                      id);
  transaction.execute(fmt::format("DELETE FROM {} WHERE id = ?", table_of(channel)), id);
}

void note_sent(Transaction& transaction, ChannelKind channel, const Id& subscription, Instant now) {
  transaction.execute(fmt::format("UPDATE {} SET last_sent_at = ?, failing_since = NULL, "
                                  "last_problem = '' WHERE id = ?",
                                  table_of(channel)),
                      now, subscription);
}

void note_failed(Transaction& transaction, ChannelKind channel, const Id& subscription,
                 std::string_view reason, Instant now) {
  transaction.execute(fmt::format("UPDATE {} SET failing_since = coalesce(failing_since, ?), "
                                  "last_problem = ? WHERE id = ?",
                                  table_of(channel)),
                      now, reason, subscription);
}

void insert_dispatch(Transaction& transaction, const Id& id, const Id& notice, ChannelKind channel,
                     const Id& subscription, Instant now) {
  transaction.execute(
      "INSERT INTO delivery_outbox (id, notice, channel, subscription, state, attempts, made_at, "
      "next_attempt_at, last_problem) VALUES (?, ?, ?, ?, 'waiting', 0, ?, ?, '')",
      id, notice, to_string(channel), subscription, now, now);
}

std::vector<Dispatch> claim_dispatches(Transaction& transaction, ChannelKind channel, Instant now,
                                       Instant lease_until, int limit) {
  struct Row {
    Id id;
    Id notice;
    Id subscription;
    std::int32_t attempts;
  };
  std::vector<Row> due;
  {
    auto rows = transaction.query(
        "SELECT id, notice, subscription, attempts FROM delivery_outbox WHERE channel = ? AND "
        "state = 'waiting' AND next_attempt_at <= ? ORDER BY next_attempt_at, id LIMIT ?",
        to_string(channel), now, limit);
    while (rows.next()) {
      due.push_back(
          {rows.id(0), rows.id(1), rows.id(2), static_cast<std::int32_t>(rows.integer(3))});
    }
  }
  std::vector<Dispatch> claimed;
  for (const auto& row : due) {
    transaction.execute("UPDATE delivery_outbox SET attempts = ?, next_attempt_at = ? WHERE id = ?",
                        row.attempts + 1, lease_until, row.id);
    auto announced = find_notice(transaction, row.notice);
    CHECK(announced.has_value());
    claimed.push_back({.id = row.id,
                       .announced = std::move(*announced),
                       .subscription = row.subscription,
                       .attempts = row.attempts + 1});
  }
  return claimed;
}

bool has_due(Session& session, ChannelKind channel, Instant now) {
  auto rows = session.query(
      "SELECT 1 FROM delivery_outbox WHERE channel = ? AND state = 'waiting' AND "
      "next_attempt_at <= ? LIMIT 1",
      to_string(channel), now);
  return rows.next();
}

void end_dispatch(Transaction& transaction, const Id& id, Instant now) {
  transaction.execute(
      "UPDATE delivery_outbox SET state = 'sent', sent_at = ?, last_problem = '' WHERE id = ?", now,
      id);
}

void retry_dispatch(Transaction& transaction, const Id& id, Instant next_attempt_at,
                    std::string_view reason) {
  transaction.execute(
      "UPDATE delivery_outbox SET next_attempt_at = ?, last_problem = ? WHERE id = ?",
      next_attempt_at, reason, id);
}

void give_up_dispatch(Transaction& transaction, const Id& id, std::string_view reason) {
  transaction.execute("UPDATE delivery_outbox SET state = 'dead', last_problem = ? WHERE id = ?",
                      reason, id);
}

OutboxCount count_outbox(Session& session) {
  OutboxCount count;
  auto rows = session.query("SELECT state, count(*) FROM delivery_outbox GROUP BY state");
  while (rows.next()) {
    const auto state = rows.text_view(0);
    if (state == "waiting") count.waiting = rows.integer(1);
    if (state == "sent") count.sent = rows.integer(1);
    if (state == "dead") count.dead = rows.integer(1);
  }
  return count;
}

}  // namespace anlan::warnings
