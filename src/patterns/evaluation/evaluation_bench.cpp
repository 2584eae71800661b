#include <benchmark/benchmark.h>

#include <cmath>

#include "base/random.h"
#include "patterns/evaluation/rolling_origins.h"

namespace anlan::patterns {
namespace {

/// The scores alone: 65,000 cells, 15,000 events, 18 origins, a forecast that costs nothing.
void back_test_of_18_origins_over_65000_cells(benchmark::State& state) {
  constexpr std::uint32_t k_cells = 65'000;
  Random random(1);
  std::vector<CellEvent> events(15'000);
  for (auto& e : events)
    e = {0, 0, 1'800 * random.uniform(), std::min(random.below(k_cells), random.below(k_cells))};
  std::vector<ForecastWindow> windows;
  for (int i = 0; i < 18; ++i) windows.push_back({700. + 60 * i, 730. + 60 * i});
  CountForecast forecast{std::vector<double>(k_cells), {2}};
  for (std::uint32_t i = 0; i < k_cells; ++i)
    forecast.mean[i] = 250. * 2 * (k_cells - i - .5) / k_cells / k_cells;
  for (auto _ : state) {
    const auto scores = back_test(events, windows, [&](auto, const auto&) { return forecast; },
                                  {.cells = k_cells, .flagged_cells = 650});
    double sum = 0;
    for (const auto& s : scores) sum += s.ranking.accuracy_index;
    if (std::fabs(sum / 18 - 2) > .2) state.SkipWithError("the answer is wrong");
  }
}
BENCHMARK(back_test_of_18_origins_over_65000_cells)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace anlan::patterns

BENCHMARK_MAIN();
