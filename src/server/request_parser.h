// RequestParser: bytes of HTTP/1.1 become a Request.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "server/request.h"

namespace anlan::server {

/// Request line and headers together. Browsers send some 1 to 2 KiB; other servers take 8 to 16.
constexpr std::size_t k_header_bytes_max = 16 * 1024;
constexpr std::size_t k_header_fields_max = 100;

/// Why a request cannot be answered by any handler. The connection ends after the answer, since
/// where the next request begins is not known.
struct ParseFault {
  int status = 400;
  std::string_view code = "request.malformed";
  std::string_view sentence = "The request is not HTTP/1.1.";
};

/// One request of a connection. Feeds on what comes, in any pieces.
class RequestParser {
 public:
  /// Is given the body, piece by piece.
  using BodySink = std::function<void(std::string_view)>;

  RequestParser();
  ~RequestParser();

  /// Takes what it can use and returns how much that was; the rest is for the next call, with more
  /// bytes after it. Stops at the end of the headers and at the end of the request.
  std::size_t put(std::string_view bytes);

  bool is_header_done() const;
  bool is_done() const;
  const std::optional<ParseFault>& fault() const;

  /// Before it, a body byte is a bug. A body of more than `bytes_max` is the fault 413.
  void expect_body(std::uint64_t bytes_max, BodySink sink);

  // After the headers:
  Request& request();
  bool keeps_alive() const;
  bool is_http_1_0() const;
  /// The client waits for "100 Continue" before it sends the body.
  bool expects_continue() const;
  std::uint64_t body_bytes() const;  ///< so far

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace anlan::server
