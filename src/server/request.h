// Request: what a handler sees of what was asked. No HTTP library is visible here.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/id.h"
#include "server/authenticator.h"

namespace anlan::access {
struct Actor;
}

namespace anlan::server {

enum class Method { get, post, put, patch, del, options };

/// "GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"
std::string_view to_string(Method method);

/// POST, PUT, PATCH and DELETE change something; GET (and HEAD, which is a GET without its body)
/// and OPTIONS do not.
constexpr bool changes_state(Method method) {
  return method != Method::get && method != Method::options;
}

using NamedValues = std::vector<std::pair<std::string, std::string>>;

/// A request as it came, already bounded in every part. Handlers read it by name.
struct Request {
  Method method = Method::get;
  bool is_head = false;
  std::string path;            ///< as sent, without the query
  NamedValues parameters;      ///< from the route's pattern, percent-decoded
  NamedValues queries;         ///< percent-decoded, in the order sent
  NamedValues headers;         ///< names as sent
  std::string body;            ///< empty for an upload, which lies in a file
  std::string remote_address;  ///< behind a proxy: as the proxy says
  std::string request_id;      ///< also in the answer (X-Request-Id), in problems, and in the log
  bool is_secure = false;      ///< came by TLS, here or at the proxy
  std::optional<Principal> principal;

  /// The part of the path that the pattern "/v1/warnings/{id}" names "id". It is a bug to ask for
  /// a name that the pattern does not hold.
  std::string_view path_parameter(std::string_view name) const;
  /// The path parameter as an id; throws Problem (not_found) where it is none, since then nothing
  /// has that name.
  Id id_parameter(std::string_view name = "id") const;
  /// The first value of the query's field; see also QueryReader.
  std::optional<std::string_view> query(std::string_view name) const;
  /// The first header of that name, in any case of letters.
  std::optional<std::string_view> header(std::string_view name) const;
  /// The value of a cookie.
  std::optional<std::string_view> cookie(std::string_view name) const;
  /// The secret of "Authorization: Bearer <secret>".
  std::optional<std::string_view> bearer_token() const;
  /// Whether it came from this machine itself, and by no proxy of it.
  bool is_local() const;
  /// Who asks. Only in handlers of routes with Guard::signed_in; elsewhere it is a bug.
  const access::Actor& actor() const;
};

/// The body of an upload, spooled to a file. The file goes when the handler returns; a handler
/// that keeps it moves it away.
struct UploadedFile {
  std::filesystem::path path;
  std::uint64_t bytes = 0;
};

}  // namespace anlan::server
