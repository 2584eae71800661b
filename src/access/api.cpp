#include "access/api.h"

#include "access/json.h"
#include "access/request_authenticator.h"
#include "access/secret.h"
#include "base/problem.h"
#include "server/json.h"
#include "server/page.h"
#include "server/problem_json.h"
#include "server/query.h"

namespace anlan::access {
namespace {

namespace json = boost::json;
using server::Guard;
using server::Method;
using server::Request;
using server::Response;

constexpr server::TextLimits k_password_limits{.least = 1, .greatest = 256};

/// Why somebody is not let in: 401 for a wrong name or password, 429 with Retry-After while
/// blocked.
Response refusal_response(const Request& request, const Refusal& refusal) {
  if (refusal.reason == Refusal::Reason::wrong) {
    return server::refusal(401, "access.wrong_credentials", "The name or the password is wrong.",
                           request.request_id);
  }
  const auto seconds = (refusal.retry_after.count_milliseconds() + 999) / 1000;
  return server::refusal(429, "access.blocked",
                         "There were too many failures; wait before you try again.",
                         request.request_id)
      .with("Retry-After", std::to_string(seconds));
}

std::string csrf_of(const Request& request) { return request.principal->csrf_token; }

Response sign_in(Sessions& sessions, const Request& request) {
  const auto body = server::read_object(request);
  server::FieldReader fields(body);
  const auto name = fields.text("name", {.least = 1, .greatest = 80});
  const auto password = fields.text("password", k_password_limits);
  fields.finish();
  const auto signed_in = sessions.sign_in(name, password, request.remote_address);
  if (!signed_in) return refusal_response(request, signed_in.error());
  const auto cookie_name = session_cookie_name(request);
  // Whoever signs in over an old session leaves it.
  const auto old = request.cookie(cookie_name);
  if (const auto visitor = old ? sessions.visitor_by_session(*old) : std::nullopt)
    sessions.sign_out(*visitor);
  const auto csrf_token = csrf_token_of(signed_in->secret);
  return Response::json(session_json(signed_in->visitor, csrf_token), 201)
      .with("Set-Cookie", server::set_cookie({.name = std::string(cookie_name),
                                              .value = signed_in->secret,
                                              .same_site = server::SameSite::strict,
                                              .max_age_seconds = {}},
                                             request));
}

Response change_password(Sessions& sessions, const Request& request) {
  const auto body = server::read_object(request);
  server::FieldReader fields(body);
  const auto old_password = fields.text("old_password", k_password_limits);
  const auto new_password = fields.text("new_password", k_password_limits);
  fields.finish();
  const auto changed = sessions.change_password(visitor_of(sessions, request), old_password,
                                                new_password, request.remote_address);
  if (!changed && changed.error().reason == Refusal::Reason::wrong) {
    // Not 401: the session holds.
    throw Problem::invalid("access.wrong_password", "The old password is wrong.",
                           {{"old_password", "is wrong"}});
  }
  if (!changed) return refusal_response(request, changed.error());
  return Response::no_content();
}

NewAccount read_new_account(const Request& request) {
  const auto body = server::read_object(request);
  server::FieldReader fields(body);
  NewAccount wanted{.name = fields.text("name"),
                    .display_name = fields.text("display_name"),
                    .role = fields.one_of("role", role_from),
                    .unit = fields.unit_code("unit")};
  wanted.language = fields.find_one_of("language", language_from).value_or(wanted.language);
  fields.finish();
  return wanted;
}

AccountChange read_account_change(const Request& request) {
  const auto body = server::read_object(request);
  server::FieldReader fields(body);
  AccountChange change{.display_name = fields.find_text("display_name"),
                       .role = fields.find_one_of("role", role_from),
                       .unit = fields.find_unit_code("unit"),
                       .language = fields.find_one_of("language", language_from),
                       .is_disabled = fields.find_boolean("is_disabled")};
  fields.finish();
  return change;
}

Response account_response(const Account& account) {
  return Response::json(account_json(account)).with_etag(account.version);
}

Response list_accounts(const Accounts& accounts, const Request& request) {
  server::QueryReader query(request);
  const auto unit = query.unit_code("unit");
  query.finish();
  const auto asked = server::page_request(request, 1);
  const auto page =
      accounts.list(request.actor(), unit, asked.after ? asked.after->front() : "", asked.limit);
  json::array items;
  for (const auto& account : page.items) items.push_back(account_json(account));
  std::optional<std::string> next;
  if (!page.next_cursor.empty()) next = server::cursor_of(server::PageKey{page.next_cursor});
  return Response::json(server::page_json(std::move(items), next));
}

Response list_task_owners(const Accounts& accounts, const Request& request) {
  server::QueryReader query(request);
  const auto unit = query.unit_code("unit");
  query.finish();
  json::array items;
  for (const auto& account : accounts.list_doers(request.actor(), unit))
    items.push_back(person_json(account));
  return Response::json(json::object{{"items", std::move(items)}});
}

WantedToken read_wanted_token(const Request& request) {
  const auto body = server::read_object(request);
  server::FieldReader fields(body);
  WantedToken wanted{.name = fields.text("name")};
  wanted.days =
      static_cast<int>(fields.find_integer("days", 1, k_token_days_max).value_or(wanted.days));
  wanted.is_read_only = fields.find_boolean("read_only").value_or(false);
  wanted.unit = fields.find_unit_code("unit");
  fields.finish();
  return wanted;
}

/// A token must not live on by making another.
void require_session(const Request& request) {
  if (request.principal->by_cookie) return;
  throw Problem::forbidden("access.session_only", "Sign in to do this; a token may not.");
}

}  // namespace

void add_session_routes(server::Router& router, Sessions& sessions) {
  router.add(Method::post, "/v1/session", Guard::open,
             [&sessions](const Request& request) { return sign_in(sessions, request); },
             {.pace = server::Pace::sign_in});
  router.add(Method::get, "/v1/session", Guard::signed_in, [&sessions](const Request& request) {
    return Response::json(session_json(visitor_of(sessions, request), csrf_of(request)))
        .with("Cache-Control", "no-store");
  });
  router.add(Method::del, "/v1/session", Guard::signed_in, [&sessions](const Request& request) {
    sessions.sign_out(visitor_of(sessions, request));
    return Response::no_content().with(
        "Set-Cookie", server::forget_cookie(session_cookie_name(request), request));
  });
  router.add(Method::put, "/v1/session/password", Guard::signed_in,
             [&sessions](const Request& request) { return change_password(sessions, request); },
             {.pace = server::Pace::sign_in});
}

void add_account_routes(server::Router& router, Accounts& accounts) {
  router.add(Method::get, "/v1/accounts", Guard::signed_in,
             [&accounts](const Request& request) { return list_accounts(accounts, request); });
  router.add(Method::post, "/v1/accounts", Guard::signed_in, [&accounts](const Request& request) {
    const auto made = accounts.add(request.actor(), read_new_account(request));
    return Response::json(account_with_password_json(made), 201)
        .with("Location", "/v1/accounts/" + made.account.id.to_string())
        .with("Cache-Control", "no-store");
  });
  router.add(Method::get, "/v1/accounts/{id}", Guard::signed_in,
             [&accounts](const Request& request) {
               return account_response(accounts.find(request.actor(), request.id_parameter()));
             });
  router.add(Method::patch, "/v1/accounts/{id}", Guard::signed_in,
             [&accounts](const Request& request) {
               return account_response(accounts.change(request.actor(), request.id_parameter(),
                                                       read_account_change(request),
                                                       server::if_match_version(request)));
             });
  router.add(Method::post, "/v1/accounts/{id}/password", Guard::signed_in,
             [&accounts](const Request& request) {
               const auto made = accounts.reset_password(request.actor(), request.id_parameter());
               return Response::json(account_with_password_json(made), 201)
                   .with("Cache-Control", "no-store");
             });
  router.add(Method::get, "/v1/task-owners", Guard::signed_in,
             [&accounts](const Request& request) { return list_task_owners(accounts, request); });
}

void add_token_routes(server::Router& router, Tokens& tokens) {
  router.add(Method::get, "/v1/tokens", Guard::signed_in, [&tokens](const Request& request) {
    json::array items;
    for (const auto& token : tokens.list(request.actor())) items.push_back(token_json(token));
    return Response::json(json::object{{"items", std::move(items)}});
  });
  router.add(Method::post, "/v1/tokens", Guard::signed_in, [&tokens](const Request& request) {
    require_session(request);
    const auto made = tokens.make(request.actor(), read_wanted_token(request));
    auto object = token_json(made.token);
    object["secret"] = made.secret;
    return Response::json(object, 201).with("Cache-Control", "no-store");
  });
  router.add(Method::del, "/v1/tokens/{id}", Guard::signed_in, [&tokens](const Request& request) {
    tokens.revoke(request.actor(), request.id_parameter());
    return Response::no_content();
  });
}

}  // namespace anlan::access
