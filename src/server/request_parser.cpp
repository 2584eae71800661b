#include "server/request_parser.h"

#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>
#include <utility>

#include "base/check.h"
#include "server/request_target.h"

namespace anlan::server {
namespace {

namespace beast = boost::beast;
namespace http = boost::beast::http;

std::string_view view(beast::string_view text) { return {text.data(), text.size()}; }

constexpr ParseFault k_malformed;
constexpr ParseFault k_bad_target{400, "request.malformed", "The address cannot be understood."};
constexpr ParseFault k_long_target{414, "request.long_address", "The address is too long."};
constexpr ParseFault k_long_header{431, "request.long_header", "The headers are too long."};
constexpr ParseFault k_bad_version{505, "request.version", "Only HTTP/1.0 and 1.1 are spoken."};
constexpr ParseFault k_unknown_method{501, "request.unknown_method", "The method is not known."};
constexpr ParseFault k_bad_host{400, "request.malformed", "There must be one Host header."};
constexpr ParseFault k_bad_coding{501, "request.coding", "Only the chunked coding is known."};
constexpr ParseFault k_bad_expectation{417, "request.expectation",
                                       "Only 100-continue may be expected."};
constexpr ParseFault k_long_body{413, "request.too_large", "The body is too large."};

ParseFault fault_of(beast::error_code error) {
  if (error == http::error::header_limit) return k_long_header;
  if (error == http::error::bad_version) return k_bad_version;
  return k_malformed;
}

/// The parser of Beast, writing straight into a Request.
class Reader final : public http::basic_parser<true> {
 public:
  Request request;
  std::optional<ParseFault> fault;
  bool is_http_1_0 = false;
  bool expects_continue = false;
  std::uint64_t body_bytes = 0;
  std::uint64_t body_bytes_max = 0;
  RequestParser::BodySink sink;

  Reader() {
    header_limit(k_header_bytes_max);
    body_limit(boost::none);  // counted here, by the route's limit
  }

 private:
  void fail(const ParseFault& reason, beast::error_code& error) {
    fault = reason;
    error = http::error::bad_value;
  }

  void on_request_impl(http::verb verb, beast::string_view, beast::string_view target, int version,
                       beast::error_code& error) override {
    is_http_1_0 = version == 10;
    header_bytes_ = target.size();
    switch (verb) {
      case http::verb::head: request.is_head = true; [[fallthrough]];
      case http::verb::get: request.method = Method::get; break;
      case http::verb::post: request.method = Method::post; break;
      case http::verb::put: request.method = Method::put; break;
      case http::verb::patch: request.method = Method::patch; break;
      case http::verb::delete_: request.method = Method::del; break;
      case http::verb::options: request.method = Method::options; break;
      default: return fail(k_unknown_method, error);
    }
    if (target.size() > k_target_bytes_max) return fail(k_long_target, error);
    if (!read_target(view(target), request)) fail(k_bad_target, error);
  }

  void on_field_impl(http::field field, beast::string_view name, beast::string_view value,
                     beast::error_code& error) override {
    // Beast's own limit does not count what it took already, and trailers come after the body.
    header_bytes_ += name.size() + value.size();
    const bool is_trailer = is_complete_;
    if (header_bytes_ > k_header_bytes_max || fields_++ == k_header_fields_max) {
      return fail(k_long_header, error);
    }
    if (is_trailer) return;
    // Anything but the plain coding is a way to make a proxy and us disagree on where it ends.
    if (field == http::field::transfer_encoding && !beast::iequals(value, "chunked")) {
      return fail(k_bad_coding, error);
    }
    if (field == http::field::host) ++hosts_;
    if (field == http::field::expect) {
      if (!beast::iequals(value, "100-continue")) return fail(k_bad_expectation, error);
      expects_continue = true;
    }
    request.headers.emplace_back(view(name), view(value));
  }

  void on_header_impl(beast::error_code& error) override {
    is_complete_ = true;
    if (hosts_ > 1 || (hosts_ == 0 && !is_http_1_0)) fail(k_bad_host, error);
  }

  void take(beast::string_view bytes, beast::error_code& error) {
    if (bytes.size() > body_bytes_max - body_bytes) return fail(k_long_body, error);
    CHECK(sink != nullptr);
    body_bytes += bytes.size();
    sink(view(bytes));
  }

  std::size_t on_body_impl(beast::string_view bytes, beast::error_code& error) override {
    take(bytes, error);
    return bytes.size();
  }
  std::size_t on_chunk_body_impl(std::uint64_t, beast::string_view bytes,
                                 beast::error_code& error) override {
    take(bytes, error);
    return bytes.size();
  }

  void on_response_impl(int, beast::string_view, int, beast::error_code&) override {}
  void on_body_init_impl(const boost::optional<std::uint64_t>&, beast::error_code&) override {}
  void on_chunk_header_impl(std::uint64_t, beast::string_view, beast::error_code&) override {}
  void on_finish_impl(beast::error_code&) override {}

  std::size_t header_bytes_ = 0;
  std::size_t fields_ = 0;
  std::size_t hosts_ = 0;
  bool is_complete_ = false;
};

}  // namespace

struct RequestParser::Parts {
  Reader reader;
};

RequestParser::RequestParser() : parts_(std::make_unique<Parts>()) {}
RequestParser::~RequestParser() = default;

std::size_t RequestParser::put(std::string_view bytes) {
  auto& reader = parts_->reader;
  CHECK(!is_done() && !reader.fault);
  beast::error_code error;
  const auto used = reader.put(boost::asio::const_buffer(bytes.data(), bytes.size()), error);
  if (error && error != http::error::need_more && !reader.fault) reader.fault = fault_of(error);
  return used;
}

bool RequestParser::is_header_done() const { return parts_->reader.is_header_done(); }
bool RequestParser::is_done() const { return parts_->reader.is_done(); }
const std::optional<ParseFault>& RequestParser::fault() const { return parts_->reader.fault; }

void RequestParser::expect_body(std::uint64_t bytes_max, BodySink sink) {
  auto& reader = parts_->reader;
  reader.body_bytes_max = bytes_max;
  reader.sink = std::move(sink);
  if (const auto length = reader.content_length(); length && *length > bytes_max) {
    reader.fault = k_long_body;
  }
}

Request& RequestParser::request() { return parts_->reader.request; }
bool RequestParser::keeps_alive() const { return parts_->reader.keep_alive(); }
bool RequestParser::is_http_1_0() const { return parts_->reader.is_http_1_0; }
bool RequestParser::expects_continue() const { return parts_->reader.expects_continue; }
std::uint64_t RequestParser::body_bytes() const { return parts_->reader.body_bytes; }

}  // namespace anlan::server
