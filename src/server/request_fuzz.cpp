// Any bytes on a connection: the parser takes them in any pieces, and what it makes of them is
// within its limits.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/check.h"
#include "base/utf8.h"
#include "server/request_parser.h"
#include "server/request_target.h"
#include "server/response.h"
#include "server/text.h"

namespace {

constexpr std::size_t k_body_max = 4096;

struct Outcome {
  int fault = 0;
  bool is_done = false;
  std::string path;
  std::string body;
  friend bool operator==(const Outcome&, const Outcome&) = default;
};

/// Feeds the bytes in pieces of at most `piece`, as a connection does.
Outcome parse(std::string_view bytes, std::size_t piece) {
  using namespace anlan::server;
  RequestParser parser;
  Outcome outcome;
  std::string waiting;
  bool expects_body = false;
  while (!parser.is_done() && !parser.fault()) {
    const auto used = parser.put(waiting);
    waiting.erase(0, used);
    if (parser.is_header_done() && !expects_body && !parser.fault()) {
      expects_body = true;
      parser.expect_body(k_body_max, [&](std::string_view more) { outcome.body += more; });
      continue;
    }
    if (used > 0 || parser.is_done() || parser.fault()) continue;
    if (bytes.empty() || waiting.size() > k_header_bytes_max) break;
    waiting += bytes.substr(0, piece);
    bytes.remove_prefix(std::min(piece, bytes.size()));
  }
  const auto& request = parser.request();
  outcome.fault = parser.fault() ? parser.fault()->status : 0;
  outcome.is_done = parser.is_done();
  outcome.path = request.path;
  CHECK(outcome.body.size() <= k_body_max);
  CHECK(request.headers.size() <= k_header_fields_max);
  CHECK(request.path.size() <= k_target_bytes_max);
  for (const auto& [name, value] : request.queries)
    CHECK(anlan::is_utf8(name) && anlan::is_utf8(value));
  static_cast<void>(request.cookie("anlan"));
  static_cast<void>(request.bearer_token());
  return outcome;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto whole = parse(bytes, size + 1);
  const auto small = parse(bytes, 3);
  // Where it is a request, it is the same one however it came.
  if (whole.is_done && whole.fault == 0) CHECK(whole == small);
  return 0;
}
