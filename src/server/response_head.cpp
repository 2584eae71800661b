#include "server/response_head.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <chrono>
#include <ctime>

#include "server/compress.h"
#include "server/problem_json.h"
#include "server/text.h"

namespace anlan::server {
namespace {

// Element Plus sets styles in the page; MapLibre draws with a worker made of a blob, and pictures
// of blobs and data. All else comes from this origin.
constexpr std::string_view k_security_headers =
    "Content-Security-Policy: default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' "
    "data: blob:; worker-src 'self' blob:; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'\r\n"
    "X-Content-Type-Options: nosniff\r\n"
    "Referrer-Policy: same-origin\r\n"
    "Cross-Origin-Opener-Policy: same-origin\r\n"
    "Cross-Origin-Resource-Policy: same-origin\r\n";

// A year. Subdomains are not ours to speak for.
constexpr std::string_view k_transport_security = "Strict-Transport-Security: max-age=31536000\r\n";

/// RFC 9110 §13.1.2: If-None-Match compares weakly, so that W/"7" names "7".
bool names_etag(std::string_view known, std::string_view etag) {
  return trimmed(known) == "*" || list_names(known, etag) ||
         list_names(known, fmt::format("W/{}", etag));
}

void answer_not_modified(const Request& request, Response& response) {
  if (request.method != Method::get || response.status != 200) return;
  const auto etag = response.header("ETag");
  const auto known = request.header("If-None-Match");
  if (!etag || !known || !names_etag(*known, *etag)) return;
  response.status = 304;
  response.body.clear();
  response.lasting_body = {};
}

void pack(const Request& request, Response& response) {
  const auto media_type = response.header("Content-Type");
  if (!media_type || !is_compressible(*media_type)) return;
  if (response.header("Content-Encoding") || response.payload().size() < k_compress_bytes_least) {
    return;
  }
  response.set_header("Vary", "Accept-Encoding");
  const auto accepted = request.header("Accept-Encoding");
  if (!accepted || !list_names(*accepted, "gzip")) return;
  response.body = gzipped(response.payload());
  response.lasting_body = {};
  response.set_header("Content-Encoding", "gzip");
}

}  // namespace

void finish_response(const Request& request, Response& response) {
  if (!response.header("Cache-Control")) {
    // What has an ETag may be asked for anew with If-None-Match; all else is nobody's to keep.
    response.set_header("Cache-Control",
                        response.header("ETag") ? "private, no-cache" : "no-store");
  }
  answer_not_modified(request, response);
  pack(request, response);
}

std::string head_of(const Request& request, const Response& response, const HeadOptions& options) {
  std::string head;
  head.reserve(1024);
  auto out = std::back_inserter(head);
  fmt::format_to(out, "HTTP/1.1 {} {}\r\n", response.status, title_of(response.status));
  const auto now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  fmt::format_to(out, "Date: {:%a, %d %b %Y %H:%M:%S GMT}\r\n", fmt::gmtime(now));
  for (const auto& [name, value] : response.headers) {
    fmt::format_to(out, "{}: {}\r\n", name, value);
  }
  fmt::format_to(out, "X-Request-Id: {}\r\n", request.request_id);
  head += k_security_headers;
  if (request.is_secure) head += k_transport_security;
  // RFC 9110 §8.6: neither 204 nor 304 says a length of what it does not have.
  if (options.content_length && response.status != 204 && response.status != 304) {
    fmt::format_to(out, "Content-Length: {}\r\n", *options.content_length);
  }
  if (!options.keeps_alive) {
    head += "Connection: close\r\n";
  } else if (options.is_http_1_0) {
    head += "Connection: keep-alive\r\n";
  }
  head += "\r\n";
  return head;
}

}  // namespace anlan::server
