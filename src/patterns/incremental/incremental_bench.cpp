#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <vector>

#include "base/random.h"
#include "patterns/incremental/running_scan.h"
#include "patterns/incremental/running_surface.h"

namespace anlan::patterns {
namespace {

/// A city of 36,000 cases in thick and thin quarters over two years.
std::vector<RunningCase> city(Random& random, Day last_day, std::size_t count) {
  std::vector<DensityPoint> quarters(60);
  for (auto& q : quarters) q = {20'000 * random.uniform(), 20'000 * random.uniform()};
  std::vector<RunningCase> cases(count);
  for (auto& c : cases) {
    const auto& q = quarters[random.below(60)];
    c = {{q.x + 1'500 * random.normal(), q.y + 1'500 * random.normal()},
         last_day - static_cast<std::int32_t>(random.below(730))};
  }
  return cases;
}

/// Times each of 1,000 new cases by itself.
void running_scan_and_surface_of_a_city(benchmark::State& state) {
  Random random(42);
  const Day today = Day::from_number(20'000);
  const auto cases = city(random, today, 37'000);
  std::vector<double> milliseconds;
  for (auto _ : state) {
    RunningScan scan({cases.data(), 36'000}, today,
                     {.max_radius = Metres::of(static_cast<double>(state.range(0)))});
    RunningSurface surface({0, 0, 20'000, 20'000}, 200, 200, {});
    for (auto i = std::size_t{36'000}; i < cases.size(); ++i) {
      const auto start = std::chrono::steady_clock::now();
      surface.add(cases[i].place.x, cases[i].place.y, 20'000);
      benchmark::DoNotOptimize(scan.add({cases[i].place, today}));
      const std::chrono::duration<double, std::milli> time =
          std::chrono::steady_clock::now() - start;
      milliseconds.push_back(time.count());
    }
  }
  std::ranges::sort(milliseconds);
  state.counters["p50_ms"] = milliseconds[milliseconds.size() / 2];
  state.counters["p99_ms"] = milliseconds[milliseconds.size() * 99 / 100];
}
BENCHMARK(running_scan_and_surface_of_a_city)
    ->Arg(500)
    ->Arg(1'000)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime()
    ->Iterations(1);

}  // namespace
}  // namespace anlan::patterns

BENCHMARK_MAIN();
