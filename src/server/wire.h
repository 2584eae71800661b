// Wire: the bytes of one connection, plain or TLS. With request_parser.cpp, the only file that
// includes Asio or Beast; see docs/decisions/0008.
#pragma once

#include <array>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <cstddef>
#include <memory>
#include <string_view>

namespace anlan::server {

namespace asio = boost::asio;

template <class Value>
using Task = asio::awaitable<Value>;

/// Errors come back as values: to a server, a client that goes away is no exception.
constexpr auto k_as_value = asio::as_tuple(asio::use_awaitable);

/// For one thread. Nothing here knows of time: whoever watches the clock calls close(), and what is
/// under way ends as if the client had gone. (The timer in Beast 1.81's tcp_stream is not used: its
/// time-outs can end in bad_executor, boostorg/beast #2926, and it counts reads and writes as one.)
class Wire {
 public:
  virtual ~Wire() = default;

  /// False where TLS cannot be agreed upon. True at once where the wire is plain.
  virtual Task<bool> shake_hands() = 0;
  /// How many bytes were read; 0 at the end, or where the connection is broken.
  virtual Task<std::size_t> read_some(char* bytes, std::size_t bytes_max) = 0;
  /// Both, in this order; false where the connection is broken.
  virtual Task<bool> write(std::string_view first, std::string_view second) = 0;
  /// Says that nothing more will be written.
  virtual Task<void> end_writing() = 0;
  virtual bool is_secure() const = 0;

  asio::any_io_executor executor() { return socket().get_executor(); }
  void close();

 protected:
  virtual asio::ip::tcp::socket& socket() = 0;
};

/// TLS where there is a context.
std::unique_ptr<Wire> wire_over(asio::ip::tcp::socket socket, asio::ssl::context* tls);

}  // namespace anlan::server
