#include "warnings/mail.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <sodium.h>

namespace anlan::warnings {
namespace {

std::string decoded(std::string_view base64) {
  std::string bytes(base64.size(), '\0');
  std::size_t size = 0;
  EXPECT_EQ(
      sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), base64.data(),
                        base64.size(), "\r\n", &size, nullptr, sodium_base64_VARIANT_ORIGINAL),
      0);
  bytes.resize(size);
  return bytes;
}

/// What the encoded words of a header say together.
std::string decoded_header(std::string_view header) {
  std::string text;
  for (auto at = header.find("?B?"); at != std::string_view::npos; at = header.find("?B?", at)) {
    at += 3;
    text += decoded(header.substr(at, header.find("?=", at) - at));
  }
  return text;
}

Dispatch dispatch_of(const Bilingual& title) {
  return {.id = Id::named("dispatch", "1"),
          .announced = {.id = Id::named("notice", "1"),
                        .notice = {.warning = Id::named("warning", "1"),
                                   .title = title,
                                   .description = {"7 where 2.1 were expected", "发生 7 起"},
                                   .severity = Severity::high,
                                   .valid_from = *Instant::parse("2026-03-02T00:00:00Z"),
                                   .valid_until = *Instant::parse("2026-03-08T16:00:00Z"),
                                   .unit = *UnitPath::parse("53/"),
                                   .unit_name = {"Liangting station", "凉亭派出所"},
                                   .measures = {{"Patrol", "巡逻"}},
                                   .link = "/warnings/1"}}};
}

std::string message_of(const Dispatch& dispatch, const DeliverySettings& settings) {
  return mail_message(dispatch, "duty@example.org", settings, Zone::named("Asia/Shanghai"),
                      *Instant::parse("2026-03-02T01:02:03Z"));
}

const DeliverySettings k_settings{.base_url = "https://anlan.example",
                                  .sender = "anlan@police.example"};

TEST(MailMessage, SaysItInBothLanguages) {
  const auto message = message_of(dispatch_of({"Burglaries in Liangting", "凉亭盗窃"}), k_settings);
  EXPECT_THAT(message, testing::HasSubstr("\r\nTo: <duty@example.org>\r\n"));
  EXPECT_THAT(message, testing::StartsWith("Date: Mon, 02 Mar 2026 01:02:03 +0000\r\n"));
  EXPECT_THAT(message, testing::HasSubstr("<anlan@police.example>\r\n"));
  EXPECT_THAT(message, testing::HasSubstr("Message-ID: <" + Id::named("dispatch", "1").to_string() +
                                          "@police.example>\r\n"));
  const auto subject_at = message.find("Subject: ");
  EXPECT_EQ(decoded_header(message.substr(subject_at, message.find("Message-ID") - subject_at)),
            "凉亭盗窃 / Burglaries in Liangting");
  std::vector<std::string> texts;
  for (auto at = message.find("base64\r\n\r\n"); at != std::string::npos;
       at = message.find("base64\r\n\r\n", at)) {
    at += 10;
    texts.push_back(decoded(std::string_view(message).substr(at, message.find("--=", at) - at)));
  }
  ASSERT_EQ(texts.size(), 2U);
  EXPECT_EQ(texts[0],
            "新预警：凉亭盗窃\r\n\r\n发生 7 起\r\n\r\n单位：凉亭派出所\r\n程度：高\r\n"
            "有效期：2026-03-02 08:00 至 2026-03-09 00:00（Asia/Shanghai）\r\n\r\n建议措施：\r\n"
            "- 巡逻\r\n\r\nhttps://anlan.example/warnings/1\r\n");
  EXPECT_EQ(texts[1],
            "New warning: Burglaries in Liangting\r\n\r\n7 where 2.1 were expected\r\n\r\n"
            "Unit: Liangting station\r\nSeverity: high\r\n"
            "Valid: 2026-03-02 08:00 to 2026-03-09 00:00 (Asia/Shanghai)\r\n\r\n"
            "Recommended measures:\r\n- Patrol\r\n\r\nhttps://anlan.example/warnings/1\r\n");
}

TEST(MailMessage, SaysThatAnExerciseIsOne) {
  auto settings = k_settings;
  settings.is_exercise = true;
  const auto message = message_of(dispatch_of({"a", "b"}), settings);
  const auto subject_at = message.find("Subject: ");
  EXPECT_EQ(decoded_header(message.substr(subject_at, message.find("Message-ID") - subject_at)),
            "【演练】b / a");
}

TEST(MailMessage, ATitleCannotBecomeAHeader) {
  const auto message =
      message_of(dispatch_of({"x\r\nBcc: all@example.org\r\n\r\nHello", "y\nX: z"}), k_settings);
  EXPECT_EQ(message.find("Bcc:"), std::string::npos);
  EXPECT_EQ(message.find("X: z"), std::string::npos);
}

RC_GTEST_PROP(MailMessage, HasOnlyItsOwnHeadersWhateverItIsTold,
              (const std::string& en, const std::string& zh)) {
  const auto message = message_of(dispatch_of({en, zh}), k_settings);
  std::vector<std::string> names;
  std::size_t at = 0;
  while (true) {
    const auto end = message.find("\r\n", at);
    RC_ASSERT(end != std::string::npos);
    const auto line = message.substr(at, end - at);
    RC_ASSERT(line.size() <= 998U);
    RC_ASSERT(std::all_of(line.begin(), line.end(), [](char c) { return c >= ' ' && c < '\x7f'; }));
    at = end + 2;
    if (line.empty()) break;
    if (line.front() != ' ') names.push_back(line.substr(0, line.find(':')));
  }
  const std::vector<std::string> expected{"Date",           "From",         "To",
                                          "Subject",        "Message-ID",   "References",
                                          "Auto-Submitted", "MIME-Version", "Content-Type"};
  RC_ASSERT(names == expected);
}

RC_GTEST_PROP(EncodedHeader, SaysTheSameInWordsThatAreShortEnough, ()) {
  const auto pieces = *rc::gen::container<std::vector<std::string>>(
      rc::gen::element<std::string>("a", " ", "é", "凉", "亭", "😀", "?=", "\t"));
  std::string text;
  for (const auto& piece : pieces) text += piece;
  const auto header = encoded_header(text);
  std::string expected = text;
  std::replace(expected.begin(), expected.end(), '\t', ' ');
  RC_ASSERT(decoded_header(header) == expected);
  std::size_t at = 0;
  while (at < header.size()) {
    const auto end = std::min(header.find("\r\n ", at), header.size());
    const auto word = header.substr(at, end - at);
    RC_ASSERT(word.size() <= 75U);
    const auto bytes = decoded_header(word);
    RC_ASSERT(bytes.empty() || (static_cast<unsigned char>(bytes[0]) & 0xc0U) != 0x80U);
    at = end + 3;
  }
}

}  // namespace
}  // namespace anlan::warnings
