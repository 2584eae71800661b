// A trivial handler on loopback: requests a second, and how long the slowest hundredth takes.
#include <benchmark/benchmark.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <chrono>
#include <thread>
#include <vector>

#include "server/server.h"
#include "tests/support/loopback_client.h"

namespace anlan::server {
namespace {

using std::chrono::steady_clock;

constexpr int k_requests_each = 4000;

ServerSettings settings_without_limits() {
  ServerSettings settings;
  settings.port = 0;
  settings.rates = {1e9, 1e9, 1e9, 1e9};
  return settings;
}

Router trivial_routes() {
  Router router;
  router.add(Method::get, "/v1/trivial/{id}", Guard::open, [](const Request& request) {
    return Response::text(std::string(request.path_parameter("id")));
  });
  return router;
}

/// Microseconds that each request took; stops at a wrong answer.
std::vector<double> ask_again_and_again(std::uint16_t port) {
  std::vector<double> took;
  took.reserve(k_requests_each);
  tests::LoopbackClient client(port);
  const auto request = tests::get("/v1/trivial/7");
  for (int i = 0; i < k_requests_each; ++i) {
    const auto begin = steady_clock::now();
    if (client.ask(request).body != "7") break;
    took.push_back(std::chrono::duration<double, std::micro>(steady_clock::now() - begin).count());
  }
  return took;
}

void keep_alive_requests(benchmark::State& state) {
  spdlog::set_level(spdlog::level::warn);
  const auto clients = static_cast<std::size_t>(state.range(0));
  Server server(settings_without_limits(), trivial_routes(), nullptr);
  server.start();
  std::vector<double> all;
  double seconds = 0;
  for (auto _ : state) {
    std::vector<std::vector<double>> of_each(clients);
    const auto begin = steady_clock::now();
    {
      std::vector<std::jthread> threads;
      for (auto& mine : of_each) {
        threads.emplace_back([&] { mine = ask_again_and_again(server.port()); });
      }
    }
    seconds += std::chrono::duration<double>(steady_clock::now() - begin).count();
    for (const auto& mine : of_each) all.insert(all.end(), mine.begin(), mine.end());
  }
  const auto wanted = clients * static_cast<std::size_t>(k_requests_each) *
                      static_cast<std::size_t>(state.iterations());
  if (all.size() != wanted) return state.SkipWithError("an answer was wrong");
  std::ranges::sort(all);
  state.counters["requests_per_second"] = static_cast<double>(all.size()) / seconds;
  state.counters["p50_us"] = all[all.size() / 2];
  state.counters["p99_us"] = all[all.size() * 99 / 100];
}
BENCHMARK(keep_alive_requests)
    ->Arg(1)
    ->Arg(8)
    ->Arg(32)
    ->Iterations(2)
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace anlan::server

BENCHMARK_MAIN();
