#include "server/metrics.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <map>
#include <mutex>
#include <shared_mutex>
#include <tuple>

namespace anlan::server {
namespace {

constexpr const char* k_unmatched = "unmatched";

/// From a trivial answer to one that is too slow for a page; seconds.
prometheus::Histogram::BucketBoundaries latency_buckets() {
  return {0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10};
}

}  // namespace

struct Metrics::Parts {
  prometheus::Registry registry;
  prometheus::Family<prometheus::Counter>& requests =
      prometheus::BuildCounter()
          .Name("anlan_http_requests_total")
          .Help("Requests answered, by route, method and status")
          .Register(registry);
  prometheus::Family<prometheus::Histogram>& latencies =
      prometheus::BuildHistogram()
          .Name("anlan_http_request_seconds")
          .Help("From the end of the headers to the answer's being ready, by route")
          .Register(registry);
  std::map<const Route*, prometheus::Histogram*> by_route;  // complete from the start

  using Series = std::tuple<const Route*, Method, int>;
  std::shared_mutex mutex;  // of counters
  std::map<Series, prometheus::Counter*> counters;

  prometheus::Gauge& in_flight = gauge("anlan_http_requests_in_flight", "Requests being answered");
  prometheus::Gauge& connections = gauge("anlan_http_connections", "Connections open");
  prometheus::Gauge& streams = gauge("anlan_http_event_streams", "Event streams open");
  prometheus::Counter& refused = counter("anlan_http_connections_refused_total",
                                         "Connections closed, since too many were open");
  prometheus::Counter& limited = counter("anlan_http_rate_limited_total",
                                         "Requests refused, since their client asks too often");
  prometheus::Counter& timeouts =
      counter("anlan_http_timeouts_total", "Connections closed, since the client took too long");

  prometheus::Gauge& gauge(const char* name, const char* help) {
    return prometheus::BuildGauge().Name(name).Help(help).Register(registry).Add({});
  }
  prometheus::Counter& counter(const char* name, const char* help) {
    return prometheus::BuildCounter().Name(name).Help(help).Register(registry).Add({});
  }
  void add_latency(const Route* route, const std::string& name) {
    by_route[route] = &latencies.Add({{"route", name}}, latency_buckets());
  }

  prometheus::Counter& counter_of(const Series& series) {
    {
      const std::shared_lock lock(mutex);
      if (const auto found = counters.find(series); found != counters.end()) return *found->second;
    }
    const auto& [route, method, status] = series;
    auto& added = requests.Add({{"route", route ? route->pattern : k_unmatched},
                                {"method", std::string(to_string(method))},
                                {"status", std::to_string(status)}});
    const std::unique_lock lock(mutex);
    counters[series] = &added;
    return added;
  }
};

Metrics::Metrics(const Router& router) : parts_(std::make_unique<Parts>()) {
  parts_->add_latency(nullptr, k_unmatched);
  for (const auto* route : router.routes()) parts_->add_latency(route, route->pattern);
  if (const auto* page = router.fallback()) parts_->add_latency(page, page->pattern);
}

Metrics::~Metrics() = default;

void Metrics::count_answer(const Route* route, Method method, int status,
                           std::chrono::steady_clock::duration took) {
  parts_->counter_of({route, method, status}).Increment();
  parts_->by_route.at(route)->Observe(std::chrono::duration<double>(took).count());
}

void Metrics::request_begins() { parts_->in_flight.Increment(); }
void Metrics::request_ends() { parts_->in_flight.Decrement(); }
void Metrics::connection_opens() { parts_->connections.Increment(); }
void Metrics::connection_closes() { parts_->connections.Decrement(); }
void Metrics::stream_opens() { parts_->streams.Increment(); }
void Metrics::stream_closes() { parts_->streams.Decrement(); }
void Metrics::connection_refused() { parts_->refused.Increment(); }
void Metrics::rate_limited() { parts_->limited.Increment(); }
void Metrics::timed_out() { parts_->timeouts.Increment(); }

std::string Metrics::text() const {
  return prometheus::TextSerializer().Serialize(parts_->registry.Collect());
}

}  // namespace anlan::server
