#include "warnings/delivery_api.h"

#include "tests/support/api_client.h"
#include "tests/support/delivered_county.h"

namespace anlan::warnings {
namespace {

namespace json = boost::json;
using server::Method;

class DeliveryApiTest : public DeliveredCounty {
 protected:
  static server::Router router_of(Delivery& delivery) {
    server::Router router;
    add_delivery_routes(router, delivery);
    return router;
  }
  static json::value json_of(const server::Response& response) {
    return tests::ApiClient::json_of(response);
  }
  static std::string text_at(const json::value& value, std::string_view name) {
    return std::string(value.at(name).as_string());
  }
  std::string cap_path(std::string_view warning) const {
    return "/v1/warnings/" + Id::named("warning", warning).to_string() + "/cap";
  }

  tests::ApiClient api{router_of(delivery)};
};

TEST_F(DeliveryApiTest, TheInboxIsReadItemByItem) {
  announce(notice("a"));
  clock.set(clock.now() + Duration::minutes(1));
  announce(notice("b"));
  auto page = json_of(api.get(chief, "/v1/inbox?limit=1"));
  EXPECT_EQ(page.at("unread").as_int64(), 2);
  const auto& item = page.at("items").at(0);
  EXPECT_EQ(text_at(item, "subject"), Id::named("warning", "b").to_string());
  EXPECT_EQ(text_at(item, "severity"), "moderate");
  EXPECT_FALSE(item.at("is_read").as_bool());
  const auto reading = "/v1/inbox/" + text_at(item, "id") + "/reading";
  EXPECT_EQ(api.post(stranger, reading, nullptr).status, 404);
  EXPECT_EQ(api.post(chief, reading, nullptr).status, 204);
  page = json_of(api.get(chief, "/v1/inbox?limit=1&cursor=" + text_at(page, "next_cursor")));
  EXPECT_EQ(text_at(page.at("items").at(0), "subject"), Id::named("warning", "a").to_string());
  EXPECT_TRUE(page.at("next_cursor").is_null());
  EXPECT_EQ(json_of(api.get(chief, "/v1/inbox?unread=true")).at("items").as_array().size(), 1U);
  EXPECT_TRUE(json_of(api.get(stranger, "/v1/inbox")).at("items").as_array().empty());
  EXPECT_EQ(api.get(chief, "/v1/inbox?cursor=nonsense").status, 422);
}

TEST_F(DeliveryApiTest, AWebhooksSecretIsShownOnce) {
  const json::value wanted{{"url", "https://hooks.example.org/a"}, {"unit", "S1"}};
  EXPECT_EQ(api.post(chief, "/v1/webhooks", wanted).status, 403);
  const auto made = api.post(administrator, "/v1/webhooks", wanted);
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_THAT(text_at(json_of(made), "secret"), testing::StartsWith("whsec_"));
  const auto listed = api.get(administrator, "/v1/webhooks");
  EXPECT_EQ(listed.body.find("whsec_"), std::string::npos);
  const auto webhook = json_of(listed).at("items").at(0);
  EXPECT_FALSE(webhook.at("is_failing").as_bool());
  EXPECT_TRUE(webhook.at("last_sent_at").is_null());
  const auto path = "/v1/webhooks/" + text_at(webhook, "id");
  EXPECT_EQ(api.send(administrator, Method::del, path).status, 204);
  EXPECT_EQ(api.send(administrator, Method::del, path).status, 404);
  EXPECT_EQ(
      api.post(administrator, "/v1/webhooks", {{"url", "http://[::1]/"}, {"unit", "S1"}}).status,
      422);
  EXPECT_EQ(
      api.post(administrator, "/v1/webhooks", {{"url", "https://a.org/"}, {"unit", "no"}}).status,
      403);
}

TEST_F(DeliveryApiTest, AddressesAreAddedAndRemoved) {
  const json::value wanted{{"address", "duty@example.org"}, {"unit", "530102"}};
  const auto made = api.post(administrator, "/v1/mail-subscriptions", wanted);
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(api.post(administrator, "/v1/mail-subscriptions", wanted).status, 409);
  EXPECT_EQ(json_of(api.get(administrator, "/v1/mail-subscriptions")).at("items").as_array().size(),
            1U);
  const auto path = "/v1/mail-subscriptions/" + text_at(json_of(made), "id");
  EXPECT_EQ(api.send(chief, Method::del, path).status, 404);
  EXPECT_EQ(api.send(administrator, Method::del, path).status, 204);
}

TEST_F(DeliveryApiTest, CapIsForThoseWhoReadTheWarning) {
  announce(notice("a"));
  const auto alert = api.get(chief, cap_path("a"));
  EXPECT_EQ(alert.status, 200);
  EXPECT_EQ(alert.header("Content-Type"), "application/cap+xml");
  EXPECT_THAT(std::string(alert.payload()), testing::HasSubstr("<msgType>Alert</msgType>"));
  EXPECT_EQ(api.get(stranger, cap_path("a")).status, 404);
  EXPECT_EQ(api.get(chief, cap_path("unknown")).status, 404);
  announce(notice("x", 1, NoticeChange::expired));
  EXPECT_EQ(api.get(chief, cap_path("x")).status, 404);

  const auto feed = api.get(chief, "/v1/feeds/cap");
  EXPECT_EQ(feed.header("Content-Type"), "application/atom+xml");
  EXPECT_THAT(std::string(feed.payload()), testing::HasSubstr(cap_path("a")));
  EXPECT_THAT(std::string(api.get(stranger, "/v1/feeds/cap").payload()),
              testing::Not(testing::HasSubstr("<entry>")));
  EXPECT_EQ(api.get(administrator, "/v1/feeds/cap").status, 403);
}

}  // namespace
}  // namespace anlan::warnings
