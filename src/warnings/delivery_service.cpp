#include "warnings/delivery_service.h"

#include <fmt/format.h>
#include <sodium.h>

#include <array>
#include <boost/json.hpp>

#include "access/policy.h"
#include "base/check.h"
#include "base/problem.h"
#include "warnings/delivery_rules.h"

namespace anlan::warnings {

using access::Actor;
using access::Permission;
using store::Session;
using store::Transaction;

namespace {

constexpr auto k_fresh = Duration::days(30);        // what is older counts as read
constexpr auto k_cancel_shown = Duration::days(7);  // receivers poll at least weekly
constexpr int k_inbox_page_max = 200;
constexpr int k_feed_max = 1'000;           // a province has a few hundred warnings at a time
constexpr std::size_t k_secret_bytes = 32;  // the key length of HMAC-SHA256's strength
constexpr int k_journal_batch = 1'000;

/// The kinds of subject that a post may be told of.
std::vector<std::string> kinds_for(const Actor& actor) {
  std::vector<std::string> kinds;
  if (access::holds(actor.role, Permission::warnings_read)) kinds.emplace_back("warning");
  if (access::holds(actor.role, Permission::tasks_read)) kinds.emplace_back("task");
  return kinds;
}

std::string new_secret() {
  std::array<unsigned char, k_secret_bytes> bytes{};
  randombytes_buf(bytes.data(), bytes.size());
  std::string text(sodium_base64_ENCODED_LEN(k_secret_bytes, sodium_base64_VARIANT_ORIGINAL), '\0');
  sodium_bin2base64(text.data(), text.size(), bytes.data(), bytes.size(),
                    sodium_base64_VARIANT_ORIGINAL);
  text.pop_back();
  return "whsec_" + text;
}

Problem unknown_subscription() {
  return Problem::not_found("access.not_found",
                            "There is no such record, or it is not yours to see.");
}

}  // namespace

Delivery::Delivery(const DeliveryParts& parts, DeliverySettings settings,
                   tasks::TemplateBook templates)
    : parts_(parts), settings_(std::move(settings)), templates_(std::move(templates)) {
  settings_.sender = checked_address(settings_.sender);
  while (settings_.base_url.ends_with('/')) settings_.base_url.pop_back();
}

void Delivery::note(Transaction& transaction, const Actor& actor, std::string_view action,
                    std::string_view kind, const Id& subject, const UnitPath& unit) {
  parts_.journal.append(transaction, {.at = parts_.clock.now(),
                                      .actor = actor.journal_name(),
                                      .action = fmt::format("{}.{}", kind, action),
                                      .subject_kind = std::string(kind),
                                      .subject = subject.to_string(),
                                      .unit = unit});
}

void Delivery::announce(Transaction& transaction, const Notice& notice) {
  CHECK(!notice.unit.empty());
  const Announced announced{.id = notice_id(notice), .notice = notice};
  const auto severity_before = latest_severity(transaction, notice.warning);
  if (!insert_notice(transaction, announced)) return;
  const bool is_news = !severity_before || notice.severity > *severity_before;
  put_inbox_item(transaction,
                 {.id = Id::named("inbox", notice.warning.to_string()),
                  .at = notice.sent_at,
                  .title = notice.title,
                  .subject_kind = "warning",
                  .subject = notice.warning.to_string(),
                  .severity = notice.severity},
                 notice.unit, is_news);
  const auto enqueue = [&](ChannelKind channel) {
    for (const auto& subscription : subscriptions_for(transaction, channel, notice.unit)) {
      insert_dispatch(transaction, parts_.ids.next(), announced.id, channel, subscription,
                      parts_.clock.now());
    }
  };
  enqueue(ChannelKind::webhook);
  const bool has_mail_server = !settings_.mail.host.empty();
  if (has_mail_server && is_mailed(notice, severity_before)) enqueue(ChannelKind::mail);
}

InboxPage Delivery::inbox(const Actor& actor, bool unread_only,
                          const std::optional<InboxCursor>& after, int limit) const {
  if (limit < 1 || limit > k_inbox_page_max) {
    throw Problem::invalid("delivery.limit", "A page holds 1 to 200 items.",
                           {{"limit", "must be from 1 to 200"}});
  }
  return parts_.database.read([&](Session& session) {
    return list_inbox(session, actor.scope, actor.account, kinds_for(actor),
                      parts_.clock.now() - k_fresh, unread_only, after, limit);
  });
}

void Delivery::mark_read(const Actor& actor, const Id& item) {
  parts_.database.write([&](Transaction& transaction) {
    const auto address = inbox_address(transaction, item);
    const auto permission = address && address->subject_kind == "task" ? Permission::tasks_read
                                                                       : Permission::warnings_read;
    access::require_visible(actor, permission, address ? address->unit : UnitPath());
    access::require(actor, Permission::inbox_write, address->unit);
    mark_inbox_item_read(transaction, item, actor.account, parts_.clock.now());
  });
}

/// By names, not codes: the detail is that of task.escalated (tasks/service).
Bilingual Delivery::overdue_title(Session& session, std::string_view journal_detail) const {
  const auto detail = boost::json::parse(journal_detail).as_object();
  const std::string unit(detail.at("unit").as_string());
  const std::string kind(detail.at("template").as_string());
  const auto unit_name = name_of_unit(session, unit);
  const auto* form = templates_.find(kind);
  const auto task_name = form ? form->name : Bilingual{.en = kind, .zh = kind};
  return {.en = fmt::format("Overdue: {}, {}", task_name.en, unit_name.en),
          .zh = fmt::format("{}任务逾期：{}", unit_name.zh, task_name.zh)};
}

std::int64_t Delivery::take_in_escalations(const Actor& actor) {
  if (!actor.is_system) {
    throw Problem::forbidden("delivery.sweep", "Only the program fills the inboxes.");
  }
  return parts_.database.write([&](Transaction& transaction) {
    struct Told {
      std::int64_t sequence;
      Instant at;
      std::string task;
      UnitPath unit;
      std::string detail;
    };
    std::vector<Told> told;
    {
      auto rows = transaction.query(
          "SELECT sequence, at, subject, unit_path, detail FROM journal WHERE sequence > ? AND "
          "action = 'task.escalated' ORDER BY sequence LIMIT ?",
          inbox_progress(transaction), k_journal_batch);
      while (rows.next()) {
        told.push_back(
            {rows.integer(0), rows.instant(1), rows.text(2), rows.unit_path(3), rows.text(4)});
      }
    }
    for (const auto& entry : told) {
      put_inbox_item(transaction,
                     {.id = Id::named("inbox", fmt::format("{}/{}", entry.task, entry.unit.text())),
                      .at = entry.at,
                      .title = overdue_title(transaction, entry.detail),
                      .subject_kind = "task",
                      .subject = entry.task,
                      .severity = Severity::moderate},
                     entry.unit, true);
      set_inbox_progress(transaction, entry.sequence);
    }
    return static_cast<std::int64_t>(told.size());
  });
}

WebhookWithSecret Delivery::add_webhook(const Actor& actor, std::string_view url,
                                        const UnitPath& unit) {
  access::require(actor, Permission::delivery_manage, unit);
  WebhookWithSecret made{
      .webhook = {.id = parts_.ids.next(), .url = checked_url(url, settings_).text, .unit = unit},
      .secret = new_secret()};
  const auto sealed = parts_.seal.seal(made.secret);
  parts_.database.write([&](Transaction& transaction) {
    insert_webhook(transaction, made.webhook, sealed, actor.journal_name(), parts_.clock.now());
    note(transaction, actor, "added", "webhook", made.webhook.id, unit);
  });
  return made;
}

std::vector<Webhook> Delivery::webhooks(const Actor& actor) const {
  access::require(actor, Permission::delivery_manage, actor.scope);
  return parts_.database.read(
      [&](Session& session) { return list_webhooks(session, actor.scope); });
}

void Delivery::remove_webhook(const Actor& actor, const Id& id) {
  parts_.database.write([&](Transaction& transaction) {
    const auto webhook = find_webhook(transaction, id);
    if (!webhook) throw unknown_subscription();
    access::require_visible(actor, Permission::delivery_manage, webhook->unit);
    remove_subscription(transaction, ChannelKind::webhook, id);
    note(transaction, actor, "removed", "webhook", id, webhook->unit);
  });
}

MailSubscription Delivery::add_mail_subscription(const Actor& actor, std::string_view address,
                                                 const UnitPath& unit) {
  access::require(actor, Permission::delivery_manage, unit);
  MailSubscription made{.id = parts_.ids.next(), .address = checked_address(address), .unit = unit};
  parts_.database.write([&](Transaction& transaction) {
    if (!insert_mail_subscription(transaction, made, actor.journal_name(), parts_.clock.now())) {
      throw Problem::conflict("delivery.address_known",
                              "The address is told of this unit already.");
    }
    note(transaction, actor, "added", "mail_subscription", made.id, unit);
  });
  return made;
}

std::vector<MailSubscription> Delivery::mail_subscriptions(const Actor& actor) const {
  access::require(actor, Permission::delivery_manage, actor.scope);
  return parts_.database.read(
      [&](Session& session) { return list_mail_subscriptions(session, actor.scope); });
}

void Delivery::remove_mail_subscription(const Actor& actor, const Id& id) {
  parts_.database.write([&](Transaction& transaction) {
    const auto mail = find_mail_subscription(transaction, id);
    if (!mail) throw unknown_subscription();
    access::require_visible(actor, Permission::delivery_manage, mail->unit);
    remove_subscription(transaction, ChannelKind::mail, id);
    note(transaction, actor, "removed", "mail_subscription", id, mail->unit);
  });
}

std::vector<Announced> Delivery::current(const Actor& actor) const {
  access::require(actor, Permission::warnings_read, actor.scope);
  const auto now = parts_.clock.now();
  return parts_.database.read([&](Session& session) {
    return latest_notices(session, actor.scope, now, now - k_cancel_shown, k_feed_max);
  });
}

std::vector<Announced> Delivery::history(const Actor& actor, const Id& warning) const {
  return parts_.database.read([&](Session& session) {
    auto notices = notices_of(session, warning);
    access::require_visible(actor, Permission::warnings_read,
                            notices.empty() ? UnitPath() : notices.front().notice.unit);
    return notices;
  });
}

UnitPath Delivery::find_unit(const UnitCode& code) const {
  return parts_.database.read([&](Session& session) { return path_of_unit(session, code); });
}

OutboxCount Delivery::outbox() const {
  return parts_.database.read([](Session& session) { return count_outbox(session); });
}

}  // namespace anlan::warnings
