// Pages of lists: where the next one begins, and how long it is.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace anlan::server {

struct Request;

constexpr int k_page_limit_usual = 50;
constexpr int k_page_limit_max = 200;  ///< more in one answer helps nobody, and costs the server

/// The key of the last record of a page, as texts (a date, an id), which a client can hand back but
/// not read.
using PageKey = std::vector<std::string>;

/// base64url (RFC 4648 §5, without padding) of the parts with their lengths.
std::string cursor_of(std::span<const std::string> key);
/// Empty where the text is no cursor.
std::optional<PageKey> parse_cursor(std::string_view cursor);

/// What the client asked for.
struct PageRequest {
  int limit = k_page_limit_usual;
  std::optional<PageKey> after;  ///< begin after this key
};

/// Reads `limit` and `cursor` of the query. Throws Problem (invalid) where they are malformed, or
/// where the cursor has not `key_parts` parts.
PageRequest page_request(const Request& request, std::size_t key_parts);

std::string base64url_of(std::string_view bytes);
std::optional<std::string> parse_base64url(std::string_view text);

}  // namespace anlan::server
