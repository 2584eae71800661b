#include "server/server.h"

#include <sodium.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <thread>
#include <utility>
#include <vector>

#include "base/check.h"
#include "base/problem.h"
#include "server/connection.h"
#include "server/dispatcher.h"
#include "server/listener.h"
#include "server/metrics.h"
#include "server/worker_pool.h"

namespace anlan::server {
namespace {

constexpr std::string_view k_prometheus_text = "text/plain; version=0.0.4; charset=utf-8";

unsigned workers_of(const ServerSettings& settings) {
  if (settings.worker_threads > 0) return settings.worker_threads;
  return std::max(1U, std::thread::hardware_concurrency()) + 2;
}

Dispatcher::Rates rates_of(const RateLimits& rates) {
  return {rates.usual_per_second, rates.usual_burst, rates.sign_in_per_second, rates.sign_in_burst};
}

}  // namespace

struct Server::Parts {
  ServerSettings settings;
  Router router;
  Authenticator* authenticator;
  std::vector<std::function<std::optional<std::string>()>> readiness;
  std::function<bool(const access::Actor&)> may_read_metrics;
  std::atomic<bool> is_stopping{false};
  // Made by start(), in this order, and ended in the reverse.
  std::optional<Metrics> metrics;
  std::optional<Dispatcher> dispatcher;
  std::optional<WorkerPool> workers;
  std::optional<Surroundings> surroundings;
  std::optional<Listener> listener;

  Parts(ServerSettings with, Router routes, Authenticator* by)
      : settings(std::move(with)), router(std::move(routes)), authenticator(by) {
    CHECK(sodium_init() >= 0);
    add_program_routes();
  }

  void add_program_routes() {
    RouteOptions immediate;
    immediate.is_immediate = true;
    router.add(
        Method::get, "/healthz", Guard::open,
        [](const Request&) { return Response::text("alive\n"); }, immediate);
    router.add(Method::get, "/readyz", Guard::open,
               [this](const Request&) { return readiness_now(); });
    router.add(Method::get, "/metrics", Guard::signed_in_or_local,
               [this](const Request& request) { return metrics_now(request); });
  }

  Response metrics_now(const Request& request) const {
    if (request.principal && !(may_read_metrics && may_read_metrics(request.actor()))) {
      throw Problem::forbidden("access.forbidden", "Your post does not read the metrics.");
    }
    return Response::text(metrics->text(), k_prometheus_text);
  }

  Response readiness_now() const {
    if (is_stopping) throw Problem::unavailable("server.stopping", "The server is stopping.");
    for (const auto& check : readiness) {
      if (auto why = check()) throw Problem::unavailable("server.not_ready", *std::move(why));
    }
    return Response::text("ready\n");
  }
};

Server::Server(ServerSettings settings, Router router, Authenticator* authenticator)
    : parts_(std::make_unique<Parts>(std::move(settings), std::move(router), authenticator)) {}

Server::~Server() { stop(); }

void Server::set_metrics_readers(std::function<bool(const access::Actor&)> may_read) {
  CHECK(!parts_->listener);
  parts_->may_read_metrics = std::move(may_read);
}

void Server::add_readiness(std::function<std::optional<std::string>()> check) {
  CHECK(!parts_->listener);
  parts_->readiness.push_back(std::move(check));
}

void Server::start() {
  auto& p = *parts_;
  CHECK(!p.listener && !p.is_stopping);
  p.metrics.emplace(p.router);
  p.dispatcher.emplace(p.router, *p.metrics, p.authenticator, rates_of(p.settings.rates));
  p.workers.emplace(workers_of(p.settings), p.settings.waiting_max);
  p.surroundings.emplace(p.settings, *p.dispatcher, *p.workers, *p.metrics);
  p.listener.emplace(*p.surroundings);
  spdlog::info("listening on {}:{}", p.settings.address, port());
}

std::uint16_t Server::port() const {
  CHECK(parts_->listener.has_value());
  return parts_->listener->port();
}

void Server::stop() {
  auto& p = *parts_;
  if (!p.listener || p.is_stopping.exchange(true)) return;
  p.listener->stop_taking();
  p.listener->drain();
  p.workers->stop();
  p.listener->end();
  p.listener.reset();
  spdlog::info("stopped");
}

void Server::run_until_signal() {
  wait_for_signal();
  stop();
}

}  // namespace anlan::server
