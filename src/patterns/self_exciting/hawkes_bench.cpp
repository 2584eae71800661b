#include <benchmark/benchmark.h>

#include <chrono>

#include "patterns/self_exciting/hawkes.h"

namespace anlan::patterns {
namespace {

/// A million events over 100 km by 100 km and three years; the time of an iteration is that between
/// two reports.
void hawkes_iteration_of_1m_events(benchmark::State& state) {
  HawkesModel model{.background_per_day = 700'000 / 1095.0,
                    .background = {{0, 0, 100'000, 100'000}, 1, 1, {1e-10F}},
                    .omega = .1,
                    .sigma = 100};
  model.productivity[0] = .3;
  Random random(1);
  const auto events = simulate_hawkes(model, 1095, {}, random);
  double seconds = 0;
  std::uint32_t iterations = 0;
  std::uint64_t pairs = 0;
  for (auto _ : state) {
    auto last = std::chrono::steady_clock::now();
    const auto fit = fit_hawkes(
        events, model.background.window, 1095,
        {.iterations_max = 12, .threads = 2, .progress = [&](std::uint32_t iteration, double) {
           const auto now = std::chrono::steady_clock::now();
           if (iteration > 1) {
             seconds += std::chrono::duration<double>(now - last).count();
             ++iterations;
           }
           last = now;
           return true;
         }});
    pairs = fit.pairs;
  }
  state.counters["events"] = static_cast<double>(events.size());
  state.counters["pairs"] = static_cast<double>(pairs);
  state.counters["ms_an_iteration"] = 1e3 * seconds / iterations;
}
BENCHMARK(hawkes_iteration_of_1m_events)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime()
    ->Iterations(1);

}  // namespace
}  // namespace anlan::patterns

BENCHMARK_MAIN();
