// Connection: what takes its time, uploads in and events out.
#include <fmt/format.h>

#include <charconv>
#include <exception>
#include <utility>

#include "base/problem.h"
#include "server/connection.h"
#include "server/problem_json.h"
#include "server/response_head.h"
#include "server/spool_file.h"

namespace anlan::server {
namespace {

using std::chrono::steady_clock;

// Written to disk in pieces of this size, by a worker: a slow disk must not hold up the I/O thread.
constexpr std::size_t k_spool_bytes = 256 * 1024;

// Browsers wait some seconds before they come back; a restart is over sooner.
constexpr std::string_view k_stream_begin = "retry: 2000\n\n";
constexpr std::string_view k_heartbeat = ": still here\n\n";

/// A place among the uploads that may go on at once.
class UploadPlace {
 public:
  UploadPlace(std::atomic<std::size_t>& count, std::size_t most)
      : count_(count), is_had_(count.fetch_add(1) < most) {}
  ~UploadPlace() { count_.fetch_sub(1); }
  UploadPlace(const UploadPlace&) = delete;
  UploadPlace& operator=(const UploadPlace&) = delete;
  bool is_had() const { return is_had_; }

 private:
  std::atomic<std::size_t>& count_;
  bool is_had_;
};

/// An open stream, as counted.
class CountedStream {
 public:
  explicit CountedStream(Metrics& metrics) : metrics_(metrics) { metrics_.stream_opens(); }
  ~CountedStream() { metrics_.stream_closes(); }
  CountedStream(const CountedStream&) = delete;
  CountedStream& operator=(const CountedStream&) = delete;

 private:
  Metrics& metrics_;
};

std::optional<std::uint64_t> last_seen_of(const Request& request) {
  const auto text = request.header("Last-Event-ID");
  if (!text) return std::nullopt;
  std::uint64_t id = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), id);
  if (error != std::errc() || end != text->data() + text->size()) return std::nullopt;
  return id;
}

Response busy_with(const Request& request, std::string_view sentence) {
  auto response = refusal(503, "server.busy", sentence, request.request_id);
  response.set_header("Retry-After", "5");
  return response;
}

/// What a worker does of an upload; a Problem becomes the answer.
template <class Work>
void do_part(const Request& request, std::optional<Response>& answer, Work work) {
  try {
    work();
  } catch (const Problem& problem) {
    answer = problem_response(problem, request);
  }
}

}  // namespace

Task<bool> Connection::serve_upload(RequestParser& parser, const Route& route,
                                    std::optional<Response>& answer) {
  auto& request = parser.request();
  auto& dispatcher = surroundings_.dispatcher;
  const UploadPlace place(surroundings_.uploads, surroundings_.settings.uploads_max);
  if (!place.is_had()) {
    answer = busy_with(request, "Too many uploads are under way; try again in a while.");
    co_return true;
  }
  std::optional<SpoolFile> file;
  std::string waiting;  // to be written
  const auto write = [&] {
    do_part(request, answer, [&] { file->append(waiting); });
    waiting.clear();
  };
  parser.expect_body(route.upload_bytes_max,
                     [&waiting](std::string_view bytes) { waiting += bytes; });
  bool is_done = co_await on_worker([&] {
    answer = dispatcher.admit(request, route);
    if (!answer && !parser.fault()) {
      do_part(request, answer, [&] { file.emplace(surroundings_.settings.spool_folder); });
    }
  });
  const auto started = steady_clock::now();
  if (is_done && !answer && !parser.fault()) {
    if (!co_await send_continue(parser)) co_return false;
  }
  while (is_done && !answer && !parser.fault() && !parser.is_done()) {
    const bool is_there = co_await read_piece(parser, started);
    if (!is_there) co_return false;
    if (waiting.size() >= k_spool_bytes) is_done = co_await on_worker(write);
  }
  if (is_done && !answer && !parser.fault()) {
    is_done = co_await on_worker([&] {
      write();
      file->finish();
      if (answer) return;
      answer = dispatcher.answer_upload(request, route, {file->path(), parser.body_bytes()});
    });
  }
  if (!is_done) answer = busy_with(request, "The server is busy; try again in a while.");
  if (!answer) {
    const auto& fault = *parser.fault();
    answer = refusal(fault.status, fault.code, fault.sentence, request.request_id);
  }
  co_return true;
}

Task<void> Connection::serve_stream(RequestParser& parser, const Route& route) {
  auto& request = parser.request();
  const auto started = steady_clock::now();
  Expected<EventFilter, Response> opened =
      Unexpected(busy_with(request, "The server is busy; try again in a while."));
  co_await on_worker([&] { opened = surroundings_.dispatcher.open_stream(request, route); });
  const int status = opened ? 200 : opened.error().status;
  surroundings_.metrics.count_answer(&route, request.method, status, steady_clock::now() - started);
  if (!opened) {
    co_await send(parser, opened.error());
    co_return;
  }
  Response begin;
  begin.set_header("Content-Type", "text/event-stream");
  begin.set_header("Cache-Control", "no-store");
  begin.set_header("X-Accel-Buffering", "no");  // nginx passes on at once
  const auto head = head_of(request, begin, {false, parser.is_http_1_0(), std::nullopt});
  deadline_ = limit(surroundings_.settings.times.transfer, 0);
  const bool is_open = co_await wire_->write(head, request.is_head ? "" : k_stream_begin);
  if (!is_open || request.is_head) co_return;
  const CountedStream counted(surroundings_.metrics);
  is_waking_ = false;
  // Called by publishers, on their threads, until the subscription ends. What is posted may run
  // later than that, and so holds a share in the connection.
  const auto subscription = route.stream->subscribe(*opened, last_seen_of(request), [this] {
    if (is_waking_.exchange(true)) return;
    asio::post(wire_->executor(), [self = shared_from_this()] {
      self->is_waking_ = false;
      self->wake();
    });
  });
  co_await stream_events(request, *subscription);
}

Task<void> Connection::stream_events(const Request& request, Subscription& subscription) {
  const auto& times = surroundings_.settings.times;
  auto heartbeat_at = steady_clock::now() + times.heartbeat;
  while (!is_ending_) {
    std::string out = subscription.take();
    if (subscription.is_dropped()) co_return;
    if (steady_clock::now() >= heartbeat_at) {
      bool holds = true;  // and so it stays until the next time, where no worker is free
      co_await on_worker([&] { holds = surroundings_.dispatcher.still_holds(request); });
      if (!holds) co_return;
      out += k_heartbeat;
      heartbeat_at = steady_clock::now() + times.heartbeat;
    }
    if (out.empty()) {
      co_await sleep(heartbeat_at);
      continue;
    }
    deadline_ = limit(times.transfer, out.size());
    const bool is_sent = co_await wire_->write(out, {});
    if (!is_sent) co_return;
    deadline_.reset();
  }
}

}  // namespace anlan::server
