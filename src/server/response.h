// Response: what a handler answers.
#pragma once

#include <boost/json/fwd.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace anlan::server {

struct Request;

struct Response {
  int status = 200;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  /// Bytes that outlive the program's answers (embedded files), sent in place of `body`.
  std::string_view lasting_body;

  /// application/json
  static Response json(const boost::json::value& value, int status = 200);
  static Response text(std::string text, std::string_view media_type = "text/plain; charset=utf-8",
                       int status = 200);
  static Response bytes(std::string bytes, std::string_view media_type);
  static Response no_content();

  /// Adds a header; a line break in the value is a bug.
  Response&& with(std::string_view name, std::string value) &&;
  void set_header(std::string_view name, std::string value);  ///< replaces one of the same name
  std::optional<std::string_view> header(std::string_view name) const;
  /// Adds the strong ETag of what is sent: a hash of it, and before that the record's version where
  /// it has one ("\"7-0c5e…\""). So it changes with every byte, whatever the version counts, and
  /// differs for two accounts that are shown different things. A GET whose If-None-Match names it
  /// is answered with 304 by the dispatcher. To be called when the body is complete.
  Response&& with_etag(std::optional<std::int64_t> version = std::nullopt) &&;
  std::string_view payload() const { return lasting_body.empty() ? body : lasting_body; }
};

/// The version that If-Match names, by an ETag that a client got or by the version alone ("\"7\""):
/// an update asks whether the record has changed, not what else was shown beside it. Empty where
/// the header is absent or "*". Throws Problem (invalid) where it is no ETag of ours. A Problem of
/// kind conflict is answered with 412 where the request carried If-Match, with 409 elsewhere.
std::optional<std::int64_t> if_match_version(const Request& request);

enum class SameSite { lax, strict };

struct Cookie {
  std::string name;
  std::string value;
  SameSite same_site = SameSite::lax;
  std::optional<std::int64_t> max_age_seconds;  ///< empty: until the browser closes
};

/// The value of Set-Cookie: Path=/, HttpOnly, and Secure where the request came by TLS. The name
/// and value must be cookie-octets (RFC 6265); anything else is a bug.
std::string set_cookie(const Cookie& cookie, const Request& request);
/// Makes the browser forget the cookie.
std::string forget_cookie(std::string_view name, const Request& request);

}  // namespace anlan::server
