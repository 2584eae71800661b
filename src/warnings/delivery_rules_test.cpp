#include "warnings/delivery_rules.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/problem.h"
#include "warnings/notice_json.h"

namespace anlan::warnings {
namespace {

bool is_public(const char* text) {
  std::array<std::uint8_t, 16> bytes{};
  if (inet_pton(AF_INET, text, bytes.data()) == 1)
    return is_public_address(std::span(bytes).first(4));
  EXPECT_EQ(inet_pton(AF_INET6, text, bytes.data()), 1) << text;
  return is_public_address(bytes);
}

TEST(PublicAddress, IsNoneOfOnesOwnNetworks) {
  for (const auto* text : {"127.0.0.1",
                           "127.8.9.1",
                           "0.0.0.0",
                           "10.1.2.3",
                           "100.64.0.1",
                           "100.127.255.255",
                           "169.254.169.254",
                           "172.16.0.1",
                           "172.31.255.255",
                           "192.0.0.8",
                           "192.168.1.1",
                           "198.18.0.1",
                           "198.19.255.255",
                           "203.0.113.9",
                           "224.0.0.1",
                           "240.0.0.1",
                           "255.255.255.255",
                           "::",
                           "::1",
                           "::ffff:10.0.0.1",
                           "::ffff:8.8.8.8",
                           "64:ff9b::a00:1",
                           "fc00::1",
                           "fd12::1",
                           "fe80::1",
                           "fec0::1",
                           "ff02::1",
                           "2001::1",
                           "2001:db8::1",
                           "2002:a00:1::1",
                           "3fff::1",
                           "100::1"}) {
    EXPECT_FALSE(is_public(text)) << text;
  }
  for (const auto* text : {"1.1.1.1", "8.8.8.8", "100.63.255.255", "100.128.0.0", "172.15.0.1",
                           "172.32.0.1", "192.1.0.1", "198.20.0.1", "223.255.255.255",
                           "2400:3200::1", "2606:4700::1111", "2001:4860:4860::8888"}) {
    EXPECT_TRUE(is_public(text)) << text;
  }
  EXPECT_FALSE(is_public_address({}));
}

std::string url_fault(std::string_view url, const DeliverySettings& settings = {}) {
  try {
    checked_url(url, settings);
  } catch (const Problem& problem) {
    return problem.faults().at(0).fault;
  }
  return "";
}

TEST(WebhookAddress, IsOneOfThePublicInternetWithTls) {
  EXPECT_EQ(checked_url("https://hooks.example.org/a?b=c", {}).host, "hooks.example.org");
  EXPECT_EQ(checked_url("https://hooks.example.org:8443", {}).host, "hooks.example.org");
  EXPECT_EQ(checked_url("https://[2606:4700::1111]:8443/x", {}).host, "2606:4700::1111");
  for (const auto* url :
       {"http://hooks.example.org/", "ftp://hooks.example.org/", "file:///etc/passwd", "https://",
        "https://user@hooks.example.org/", "https://user:secret@hooks.example.org/",
        "https://hooks.example.org/a b", "https://hooks.example.org/\r\nX: y",
        "https://hooks.example.org/#part", "https://127.0.0.1/", "https://10.0.0.1:8443/",
        "https://[::1]/", "https://[::ffff:127.0.0.1]/", "https://[::1", "https://[nonsense]/",
        "https://ex\\ample.org/", "https://.example.org/"}) {
    EXPECT_NE(url_fault(url), "") << url;
  }
  EXPECT_NE(url_fault("https://a/" + std::string(2000, 'x')), "");
}

TEST(WebhookAddress, MayBeNearWhereTheSettingsAllowIt) {
  const DeliverySettings near{.allow_private_targets = true, .allow_http = true};
  EXPECT_EQ(url_fault("http://127.0.0.1:9000/hook", near), "");
  EXPECT_NE(url_fault("file:///etc/passwd", near), "");
}

TEST(MailAddress, IsOneAndNothingElse) {
  for (const auto* address : {"duty@example.org", "a.b+c@sub.example.org", "110@localhost"}) {
    EXPECT_EQ(checked_address(address), address);
  }
  for (const auto* address :
       {"", "duty", "@example.org", "duty@", "a@b@c", "a b@example.org", "a@example.org,b@c.org",
        "Duty <a@example.org>", "a@example.org\r\nBcc: b@c.org", "a@example.org\n", ".a@b.org",
        "a.@b.org", "-a@b.org", "a@b..org", "\"a b\"@c.org", "值班@example.org"}) {
    EXPECT_THROW(checked_address(address), Problem) << address;
  }
}

RC_GTEST_PROP(MailAddress, NeverHoldsWhatEndsALine, (const std::string& text)) {
  try {
    const auto address = checked_address(text + "@example.org");
    RC_ASSERT(address.find_first_of("\r\n <>,;:\"") == std::string::npos);
  } catch (const Problem&) {
  }
}

TEST(Attempts, AreFurtherAndFurtherApartAndThenEnd) {
  EXPECT_EQ(wait_after(1), Duration::seconds(10));
  EXPECT_EQ(wait_after(2), Duration::seconds(20));
  auto total = Duration();
  for (int attempt = 1; const auto wait = wait_after(attempt); ++attempt) {
    EXPECT_GE(*wait, wait_after(attempt - 1).value_or(Duration()));
    EXPECT_LE(*wait, Duration::hours(1));
    total = Duration::milliseconds(total.count_milliseconds() + wait->count_milliseconds());
  }
  EXPECT_GT(total, Duration::hours(5));
  EXPECT_FALSE(wait_after(k_attempts_max));
}

TEST(Mail, IsForWhatIsNewOrWorse) {
  Notice notice{.change = NoticeChange::updated, .severity = Severity::moderate};
  EXPECT_FALSE(is_mailed(notice, Severity::moderate));
  EXPECT_FALSE(is_mailed(notice, Severity::high));
  EXPECT_TRUE(is_mailed(notice, Severity::notice));
  notice.change = NoticeChange::issued;
  EXPECT_TRUE(is_mailed(notice, {}));
  notice.change = NoticeChange::closed;
  EXPECT_TRUE(is_mailed(notice, Severity::high));
  notice.change = NoticeChange::expired;
  EXPECT_FALSE(is_mailed(notice, Severity::high));
}

rc::Gen<std::string> any_text() {
  return rc::gen::container<std::string>(rc::gen::inRange(' ', '~'));
}

rc::Gen<Bilingual> any_names() {
  return rc::gen::build<Bilingual>(rc::gen::set(&Bilingual::en, any_text()),
                                   rc::gen::set(&Bilingual::zh, any_text()));
}

RC_GTEST_PROP(NoticeJson, GivesBackWhatWasWritten, ()) {
  Notice notice{.warning = Id::named("warning", *any_text()),
                .sequence = *rc::gen::inRange<std::int64_t>(1, 1000),
                .change = *rc::gen::element(NoticeChange::issued, NoticeChange::closed),
                .event = *any_names(),
                .title = *any_names(),
                .description = *any_names(),
                .severity = *rc::gen::element(Severity::notice, Severity::high),
                .certainty = *rc::gen::element(Certainty::observed, Certainty::possible),
                .urgency = *rc::gen::element(Urgency::expected, Urgency::past),
                .sent_at = Instant::from_unix_milliseconds(
                    *rc::gen::inRange<std::int64_t>(0, 4'000'000'000'000)),
                .valid_from = Instant::from_unix_milliseconds(0),
                .valid_until = Instant::from_unix_milliseconds(86'400'000),
                .unit = *UnitPath::parse("53/5301/"),
                .unit_name = *any_names(),
                .measures = *rc::gen::container<std::vector<Bilingual>>(any_names()),
                .link = "/warnings/1"};
  notice.area.polygons = {{{102.5, 25.0}, {102.6, 25.0}, {102.6, 25.1}, {102.5, 25.0}}};
  if (*rc::gen::arbitrary<bool>()) {
    notice.area.circle = {.centre = {102.55, 25.05}, .radius = Metres::of(750)};
  }
  const auto again = notice_from_json(to_json(notice));
  RC_ASSERT(to_json(again) == to_json(notice));
  RC_ASSERT(again.title == notice.title && again.measures == notice.measures);
  RC_ASSERT(again.sent_at == notice.sent_at && again.unit == notice.unit);
  RC_ASSERT(again.area.polygons == notice.area.polygons);
  RC_ASSERT(again.area.circle.has_value() == notice.area.circle.has_value());
}

}  // namespace
}  // namespace anlan::warnings
