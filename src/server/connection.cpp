#include "server/connection.h"

#include <fmt/format.h>
#include <sodium.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <utility>

#include "base/check.h"
#include "server/problem_json.h"
#include "server/request_target.h"
#include "server/response_head.h"
#include "server/spool_file.h"

namespace anlan::server {
namespace {

using std::chrono::steady_clock;

// A client that sends what nobody will read is listened to for so long, since closing at once would
// destroy the answer on its way (RFC 9112 §9.6).
// Most clients send a whole upload before they look at the answer, so as much is thrown away as an
// office's line brings in the longest time.
constexpr std::chrono::milliseconds k_linger_silence{2'000};  // between two pieces
constexpr std::chrono::milliseconds k_linger{15'000};         // in all
constexpr std::chrono::milliseconds k_linger_at_stop{200};    // all wait for it
constexpr std::size_t k_linger_bytes_max = 256 * 1024 * 1024;
constexpr std::string_view k_continue = "HTTP/1.1 100 Continue\r\n\r\n";

/// 64 bits by chance: unique in any log that a person reads.
std::string new_request_id() {
  return fmt::format("{:08x}{:08x}", randombytes_random(), randombytes_random());
}

Response busy(const Request& request) {
  auto response =
      refusal(503, "server.busy", "The server is busy; try again in a while.", request.request_id);
  response.set_header("Retry-After", "2");
  return response;
}

Response refusal_of(const ParseFault& fault, const Request& request) {
  return refusal(fault.status, fault.code, fault.sentence, request.request_id);
}

}  // namespace

/// Counts a request while it is answered, and its answer.
struct Connection::InFlight {
  Metrics& metrics;
  const Request& request;
  steady_clock::time_point started = steady_clock::now();

  InFlight(Metrics& counters, const Request& counted) : metrics(counters), request(counted) {
    metrics.request_begins();
  }
  ~InFlight() { metrics.request_ends(); }
  InFlight(const InFlight&) = delete;
  InFlight& operator=(const InFlight&) = delete;

  void answered(const Route* route, int status) const {
    const auto took = steady_clock::now() - started;
    metrics.count_answer(route, request.method, status, took);
    spdlog::debug("request {}: {} {} {} from {} in {:.1f} ms", request.request_id,
                  to_string(request.method), request.path, status, request.remote_address,
                  std::chrono::duration<double, std::milli>(took).count());
  }
};

Connection::Connection(std::unique_ptr<Wire> wire, Surroundings& surroundings, std::string address)
    : wire_(std::move(wire)),
      surroundings_(surroundings),
      address_(std::move(address)),
      buffer_(k_header_bytes_max, '\0'),
      alarm_(wire_->executor()) {}

Task<void> Connection::serve() {
  const auto& times = surroundings_.settings.times;
  deadline_ = steady_clock::now() + times.header;
  if (!co_await wire_->shake_hands()) co_return;
  bool goes_on = true;
  while (goes_on) goes_on = co_await serve_next();
  co_await linger();
}

void Connection::close_if_late(Time now) {
  if (!deadline_ || now < *deadline_) return;
  deadline_.reset();
  if (!is_idle_ && !is_lingering_) surroundings_.metrics.timed_out();
  close();
}

void Connection::end_soon() {
  is_ending_ = true;
  if (is_idle_) close();
  if (is_lingering_ && deadline_) {
    deadline_ = std::min(*deadline_, steady_clock::now() + k_linger_at_stop);
  }
  wake();  // a stream
}

Connection::Time Connection::limit(std::chrono::milliseconds base, std::size_t bytes) const {
  const auto slowest = surroundings_.settings.times.slowest_bytes_per_second;
  return steady_clock::now() + base + std::chrono::milliseconds(bytes * 1000 / slowest);
}

void Connection::introduce(Request& request) const {
  request.request_id = new_request_id();
  request.remote_address = address_;
  request.is_secure = wire_->is_secure();
  if (surroundings_.settings.is_behind_proxy) trust_proxy(request);
}

std::string_view Connection::unread() const {
  return std::string_view(buffer_).substr(begin_, end_ - begin_);
}

Task<bool> Connection::fill() {
  if (begin_ > 0) {
    std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  CHECK(end_ < buffer_.size());
  const auto count = co_await wire_->read_some(buffer_.data() + end_, buffer_.size() - end_);
  end_ += count;
  co_return count > 0;
}

Task<bool> Connection::read_header(RequestParser& parser) {
  const auto& times = surroundings_.settings.times;
  if (begin_ == end_) {
    if (is_ending_) co_return false;
    is_idle_ = true;
    deadline_ = steady_clock::now() + (is_first_ ? times.header : times.idle);
    const bool is_there = co_await fill();
    is_idle_ = false;
    if (!is_there) co_return false;
  }
  is_first_ = false;
  deadline_ = steady_clock::now() + times.header;
  while (true) {
    while (unread().starts_with("\r\n")) begin_ += 2;  // RFC 9112 §2.2: before a request line
    begin_ += parser.put(unread());
    if (parser.is_header_done() || parser.fault() || is_full()) co_return true;
    const bool is_there = co_await fill();
    if (!is_there) co_return false;
  }
}

Task<bool> Connection::send_continue(const RequestParser& parser) {
  if (!parser.expects_continue() || parser.is_done() || begin_ < end_) co_return true;
  deadline_ = limit(surroundings_.settings.times.transfer, 0);
  co_return co_await wire_->write(k_continue, {});
}

Task<bool> Connection::read_piece(RequestParser& parser, Time started) {
  const auto& times = surroundings_.settings.times;
  const auto earned =
      std::chrono::milliseconds(parser.body_bytes() * 1000 / times.slowest_bytes_per_second);
  deadline_ = started + times.transfer + earned;
  if (begin_ == end_) {
    const bool is_there = co_await fill();
    if (!is_there) co_return false;
  }
  const auto used = parser.put(unread());
  begin_ += used;
  if (used > 0 || parser.is_done() || parser.fault()) co_return true;
  if (is_full()) co_return false;  // a chunk's header that does not end
  co_return co_await fill();
}

Task<bool> Connection::read_body(RequestParser& parser) {
  const auto started = steady_clock::now();
  if (!co_await send_continue(parser)) co_return false;
  while (!parser.is_done() && !parser.fault()) {
    const bool is_there = co_await read_piece(parser, started);
    if (!is_there) co_return false;
  }
  co_return true;
}

Task<bool> Connection::send(RequestParser& parser, const Response& response) {
  const auto& request = parser.request();
  const bool keeps_alive =
      !is_ending_ && !parser.fault() && parser.is_done() && parser.keeps_alive();
  const auto payload = response.payload();
  const auto head = head_of(request, response, {keeps_alive, parser.is_http_1_0(), payload.size()});
  deadline_ = limit(surroundings_.settings.times.transfer, payload.size());
  const bool is_sent = co_await wire_->write(head, request.is_head ? std::string_view() : payload);
  co_return is_sent&& keeps_alive;
}

Task<void> Connection::linger() {
  is_lingering_ = true;
  const auto last = steady_clock::now() + (is_ending_ ? k_linger_at_stop : k_linger);
  deadline_ = std::min(last, steady_clock::now() + k_linger_silence);
  co_await wire_->end_writing();
  std::size_t thrown_away = 0;
  begin_ = end_ = 0;
  while (thrown_away < k_linger_bytes_max) {
    const auto count = co_await wire_->read_some(buffer_.data(), buffer_.size());
    if (count == 0) break;
    thrown_away += count;
    if (!is_ending_) deadline_ = std::min(last, steady_clock::now() + k_linger_silence);
  }
  close();
}

Task<void> Connection::sleep(Time until) {
  while (!is_awake_ && steady_clock::now() < until) {
    alarm_.expires_at(until);
    co_await alarm_.async_wait(k_as_value);
  }
  is_awake_ = false;
}

void Connection::wake() {
  is_awake_ = true;
  alarm_.cancel();
}

Task<bool> Connection::on_worker(std::function<void()> work) {
  deadline_.reset();
  bool is_done = false;
  // The references hold: this coroutine waits until the posted function has run.
  const bool is_taken = surroundings_.workers.submit([this, &work, &is_done] {
    work();
    asio::post(wire_->executor(), [this, &is_done] {
      is_done = true;
      alarm_.cancel();
    });
  });
  if (!is_taken) co_return false;
  while (!is_done) {
    alarm_.expires_at(Time::max());
    co_await alarm_.async_wait(k_as_value);
  }
  co_return true;
}

Task<bool> Connection::serve_next() {
  RequestParser parser;
  if (!co_await read_header(parser)) co_return false;
  auto& request = parser.request();
  introduce(request);
  std::optional<InFlight> in_flight(std::in_place, surroundings_.metrics, request);
  if (parser.fault() || !parser.is_header_done()) {
    const auto fault = parser.fault().value_or(
        ParseFault{431, "request.long_header", "The headers are too long."});
    const auto response = refusal_of(fault, request);
    in_flight->answered(nullptr, response.status);
    co_return co_await send(parser, response);
  }
  auto plan = surroundings_.dispatcher.plan(request);
  auto& answer = plan.refusal;
  if (!answer && plan.route->stream) {
    in_flight.reset();  // it may stay for hours
    co_await serve_stream(parser, *plan.route);
    co_return false;
  }
  if (!answer && plan.route->upload_handler) {
    if (!co_await serve_upload(parser, *plan.route, answer)) co_return false;
  } else if (!answer) {
    parser.expect_body(plan.route->options.body_bytes_max,
                       [&request](std::string_view bytes) { request.body += bytes; });
    if (!co_await read_body(parser)) co_return false;
    if (parser.fault()) {
      answer = refusal_of(*parser.fault(), request);
    } else if (plan.route->options.is_immediate) {
      answer = surroundings_.dispatcher.answer(request, *plan.route);
    } else {
      const bool is_done = co_await on_worker(
          [&] { answer = surroundings_.dispatcher.answer(request, *plan.route); });
      if (!is_done) answer = busy(request);
    }
  }
  in_flight->answered(plan.route, answer->status);
  co_return co_await send(parser, *answer);
}

}  // namespace anlan::server
