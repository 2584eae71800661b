// Authenticator: what the server needs to know of signing in. The room `access` fulfils it.
#pragma once

#include <memory>
#include <optional>
#include <string>

namespace anlan::access {
struct Actor;
}

namespace anlan::server {

struct Request;

/// Who asks, as the server needs to know it.
struct Principal {
  std::shared_ptr<const access::Actor> actor;  ///< never null; the server does not look inside
  std::string session;        ///< id of the session or token; the rate is counted by it
  bool by_cookie = false;     ///< then a change must carry X-CSRF-Token and come from this origin
  std::string csrf_token;     ///< what X-CSRF-Token must equal; not empty where by_cookie
  bool is_read_only = false;  ///< then every change is refused
};

/// Called on several threads at once.
class Authenticator {
 public:
  virtual ~Authenticator() = default;
  /// Looks at the session cookie or the bearer token. Empty where there is none, or where it is
  /// unknown, expired or revoked.
  virtual std::optional<Principal> authenticate(const Request& request) = 0;
  /// Whether the session or token still holds, without prolonging it: asked every
  /// k_stream_heartbeat of an open event stream, which ends when it is false.
  virtual bool still_holds(const Principal& principal) = 0;
};

}  // namespace anlan::server
