#include "access/request_authenticator.h"

#include "access/secret.h"
#include "base/check.h"
#include "base/problem.h"
#include "server/request.h"

namespace anlan::access {
namespace {

server::Principal principal_of(const Visitor& visitor) {
  return {.actor = std::make_shared<const Actor>(visitor.actor),
          .session = visitor.credential.to_string(),
          .by_cookie = visitor.by == Visitor::By::session,
          .csrf_token = {},
          .is_read_only = visitor.actor.is_read_only};
}

Visitor named_by(const server::Principal& principal) {
  const auto credential = Id::parse(principal.session);
  CHECK(credential.has_value());
  return {.by = principal.by_cookie ? Visitor::By::session : Visitor::By::token,
          .credential = *credential};
}

bool is_same(const Actor& a, const Actor& b) {
  return a.account == b.account && a.role == b.role && a.scope == b.scope &&
         a.is_read_only == b.is_read_only;
}

}  // namespace

std::string_view session_cookie_name(const server::Request& request) {
  return request.is_secure ? "__Host-anlan" : "anlan";
}

std::optional<server::Principal> RequestAuthenticator::authenticate(
    const server::Request& request) {
  if (request.header("Authorization")) {
    const auto secret = request.bearer_token();
    const auto visitor = secret ? sessions_.visitor_by_token(*secret) : std::nullopt;
    if (!visitor) return std::nullopt;
    return principal_of(*visitor);
  }
  const auto secret = request.cookie(session_cookie_name(request));
  const auto visitor = secret ? sessions_.visitor_by_session(*secret) : std::nullopt;
  if (!visitor) return std::nullopt;
  auto principal = principal_of(*visitor);
  principal.csrf_token = csrf_token_of(*secret);
  return principal;
}

bool RequestAuthenticator::still_holds(const server::Principal& principal) {
  const auto visitor = sessions_.visitor_again(named_by(principal));
  return visitor && is_same(visitor->actor, *principal.actor);
}

Visitor visitor_of(const Sessions& sessions, const server::Request& request) {
  CHECK(request.principal.has_value());
  auto visitor = sessions.visitor_again(named_by(*request.principal));
  if (!visitor) throw Problem::forbidden("access.ended", "You have been signed out.");
  return *std::move(visitor);
}

}  // namespace anlan::access
