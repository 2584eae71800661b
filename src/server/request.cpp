#include "server/request.h"

#include "base/check.h"
#include "base/problem.h"
#include "server/text.h"

namespace anlan::server {

std::string_view to_string(Method method) {
  switch (method) {
    case Method::get: return "GET";
    case Method::post: return "POST";
    case Method::put: return "PUT";
    case Method::patch: return "PATCH";
    case Method::del: return "DELETE";
    case Method::options: return "OPTIONS";
  }
  check_failed("a known Method", __FILE__, __LINE__);
}

std::string_view Request::path_parameter(std::string_view name) const {
  for (const auto& [key, value] : parameters) {
    if (key == name) return value;
  }
  check_failed("the route's pattern holds the parameter", __FILE__, __LINE__);
}

Id Request::id_parameter(std::string_view name) const {
  const auto id = Id::parse(path_parameter(name));
  if (!id) throw Problem::not_found("request.no_such_id", "Nothing has this id.");
  return *id;
}

std::optional<std::string_view> Request::query(std::string_view name) const {
  for (const auto& [key, value] : queries) {
    if (key == name) return value;
  }
  return std::nullopt;
}

std::optional<std::string_view> Request::header(std::string_view name) const {
  for (const auto& [key, value] : headers) {
    if (same_but_for_case(key, name)) return value;
  }
  return std::nullopt;
}

std::optional<std::string_view> Request::cookie(std::string_view name) const {
  for (const auto& [key, value] : headers) {
    if (!same_but_for_case(key, "Cookie")) continue;
    std::string_view pairs = value;
    while (!pairs.empty()) {
      const auto semicolon = pairs.find(';');
      const auto pair = trimmed(pairs.substr(0, semicolon));
      const auto equals = pair.find('=');
      if (equals != std::string_view::npos && pair.substr(0, equals) == name) {
        return pair.substr(equals + 1);
      }
      pairs =
          semicolon == std::string_view::npos ? std::string_view() : pairs.substr(semicolon + 1);
    }
  }
  return std::nullopt;
}

std::optional<std::string_view> Request::bearer_token() const {
  constexpr std::string_view k_scheme = "Bearer ";
  const auto value = header("Authorization");
  if (!value || !same_but_for_case(value->substr(0, k_scheme.size()), k_scheme)) {
    return std::nullopt;
  }
  const auto secret = trimmed(value->substr(k_scheme.size()));
  if (secret.empty()) return std::nullopt;
  return secret;
}

bool Request::is_local() const {
  const auto& from = remote_address;
  const bool is_loopback =
      from == "::1" || from.starts_with("127.") || from.starts_with("::ffff:127.");
  return is_loopback && !header("X-Forwarded-For") && !header("Forwarded");
}

const access::Actor& Request::actor() const {
  CHECK(principal.has_value() && principal->actor != nullptr);
  return *principal->actor;
}

}  // namespace anlan::server
