// A server on the loopback interface for one test: what it is told, it records; what it answers,
// the test says.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace anlan::tests {

/// Listens on a free port of 127.0.0.1 and holds one conversation after the other, in a thread of
/// its own. A silent client is left after 5 s.
class LoopbackServer {
 public:
  using Conversation = std::function<void(int socket)>;

  explicit LoopbackServer(Conversation conversation)
      : conversation_(std::move(conversation)), listener_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    auto* any = reinterpret_cast<sockaddr*>(&address);
    if (listener_ < 0 || ::bind(listener_, any, length) != 0 || ::listen(listener_, 16) != 0 ||
        ::getsockname(listener_, any, &length) != 0) {
      throw std::runtime_error("no loopback server can be made");
    }
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { serve(); });
  }
  ~LoopbackServer() {
    is_stopping_ = true;
    ::shutdown(listener_, SHUT_RDWR);
    thread_.join();
    ::close(listener_);
  }
  LoopbackServer(const LoopbackServer&) = delete;
  LoopbackServer& operator=(const LoopbackServer&) = delete;

  std::uint16_t port() const { return port_; }

 private:
  void serve() {
    while (!is_stopping_) {
      const int client = ::accept(listener_, nullptr, nullptr);
      if (client < 0) continue;
      const timeval patience{.tv_sec = 5, .tv_usec = 0};
      ::setsockopt(client, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
      ::setsockopt(client, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
      conversation_(client);
      ::close(client);
    }
  }

  Conversation conversation_;
  int listener_;
  std::uint16_t port_ = 0;
  std::atomic<bool> is_stopping_ = false;
  std::thread thread_;
};

struct HttpExchange {
  std::string head;  ///< request line and headers
  std::string body;
};

/// Answers each request with the next of the statuses, and with the last one from then on; 0 closes
/// the connection without an answer.
class HttpRecorder {
 public:
  explicit HttpRecorder(std::vector<int> statuses)
      : statuses_(std::move(statuses)), server_([this](int socket) { answer(socket); }) {}

  std::uint16_t port() const { return server_.port(); }
  std::vector<HttpExchange> received() const {
    const std::lock_guard lock(mutex_);
    return received_;
  }

 private:
  void answer(int socket) {
    std::string text;
    char buffer[4096];
    while (!is_whole(text)) {
      const auto count = ::recv(socket, buffer, sizeof buffer, 0);
      if (count <= 0 || text.size() > (1U << 20)) return;
      text.append(buffer, static_cast<std::size_t>(count));
    }
    const auto end = text.find("\r\n\r\n");
    int status = 0;
    {
      const std::lock_guard lock(mutex_);
      status = statuses_[std::min(received_.size(), statuses_.size() - 1)];
      received_.push_back({text.substr(0, end + 2), text.substr(end + 4)});
    }
    if (status == 0) return;
    const auto reply =
        "HTTP/1.1 " + std::to_string(status) +
        " x\r\nLocation: /elsewhere\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    ::send(socket, reply.data(), reply.size(), MSG_NOSIGNAL);
  }
  static bool is_whole(const std::string& text) {
    const auto end = text.find("\r\n\r\n");
    if (end == std::string::npos) return false;
    const auto at = text.find("Content-Length: ");
    return text.size() >= end + 4 + (at < end ? std::stoul(text.substr(at + 16)) : 0);
  }

  std::vector<int> statuses_;
  mutable std::mutex mutex_;
  std::vector<HttpExchange> received_;
  LoopbackServer server_;
};

}  // namespace anlan::tests
