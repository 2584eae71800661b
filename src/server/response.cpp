#include "server/response.h"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <array>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <charconv>
#include <iterator>

#include "base/check.h"
#include "base/problem.h"
#include "server/request.h"
#include "server/text.h"

namespace anlan::server {
namespace {

bool is_header_text(std::string_view text) {
  return std::ranges::none_of(text, [](char c) { return c == '\r' || c == '\n' || c == '\0'; });
}

/// RFC 6265 §4.1.1: cookie-octet.
bool is_cookie_octet(char c) {
  return c > ' ' && c < 0x7F && c != '"' && c != ',' && c != ';' && c != '\\';
}

std::string cookie_text(std::string_view name, std::string_view value, const Request& request) {
  CHECK(!name.empty() && std::ranges::all_of(name, is_cookie_octet) &&
        name.find('=') == std::string_view::npos);
  CHECK(std::ranges::all_of(value, is_cookie_octet));
  return fmt::format("{}={}; Path=/; HttpOnly{}", name, value, request.is_secure ? "; Secure" : "");
}

/// BLAKE2b-128 in hexadecimal: two answers of one address do not share it by chance.
std::string hash_of(std::string_view bytes) {
  std::array<unsigned char, crypto_generichash_BYTES_MIN> hash{};
  crypto_generichash(hash.data(), hash.size(), reinterpret_cast<const unsigned char*>(bytes.data()),
                     bytes.size(), nullptr, 0);
  std::string text;
  for (const auto byte : hash) fmt::format_to(std::back_inserter(text), "{:02x}", byte);
  return text;
}

}  // namespace

Response Response::json(const boost::json::value& value, int status) {
  return text(boost::json::serialize(value), "application/json", status);
}

Response Response::text(std::string text, std::string_view media_type, int status) {
  Response response;
  response.status = status;
  response.body = std::move(text);
  response.set_header("Content-Type", std::string(media_type));
  return response;
}

Response Response::bytes(std::string bytes, std::string_view media_type) {
  return text(std::move(bytes), media_type);
}

Response Response::no_content() {
  Response response;
  response.status = 204;
  return response;
}

Response&& Response::with(std::string_view name, std::string value) && {
  CHECK(is_header_text(name) && is_header_text(value));
  headers.emplace_back(name, std::move(value));
  return std::move(*this);
}

void Response::set_header(std::string_view name, std::string value) {
  CHECK(is_header_text(name) && is_header_text(value));
  for (auto& [key, old] : headers) {
    if (same_but_for_case(key, name)) {
      old = std::move(value);
      return;
    }
  }
  headers.emplace_back(name, std::move(value));
}

std::optional<std::string_view> Response::header(std::string_view name) const {
  for (const auto& [key, value] : headers) {
    if (same_but_for_case(key, name)) return value;
  }
  return std::nullopt;
}

Response&& Response::with_etag(std::optional<std::int64_t> version) && {
  const auto hash = hash_of(payload());
  set_header("ETag", version ? fmt::format("\"{}-{}\"", *version, hash) : '"' + hash + '"');
  return std::move(*this);
}

std::optional<std::int64_t> if_match_version(const Request& request) {
  const auto header = request.header("If-Match");
  if (!header) return std::nullopt;
  auto text = trimmed(*header);
  if (text == "*") return std::nullopt;
  std::int64_t version = 0;
  if (text.size() > 2 && text.front() == '"' && text.back() == '"') {
    text = text.substr(1, text.size() - 2);
    text = text.substr(0, text.find('-', 1));
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), version);
    if (error == std::errc() && end == text.data() + text.size()) return version;
  }
  throw Problem::invalid("request.if_match", "If-Match is not an ETag of this program.",
                         {{"If-Match", "must be one ETag, such as \"7\""}});
}

std::string set_cookie(const Cookie& cookie, const Request& request) {
  auto text = cookie_text(cookie.name, cookie.value, request);
  text += cookie.same_site == SameSite::strict ? "; SameSite=Strict" : "; SameSite=Lax";
  if (cookie.max_age_seconds) text += fmt::format("; Max-Age={}", *cookie.max_age_seconds);
  return text;
}

std::string forget_cookie(std::string_view name, const Request& request) {
  return cookie_text(name, "", request) + "; SameSite=Lax; Max-Age=0";
}

}  // namespace anlan::server
