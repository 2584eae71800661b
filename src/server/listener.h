// Listener: takes connections in, spreads them over the I/O threads, and watches their clocks.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "server/metrics.h"
#include "server/server.h"

namespace anlan::server {

struct Surroundings;

class Listener {
 public:
  /// Throws Problem (unavailable) where the address cannot be had, (invalid) where it is none or
  /// the certificate cannot be read. The surroundings must outlive it.
  explicit Listener(Surroundings& surroundings);
  ~Listener();  ///< as stop_taking(), drain() and end()

  std::uint16_t port() const;
  std::size_t connection_count() const;

  /// No new connection, no new request. Returns at once.
  void stop_taking();
  /// Waits for what is in flight, at most times.drain; then closes what is left.
  void drain();
  /// Ends the threads. Workers must have ended before: they speak to connections.
  void end();

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

/// Returns when SIGINT or SIGTERM comes. From then on, another ends the program at once.
void wait_for_signal();

}  // namespace anlan::server
