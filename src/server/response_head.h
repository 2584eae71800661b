// The bytes before an answer's body.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "server/request.h"
#include "server/response.h"

namespace anlan::server {

/// Makes the answer what goes out: 304 where If-None-Match names its ETag, gzip where that is
/// accepted and worth it, Cache-Control where the handler said nothing. A worker's work: packing
/// costs.
void finish_response(const Request& request, Response& response);

struct HeadOptions {
  bool keeps_alive = true;
  bool is_http_1_0 = false;
  /// Empty for a stream, which ends with the connection.
  std::optional<std::size_t> content_length;
};

/// Status line, the answer's headers, Date, Content-Length, and what defends the page: a content
/// security policy, nosniff, no referrer to others, and HSTS where the request came by TLS.
std::string head_of(const Request& request, const Response& response, const HeadOptions& options);

}  // namespace anlan::server
