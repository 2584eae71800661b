// RequestAuthenticator: who a request comes from, by its cookie or its token.
#pragma once

#include <string_view>

#include "access/sessions.h"
#include "server/authenticator.h"

namespace anlan::server {
struct Request;
}

namespace anlan::access {

/// The cookie of a session: "__Host-anlan" by TLS, so that no other host or path can set it, and
/// "anlan" without, where browsers take no such name.
std::string_view session_cookie_name(const server::Request& request);

/// A bearer token goes before a cookie; a request that carries a wrong one is nobody's.
class RequestAuthenticator final : public server::Authenticator {
 public:
  explicit RequestAuthenticator(Sessions& sessions) : sessions_(sessions) {}

  std::optional<server::Principal> authenticate(const server::Request& request) override;
  /// False also where the actor's rights are no longer those it came in with.
  bool still_holds(const server::Principal& principal) override;

 private:
  Sessions& sessions_;
};

/// The visitor behind a request that was let in, as of now. Throws Problem (forbidden,
/// "access.ended") where its session has ended since.
Visitor visitor_of(const Sessions& sessions, const server::Request& request);

}  // namespace anlan::access
