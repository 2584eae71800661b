#include "server/cross_site.h"

#include <sodium.h>

#include "server/text.h"

namespace anlan::server {
namespace {

/// "https://anlan.example:8443" names the host "anlan.example:8443".
std::string_view host_of(std::string_view origin) {
  const auto scheme = origin.find("://");
  return scheme == std::string_view::npos ? std::string_view() : origin.substr(scheme + 3);
}

bool comes_from_here(const Request& request) {
  if (const auto site = request.header("Sec-Fetch-Site")) {
    return *site == "same-origin" || *site == "none";
  }
  const auto origin = request.header("Origin");
  if (!origin) return true;
  const auto host = request.header("Host");
  return host && !host_of(*origin).empty() && same_but_for_case(host_of(*origin), *host);
}

}  // namespace

bool same_secret(std::string_view a, std::string_view b) {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::optional<std::string_view> cross_site_fault(const Request& request) {
  if (!changes_state(request.method)) return std::nullopt;
  const bool by_token = request.principal && !request.principal->by_cookie;
  if (by_token) return std::nullopt;
  if (!comes_from_here(request)) return "A change must come from the program's own page.";
  if (!request.principal) return std::nullopt;
  const auto token = request.header("X-CSRF-Token");
  const auto& expected = request.principal->csrf_token;
  if (!token || expected.empty() || !same_secret(*token, expected)) {
    return "A change must carry the session's X-CSRF-Token.";
  }
  return std::nullopt;
}

}  // namespace anlan::server
