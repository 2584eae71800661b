#include "warnings/webhook.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <cstdlib>
#include <fstream>
#include <iterator>

#include "tests/support/temporary_folder.h"

namespace anlan::warnings {
namespace {

// The example of the Standard Webhooks specification, for which its libraries publish the answer.
TEST(WebhookSignature, IsThatOfStandardWebhooks) {
  EXPECT_EQ(
      webhook_signature("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek",
                        "1614265330", R"({"test": 2432232314})"),
      "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

/// The text between the first "```python" of docs/delivery.md and its end.
std::string documented_sample() {
  std::ifstream in(ANLAN_SOURCE_DIR "/docs/delivery.md");
  const std::string page{std::istreambuf_iterator<char>(in), {}};
  const auto begin = page.find("```python\n") + 10;
  return page.substr(begin, page.find("```", begin) - begin);
}

TEST(WebhookSignature, IsVerifiedByTheSampleOfTheDocumentation) {
  const tests::TemporaryFolder folder;
  const auto program = folder.path() / "sample.py";
  std::ofstream(program) << documented_sample() << R"(
secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
body = '{"title":"入室盗窃"}'.encode()
def check(signature, timestamp="1772409607", now=1772409700, body=body):
    headers = {"webhook-id": "a", "webhook-timestamp": timestamp, "webhook-signature": signature}
    return verify(secret, headers, body, now)
good = ")"
                         << webhook_signature("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "a",
                                              "1772409607", "{\"title\":\"入室盗窃\"}")
                         << R"("
assert check(good)
assert check("v1,AAAA " + good), "a second key may be there"
assert not check("v1,AAAA")
assert not check(good, body=body + b" ")
assert not check(good, timestamp="1772409608")
assert not check(good, now=1772410000), "too old"
)";
  EXPECT_EQ(std::system(("python3 '" + program.string() + "'").c_str()), 0);
}

TEST(WebhookRequest, IsACloudEvent) {
  Notice notice{.warning = Id::named("warning", "a"),
                .sequence = 2,
                .change = NoticeChange::updated,
                .title = {"Burglaries", "入室盗窃"},
                .sent_at = *Instant::parse("2026-03-02T00:00:00Z"),
                .unit = *UnitPath::parse("53/5301/"),
                .link = "/warnings/a"};
  const auto secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  const auto request = webhook_request({.id = Id::named("notice", "n"), .notice = notice}, secret,
                                       {.base_url = "https://anlan.example"},
                                       *Instant::parse("2026-03-02T00:00:07.250Z"));
  const auto event = boost::json::parse(request.body).as_object();
  const auto id = Id::named("notice", "n").to_string();
  EXPECT_EQ(event.at("specversion").as_string(), "1.0");
  EXPECT_EQ(event.at("id").as_string(), id);
  EXPECT_EQ(event.at("source").as_string(), "https://anlan.example");
  EXPECT_EQ(event.at("type").as_string(), "anlan.warning.updated");
  EXPECT_EQ(event.at("subject").as_string(), notice.warning.to_string());
  EXPECT_EQ(event.at("time").as_string(), "2026-03-02T00:00:00Z");
  EXPECT_EQ(event.at("data").at("title").at("zh").as_string(), "入室盗窃");
  EXPECT_EQ(event.at("data").at("link").as_string(), "https://anlan.example/warnings/a");
  const std::vector<std::pair<std::string, std::string>> expected{
      {"Content-Type", "application/cloudevents+json; charset=utf-8"},
      {"webhook-id", id},
      {"webhook-timestamp", "1772409607"},
      {"webhook-signature", webhook_signature(secret, id, "1772409607", request.body)}};
  EXPECT_EQ(request.headers, expected);
}

}  // namespace
}  // namespace anlan::warnings
