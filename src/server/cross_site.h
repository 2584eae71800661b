// Changes are taken only from our own page: the defence against requests that another site makes
// with the user's cookie.
#pragma once

#include <optional>
#include <string_view>

#include "server/request.h"

namespace anlan::server {

/// Why a change must be refused; nothing where it may go on, or where the request changes nothing.
/// A request without cookie and with a bearer token is not asked. Sec-Fetch-Site, else Origin, must
/// say that it comes from this origin (a program that is no browser sends neither); one that is
/// signed in by cookie must also carry X-CSRF-Token.
std::optional<std::string_view> cross_site_fault(const Request& request);

/// In a time that does not tell how much is equal.
bool same_secret(std::string_view a, std::string_view b);

}  // namespace anlan::server
