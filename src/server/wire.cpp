#include "server/wire.h"

#include <utility>

namespace anlan::server {
namespace {

using Socket = asio::ip::tcp::socket;
using SecureStream = asio::ssl::stream<Socket>;
using Pieces = std::array<asio::const_buffer, 2>;

Pieces pieces_of(std::string_view first, std::string_view second) {
  return {asio::buffer(first), asio::buffer(second)};
}

class PlainWire final : public Wire {
 public:
  explicit PlainWire(Socket socket) : socket_(std::move(socket)) {}

  Task<bool> shake_hands() override { co_return true; }

  Task<std::size_t> read_some(char* bytes, std::size_t bytes_max) override {
    const auto [error, count] =
        co_await socket_.async_read_some(asio::buffer(bytes, bytes_max), k_as_value);
    co_return error ? 0 : count;
  }

  Task<bool> write(std::string_view first, std::string_view second) override {
    const auto pieces = pieces_of(first, second);
    const auto [error, count] = co_await asio::async_write(socket_, pieces, k_as_value);
    co_return !error;
  }

  Task<void> end_writing() override {
    boost::system::error_code ignored;  // the client may have gone already
    socket_.shutdown(Socket::shutdown_send, ignored);
    co_return;
  }

  bool is_secure() const override { return false; }

 protected:
  Socket& socket() override { return socket_; }

 private:
  Socket socket_;
};

class SecureWire final : public Wire {
 public:
  SecureWire(Socket socket, asio::ssl::context& tls) : stream_(std::move(socket), tls) {}

  Task<bool> shake_hands() override {
    const auto [error] =
        co_await stream_.async_handshake(asio::ssl::stream_base::server, k_as_value);
    co_return !error;
  }

  Task<std::size_t> read_some(char* bytes, std::size_t bytes_max) override {
    const auto [error, count] =
        co_await stream_.async_read_some(asio::buffer(bytes, bytes_max), k_as_value);
    co_return error ? 0 : count;
  }

  Task<bool> write(std::string_view first, std::string_view second) override {
    const auto pieces = pieces_of(first, second);
    const auto [error, count] = co_await asio::async_write(stream_, pieces, k_as_value);
    co_return !error;
  }

  Task<void> end_writing() override {
    // Sends close_notify and waits for the client's, as long as whoever watches the clock lets it.
    const auto [error] = co_await stream_.async_shutdown(k_as_value);
    static_cast<void>(error);
  }

  bool is_secure() const override { return true; }

 protected:
  Socket& socket() override { return stream_.next_layer(); }

 private:
  SecureStream stream_;
};

}  // namespace

void Wire::close() {
  boost::system::error_code ignored;  // there is nothing to do about it
  socket().close(ignored);
}

std::unique_ptr<Wire> wire_over(Socket socket, asio::ssl::context* tls) {
  if (tls) return std::make_unique<SecureWire>(std::move(socket), *tls);
  return std::make_unique<PlainWire>(std::move(socket));
}

}  // namespace anlan::server
