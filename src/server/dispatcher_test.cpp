// From a request to its answer, without a socket: guards, pace, problems, retries.
#include "server/dispatcher.h"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <thread>

#include "base/problem.h"
#include "server/response_head.h"

namespace anlan::server {
namespace {

namespace json = boost::json;

constexpr Dispatcher::Rates k_no_limit{1e9, 1e9, 1e9, 1e9};

/// "cookie", "token" and "reader" are known; each by its own way.
class ThreeClients final : public Authenticator {
 public:
  std::optional<Principal> authenticate(const Request& request) override {
    Principal principal;
    // The server never looks inside, so that any address will do.
    principal.actor = std::shared_ptr<const access::Actor>(
        std::shared_ptr<void>(), reinterpret_cast<const access::Actor*>(this));
    if (request.cookie("anlan") == "cookie") {
      principal.session = "by-cookie";
      principal.by_cookie = true;
      principal.csrf_token = "c5rf";
      return principal;
    }
    const auto token = request.bearer_token();
    if (token == "down") throw Problem::unavailable("store.locked", "The database is locked.");
    if (token != "token" && token != "reader") return std::nullopt;
    principal.session = *token;
    principal.is_read_only = token == "reader";
    return principal;
  }
  bool still_holds(const Principal&) override { return true; }
};

class DispatcherTest : public testing::Test {
 protected:
  DispatcherTest() {
    const auto count = [this](const Request&) {
      return Response::json(json::object{{"calls", ++calls}}, 201);
    };
    router.add(Method::post, "/v1/things", Guard::signed_in, count);
    router.add(Method::post, "/v1/secrets", Guard::signed_in, [this](const Request&) {
      return Response::json(json::object{{"secret", ++calls}}, 201)
          .with("Cache-Control", "no-store");
    });
    router.add(Method::get, "/v1/things", Guard::signed_in,
               [](const Request&) { return Response::text("things"); });
    router.add(Method::post, "/v1/session", Guard::open, count, {.pace = Pace::sign_in});
    router.add(
        Method::get, "/v1/problems/{kind}", Guard::open, [](const Request& request) -> Response {
          const auto kind = request.path_parameter("kind");
          if (kind == "malformed") throw Problem::invalid("request.malformed", "It is malformed.");
          if (kind == "invalid") {
            throw Problem::invalid("thing.invalid", "It is invalid.", {{"name", "is missing"}});
          }
          if (kind == "not_found") throw Problem::not_found("thing.none", "There is none.");
          if (kind == "forbidden") throw Problem::forbidden("thing.no", "No.");
          if (kind == "conflict") throw Problem::conflict("thing.changed", "It has changed.");
          if (kind == "too_large") throw Problem::too_large("thing.large", "It is too large.");
          if (kind == "unavailable") throw Problem::unavailable("thing.away", "It is away.");
          throw std::runtime_error("a secret");
        });
    router.add(Method::get, "/v1/versions", Guard::open,
               [](const Request&) { return Response::text("version").with("ETag", "\"7\""); });
  }

  Request request(Method method, std::string path, NamedValues headers = {},
                  std::string body = "") {
    Request made;
    made.method = method;
    made.path = std::move(path);
    made.headers = std::move(headers);
    made.headers.emplace_back("Host", "anlan.example:8080");
    made.body = std::move(body);
    made.remote_address = "203.0.113.5";
    made.request_id = "r1";
    return made;
  }
  Response ask(Request request) {
    auto& dispatcher = the_dispatcher();
    auto plan = dispatcher.plan(request);
    if (plan.refusal) return *std::move(plan.refusal);
    return dispatcher.answer(request, *plan.route);
  }
  Response ask(Method method, std::string path, NamedValues headers = {}, std::string body = "") {
    return ask(request(method, std::move(path), std::move(headers), std::move(body)));
  }
  Dispatcher& the_dispatcher() {
    if (!dispatcher_) {
      metrics_.emplace(router);
      dispatcher_.emplace(router, *metrics_, &clients, rates);
    }
    return *dispatcher_;
  }
  static std::string code_of(const Response& response) {
    return std::string(json::parse(response.body).at("code").as_string());
  }

  Router router;
  ThreeClients clients;
  Dispatcher::Rates rates = k_no_limit;
  int calls = 0;

 private:
  std::optional<Metrics> metrics_;
  std::optional<Dispatcher> dispatcher_;
};

const std::pair<std::string, std::string> k_token{"Authorization", "Bearer token"};
const std::pair<std::string, std::string> k_cookie{"Cookie", "other=1; anlan=cookie"};
const std::pair<std::string, std::string> k_csrf{"X-CSRF-Token", "c5rf"};

TEST_F(DispatcherTest, FindsNothingWhereThereIsNothing) {
  EXPECT_EQ(ask(Method::get, "/v1/none").status, 404);
  const auto wrong = ask(Method::del, "/v1/things");
  EXPECT_EQ(wrong.status, 405);
  EXPECT_EQ(wrong.header("Allow"), "OPTIONS, GET, HEAD, POST");
}

TEST_F(DispatcherTest, LetsInWhoIsSignedIn) {
  const auto refused = ask(Method::get, "/v1/things");
  EXPECT_EQ(refused.status, 401);
  EXPECT_TRUE(refused.header("WWW-Authenticate"));
  EXPECT_EQ(ask(Method::get, "/v1/things", {{"Authorization", "Bearer wrong"}}).status, 401);
  EXPECT_EQ(ask(Method::get, "/v1/things", {{"Authorization", "Basic token"}}).status, 401);
  EXPECT_EQ(ask(Method::get, "/v1/things", {k_token}).body, "things");
  EXPECT_EQ(ask(Method::get, "/v1/things", {k_cookie}).body, "things");
  EXPECT_EQ(ask(Method::get, "/v1/things", {{"Authorization", "Bearer down"}}).status, 503);
}

TEST_F(DispatcherTest, TakesNoChangeByAReadingToken) {
  EXPECT_EQ(ask(Method::get, "/v1/things", {{"Authorization", "Bearer reader"}}).status, 200);
  EXPECT_EQ(ask(Method::post, "/v1/things", {{"Authorization", "Bearer reader"}}).status, 403);
  EXPECT_EQ(calls, 0);
}

TEST_F(DispatcherTest, TakesNoChangeFromAnotherSite) {
  const auto status = [this](NamedValues headers) {
    return ask(Method::post, "/v1/things", std::move(headers)).status;
  };
  EXPECT_EQ(status({k_cookie}), 403);
  EXPECT_EQ(status({k_cookie, {"X-CSRF-Token", "c5rF"}}), 403);
  EXPECT_EQ(status({k_cookie, {"X-CSRF-Token", ""}}), 403);
  EXPECT_EQ(status({k_cookie, k_csrf, {"Sec-Fetch-Site", "cross-site"}}), 403);
  EXPECT_EQ(status({k_cookie, k_csrf, {"Sec-Fetch-Site", "same-site"}}), 403);
  EXPECT_EQ(status({k_cookie, k_csrf, {"Origin", "https://evil.example"}}), 403);
  EXPECT_EQ(status({k_cookie, k_csrf, {"Origin", "null"}}), 403);
  EXPECT_EQ(calls, 0);
  EXPECT_EQ(status({k_cookie, k_csrf}), 201);
  EXPECT_EQ(status({k_cookie, k_csrf, {"Sec-Fetch-Site", "same-origin"}}), 201);
  EXPECT_EQ(status({k_cookie, k_csrf, {"Origin", "https://anlan.example:8080"}}), 201);
  EXPECT_EQ(status({k_token, {"Sec-Fetch-Site", "cross-site"}}), 201);  // no cookie, no danger
  EXPECT_EQ(calls, 4);
  // Nor is anybody signed in by another site's form.
  EXPECT_EQ(ask(Method::post, "/v1/session", {{"Origin", "https://evil.example"}}).status, 403);
  EXPECT_EQ(ask(Method::post, "/v1/session").status, 201);
  // Reading is not guarded: the answer does not go to the other site.
  EXPECT_EQ(ask(Method::get, "/v1/things", {k_cookie, {"Sec-Fetch-Site", "cross-site"}}).status,
            200);
}

TEST_F(DispatcherTest, MapsProblemsToStatuses) {
  const auto status = [this](const char* kind, NamedValues headers = {}) {
    const auto response = ask(Method::get, std::string("/v1/problems/") + kind, std::move(headers));
    EXPECT_EQ(response.header("Content-Type"), "application/problem+json");
    const auto body = json::parse(response.body).as_object();
    EXPECT_EQ(body.at("status").as_int64(), response.status);
    EXPECT_EQ(body.at("request_id").as_string(), "r1");
    EXPECT_FALSE(body.at("title").as_string().empty());
    EXPECT_FALSE(body.at("detail").as_string().empty());
    return response.status;
  };
  EXPECT_EQ(status("malformed"), 400);
  EXPECT_EQ(status("invalid"), 422);
  EXPECT_EQ(status("not_found"), 404);
  EXPECT_EQ(status("forbidden"), 403);
  EXPECT_EQ(status("conflict"), 409);
  EXPECT_EQ(status("conflict", {{"If-Match", "\"3\""}}), 412);
  EXPECT_EQ(status("too_large"), 413);
  EXPECT_EQ(status("unavailable"), 503);
  EXPECT_EQ(status("bug"), 500);
  const auto invalid = json::parse(ask(Method::get, "/v1/problems/invalid").body).as_object();
  EXPECT_EQ(invalid.at("code").as_string(), "thing.invalid");
  EXPECT_EQ(invalid.at("type").as_string(), "urn:anlan:problem:thing.invalid");
  EXPECT_EQ(json::serialize(invalid.at("errors")), R"([{"field":"name","fault":"is missing"}])");
  EXPECT_EQ(ask(Method::get, "/v1/problems/bug").body.find("secret"), std::string::npos);
}

TEST_F(DispatcherTest, AnswersARetryAsBefore) {
  const std::pair<std::string, std::string> key{"Idempotency-Key", "k1"};
  const auto first = ask(Method::post, "/v1/things", {k_token, key}, "{}");
  const auto again = ask(Method::post, "/v1/things", {k_token, key}, "{}");
  EXPECT_EQ(first.status, 201);
  EXPECT_EQ(again.status, 201);
  EXPECT_EQ(again.body, first.body);
  EXPECT_EQ(calls, 1);
  const auto other = ask(Method::post, "/v1/things", {k_token, key}, "{ }");
  EXPECT_EQ(other.status, 422);
  EXPECT_EQ(code_of(other), "request.idempotency_key");
  // Another client's key is another key.
  EXPECT_EQ(ask(Method::post, "/v1/things", {k_cookie, k_csrf, key}, "{}").status, 201);
  EXPECT_EQ(calls, 2);
  EXPECT_EQ(ask(Method::post, "/v1/things", {k_token, {"Idempotency-Key", "a b"}}).status, 422);
}

TEST_F(DispatcherTest, IsOpenToItsOwnMachineWhereARouteSaysSo) {
  router.add(Method::get, "/inside", Guard::signed_in_or_local, [](const Request& request) {
    return Response::text(request.principal ? "known" : "local");
  });
  EXPECT_EQ(ask(Method::get, "/inside").status, 401);
  EXPECT_EQ(ask(Method::get, "/inside", {k_token}).body, "known");
  for (const auto* address : {"127.0.0.1", "::1", "::ffff:127.0.0.1"}) {
    auto local = request(Method::get, "/inside");
    local.remote_address = address;
    EXPECT_EQ(ask(std::move(local)).body, "local") << address;
  }
  auto proxied = request(Method::get, "/inside", {{"X-Forwarded-For", "203.0.113.9"}});
  proxied.remote_address = "127.0.0.1";
  EXPECT_EQ(ask(std::move(proxied)).status, 401);
}

TEST_F(DispatcherTest, KeepsNoSecretForARetry) {
  const std::pair<std::string, std::string> key{"Idempotency-Key", "k1"};
  EXPECT_EQ(ask(Method::post, "/v1/secrets", {k_token, key}, "{}").status, 201);
  const auto again = ask(Method::post, "/v1/secrets", {k_token, key}, "{}");
  EXPECT_EQ(again.status, 409);
  EXPECT_EQ(code_of(again), "request.answered_once");
  EXPECT_EQ(again.body.find("\"secret\""), std::string::npos);
  EXPECT_EQ(calls, 1) << "nor is it done twice";
  EXPECT_EQ(ask(Method::post, "/v1/secrets", {k_token, key}, "{ }").status, 422);
}

TEST_F(DispatcherTest, LimitsThePace) {
  rates = {0.001, 3, 0.001, 2};
  for (int i = 0; i < 3; ++i) EXPECT_EQ(ask(Method::get, "/v1/things", {k_token}).status, 200);
  const auto refused = ask(Method::get, "/v1/things", {k_token});
  EXPECT_EQ(refused.status, 429);
  EXPECT_EQ(refused.header("Retry-After"), "1000");
  EXPECT_EQ(code_of(refused), "request.too_many");
  // Each client has its own.
  EXPECT_EQ(ask(Method::get, "/v1/things", {k_cookie}).status, 200);
  EXPECT_EQ(ask(Method::post, "/v1/session").status, 201);
  EXPECT_EQ(ask(Method::post, "/v1/session").status, 201);
  EXPECT_EQ(ask(Method::post, "/v1/session").status, 429);
  auto from_elsewhere = request(Method::post, "/v1/session");
  from_elsewhere.remote_address = "203.0.113.6";
  EXPECT_EQ(ask(std::move(from_elsewhere)).status, 201);
}

TEST_F(DispatcherTest, AnswersNotModified) {
  const auto fresh = ask(Method::get, "/v1/versions");
  EXPECT_EQ(fresh.header("ETag"), "\"7\"");
  EXPECT_EQ(fresh.header("Cache-Control"), "private, no-cache");
  const auto known = ask(Method::get, "/v1/versions", {{"If-None-Match", "\"6\", \"7\""}});
  EXPECT_EQ(known.status, 304);
  EXPECT_EQ(known.body, "");
  for (const auto* same : {"W/\"7\"", "W/\"6\", W/\"7\"", "*"})
    EXPECT_EQ(ask(Method::get, "/v1/versions", {{"If-None-Match", same}}).status, 304) << same;
  for (const auto* other : {"\"8\"", "W/\"8\""})
    EXPECT_EQ(ask(Method::get, "/v1/versions", {{"If-None-Match", other}}).status, 200) << other;
  EXPECT_EQ(ask(Method::get, "/v1/problems/not_found").header("Cache-Control"), "no-store");
}

TEST(SeenKeysInMemory, BeginsOnceAndForgetsWhatFailed) {
  SeenKeysInMemory keys;
  EXPECT_TRUE(std::holds_alternative<FirstTime>(keys.begin("a", "1")));
  EXPECT_TRUE(std::holds_alternative<InProgress>(keys.begin("a", "1")));
  EXPECT_TRUE(std::holds_alternative<OtherBody>(keys.begin("a", "2")));
  keys.forget("a");
  EXPECT_TRUE(std::holds_alternative<FirstTime>(keys.begin("a", "2")));
  keys.keep("a", Response::text("done"));
  const auto known = keys.begin("a", "2");
  ASSERT_TRUE(std::holds_alternative<Response>(known));
  EXPECT_EQ(std::get<Response>(known).body, "done");
}

TEST(SeenKeysInMemory, KeepsNothingOfASecret) {
  SeenKeysInMemory keys(2);
  keys.begin("a", "1");
  keys.keep_secret("a");
  EXPECT_TRUE(std::holds_alternative<DoneInSecret>(keys.begin("a", "1")));
  EXPECT_TRUE(std::holds_alternative<OtherBody>(keys.begin("a", "2")));
  for (const auto* key : {"b", "c"}) {
    keys.begin(key, "");
    keys.keep(key, Response::text(key));
  }
  EXPECT_EQ(keys.size(), 2) << "and it goes when its time has come";
}

TEST(SeenKeysInMemory, ForgetsTheOldestWhenItIsFull) {
  SeenKeysInMemory keys(3);
  for (const auto* key : {"a", "b", "c", "d"}) {
    keys.begin(key, "");
    keys.keep(key, Response::text(key));
  }
  EXPECT_EQ(keys.size(), 3);
  EXPECT_TRUE(std::holds_alternative<Response>(keys.begin("d", "")));
  EXPECT_TRUE(std::holds_alternative<FirstTime>(keys.begin("a", "")));
}

TEST(RateLimiter, FillsAgain) {
  RateLimiter limiter(2, 4);
  const RateLimiter::Time begin{};
  for (int i = 0; i < 4; ++i) EXPECT_FALSE(limiter.refuse("a", begin));
  EXPECT_EQ(limiter.refuse("a", begin), 1);
  EXPECT_FALSE(limiter.refuse("b", begin));
  const auto later = begin + std::chrono::milliseconds(500);
  EXPECT_FALSE(limiter.refuse("a", later));
  EXPECT_TRUE(limiter.refuse("a", later));
  const auto much_later = begin + std::chrono::hours(1);
  for (int i = 0; i < 4; ++i) EXPECT_FALSE(limiter.refuse("a", much_later));
  EXPECT_TRUE(limiter.refuse("a", much_later));
}

TEST(NetworkOf, CountsAnIpv6ClientByItsNetwork) {
  EXPECT_EQ(network_of("2001:db8:1:2:3:4:5:6"), network_of("2001:db8:1:2:ffff::1"));
  EXPECT_NE(network_of("2001:db8:1:2::1"), network_of("2001:db8:1:3::1"));
  EXPECT_EQ(network_of("192.0.2.7"), "192.0.2.7");
  EXPECT_NE(network_of("192.0.2.7"), network_of("192.0.2.8"));
  EXPECT_EQ(network_of("unknown"), "unknown");
}

TEST(RateLimiter, IsBounded) {
  RateLimiter limiter(1, 1);
  for (std::size_t i = 0; i < 3 * RateLimiter::k_keys_max; ++i) {
    limiter.refuse(std::to_string(i), RateLimiter::Time{});
  }
  EXPECT_LE(limiter.size(), RateLimiter::k_keys_max);
}

}  // namespace
}  // namespace anlan::server
