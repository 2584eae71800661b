#include "warnings/delivery_api.h"

#include <algorithm>

#include "base/problem.h"
#include "server/json.h"
#include "server/page.h"
#include "server/query.h"
#include "server/router.h"
#include "warnings/cap.h"
#include "warnings/delivery_service.h"

namespace anlan::warnings {
namespace {

namespace json = boost::json;
using server::Guard;
using server::Method;
using server::Request;
using server::Response;
using server::to_json;

json::object item_json(const InboxItem& item) {
  return {{"id", to_json(item.id)},       {"at", to_json(item.at)},
          {"title", to_json(item.title)}, {"subject_kind", item.subject_kind},
          {"subject", item.subject},      {"severity", to_json(item.severity)},
          {"is_read", item.is_read}};
}

void add_sending(json::object& object, const SendingState& sending) {
  object["is_failing"] = sending.failing_since.has_value();
  object["last_problem"] = sending.last_problem;
  object["last_sent_at"] = to_json(sending.last_sent_at);
}

json::object webhook_json(const Webhook& webhook) {
  json::object object{
      {"id", to_json(webhook.id)}, {"url", webhook.url}, {"unit", webhook.unit.unit().text()}};
  add_sending(object, webhook.sending);
  return object;
}

json::object mail_json(const MailSubscription& mail) {
  json::object object{
      {"id", to_json(mail.id)}, {"address", mail.address}, {"unit", mail.unit.unit().text()}};
  add_sending(object, mail.sending);
  return object;
}

template <class Record>
Response items_response(const std::vector<Record>& records,
                        json::object (*to_object)(const Record&)) {
  json::array items;
  for (const auto& record : records) items.push_back(to_object(record));
  return Response::json(json::object{{"items", std::move(items)}});
}

InboxCursor cursor_of(const server::PageKey& key) {
  auto cursor = InboxCursor::parse(key.at(0));
  if (!cursor) throw Problem::invalid("request.query", "The cursor is not one of this list.");
  return *cursor;
}

Response inbox(Delivery& delivery, const Request& request) {
  server::QueryReader query(request);
  const bool unread_only = query.boolean("unread").value_or(false);
  query.finish();
  const auto asked = server::page_request(request, 1);
  const auto after = asked.after ? std::optional(cursor_of(*asked.after)) : std::nullopt;
  const auto page = delivery.inbox(request.actor(), unread_only, after, asked.limit);
  json::array items;
  for (const auto& item : page.items) items.push_back(item_json(item));
  std::optional<std::string> next;
  if (page.next) next = server::cursor_of(server::PageKey{page.next->to_string()});
  auto object = server::page_json(std::move(items), next);
  object["unread"] = page.unread;
  return Response::json(object);
}

Response mark_read(Delivery& delivery, const Request& request) {
  delivery.mark_read(request.actor(), request.id_parameter());
  return Response::no_content();
}

Response list_webhooks(Delivery& delivery, const Request& request) {
  return items_response(delivery.webhooks(request.actor()), &webhook_json);
}

Response add_webhook(Delivery& delivery, const Request& request) {
  const auto body = server::read_object(request);
  server::FieldReader fields(body);
  const auto url = fields.text("url");
  const auto unit = fields.unit_code("unit");
  fields.finish();
  const auto made = delivery.add_webhook(request.actor(), url, delivery.find_unit(unit));
  auto object = webhook_json(made.webhook);
  object["secret"] = made.secret;
  return Response::json(object, 201).with("Cache-Control", "no-store");
}

Response remove_webhook(Delivery& delivery, const Request& request) {
  delivery.remove_webhook(request.actor(), request.id_parameter());
  return Response::no_content();
}

Response list_mail_subscriptions(Delivery& delivery, const Request& request) {
  return items_response(delivery.mail_subscriptions(request.actor()), &mail_json);
}

Response add_mail_subscription(Delivery& delivery, const Request& request) {
  const auto body = server::read_object(request);
  server::FieldReader fields(body);
  const auto address = fields.text("address", {.least = 1, .greatest = 254});
  const auto unit = fields.unit_code("unit");
  fields.finish();
  const auto made =
      delivery.add_mail_subscription(request.actor(), address, delivery.find_unit(unit));
  return Response::json(mail_json(made), 201);
}

Response remove_mail_subscription(Delivery& delivery, const Request& request) {
  delivery.remove_mail_subscription(request.actor(), request.id_parameter());
  return Response::no_content();
}

Response warning_cap(Delivery& delivery, const Request& request) {
  const auto history = delivery.history(request.actor(), request.id_parameter());
  const bool has_message = std::ranges::any_of(history, [](const Announced& announced) {
    return announced.notice.change != NoticeChange::expired;
  });
  if (!has_message) {
    throw Problem::not_found("delivery.no_alert", "Nothing was ever told of this warning.");
  }
  return Response::bytes(cap_alert(history, delivery.settings()), "application/cap+xml");
}

Response feed(Delivery& delivery, const Request& request) {
  const auto current = delivery.current(request.actor());
  return Response::bytes(cap_feed(current, delivery.settings(), delivery.clock().now()),
                         "application/atom+xml");
}

}  // namespace

void add_delivery_routes(server::Router& router, Delivery& delivery) {
  const auto add = [&](Method method, std::string pattern,
                       Response (*work)(Delivery&, const Request&)) {
    router.add(method, std::move(pattern), Guard::signed_in,
               [&delivery, work](const Request& request) { return work(delivery, request); });
  };
  add(Method::get, "/v1/inbox", &inbox);
  add(Method::post, "/v1/inbox/{id}/reading", &mark_read);
  add(Method::get, "/v1/webhooks", &list_webhooks);
  add(Method::post, "/v1/webhooks", &add_webhook);
  add(Method::del, "/v1/webhooks/{id}", &remove_webhook);
  add(Method::get, "/v1/mail-subscriptions", &list_mail_subscriptions);
  add(Method::post, "/v1/mail-subscriptions", &add_mail_subscription);
  add(Method::del, "/v1/mail-subscriptions/{id}", &remove_mail_subscription);
  add(Method::get, "/v1/warnings/{id}/cap", &warning_cap);
  add(Method::get, "/v1/feeds/cap", &feed);
}

}  // namespace anlan::warnings
