#include "server/page.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cstdint>

#include "base/problem.h"
#include "base/utf8.h"
#include "server/query.h"
#include "server/request.h"
#include "server/text.h"

namespace anlan::server {
namespace {

constexpr std::string_view k_letters =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::size_t k_cursor_length_max = 1024;  // keys are a date and an id, far shorter

constexpr std::array<std::int8_t, 256> letter_values() {
  std::array<std::int8_t, 256> values{};
  for (auto& value : values) value = -1;
  for (std::size_t i = 0; i < k_letters.size(); ++i) {
    values[static_cast<unsigned char>(k_letters[i])] = static_cast<std::int8_t>(i);
  }
  return values;
}
constexpr auto k_values = letter_values();

}  // namespace

std::string base64url_of(std::string_view bytes) {
  std::string text;
  text.reserve((bytes.size() * 4 + 2) / 3);
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : bytes) {
    bits = bits << 8 | static_cast<unsigned char>(c);
    for (count += 8; count >= 6; count -= 6) text += k_letters[bits >> (count - 6) & 63];
  }
  if (count > 0) text += k_letters[bits << (6 - count) & 63];
  return text;
}

std::optional<std::string> parse_base64url(std::string_view text) {
  if (text.size() % 4 == 1) return std::nullopt;
  std::string bytes;
  bytes.reserve(text.size() * 3 / 4);
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : text) {
    const int value = k_values[static_cast<unsigned char>(c)];
    if (value < 0) return std::nullopt;
    bits = bits << 6 | static_cast<std::uint32_t>(value);
    count += 6;
    if (count >= 8) {
      count -= 8;
      bytes += static_cast<char>(bits >> count & 255);
    }
  }
  // The bits left over are zero in what we wrote: one text for one sequence of bytes.
  if ((bits & ((1U << count) - 1)) != 0) return std::nullopt;
  return bytes;
}

std::string cursor_of(std::span<const std::string> key) {
  std::string bytes;
  for (const auto& part : key) bytes += fmt::format("{}:{}", part.size(), part);
  return base64url_of(bytes);
}

std::optional<PageKey> parse_cursor(std::string_view cursor) {
  if (cursor.empty() || cursor.size() > k_cursor_length_max) return std::nullopt;
  const auto bytes = parse_base64url(cursor);
  if (!bytes) return std::nullopt;
  PageKey key;
  std::string_view rest = *bytes;
  while (!rest.empty()) {
    std::size_t length = 0;
    const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), length);
    const auto digits = static_cast<std::size_t>(end - rest.data());
    if (error != std::errc() || digits == rest.size() || *end != ':') return std::nullopt;
    rest.remove_prefix(digits + 1);
    if (length > rest.size()) return std::nullopt;
    key.emplace_back(rest.substr(0, length));
    rest.remove_prefix(length);
  }
  // A key goes into SQL: text only, and none that the database would cut short.
  for (const auto& part : key) {
    if (!is_utf8(part)) return std::nullopt;
  }
  return key;
}

PageRequest page_request(const Request& request, std::size_t key_parts) {
  PageRequest page;
  QueryReader query(request);
  page.limit =
      static_cast<int>(query.integer("limit", 1, k_page_limit_max).value_or(k_page_limit_usual));
  if (const auto cursor = request.query("cursor")) {
    page.after = parse_cursor(*cursor);
    if (!page.after || page.after->size() != key_parts) {
      query.refuse("cursor", "is not a cursor of this list");
    }
  }
  query.finish();
  return page;
}

}  // namespace anlan::server
