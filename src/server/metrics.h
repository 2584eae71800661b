// Metrics: what /metrics tells Prometheus.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "server/router.h"

namespace anlan::server {

/// Safe to share between threads. A route is named by its pattern, so that ids in paths do not make
/// series; what no route knows is named "unmatched".
class Metrics {
 public:
  explicit Metrics(const Router& router);
  ~Metrics();

  /// `route` may be null.
  void count_answer(const Route* route, Method method, int status,
                    std::chrono::steady_clock::duration took);
  void request_begins();
  void request_ends();
  void connection_opens();
  void connection_closes();
  void stream_opens();
  void stream_closes();
  void connection_refused();  ///< too many were open
  void rate_limited();
  void timed_out();  ///< a client took too long

  /// In Prometheus' text format 0.0.4.
  std::string text() const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace anlan::server
