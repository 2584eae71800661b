// Server: listens, lets in, hands to the workers, and ends in order.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "server/authenticator.h"
#include "server/router.h"

namespace anlan::server {

/// How long a client may take. Tests make them shorter.
struct TimeLimits {
  /// From the first byte of a request to the end of its headers; also for the TLS handshake.
  std::chrono::milliseconds header{10'000};
  /// Between two requests. Longer than the 60 s after which common proxies let go, so that they and
  /// not we close.
  std::chrono::milliseconds idle{75'000};
  /// For a body, and for an answer to be taken: this, and what slowest_bytes_per_second adds.
  std::chrono::milliseconds transfer{30'000};
  /// A bad mobile line has more; a client that holds a connection by one byte a second has not.
  std::uint64_t slowest_bytes_per_second = 16 * 1024;
  /// Between the heartbeats of an event stream: proxies close what is silent for 30 or 60 s.
  std::chrono::milliseconds heartbeat{15'000};
  /// For what is in flight when the server is told to stop.
  std::chrono::milliseconds drain{10'000};
};

/// Token buckets, counted by session or token, and by address where there is neither.
struct RateLimits {
  double usual_per_second = 500;  ///< a map that is dragged asks for some 100 tiles a second
  double usual_burst = 1000;
  double sign_in_per_second = 0.5;  ///< a station's officers behind one address, not a guesser
  double sign_in_burst = 30;
};

struct ServerSettings {
  std::string address = "127.0.0.1";
  std::uint16_t port = 8080;                         ///< 0: any that is free
  std::optional<std::filesystem::path> certificate;  ///< PEM chain; with it, TLS only
  std::optional<std::filesystem::path> private_key;
  /// Take the client's address and TLS from X-Forwarded-For and -Proto: only where a proxy that
  /// sets them is the only way in.
  bool is_behind_proxy = false;
  unsigned io_threads = 1;      ///< one moves more bytes than the workers of four cores answer
  unsigned worker_threads = 0;  ///< 0: two more than there are cores, since some wait for the disk
  std::size_t connections_max = 4096;  ///< well below the usual 8,192 or more open files
  /// Of one client address (not behind a proxy, where all have one): a station's whole staff, but
  /// not all that there is.
  std::size_t connections_per_address_max = 1024;
  std::size_t waiting_max = 1024;      ///< requests for a free worker; beyond, 503
  std::size_t uploads_max = 4;         ///< at once; each may fill the disk by its limit
  std::filesystem::path spool_folder;  ///< of uploads; the system's temporary folder where empty
  TimeLimits times;
  RateLimits rates;
};

class Server {
 public:
  /// Adds /healthz, /readyz and /metrics to the router's routes. The authenticator may be null:
  /// then nobody is signed in (only open routes answer). It must outlive the server.
  Server(ServerSettings settings, Router router, Authenticator* authenticator);
  ~Server();  ///< stops, if it runs

  /// Who may read /metrics from elsewhere than this machine; nobody where it is not said. Add
  /// before start().
  void set_metrics_readers(std::function<bool(const access::Actor&)> may_read);
  /// A readiness check: empty if ready, else a sentence why not. Add before start().
  void add_readiness(std::function<std::optional<std::string>()> check);

  /// Listens and answers, on threads of its own. Throws Problem (unavailable) where the address
  /// cannot be had, (invalid) where the certificate cannot be read.
  void start();
  std::uint16_t port() const;  ///< the one listened to, after start()

  /// Stops listening, answers what is in flight (at most times.drain), ends streams, and returns
  /// when every thread has ended.
  void stop();
  /// Waits for SIGINT or SIGTERM, then stop(). A second signal ends the program at once.
  void run_until_signal();

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace anlan::server
