#include "server/listener.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <exception>
#include <map>
#include <mutex>
#include <thread>
#include <unordered_set>
#include <utility>
#include <vector>

#include "base/problem.h"
#include "server/connection.h"
#include "server/rate_limiter.h"
#include "server/wire.h"

namespace anlan::server {
namespace {

using std::chrono::steady_clock;
using Tcp = asio::ip::tcp;
using WorkGuard = asio::executor_work_guard<asio::io_context::executor_type>;

// How late a client may be found late. A look costs next to nothing: some thousand comparisons.
constexpr std::chrono::milliseconds k_tick_max{500};
// After an error of accept, such as too many open files: time for some to be closed.
constexpr std::chrono::milliseconds k_accept_pause{100};

std::string text_of(const Tcp::endpoint& endpoint) {
  auto address = endpoint.address();
  if (address.is_v6() && address.to_v6().is_v4_mapped()) {
    address = asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6());
  }
  return address.to_string();
}

std::unique_ptr<asio::ssl::context> tls_of(const ServerSettings& settings) {
  if (!settings.certificate) return nullptr;
  using Tls = asio::ssl::context;
  auto tls = std::make_unique<Tls>(Tls::tls_server);
  tls->set_options(Tls::default_workarounds | Tls::no_sslv2 | Tls::no_sslv3 | Tls::no_tlsv1 |
                   Tls::no_tlsv1_1 | Tls::no_compression);
  boost::system::error_code error;
  tls->use_certificate_chain_file(settings.certificate->string(), error);
  if (!error) {
    const auto key = settings.private_key.value_or(*settings.certificate);
    tls->use_private_key_file(key.string(), Tls::pem, error);
  }
  if (error) {
    throw Problem::invalid(
        "server.certificate",
        fmt::format("The certificate or its key cannot be read: {}.", error.message()));
  }
  return tls;
}

}  // namespace

/// How many connections there are, in all and from each address. Safe to share between threads.
class Places {
 public:
  Places(std::size_t most, std::size_t most_of_one) : most_(most), most_of_one_(most_of_one) {}

  bool take(const std::string& address) {
    const std::lock_guard lock(mutex_);
    if (taken_ >= most_) return false;
    auto& of_one = by_address_[address];
    if (of_one >= most_of_one_) return false;
    ++of_one;
    ++taken_;
    return true;
  }
  void leave(const std::string& address) {
    const std::lock_guard lock(mutex_);
    const auto found = by_address_.find(address);
    if (--found->second == 0) by_address_.erase(found);
    --taken_;
  }
  std::size_t taken() const {
    const std::lock_guard lock(mutex_);
    return taken_;
  }

 private:
  std::size_t most_;
  std::size_t most_of_one_;
  mutable std::mutex mutex_;
  std::size_t taken_ = 0;
  std::map<std::string, std::size_t> by_address_;
};

/// One I/O thread and its connections. Only `context` is for other threads.
struct Loop {
  std::unordered_set<Connection*> connections;
  asio::io_context context{1};  // ends before the set, to which its coroutines belong
  WorkGuard guard{context.get_executor()};
  std::thread thread;
};

struct Listener::Parts {
  Surroundings& surroundings;
  const ServerSettings& settings;
  std::unique_ptr<asio::ssl::context> tls;
  Places places;
  std::vector<std::unique_ptr<Loop>> loops;
  std::optional<Tcp::acceptor> acceptor;  // of the first loop
  std::uint16_t port = 0;
  bool is_taking = true;
  bool has_ended = false;

  explicit Parts(Surroundings& around)
      : surroundings(around),
        settings(around.settings),
        tls(tls_of(settings)),
        places(settings.connections_max, settings.is_behind_proxy
                                             ? settings.connections_max
                                             : settings.connections_per_address_max) {
    for (unsigned i = 0; i < std::max(1U, settings.io_threads); ++i) {
      loops.push_back(std::make_unique<Loop>());
    }
    listen();
  }

  void listen();
  Task<void> accept();
  void take_in(Loop& loop, Tcp::socket socket);
  Task<void> serve(Loop& loop, std::shared_ptr<Connection> connection, std::string address);
  Task<void> watch(Loop& loop) const;
  void start();

  /// Calls `act` for each connection, on its own thread.
  template <class Act>
  void for_each_connection(Act act) {
    for (auto& loop : loops) {
      asio::post(loop->context, [&connections = loop->connections, act] {
        // A copy: what is closed may leave the set.
        const std::vector<Connection*> all(connections.begin(), connections.end());
        for (auto* connection : all) act(*connection);
      });
    }
  }
};

namespace {

void log_failure(std::exception_ptr failure) {
  if (!failure) return;
  try {
    std::rethrow_exception(failure);
  } catch (const std::exception& error) {
    spdlog::error("a connection failed: {}", error.what());
  }
}

}  // namespace

void Listener::Parts::listen() {
  boost::system::error_code error;
  const auto address = asio::ip::make_address(settings.address, error);
  if (error) {
    throw Problem::invalid("server.address",
                           fmt::format("{} is not an IP address.", settings.address));
  }
  const Tcp::endpoint endpoint(address, settings.port);
  acceptor.emplace(loops.front()->context);
  acceptor->open(endpoint.protocol(), error);
  if (!error) acceptor->set_option(Tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor->bind(endpoint, error);
  if (!error) acceptor->listen(asio::socket_base::max_listen_connections, error);
  if (!error) port = acceptor->local_endpoint(error).port();
  if (error) {
    throw Problem::unavailable(
        "server.port", fmt::format("Port {} of {} cannot be listened to: {}.", settings.port,
                                   settings.address, error.message()));
  }
}

Task<void> Listener::Parts::accept() {
  asio::steady_timer pause(loops.front()->context);
  for (std::size_t turn = 0; acceptor->is_open(); ++turn) {
    auto& loop = *loops[turn % loops.size()];
    auto [error, socket] = co_await acceptor->async_accept(loop.context, k_as_value);
    if (error == asio::error::operation_aborted) co_return;
    if (error) {
      spdlog::warn("a connection cannot be taken in: {}", error.message());
      pause.expires_after(k_accept_pause);
      co_await pause.async_wait(k_as_value);
      continue;
    }
    asio::post(loop.context, [this, &loop, taken = std::move(socket)]() mutable {
      take_in(loop, std::move(taken));
    });
  }
}

void Listener::Parts::take_in(Loop& loop, Tcp::socket socket) {
  boost::system::error_code error;
  const auto peer = socket.remote_endpoint(error);
  if (error) return;  // gone already
  auto address = text_of(peer);
  if (!places.take(network_of(address))) {
    surroundings.metrics.connection_refused();
    return;
  }
  socket.set_option(Tcp::no_delay(true), error);  // answers are written whole
  auto connection =
      std::make_shared<Connection>(wire_over(std::move(socket), tls.get()), surroundings, address);
  asio::co_spawn(loop.context, serve(loop, std::move(connection), std::move(address)), log_failure);
}

Task<void> Listener::Parts::serve(Loop& loop, std::shared_ptr<Connection> connection,
                                  std::string address) {
  /// Is on the list while it lives, however it ends.
  struct Listed {
    Parts& parts;
    Loop& loop;
    Connection* connection;
    const std::string& address;
    Listed(Parts& p, Loop& l, Connection* c, const std::string& a)
        : parts(p), loop(l), connection(c), address(a) {
      loop.connections.insert(connection);
      parts.surroundings.metrics.connection_opens();
    }
    ~Listed() {
      loop.connections.erase(connection);
      parts.surroundings.metrics.connection_closes();
      parts.places.leave(network_of(address));
    }
  };
  const Listed listed(*this, loop, connection.get(), address);
  co_await connection->serve();
}

Task<void> Listener::Parts::watch(Loop& loop) const {
  const auto& times = settings.times;
  const auto shortest = std::min({times.header, times.idle, times.transfer});
  const auto tick = std::clamp(shortest / 4, std::chrono::milliseconds(1), k_tick_max);
  asio::steady_timer timer(loop.context);
  while (true) {
    timer.expires_after(tick);
    co_await timer.async_wait(k_as_value);
    const auto now = steady_clock::now();
    for (auto* connection : loop.connections) connection->close_if_late(now);
  }
}

void Listener::Parts::start() {
  asio::co_spawn(loops.front()->context, accept(), log_failure);
  for (auto& loop : loops) {
    asio::co_spawn(loop->context, watch(*loop), log_failure);
    loop->thread = std::thread([&context = loop->context] { context.run(); });
  }
}

Listener::Listener(Surroundings& surroundings) : parts_(std::make_unique<Parts>(surroundings)) {
  parts_->start();
}

Listener::~Listener() {
  stop_taking();
  drain();
  end();
}

std::uint16_t Listener::port() const { return parts_->port; }
std::size_t Listener::connection_count() const { return parts_->places.taken(); }

void Listener::stop_taking() {
  if (!std::exchange(parts_->is_taking, false)) return;
  asio::post(parts_->loops.front()->context, [this] {
    boost::system::error_code ignored;  // there is nothing to do about it
    parts_->acceptor->close(ignored);
  });
  parts_->for_each_connection([](Connection& connection) { connection.end_soon(); });
}

void Listener::drain() {
  constexpr std::chrono::milliseconds k_look{5};
  const auto until = steady_clock::now() + parts_->settings.times.drain;
  while (connection_count() > 0 && steady_clock::now() < until) {
    std::this_thread::sleep_for(k_look);
    // Again and again: a connection may have come in while the first call was on its way.
    parts_->for_each_connection([](Connection& connection) { connection.end_soon(); });
  }
  parts_->for_each_connection([](Connection& connection) { connection.close(); });
}

void Listener::end() {
  if (std::exchange(parts_->has_ended, true)) return;
  for (auto& loop : parts_->loops) {
    loop->guard.reset();
    loop->context.stop();
  }
  for (auto& loop : parts_->loops) loop->thread.join();
}

void wait_for_signal() {
  asio::io_context context(1);
  asio::signal_set signals(context, SIGINT, SIGTERM);
  signals.async_wait([&signals](const boost::system::error_code&, int number) {
    spdlog::info("signal {}: stopping", number);
    signals.clear();
  });
  context.run();
}

}  // namespace anlan::server
