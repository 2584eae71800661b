// The one place where a Problem becomes application/problem+json (RFC 9457).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/problem.h"
#include "server/request.h"
#include "server/response.h"

namespace anlan::server {

/// The reason phrase of RFC 9110, such as "Not Found"; empty for a status without one.
std::string_view title_of(int status);

/// invalid 422 (400 where the body or the request itself is malformed), not_found 404, forbidden
/// 403, conflict 409 (412 where the request carried If-Match), too_large 413, unavailable 503.
Response problem_response(const Problem& problem, const Request& request);

/// What the server itself refuses, by statuses that no Problem has: 401, 405, 429 and such.
Response refusal(int status, std::string_view code, std::string_view sentence,
                 std::string_view request_id, const std::vector<FieldFault>& faults = {});

}  // namespace anlan::server
