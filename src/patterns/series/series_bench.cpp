#include <benchmark/benchmark.h>

#include <cmath>

#include "base/random.h"
#include "patterns/series/farrington.h"

namespace anlan::patterns {
namespace {

std::vector<std::vector<double>> many_series(std::size_t count) {
  Random random(1);
  std::vector<std::vector<double>> series(count, std::vector<double>(5 * 52));
  for (auto& one : series) {
    const double level = 1 + 9 * random.uniform();
    for (std::size_t week = 0; week < one.size(); ++week) {
      one[week] =
          random.poisson(level * (1 + .4 * std::sin(2 * M_PI * static_cast<double>(week) / 52)));
    }
    one.back() += 5;  // so that every one has cases enough to be judged
  }
  return series;
}

/// The latest week of as many series; 2,608 is the size of the golden set.
void farrington_series_weeks(benchmark::State& state) {
  const auto series = many_series(static_cast<std::size_t>(state.range(0)));
  for (auto _ : state) {
    const auto alarms = farrington_latest(series, WeekCalendar::every_52(), noufaily_2013(), 2);
    for (const auto& alarm : alarms) {
      if (!alarm.is_judged) return state.SkipWithError("a series was not judged");
    }
  }
}
BENCHMARK(farrington_series_weeks)
    ->Arg(2'608)
    ->Arg(10'000)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

}  // namespace
}  // namespace anlan::patterns

BENCHMARK_MAIN();
