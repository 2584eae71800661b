// Connection: one client, request after request, until one of the two has had enough.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "server/dispatcher.h"
#include "server/event_stream.h"
#include "server/metrics.h"
#include "server/request_parser.h"
#include "server/server.h"
#include "server/wire.h"
#include "server/worker_pool.h"

namespace anlan::server {

/// What all connections of a server share; outlives them.
struct Surroundings {
  const ServerSettings& settings;
  Dispatcher& dispatcher;
  WorkerPool& workers;
  Metrics& metrics;
  std::atomic<std::size_t> uploads{0};
};

/// Lives on one I/O thread; every function is called there. Handlers run on workers while the
/// connection waits.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  using Time = std::chrono::steady_clock::time_point;

  Connection(std::unique_ptr<Wire> wire, Surroundings& surroundings, std::string address);

  /// Runs to the end of the connection; who calls it holds a share so long.
  Task<void> serve();
  /// For whoever watches the clock: closes where the client has taken too long.
  void close_if_late(Time now);
  /// Answers what is in flight, and no more.
  void end_soon();
  void close() { wire_->close(); }

 private:
  struct InFlight;

  Task<bool> serve_next();
  Task<bool> serve_upload(RequestParser& parser, const Route& route,
                          std::optional<Response>& answer);
  Task<void> serve_stream(RequestParser& parser, const Route& route);
  Task<void> stream_events(const Request& request, Subscription& subscription);

  Task<bool> read_header(RequestParser& parser);
  Task<bool> read_body(RequestParser& parser);
  Task<bool> read_piece(RequestParser& parser, Time started);
  Task<bool> send_continue(const RequestParser& parser);
  Task<bool> fill();
  Task<bool> send(RequestParser& parser, const Response& response);
  Task<void> linger();
  /// False where all workers are busy and too many wait: the work was not done.
  Task<bool> on_worker(std::function<void()> work);
  /// Until wake(), at most until `until`.
  Task<void> sleep(Time until);
  void wake();
  void introduce(Request& request) const;
  std::string_view unread() const;
  bool is_full() const { return end_ - begin_ == buffer_.size(); }
  Time limit(std::chrono::milliseconds base, std::size_t bytes) const;

  std::unique_ptr<Wire> wire_;
  Surroundings& surroundings_;
  std::string address_;
  std::string buffer_;  // read ahead: [begin_, end_) is not parsed yet
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  std::optional<Time> deadline_;  // empty while it is not the client that we wait for
  asio::steady_timer alarm_;
  bool is_awake_ = false;
  std::atomic<bool> is_waking_{false};  // a wake is on its way from another thread
  bool is_idle_ = false;                // between two requests
  bool is_lingering_ = false;           // the last answer is out
  bool is_ending_ = false;
  bool is_first_ = true;
};

}  // namespace anlan::server
