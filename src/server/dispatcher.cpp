#include "server/dispatcher.h"

#include <fmt/format.h>
#include <sodium.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <exception>
#include <utility>

#include "base/problem.h"
#include "server/cross_site.h"
#include "server/problem_json.h"
#include "server/response_head.h"

namespace anlan::server {
namespace {

constexpr std::size_t k_idempotency_key_bytes_max = 80;

std::string_view name_of(const Request& request) {
  return request.is_head ? "HEAD" : to_string(request.method);
}

/// Runs what may throw, and turns what it throws into an answer. What is no Problem is a defect:
/// the log has its words, the client only the request's id.
template <class Work>
Response shielded(const Request& request, Work work) {
  try {
    return work();
  } catch (const Problem& problem) {
    return problem_response(problem, request);
  } catch (const std::exception& error) {
    spdlog::error("request {}: {} {} failed: {}", request.request_id, name_of(request),
                  request.path, error.what());
  }
  return refusal(500, "server.failed", "The program failed; its log tells more.",
                 request.request_id);
}

Response finished(const Request& request, Response response) {
  finish_response(request, response);
  return response;
}

/// What is answered where a path has no route for the method: by OPTIONS, which it has. There are
/// no CORS headers: no other site's page may ask for anything.
Response without_route(const Request& request, const std::vector<Method>& allowed) {
  std::string names = "OPTIONS";
  for (const auto method : allowed) {
    names += fmt::format(", {}", to_string(method));
    if (method == Method::get) names += ", HEAD";
  }
  if (request.method == Method::options) return Response::no_content().with("Allow", names);
  return refusal(405, "request.method", fmt::format("This path answers only {}.", names),
                 request.request_id)
      .with("Allow", names);
}

Response too_many(const Request& request, int seconds) {
  return refusal(429, "request.too_many", "Too many requests; try again in a while.",
                 request.request_id)
      .with("Retry-After", std::to_string(seconds));
}

/// BLAKE2b-256, for comparing bodies.
std::string fingerprint_of(std::string_view body) {
  std::array<unsigned char, crypto_generichash_BYTES> hash{};
  crypto_generichash(hash.data(), hash.size(), reinterpret_cast<const unsigned char*>(body.data()),
                     body.size(), nullptr, 0);
  return {hash.begin(), hash.end()};
}

bool is_idempotency_key(std::string_view key) {
  return !key.empty() && key.size() <= k_idempotency_key_bytes_max &&
         std::ranges::all_of(key, [](char c) { return c > ' ' && c < 0x7F; });
}

}  // namespace

Dispatcher::Dispatcher(const Router& router, Metrics& metrics, Authenticator* authenticator,
                       const Rates& rates)
    : router_(router),
      metrics_(metrics),
      authenticator_(authenticator),
      usual_pace_(rates.usual_per_second, rates.usual_burst),
      sign_in_pace_(rates.sign_in_per_second, rates.sign_in_burst) {}

Plan Dispatcher::plan(Request& request) {
  auto match = router_.find(request.method, request.path);
  request.parameters = std::move(match.parameters);
  if (!match.route && !match.allowed.empty()) {
    return {nullptr, finished(request, without_route(request, match.allowed))};
  }
  if (!match.route && request.method == Method::get) match.route = router_.fallback();
  if (!match.route) {
    return {nullptr, finished(request, refusal(404, "request.no_such_path",
                                               "There is no such path.", request.request_id))};
  }
  if (match.route->options.pace == Pace::sign_in) {
    const auto now = std::chrono::steady_clock::now();
    if (const auto seconds = sign_in_pace_.refuse(network_of(request.remote_address), now)) {
      metrics_.rate_limited();
      return {match.route, finished(request, too_many(request, *seconds))};
    }
  }
  return {match.route, std::nullopt};
}

std::optional<Response> Dispatcher::refuse_pace(const Request& request) {
  const auto key =
      request.principal ? request.principal->session : network_of(request.remote_address);
  const auto seconds = usual_pace_.refuse(key, std::chrono::steady_clock::now());
  if (!seconds) return std::nullopt;
  metrics_.rate_limited();
  return too_many(request, *seconds);
}

std::optional<Response> Dispatcher::refuse(Request& request, const Route& route) {
  const bool must_sign_in = route.guard == Guard::signed_in ||
                            (route.guard == Guard::signed_in_or_local && !request.is_local());
  if (must_sign_in && authenticator_) request.principal = authenticator_->authenticate(request);
  if (auto refused = refuse_pace(request)) return refused;
  if (must_sign_in && (!request.principal || !request.principal->actor)) {
    return refusal(401, "access.not_signed_in", "Sign in first.", request.request_id)
        .with("WWW-Authenticate", "Bearer realm=\"anlan\"");
  }
  if (request.principal && request.principal->is_read_only && changes_state(request.method)) {
    return refusal(403, "access.read_only", "This token may only read.", request.request_id);
  }
  if (const auto fault = cross_site_fault(request)) {
    return refusal(403, "access.cross_site", *fault, request.request_id);
  }
  return std::nullopt;
}

Response Dispatcher::answer_once(const Request& request, const Route& route) {
  const auto name = request.header("Idempotency-Key");
  if (!name || request.method != Method::post || !request.principal) return route.handler(request);
  if (!is_idempotency_key(*name)) {
    throw Problem::invalid("request.idempotency_key", "The Idempotency-Key cannot be accepted.",
                           {{"Idempotency-Key", "must have 1 to 80 printable ASCII characters"}});
  }
  const auto key = fmt::format("{}\n{}\n{}", request.principal->session, request.path, *name);
  const auto state = seen_keys_.begin(key, fingerprint_of(request.body));
  if (const auto* answer = std::get_if<Response>(&state)) return *answer;
  if (std::holds_alternative<OtherBody>(state)) {
    throw Problem::invalid("request.idempotency_key", "The Idempotency-Key was used before.",
                           {{"Idempotency-Key", "was used with another body"}});
  }
  if (std::holds_alternative<InProgress>(state)) {
    throw Problem::conflict("request.in_progress", "The same request is being answered now.");
  }
  if (std::holds_alternative<DoneInSecret>(state)) {
    throw Problem::conflict("request.answered_once",
                            "This was done before; its answer held a secret, shown only once.");
  }
  auto response = shielded(request, [&] { return route.handler(request); });
  if (response.status / 100 != 2) {
    seen_keys_.forget(key);  // nothing was done, so that trying again is right
  } else if (response.header("Cache-Control") == "no-store") {
    seen_keys_.keep_secret(key);  // a password or token: nobody's to keep, nor ours
  } else {
    seen_keys_.keep(key, response);
  }
  return response;
}

Response Dispatcher::answer(Request& request, const Route& route) {
  return finished(request, shielded(request, [&] {
                    auto refused = refuse(request, route);
                    return refused ? *std::move(refused) : answer_once(request, route);
                  }));
}

std::optional<Response> Dispatcher::admit(Request& request, const Route& route) {
  bool is_admitted = false;
  auto response = shielded(request, [&] {
    auto refused = refuse(request, route);
    is_admitted = !refused;
    return refused ? *std::move(refused) : Response();
  });
  if (is_admitted) return std::nullopt;
  return finished(request, std::move(response));
}

Response Dispatcher::answer_upload(const Request& request, const Route& route,
                                   const UploadedFile& file) {
  return finished(request, shielded(request, [&] { return route.upload_handler(request, file); }));
}

Expected<EventFilter, Response> Dispatcher::open_stream(Request& request, const Route& route) {
  if (auto refused = admit(request, route)) return Unexpected(*std::move(refused));
  EventFilter filter;
  auto response = shielded(request, [&] {
    filter = route.stream_handler(request);
    return Response();
  });
  if (filter) return filter;
  return Unexpected(finished(request, std::move(response)));
}

bool Dispatcher::still_holds(const Request& request) {
  if (!request.principal) return true;  // an open route's
  try {
    return authenticator_->still_holds(*request.principal);
  } catch (const std::exception& error) {
    spdlog::warn("request {}: whether its session holds is not known: {}", request.request_id,
                 error.what());
    return false;
  }
}

}  // namespace anlan::server
