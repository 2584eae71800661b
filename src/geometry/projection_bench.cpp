// A million places to the globe and to a plane.
#include <benchmark/benchmark.h>

#include <vector>

#include "base/random.h"
#include "geometry/projection.h"

namespace anlan::geometry {
namespace {

constexpr int k_places = 1'000'000;

std::vector<Position> places() {
  Random random(5);
  std::vector<Position> places;
  for (int i = 0; i < k_places; ++i)
    places.push_back({102.5 + 0.5 * random.uniform(), 24.8 + 0.5 * random.uniform()});
  return places;
}

void LocalPlane(benchmark::State& state) {
  const auto given = places();
  std::vector<Point> points(given.size());
  const auto plane = Projection::local({102.75, 25.05});
  for (auto _ : state) {
    plane.to_points(given, points);
    benchmark::DoNotOptimize(points.data());
  }
  state.SetItemsProcessed(state.iterations() * k_places);
}
BENCHMARK(LocalPlane)->Unit(benchmark::kMillisecond);

void FromProjectedSystem(benchmark::State& state) {
  const auto given = places();
  std::vector<Point> points(given.size());
  const auto utm = Projection::from("EPSG:32648");
  utm.to_points(given, points);
  std::vector<Position> back(given.size());
  for (auto _ : state) {
    utm.to_positions(points, back);
    benchmark::DoNotOptimize(back.data());
  }
  state.SetItemsProcessed(state.iterations() * k_places);
}
BENCHMARK(FromProjectedSystem)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace anlan::geometry

BENCHMARK_MAIN();
