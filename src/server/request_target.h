// The target of a request line, and what a proxy says of the client.
#pragma once

#include <string_view>

#include "server/request.h"

namespace anlan::server {

/// Longer targets are refused with 414: no path or query of the contract comes near.
constexpr std::size_t k_target_bytes_max = 8 * 1024;

/// Fills path and queries from "/v1/tasks?state=open". False where the target is not a path, where
/// a percent sign or UTF-8 is broken, or where a field has no name. A query may have at most 100
/// fields.
bool read_target(std::string_view target, Request& request);

/// Takes the client's address and TLS from the last proxy's X-Forwarded-For and X-Forwarded-Proto,
/// where they are there.
void trust_proxy(Request& request);

}  // namespace anlan::server
