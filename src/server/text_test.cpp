// What requests are made of: texts, targets, cookies, queries, cursors.
#include "server/text.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/problem.h"
#include "server/compress.h"
#include "server/page.h"
#include "server/query.h"
#include "server/request_target.h"
#include "server/response.h"
#include "server/response_head.h"

namespace anlan::server {
namespace {

Request of_target(std::string_view target) {
  Request request;
  EXPECT_TRUE(read_target(target, request)) << target;
  return request;
}

TEST(Text, ReadsListsOfHeaders) {
  EXPECT_TRUE(list_names("gzip", "gzip"));
  EXPECT_TRUE(list_names("br, GZIP;q=0.5", "gzip"));
  EXPECT_FALSE(list_names("br, gzip;q=0", "gzip"));
  EXPECT_FALSE(list_names("br, gzip; q=0.000", "gzip"));
  EXPECT_FALSE(list_names("gzipped, x-gzip", "gzip"));
  EXPECT_FALSE(list_names("", "gzip"));
}

TEST(Target, IsReadOrRefused) {
  const auto request = of_target("/v1/tasks?state=open&text=a+%E5%AE%89&&empty=&flag#part");
  EXPECT_EQ(request.path, "/v1/tasks");
  EXPECT_EQ(request.query("state"), "open");
  EXPECT_EQ(request.query("text"), "a 安");
  EXPECT_EQ(request.query("empty"), "");
  EXPECT_EQ(request.query("flag"), "");
  EXPECT_EQ(request.query("other"), std::nullopt);
  std::string many = "/?";
  for (int i = 0; i < 101; ++i) many += "a=b&";
  for (const auto& target : {std::string(), std::string("*"), std::string("v1"), std::string("/%"),
                             std::string("/%1"), std::string("/%gg"), std::string("/%00"),
                             std::string("/?a=%c3%28"), std::string("/?=b"), many}) {
    Request refused;
    EXPECT_FALSE(read_target(target, refused)) << target;
  }
}

TEST(Proxy, IsTrustedForTheLastAddress) {
  Request request;
  request.remote_address = "127.0.0.1";
  request.headers = {{"x-forwarded-for", "198.51.100.1, 203.0.113.9 "},
                     {"X-Forwarded-Proto", "https"}};
  trust_proxy(request);
  EXPECT_EQ(request.remote_address, "203.0.113.9");
  EXPECT_TRUE(request.is_secure);
}

TEST(Cookies, AreReadAndWritten) {
  Request request;
  request.headers = {{"Cookie", "a=1; anlan=x=y ;b"}, {"cookie", "c=3"}};
  EXPECT_EQ(request.cookie("a"), "1");
  EXPECT_EQ(request.cookie("anlan"), "x=y");
  EXPECT_EQ(request.cookie("b"), std::nullopt);
  EXPECT_EQ(request.cookie("c"), "3");
  EXPECT_EQ(request.cookie("nlan"), std::nullopt);
  EXPECT_EQ(set_cookie({"anlan", "abc", SameSite::strict, 60}, request),
            "anlan=abc; Path=/; HttpOnly; SameSite=Strict; Max-Age=60");
  request.is_secure = true;
  EXPECT_EQ(set_cookie({"anlan", "abc"}, request),
            "anlan=abc; Path=/; HttpOnly; Secure; SameSite=Lax");
  EXPECT_EQ(forget_cookie("anlan", request),
            "anlan=; Path=/; HttpOnly; Secure; SameSite=Lax; Max-Age=0");
  EXPECT_DEATH(set_cookie({"anlan", "a;b"}, request), "CHECK");
}

TEST(Responses, HoldNoLineBreakInAHeader) {
  EXPECT_DEATH(Response().set_header("Location", "/a\r\nSet-Cookie: b=c"), "CHECK");
  EXPECT_DEATH(Response().with("X\n", "a"), "CHECK");
}

TEST(Responses, AreTaggedByWhatIsSent) {
  const auto tag = [](std::string text, std::optional<std::int64_t> version = {}) {
    return std::string(*Response::text(std::move(text)).with_etag(version).header("ETag"));
  };
  EXPECT_EQ(tag("a", 7), tag("a", 7));
  EXPECT_TRUE(tag("a", 7).starts_with("\"7-"));
  EXPECT_NE(tag("a", 7), tag("b", 7));
  EXPECT_NE(tag("a", 7), tag("a", 8));
  EXPECT_NE(tag("a"), tag("b"));
  EXPECT_EQ(tag("a").front(), '"');
  EXPECT_EQ(tag("a").back(), '"');
}

TEST(IfMatch, NamesAVersion) {
  const auto version = [](std::string value) {
    Request request;
    request.headers = {{"if-match", std::move(value)}};
    return if_match_version(request);
  };
  EXPECT_EQ(if_match_version(Request()), std::nullopt);
  EXPECT_EQ(version("*"), std::nullopt);
  EXPECT_EQ(version("\"12\""), 12);
  EXPECT_EQ(version(std::string(*Response::text("a").with_etag(12).header("ETag"))), 12);
  for (const auto* bad :
       {"12", "\"\"", "\"x\"", "\"1\", \"2\"", "W/\"1\"", "\"1x\"", "\"-1f\"", "\"a-1\""}) {
    EXPECT_THROW(version(bad), Problem) << bad;
  }
}

TEST(QueryReader, NamesEveryFaultAtOnce) {
  const auto request = of_target(
      "/?from=2026-02-30&limit=0&id=x&unit=a%20b&at=now&on=yes&n=1e400&kinds=a,,b&text=&scale=0x1");
  QueryReader query(request);
  query.day("from");
  query.integer("limit", 1, 200);
  query.id("id");
  query.unit_code("unit");
  query.instant("at");
  query.boolean("on");
  query.number("n", 0, 1);
  query.number("scale", 0, 1);
  query.list("kinds");
  query.text("text");
  query.required("must", query.day("must"));
  try {
    query.finish();
    FAIL();
  } catch (const Problem& problem) {
    EXPECT_EQ(problem.code(), "request.query");
    EXPECT_EQ(problem.faults().size(), 11);
  }
}

TEST(QueryReader, ReadsValues) {
  const auto request = of_target("/?from=2026-02-03&limit=7&on=true&n=0.25&kinds=a,b&level=2");
  QueryReader query(request);
  EXPECT_EQ(query.required("from", query.day("from")).to_string(), "2026-02-03");
  EXPECT_EQ(query.integer("limit", 1, 200), 7);
  EXPECT_EQ(query.boolean("on"), true);
  EXPECT_EQ(query.number("n", 0, 1), 0.25);
  EXPECT_EQ(query.list("kinds"), (std::vector<std::string>{"a", "b"}));
  const auto first_letter = [](std::string_view text) {
    return text.size() == 1 ? std::optional(text[0]) : std::nullopt;
  };
  EXPECT_EQ(query.one_of("level", first_letter), '2');
  EXPECT_EQ(query.some_of("kinds", first_letter), (std::vector{'a', 'b'}));
  EXPECT_NO_THROW(query.finish());
}

TEST(Pages, ReadLimitAndCursor) {
  EXPECT_EQ(page_request(Request(), 1).limit, 50);
  const std::vector<std::string> key{"2026-02-03", "安:7"};
  const auto request = of_target("/?limit=200&cursor=" + cursor_of(key));
  const auto page = page_request(request, 2);
  EXPECT_EQ(page.limit, 200);
  EXPECT_EQ(page.after, key);
  EXPECT_THROW(page_request(request, 3), Problem);
  EXPECT_THROW(page_request(of_target("/?limit=201"), 1), Problem);
  EXPECT_THROW(page_request(of_target("/?cursor="), 0), Problem);
  EXPECT_THROW(page_request(of_target("/?cursor=%3D%3D"), 1), Problem);
  EXPECT_THROW(page_request(of_target("/?cursor=" + base64url_of("9:a")), 1), Problem);
  EXPECT_THROW(page_request(of_target("/?cursor=" + base64url_of("1:\xff")), 1), Problem);
}

TEST(Base64Url, IsThatOfRfc4648) {
  EXPECT_EQ(base64url_of("foobar"), "Zm9vYmFy");
  EXPECT_EQ(base64url_of("fooba"), "Zm9vYmE");
  EXPECT_EQ(base64url_of("foob"), "Zm9vYg");
  EXPECT_EQ(base64url_of("\xfb\xff"), "-_8");
  EXPECT_EQ(parse_base64url("Zm9vYh"), std::nullopt);  // bits that no byte has
  EXPECT_EQ(parse_base64url("Zm9vY"), std::nullopt);
  EXPECT_EQ(parse_base64url("Zm9v+"), std::nullopt);
}

RC_GTEST_PROP(Base64Url, GivesBackEveryBytes, (const std::string& bytes)) {
  RC_ASSERT(parse_base64url(base64url_of(bytes)) == bytes);
}

RC_GTEST_PROP(Cursors, GiveBackEveryKey, ()) {
  const auto text = rc::gen::container<std::string>(rc::gen::inRange<char>(1, 127));
  const auto key = *rc::gen::container<std::vector<std::string>>(2, text);
  RC_PRE(key[0].size() + key[1].size() < 700);
  RC_ASSERT(parse_cursor(cursor_of(key)) == key);
}

RC_GTEST_PROP(Compress, GivesBackEveryBytes, (const std::string& bytes)) {
  RC_ASSERT(gunzipped(gzipped(bytes), bytes.size()) == bytes);
  RC_ASSERT(!gunzipped(bytes, 1 << 20));
}

TEST(Compress, IsBounded) {
  const auto bomb = gzipped(std::string(10 << 20, '0'));
  EXPECT_LT(bomb.size(), 64 * 1024);
  EXPECT_EQ(gunzipped(bomb, 1 << 20), std::nullopt);
  EXPECT_EQ(gunzipped(bomb.substr(0, bomb.size() / 2), 64 << 20), std::nullopt);
  EXPECT_TRUE(is_compressible("application/json; charset=utf-8"));
  EXPECT_TRUE(is_compressible("application/problem+json"));
  EXPECT_FALSE(is_compressible("image/png"));
}

TEST(Heads, SayWhatTheAnswerIs) {
  Request request;
  request.request_id = "r7";
  const auto plain =
      head_of(request, Response::text("abc").with("Set-Cookie", "a=b"), {true, false, 3});
  EXPECT_TRUE(plain.starts_with("HTTP/1.1 200 OK\r\nDate: "));
  EXPECT_TRUE(plain.ends_with("Content-Length: 3\r\n\r\n"));
  EXPECT_NE(plain.find("Set-Cookie: a=b\r\n"), std::string::npos);
  EXPECT_NE(plain.find("X-Request-Id: r7\r\n"), std::string::npos);
  EXPECT_EQ(plain.find("Strict-Transport-Security"), std::string::npos);
  request.is_secure = true;
  const auto secure = head_of(request, Response::no_content(), {false, false, 0});
  EXPECT_NE(secure.find("Strict-Transport-Security"), std::string::npos);
  EXPECT_EQ(secure.find("Content-Length"), std::string::npos);
  EXPECT_TRUE(secure.ends_with("Connection: close\r\n\r\n"));
}

}  // namespace
}  // namespace anlan::server
