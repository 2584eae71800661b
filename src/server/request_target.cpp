#include "server/request_target.h"

#include "base/utf8.h"
#include "server/text.h"

namespace anlan::server {
namespace {

constexpr std::size_t k_query_fields_max = 100;
constexpr std::size_t k_address_bytes_max = 64;  // an IPv6 address with its zone has fewer

std::optional<std::string> decoded_field(std::string_view text) {
  auto field = percent_decoded(text, true);
  if (field && !is_utf8(*field)) return std::nullopt;
  return field;
}

bool read_queries(std::string_view text, NamedValues& queries) {
  while (!text.empty()) {
    const auto ampersand = text.find('&');
    const auto pair = text.substr(0, ampersand);
    text = ampersand == std::string_view::npos ? std::string_view() : text.substr(ampersand + 1);
    if (pair.empty()) continue;
    const auto equals = pair.find('=');
    auto name = decoded_field(pair.substr(0, equals));
    auto value = decoded_field(equals == std::string_view::npos ? std::string_view()
                                                                : pair.substr(equals + 1));
    if (!name || name->empty() || !value || queries.size() == k_query_fields_max) return false;
    queries.emplace_back(*std::move(name), *std::move(value));
  }
  return true;
}

}  // namespace

bool read_target(std::string_view target, Request& request) {
  if (!target.starts_with('/') || target.size() > k_target_bytes_max) return false;
  target = target.substr(0, target.find('#'));
  const auto question = target.find('?');
  const auto path = target.substr(0, question);
  const auto decoded = percent_decoded(path, false);
  if (!decoded || !is_utf8(*decoded)) return false;
  request.path = path;
  return question == std::string_view::npos ||
         read_queries(target.substr(question + 1), request.queries);
}

void trust_proxy(Request& request) {
  if (const auto chain = request.header("X-Forwarded-For")) {
    const auto comma = chain->rfind(',');
    const auto last = trimmed(comma == std::string_view::npos ? *chain : chain->substr(comma + 1));
    if (!last.empty() && last.size() <= k_address_bytes_max) request.remote_address = last;
  }
  if (const auto scheme = request.header("X-Forwarded-Proto")) {
    request.is_secure = *scheme == "https";
  }
}

}  // namespace anlan::server
