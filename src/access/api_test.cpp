#include "access/api.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <condition_variable>
#include <mutex>

#include "access/request_authenticator.h"
#include "access/secret.h"
#include "base/problem.h"
#include "server/dispatcher.h"
#include "tests/support/access_fixture.h"

namespace anlan::access {
namespace {

namespace json = boost::json;
using server::Method;
using server::Request;
using server::Response;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

constexpr std::string_view k_password = "correct horse battery";

/// What a client keeps between its requests.
struct Client {
  std::string cookie;
  std::string token;
  std::string csrf_token;
};

class ApiTest : public AccessFixture {
 protected:
  server::Router routes() {
    server::Router all;
    add_session_routes(all, sessions);
    add_account_routes(all, accounts);
    add_token_routes(all, tokens);
    add_journal_routes(all, journal_reader);
    add_job_routes(all, jobs);
    add_event_routes(all, feed);
    return all;
  }

  Request request_of(const Client& client, Method method, std::string_view target,
                     const json::value& body) {
    Request request{.method = method, .request_id = "r1", .is_secure = true};
    const auto question = target.find('?');
    request.path = target.substr(0, question);
    if (question != std::string_view::npos) {
      std::string_view rest = target.substr(question + 1);
      while (!rest.empty()) {
        const auto pair = rest.substr(0, rest.find('&'));
        request.queries.emplace_back(pair.substr(0, pair.find('=')),
                                     pair.substr(pair.find('=') + 1));
        rest = pair.size() == rest.size() ? std::string_view() : rest.substr(pair.size() + 1);
      }
    }
    if (!client.cookie.empty()) request.headers.emplace_back("Cookie", client.cookie);
    if (!client.token.empty())
      request.headers.emplace_back("Authorization", "Bearer " + client.token);
    if (!client.csrf_token.empty()) request.headers.emplace_back("X-CSRF-Token", client.csrf_token);
    if (!body.is_null()) {
      request.headers.emplace_back("Content-Type", "application/json");
      request.body = json::serialize(body);
    }
    request.remote_address = "203.0.113.7";
    return request;
  }

  /// As the server does it: guards, handler, problems.
  Response answer(Request request) {
    const auto plan = dispatcher.plan(request);
    return plan.refusal ? *plan.refusal : dispatcher.answer(request, *plan.route);
  }
  Response send(const Client& client, Method method, std::string_view target,
                const json::value& body = nullptr) {
    return answer(request_of(client, method, target, body));
  }
  static json::value json_of(const Response& response) { return json::parse(response.body); }

  Client client_of(std::string_view name, std::string_view password = k_password) {
    const auto response =
        send({}, Method::post, "/v1/session", {{"name", name}, {"password", password}});
    EXPECT_EQ(response.status, 201);
    const auto header = std::string(response.header("Set-Cookie").value_or(""));
    return {.cookie = header.substr(0, header.find(';')),
            .csrf_token = std::string(json_of(response).at("csrf_token").as_string())};
  }

  RequestAuthenticator authenticator{sessions};
  store::JobBoard jobs{database, clock, ids, 1};
  EventFeed feed{journal, jobs, journal_reader};
  server::Router router = routes();
  server::Metrics metrics{router};
  server::Dispatcher dispatcher{router, metrics, &authenticator, {1e6, 1e6, 1e6, 1e6}};
};

TEST_F(ApiTest, SigningInGivesAStrictCookieAndTheSession) {
  add("wang.li", Role::analyst, "530102");
  const auto response =
      send({}, Method::post, "/v1/session", {{"name", "wang.li"}, {"password", k_password}});
  ASSERT_EQ(response.status, 201);
  const auto cookie = std::string(response.header("Set-Cookie").value());
  EXPECT_THAT(cookie, testing::StartsWith("__Host-anlan="));
  for (const auto* attribute : {"HttpOnly", "Secure", "SameSite=Strict", "Path=/"})
    EXPECT_THAT(cookie, HasSubstr(attribute));
  EXPECT_THAT(cookie, Not(HasSubstr("Domain")));
  const auto session = json_of(response);
  EXPECT_EQ(session.at("account").at("name"), "wang.li");
  EXPECT_EQ(session.at("expires_at"), "2026-01-05T02:00:00Z");
  std::vector<std::string> permissions;
  for (const auto& value : session.at("permissions").as_array())
    permissions.emplace_back(value.as_string());
  EXPECT_THAT(permissions, testing::Contains("incidents_import"));
  EXPECT_THAT(permissions, Not(testing::Contains("accounts_manage")));

  const auto again = send(client_of("wang.li"), Method::get, "/v1/session");
  EXPECT_EQ(again.status, 200);
  EXPECT_EQ(json_of(again).at("account"), session.at("account"));
}

TEST_F(ApiTest, WithoutTlsTheCookieHasItsOtherName) {
  add("wang.li", Role::analyst, "530102");
  auto request =
      request_of({}, Method::post, "/v1/session", {{"name", "wang.li"}, {"password", k_password}});
  request.is_secure = false;
  const auto cookie = std::string(answer(request).header("Set-Cookie").value());
  EXPECT_THAT(cookie, testing::StartsWith("anlan="));
  EXPECT_THAT(cookie, Not(HasSubstr("Secure")));
}

TEST_F(ApiTest, TheCsrfTokenIsBoundToTheSession) {
  add("wang.li", Role::analyst, "530102");
  const auto token_of = [&](const Client& client) {
    const auto request = request_of(client, Method::get, "/v1/session", nullptr);
    const auto principal = authenticator.authenticate(request);
    EXPECT_TRUE(principal->by_cookie);
    const auto told = json_of(answer(request)).at("csrf_token");
    EXPECT_EQ(std::string(told.as_string()), principal->csrf_token);
    return principal->csrf_token;
  };
  const auto first = client_of("wang.li");
  const auto second = client_of("wang.li");
  EXPECT_GE(token_of(first).size(), 43U);
  EXPECT_EQ(token_of(first), token_of(first));
  EXPECT_NE(token_of(first), token_of(second));
  EXPECT_THAT(first.cookie, Not(HasSubstr(token_of(first))));
}

TEST_F(ApiTest, AChangeWithoutTheCsrfTokenOrFromElsewhereIsRefused) {
  add("boss", Role::administrator, "530102");
  const auto officer = add("officer", Role::station_officer, "53010201");
  const auto boss = client_of("boss");
  const auto target = "/v1/accounts/" + officer.id.to_string();
  const json::value body{{"is_disabled", true}};
  auto without = boss;
  without.csrf_token.clear();
  auto others = boss;
  others.csrf_token = client_of("officer").csrf_token;
  for (const auto& client : {without, others}) {
    EXPECT_EQ(send(client, Method::patch, target, body).status, 403);
    EXPECT_EQ(send(client, Method::post, target + "/password").status, 403);
    EXPECT_EQ(send(client, Method::del, "/v1/session").status, 403);
    EXPECT_EQ(send(client, Method::get, target).status, 200);
  }
  auto from_elsewhere = request_of(boss, Method::patch, target, body);
  from_elsewhere.headers.emplace_back("Sec-Fetch-Site", "cross-site");
  EXPECT_EQ(answer(from_elsewhere).status, 403);
  EXPECT_FALSE(accounts.find(root, officer.id).is_disabled);
  EXPECT_EQ(send(boss, Method::patch, target, body).status, 200);
  EXPECT_TRUE(accounts.find(root, officer.id).is_disabled);
}

TEST_F(ApiTest, SigningInFastIsRefusedByTheAddress) {
  server::Dispatcher strict(router, metrics, &authenticator, {1e6, 1e6, 0.001, 3});
  std::vector<int> statuses;
  for (int i = 0; i < 5; ++i) {
    auto request = request_of({}, Method::post, "/v1/session",
                              {{"name", "name" + std::to_string(i)}, {"password", "wrong"}});
    const auto plan = strict.plan(request);
    statuses.push_back(plan.refusal ? plan.refusal->status
                                    : strict.answer(request, *plan.route).status);
  }
  EXPECT_THAT(statuses, ElementsAre(401, 401, 401, 429, 429));
}

TEST_F(ApiTest, TheStreamIsForWhoIsSignedInAndFiltered) {
  auto nobody = request_of({}, Method::get, "/v1/events", nullptr);
  const auto plan = dispatcher.plan(nobody);
  ASSERT_FALSE(plan.refusal);
  EXPECT_EQ(dispatcher.open_stream(nobody, *plan.route).error().status, 401);
  add("officer", Role::station_officer, "530102");
  const auto client = client_of("officer");
  auto request = request_of(client, Method::get, "/v1/events", nullptr);
  const auto filter = dispatcher.open_stream(request, *dispatcher.plan(request).route);
  ASSERT_TRUE(filter.has_value());
  const auto is_told = [&](std::string kind, std::string_view unit) {
    return filter.value()({.kind = std::move(kind), .unit = path(unit)});
  };
  EXPECT_TRUE(is_told("warning", "53/5301/530102/53010201/"));
  EXPECT_FALSE(is_told("warning", "53/5301/530103/"));
  EXPECT_FALSE(is_told("account", "53/5301/530102/"));
  EXPECT_TRUE(dispatcher.still_holds(request));
  send(client, Method::del, "/v1/session");
  EXPECT_FALSE(dispatcher.still_holds(request));
}

TEST_F(ApiTest, WrongCredentialsAreUnauthorizedAndManyAreTooMany) {
  add("wang.li", Role::analyst, "530102");
  const auto try_once = [&](std::string_view name) {
    return send({}, Method::post, "/v1/session", {{"name", name}, {"password", "wrong"}});
  };
  const auto known = try_once("wang.li");
  const auto unknown = try_once("nobody");
  EXPECT_EQ(known.status, 401);
  EXPECT_EQ(known.body, unknown.body);
  EXPECT_EQ(json_of(known).at("code"), "access.wrong_credentials");
  EXPECT_FALSE(known.header("Set-Cookie"));
  for (int i = 0; i < 5; ++i) try_once("wang.li");
  const auto blocked = try_once("wang.li");
  EXPECT_EQ(blocked.status, 429);
  EXPECT_EQ(blocked.header("Retry-After"), "60");
  EXPECT_EQ(json_of(blocked).at("code"), "access.blocked");
}

TEST_F(ApiTest, NobodyComesInWithoutASecret) {
  add("wang.li", Role::analyst, "530102");
  const auto good = client_of("wang.li");
  EXPECT_EQ(send({}, Method::get, "/v1/session").status, 401);
  EXPECT_EQ(send({.cookie = "__Host-anlan="}, Method::get, "/v1/session").status, 401);
  EXPECT_EQ(send({.cookie = "__Host-anlan=x"}, Method::get, "/v1/session").status, 401);
  // A cookie set by another host of the domain, without the prefix, is not looked at by TLS.
  EXPECT_EQ(send({.cookie = good.cookie.substr(7)}, Method::get, "/v1/session").status, 401);
  // A wrong token is not healed by a good cookie.
  EXPECT_EQ(send({.cookie = good.cookie, .token = "anlan_x"}, Method::get, "/v1/session").status,
            401);
}

TEST_F(ApiTest, SigningOutEndsTheSession) {
  add("wang.li", Role::analyst, "530102");
  const auto client = client_of("wang.li");
  const auto response = send(client, Method::del, "/v1/session");
  EXPECT_EQ(response.status, 204);
  EXPECT_THAT(std::string(response.header("Set-Cookie").value()), HasSubstr("Max-Age=0"));
  EXPECT_EQ(send(client, Method::get, "/v1/session").status, 401);
}

TEST_F(ApiTest, SigningInOverAnOldSessionLeavesIt) {
  add("wang.li", Role::analyst, "530102");
  const auto old = client_of("wang.li");
  EXPECT_EQ(send(old, Method::post, "/v1/session", {{"name", "wang.li"}, {"password", k_password}})
                .status,
            201);
  EXPECT_EQ(send(old, Method::get, "/v1/session").status, 401);
}

TEST_F(ApiTest, ASessionExpires) {
  add("wang.li", Role::analyst, "530102");
  const auto client = client_of("wang.li");
  pass(Duration::minutes(59));
  EXPECT_EQ(send(client, Method::get, "/v1/session").status, 200);
  pass(Duration::minutes(60));
  EXPECT_EQ(send(client, Method::get, "/v1/session").status, 401);
}

TEST_F(ApiTest, AFirstPasswordMustBeChangedBeforeAnythingElse) {
  add("boss", Role::administrator, "53");
  const auto boss = client_of("boss");
  const auto made = send(
      boss, Method::post, "/v1/accounts",
      {{"name", "zhang"}, {"display_name", "张"}, {"role", "administrator"}, {"unit", "530102"}});
  ASSERT_EQ(made.status, 201);
  EXPECT_EQ(made.header("Cache-Control"), "no-store");
  const auto password = std::string(json_of(made).at("password").as_string());
  const auto zhang = client_of("zhang", password);
  EXPECT_TRUE(
      json_of(send(zhang, Method::get, "/v1/session")).at("permissions").as_array().empty());
  EXPECT_EQ(send(zhang, Method::get, "/v1/accounts").status, 403);
  const auto change = [&](std::string_view from, std::string_view to) {
    return send(zhang, Method::put, "/v1/session/password",
                {{"old_password", from}, {"new_password", to}});
  };
  EXPECT_EQ(change("wrong horse", "my own long password").status, 422);
  EXPECT_EQ(change(password, "short").status, 422);
  EXPECT_EQ(change(password, "my own long password").status, 204);
  EXPECT_EQ(send(zhang, Method::get, "/v1/accounts").status, 200);
}

TEST_F(ApiTest, AccountsAreListedChangedAndReset) {
  add("boss", Role::administrator, "530102");
  const auto officer = add("officer", Role::station_officer, "53010201");
  const auto boss = client_of("boss");
  const auto page = json_of(send(boss, Method::get, "/v1/accounts?limit=1"));
  ASSERT_EQ(page.at("items").as_array().size(), 1U);
  const auto next =
      send(boss, Method::get,
           "/v1/accounts?limit=1&cursor=" + std::string(page.at("next_cursor").as_string()));
  EXPECT_EQ(json_of(next).at("items").at(0).at("name"), "officer");
  EXPECT_TRUE(json_of(next).at("next_cursor").is_null());

  const auto target = "/v1/accounts/" + officer.id.to_string();
  const auto before = send(boss, Method::get, target);
  EXPECT_TRUE(before.header("ETag").value().starts_with("\"1-"));
  auto change = request_of(boss, Method::patch, target, {{"role", "station_chief"}});
  change.headers.emplace_back("If-Match", "\"1\"");
  const auto changed = answer(change);
  EXPECT_EQ(changed.status, 200);
  EXPECT_EQ(json_of(changed).at("role"), "station_chief");
  EXPECT_EQ(answer(change).status, 412);
  EXPECT_EQ(send(boss, Method::patch, target, {{"role", "king"}}).status, 422);
  EXPECT_EQ(send(boss, Method::patch, target, {{"password_hash", "x"}}).status, 422);
  EXPECT_EQ(send(boss, Method::post, target + "/password").status, 201);
  EXPECT_THAT(send(boss, Method::get, target).body, Not(HasSubstr("argon2")));
}

TEST_F(ApiTest, NoPasswordOrTokenIsKeptForARetry) {
  add("boss", Role::administrator, "530102");
  const auto officer = add("officer", Role::station_officer, "53010201");
  const auto boss = client_of("boss");
  const auto twice = [&](const std::string& target, const json::value& body) {
    auto request = request_of(boss, Method::post, target, body);
    request.headers.emplace_back("Idempotency-Key", "k1");
    EXPECT_EQ(answer(request).status, 201) << target;
    const auto again = answer(request);
    EXPECT_EQ(again.status, 409) << target;
    EXPECT_EQ(json_of(again).at("code"), "request.answered_once");
  };
  twice("/v1/accounts",
        {{"name", "new.one"}, {"display_name", "New"}, {"role", "analyst"}, {"unit", "530102"}});
  twice("/v1/accounts/" + officer.id.to_string() + "/password", nullptr);
  twice("/v1/tokens", {{"name", "script"}});
}

/// own, child, parent, sibling, foreign: the relations of the actor's unit to that of the record.
struct Related {
  std::string_view relation;
  std::string_view unit;
  bool is_in_scope;
};
constexpr std::array k_related{
    Related{"own", "530102", true},      Related{"child", "53010201", true},
    Related{"parent", "5301", false},    Related{"root", "53", false},
    Related{"sibling", "530103", false}, Related{"foreign", "530201", false}};

TEST_F(ApiTest, EveryAccountRouteForEveryRoleAndRelationOfUnits) {
  std::map<std::string_view, Account> records;
  for (const auto& related : k_related) {
    records.emplace(related.unit,
                    add("record-" + std::string(related.unit), Role::mediator, related.unit));
  }
  for (const auto role : all_roles()) {
    const auto name = "actor-" + std::string(to_string(role)).substr(0, 20);
    std::string sign_in_as = name;
    std::ranges::replace(sign_in_as, '_', '-');
    add(sign_in_as, role, "530102");
    const auto client = client_of(sign_in_as);
    for (const auto& related : k_related) {
      const auto target = "/v1/accounts/" + records.at(related.unit).id.to_string();
      const bool may_do = role == Role::administrator && related.is_in_scope;
      for (const auto& response : {send(client, Method::get, target),
                                   send(client, Method::patch, target, {{"language", "en"}}),
                                   send(client, Method::post, target + "/password")}) {
        if (may_do) {
          EXPECT_EQ(response.status / 100, 2) << to_string(role) << ' ' << related.relation;
        } else {
          EXPECT_EQ(response.status, 404) << to_string(role) << ' ' << related.relation;
          EXPECT_THAT(response.body, Not(HasSubstr("record-")));
        }
      }
      const auto list = send(client, Method::get, "/v1/accounts?unit=" + std::string(related.unit));
      EXPECT_EQ(list.status, may_do ? 200 : 403) << to_string(role) << ' ' << related.relation;
      const auto journal_page =
          send(client, Method::get, "/v1/journal?unit=" + std::string(related.unit));
      const bool may_read = holds(role, Permission::journal_read) && related.is_in_scope;
      EXPECT_EQ(journal_page.status, may_read ? 200 : 403)
          << to_string(role) << ' ' << related.relation;
      const auto people =
          send(client, Method::get, "/v1/task-owners?unit=" + std::string(related.unit));
      const bool may_order = holds(role, Permission::tasks_order) && related.is_in_scope;
      EXPECT_EQ(people.status, may_order ? 200 : 403) << to_string(role) << ' ' << related.relation;
    }
  }
}

TEST_F(ApiTest, ATokenIsMadeUsedAndRevoked) {
  add("wang.li", Role::station_chief, "530102");
  const auto client = client_of("wang.li");
  const auto made = send(client, Method::post, "/v1/tokens",
                         {{"name", "export"}, {"days", 30}, {"read_only", true}});
  ASSERT_EQ(made.status, 201);
  const auto secret = std::string(json_of(made).at("secret").as_string());
  const Client program{.token = secret};
  EXPECT_EQ(send(program, Method::get, "/v1/session").status, 200);
  EXPECT_EQ(json_of(send(program, Method::get, "/v1/session")).at("csrf_token"), "");
  const auto principal =
      authenticator.authenticate(request_of(program, Method::get, "/v1/session", nullptr));
  EXPECT_FALSE(principal->by_cookie);
  EXPECT_TRUE(principal->is_read_only);
  const auto refused = send(program, Method::post, "/v1/tokens", {{"name", "more"}});
  EXPECT_EQ(refused.status, 403);
  EXPECT_EQ(json_of(refused).at("code"), "access.read_only");
  const auto able = send(client, Method::post, "/v1/tokens", {{"name", "able"}});
  const Client able_program{.token = std::string(json_of(able).at("secret").as_string())};
  const auto by_token = send(able_program, Method::post, "/v1/tokens", {{"name", "more"}});
  EXPECT_EQ(json_of(by_token).at("code"), "access.session_only");
  EXPECT_EQ(send(program, Method::get, "/v1/task-owners").status, 403)
      << "tasks_order changes things";
  const auto list = send(client, Method::get, "/v1/tokens");
  EXPECT_EQ(json_of(list).at("items").as_array().size(), 2U);
  EXPECT_THAT(list.body, Not(HasSubstr(secret)));
  const auto id = std::string(json_of(made).at("id").as_string());
  EXPECT_EQ(send(client, Method::del, "/v1/tokens/" + id).status, 204);
  EXPECT_EQ(send(program, Method::get, "/v1/session").status, 401);
}

TEST_F(ApiTest, ADisabledAccountIsOutAtOnce) {
  const auto account = add("wang.li", Role::analyst, "530102");
  const auto client = client_of("wang.li");
  const auto principal =
      authenticator.authenticate(request_of(client, Method::get, "/v1/session", nullptr));
  EXPECT_TRUE(authenticator.still_holds(*principal));
  accounts.change(root, account.id, {.is_disabled = true});
  EXPECT_EQ(send(client, Method::get, "/v1/session").status, 401);
  EXPECT_FALSE(authenticator.still_holds(*principal));
  EXPECT_EQ(
      send({}, Method::post, "/v1/session", {{"name", "wang.li"}, {"password", k_password}}).status,
      401);
}

TEST_F(ApiTest, AStreamEndsWhenTheUnitMoves) {
  add("wang.li", Role::analyst, "530102");
  const auto principal = authenticator.authenticate(
      request_of(client_of("wang.li"), Method::get, "/v1/session", nullptr));
  database.write([](store::Transaction& transaction) {
    transaction.execute("UPDATE unit SET path = '53/5302/530102/' WHERE code = '530102'");
  });
  EXPECT_FALSE(authenticator.still_holds(*principal));
}

TEST_F(ApiTest, TheJournalIsReadInPagesAndVerified) {
  add("audit", Role::auditor, "53");
  const auto client = client_of("audit");
  const auto first = json_of(send(client, Method::get, "/v1/journal?limit=1"));
  EXPECT_EQ(first.at("items").at(0).at("action"), "session.started");
  EXPECT_EQ(first.at("items").at(0).at("actor_name"), "Somebody");
  EXPECT_EQ(first.at("items").at(0).at("unit"), "53");
  const auto second = json_of(
      send(client, Method::get,
           "/v1/journal?limit=1&cursor=" + std::string(first.at("next_cursor").as_string())));
  EXPECT_EQ(second.at("items").at(0).at("action"), "account.added");
  EXPECT_EQ(second.at("items").at(0).at("detail").at("role"), "auditor");
  const auto filtered = json_of(send(client, Method::get, "/v1/journal?subject_kind=account"));
  EXPECT_EQ(filtered.at("items").as_array().size(), 1U);

  const auto good = json_of(send(client, Method::get, "/v1/journal/verification"));
  EXPECT_EQ(good.at("holds"), true);
  EXPECT_EQ(good.at("head").as_string().size(), 64U);
  database.write([](store::Transaction& transaction) {
    transaction.execute("DELETE FROM journal WHERE sequence = 1");
  });
  const auto bad = json_of(send(client, Method::get, "/v1/journal/verification"));
  EXPECT_EQ(bad.at("holds"), false);
  EXPECT_EQ(bad.at("first_bad"), 1);
  EXPECT_EQ(send(client, Method::get, "/v1/journal?cursor=bad").status / 100, 4);
}

/// Work that goes on until the test lets it end.
class Gate {
 public:
  void open() {
    const std::lock_guard lock(mutex_);
    is_open_ = true;
    wake_.notify_all();
  }
  void wait() {
    std::unique_lock lock(mutex_);
    wake_.wait(lock, [this] { return is_open_; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable wake_;
  bool is_open_ = false;
};

TEST_F(ApiTest, JobsAreSeenAndCancelledByWhoMay) {
  const auto analyst = add("analyst", Role::analyst, "530102");
  add("officer", Role::station_officer, "530102");
  add("chief", Role::station_chief, "530102");
  add("sibling", Role::analyst, "530103");
  Gate gate;
  const auto id =
      jobs.start("import", "incidents.csv", analyst.id.to_string(), analyst.unit_path,
                 [&gate](store::JobProgress& progress) {
                   gate.wait();
                   return std::string(progress.is_cancelled() ? "{}" : R"({"import":"1"})");
                 });
  const auto target = "/v1/jobs/" + id.to_string();
  for (const auto* name : {"analyst", "officer", "chief"}) {
    const auto client = client_of(name);
    EXPECT_EQ(json_of(send(client, Method::get, target)).at("state"), "running") << name;
    EXPECT_EQ(json_of(send(client, Method::get, "/v1/jobs")).at("items").as_array().size(), 1U);
  }
  const auto sibling = client_of("sibling");
  EXPECT_EQ(send(sibling, Method::get, target).status, 404);
  EXPECT_EQ(send(sibling, Method::del, target).status, 404);
  EXPECT_TRUE(json_of(send(sibling, Method::get, "/v1/jobs")).at("items").as_array().empty());
  EXPECT_EQ(send(client_of("officer"), Method::del, target).status, 403);
  EXPECT_EQ(send(client_of("analyst"), Method::del, target).status, 204);
  gate.open();
  while (jobs.find(id)->state == store::JobState::running) std::this_thread::yield();
  EXPECT_EQ(send(client_of("analyst"), Method::del, target).status, 409);
  EXPECT_EQ(send(client_of("analyst"), Method::get, "/v1/jobs/" + Id().to_string()).status, 404);
}

}  // namespace
}  // namespace anlan::access
