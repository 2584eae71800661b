// Dispatcher: from a request to its answer, without a socket in sight.
#pragma once

#include <memory>
#include <optional>

#include "base/expected.h"
#include "server/authenticator.h"
#include "server/metrics.h"
#include "server/rate_limiter.h"
#include "server/router.h"
#include "server/seen_keys.h"

namespace anlan::server {

/// Where a request goes: to a route, or back at once.
struct Plan {
  const Route* route = nullptr;
  std::optional<Response> refusal;
};

/// Guards, paces, and asks the handlers; every failure becomes an answer here, and nowhere else.
/// Safe to share between threads. The router, metrics and authenticator must outlive it.
class Dispatcher {
 public:
  struct Rates {
    double usual_per_second, usual_burst, sign_in_per_second, sign_in_burst;
  };
  /// The authenticator may be null: then nobody is signed in.
  Dispatcher(const Router& router, Metrics& metrics, Authenticator* authenticator,
             const Rates& rates);

  /// By the headers alone; fills the path's parameters. Quick: for an I/O thread.
  Plan plan(Request& request);

  /// Guards, then the handler. For a worker, as are all that follow. They do not throw.
  Response answer(Request& request, const Route& route);
  /// Guards alone, before an upload is taken in: the refusal, or nothing.
  std::optional<Response> admit(Request& request, const Route& route);
  /// The handler alone, after admit().
  Response answer_upload(const Request& request, const Route& route, const UploadedFile& file);
  /// Guards, then what the client may see.
  Expected<EventFilter, Response> open_stream(Request& request, const Route& route);
  /// Whether an open stream may go on.
  bool still_holds(const Request& request);

 private:
  std::optional<Response> refuse(Request& request, const Route& route);
  std::optional<Response> refuse_pace(const Request& request);
  Response answer_once(const Request& request, const Route& route);

  const Router& router_;
  Metrics& metrics_;
  Authenticator* authenticator_;
  RateLimiter usual_pace_;
  RateLimiter sign_in_pace_;
  SeenKeysInMemory seen_keys_;
};

}  // namespace anlan::server
