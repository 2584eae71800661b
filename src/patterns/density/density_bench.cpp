#include <benchmark/benchmark.h>

#include <algorithm>

#include "base/random.h"
#include "patterns/density/density.h"
#include "patterns/density/ripley.h"

namespace anlan::patterns {
namespace {

std::vector<DensityPoint> million(double side) {
  Random random(1);
  std::vector<DensityPoint> points(1'000'000);
  for (auto& p : points) p = {random.uniform() * side, random.uniform() * side};
  return points;
}

/// 20 km by 20 km in cells of 20 m, a bandwidth of 150 m.
void gaussian_density_of_1m_points_on_1024x1024(benchmark::State& state) {
  const auto points = million(20'000);
  Surface surface{{0, 0, 20'000, 20'000}, 1024, 1024};
  for (auto _ : state) {
    kernel_density(points, {}, {.bandwidth = 150, .edge_correction = false, .threads = 2}, surface);
    benchmark::DoNotOptimize(surface.values.data());
  }
  const double middle = surface.at(512, 512) * 400e6;  // a million everywhere
  if (std::abs(middle - 1e6) > 1e5) state.SkipWithError("the answer is wrong");
}
BENCHMARK(gaussian_density_of_1m_points_on_1024x1024)->Unit(benchmark::kMillisecond)->UseRealTime();

/// 39 million pairs within reach.
void k_function_of_1m_points(benchmark::State& state) {
  const auto points = million(1);
  RipleyCurve curve;
  for (auto _ : state) {
    curve = ripley(points, {0, 0, 1, 1}, .005, 50, EdgeCorrection::isotropic, 2);
  }
  if (std::abs(curve.l.back() - .005) > 1e-4) state.SkipWithError("the answer is wrong");
}
BENCHMARK(k_function_of_1m_points)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
}  // namespace anlan::patterns

BENCHMARK_MAIN();
