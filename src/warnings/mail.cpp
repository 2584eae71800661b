#include "warnings/mail.h"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <array>

#include "base/check.h"

namespace anlan::warnings {
namespace {

constexpr std::size_t k_encoded_word_bytes = 45;  // base64 makes 60 of it; RFC 2047 allows 75
constexpr std::size_t k_base64_line_bytes = 57;   // 76 characters a line, RFC 2045 §6.8
constexpr std::string_view k_boundary = "=_anlan_two_languages";  // not in base64, nor in headers

std::string base64(std::string_view bytes) {
  std::string text(sodium_base64_encoded_len(bytes.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
  sodium_bin2base64(text.data(), text.size(), reinterpret_cast<const unsigned char*>(bytes.data()),
                    bytes.size(), sodium_base64_VARIANT_ORIGINAL);
  text.pop_back();
  return text;
}

std::string base64_lines(std::string_view bytes) {
  std::string lines;
  for (std::size_t at = 0; at < bytes.size(); at += k_base64_line_bytes) {
    lines += base64(bytes.substr(at, k_base64_line_bytes)) + "\r\n";
  }
  return lines;
}

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xc0U) == 0x80U; }

/// "Mon, 02 Mar 2026 08:00:00 +0000"
std::string mail_date(Instant moment) {
  constexpr std::array k_weekdays{"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
  constexpr std::array k_months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto utc = Zone::utc();
  const auto day = utc.day_of(moment);
  const auto second = utc.millisecond_of_day(moment) / 1000;
  return fmt::format("{}, {:02} {} {} {:02}:{:02}:{:02} +0000", k_weekdays.at(day.weekday() - 1),
                     day.day_of_month(), k_months.at(day.month() - 1), day.year(), second / 3600,
                     second / 60 % 60, second % 60);
}

/// "2026-03-02 08:00", by the clock on the wall.
std::string wall_time(Instant moment, const Zone& zone) {
  const auto minute = zone.millisecond_of_day(moment) / 60'000;
  return fmt::format("{} {:02}:{:02}", zone.day_of(moment).to_string(), minute / 60, minute % 60);
}

Bilingual severity_words(Severity severity) {
  switch (severity) {
    case Severity::notice: return {"notice", "提示"};
    case Severity::moderate: return {"moderate", "中"};
    case Severity::high: return {"high", "高"};
  }
  return {};
}

Bilingual change_words(NoticeChange change) {
  switch (change) {
    case NoticeChange::issued: return {"New warning", "新预警"};
    case NoticeChange::updated: return {"Warning updated", "预警更新"};
    case NoticeChange::closed: return {"Warning closed", "预警解除"};
    case NoticeChange::expired: return {"Warning expired", "预警到期"};
  }
  return {};
}

std::string text_in_chinese(const Notice& notice, const DeliverySettings& settings,
                            const Zone& zone) {
  auto text = settings.is_exercise ? std::string("【演练】\r\n") : std::string();
  text += fmt::format("{}：{}\r\n\r\n{}\r\n\r\n单位：{}\r\n程度：{}\r\n有效期：{} 至 {}（{}）\r\n",
                      change_words(notice.change).zh, notice.title.zh, notice.description.zh,
                      notice.unit_name.zh, severity_words(notice.severity).zh,
                      wall_time(notice.valid_from, zone), wall_time(notice.valid_until, zone),
                      zone.name());
  if (!notice.measures.empty()) text += "\r\n建议措施：\r\n";
  for (const auto& measure : notice.measures) text += fmt::format("- {}\r\n", measure.zh);
  return text + fmt::format("\r\n{}{}\r\n", settings.base_url, notice.link);
}

std::string text_in_english(const Notice& notice, const DeliverySettings& settings,
                            const Zone& zone) {
  auto text = settings.is_exercise ? std::string("[EXERCISE]\r\n") : std::string();
  text += fmt::format(
      "{}: {}\r\n\r\n{}\r\n\r\nUnit: {}\r\nSeverity: {}\r\nValid: {} to {} ({})\r\n",
      change_words(notice.change).en, notice.title.en, notice.description.en, notice.unit_name.en,
      severity_words(notice.severity).en, wall_time(notice.valid_from, zone),
      wall_time(notice.valid_until, zone), zone.name());
  if (!notice.measures.empty()) text += "\r\nRecommended measures:\r\n";
  for (const auto& measure : notice.measures) text += fmt::format("- {}\r\n", measure.en);
  return text + fmt::format("\r\n{}{}\r\n", settings.base_url, notice.link);
}

std::string part(std::string_view language, std::string_view text) {
  return fmt::format(
      "--{}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Language: {}\r\n"
      "Content-Disposition: inline\r\nContent-Transfer-Encoding: base64\r\n\r\n{}",
      k_boundary, language, base64_lines(text));
}

}  // namespace

std::string encoded_header(std::string_view text) {
  std::string plain(text);
  std::replace_if(
      plain.begin(), plain.end(),
      [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == '\x7f'; }, ' ');
  std::string words;
  for (std::string_view rest = plain; !rest.empty();) {
    auto length = std::min(rest.size(), k_encoded_word_bytes);
    while (length > 1 && length < rest.size() && is_continuation(rest[length])) --length;
    if (!words.empty()) words += "\r\n ";
    words += fmt::format("=?utf-8?B?{}?=", base64(rest.substr(0, length)));
    rest.remove_prefix(length);
  }
  return words;
}

std::string mail_message(const Dispatch& dispatch, std::string_view address,
                         const DeliverySettings& settings, const Zone& zone, Instant now) {
  CHECK(address.find_first_of("\r\n<> ,") == std::string_view::npos);
  const auto& notice = dispatch.announced.notice;
  const auto at = settings.sender.find('@');
  CHECK(at != std::string::npos && settings.sender.find_first_of("\r\n<> ,") == std::string::npos);
  const auto domain = settings.sender.substr(at + 1);
  const auto subject = fmt::format("{}{} / {}", settings.is_exercise ? "【演练】" : "",
                                   notice.title.zh, notice.title.en);
  std::string message;
  const auto header = [&](std::string_view name, std::string_view value) {
    message += fmt::format("{}: {}\r\n", name, value);
  };
  header("Date", mail_date(now));
  header("From", fmt::format("{} <{}>", encoded_header("安澜 Anlan"), settings.sender));
  header("To", fmt::format("<{}>", address));
  header("Subject", encoded_header(subject));
  header("Message-ID", fmt::format("<{}@{}>", dispatch.id.to_string(), domain));
  header("References", fmt::format("<{}@{}>", notice.warning.to_string(), domain));
  header("Auto-Submitted", "auto-generated");
  header("MIME-Version", "1.0");
  header("Content-Type", fmt::format("multipart/mixed; boundary=\"{}\"", k_boundary));
  message += "\r\n";
  message += part("zh-CN", text_in_chinese(notice, settings, zone));
  message += part("en", text_in_english(notice, settings, zone));
  return message + fmt::format("--{}--\r\n", k_boundary);
}

}  // namespace anlan::warnings
