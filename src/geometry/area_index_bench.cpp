// Which area holds a place: a million places a second on the nine precincts of Memphis, or more.
#include <benchmark/benchmark.h>

#include <boost/geometry.hpp>
#include <boost/geometry/geometries/point_xy.hpp>
#include <boost/geometry/index/rtree.hpp>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "base/check.h"
#include "base/random.h"
#include "geometry/area_index.h"
#include "geometry/geojson.h"
#include "tests/support/shared_data.h"

namespace anlan::geometry {
namespace {

constexpr std::size_t k_places = 1'000'000;

/// The precincts; a sheet of nine round areas where the shared data are absent.
std::vector<MultiPolygon> read_areas(bool& is_memphis) {
  std::ifstream file(tests::shared_file("data/incidents/memphis/memphis_precincts.geojson"));
  std::vector<MultiPolygon> areas;
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with("{ \"type\": \"Feature\"")) continue;
    if (line.ends_with(',')) line.pop_back();
    auto feature = read_geojson_feature(line);
    if (feature && feature->area) areas.push_back(std::move(*feature->area));
  }
  is_memphis = areas.size() == 9;
  for (int i = 0; areas.size() < 9; ++i) {
    const Position centre{-90.1 + 0.1 * (i % 3), 35.05 + 0.08 * (i / 3)};
    areas.push_back({circle_polygon({centre, Metres::of(4000)}, 2400)});
  }
  return areas;
}

struct World {
  bool is_memphis = false;
  std::vector<MultiPolygon> areas = read_areas(is_memphis);
  std::vector<const MultiPolygon*> pointers;
  std::vector<Position> places;

  World() {
    Bounds box;
    for (const auto& area : areas) {
      pointers.push_back(&area);
      box.include(bounds(area));
    }
    Random random(20260203);
    for (std::size_t i = 0; i < k_places; ++i) {
      places.push_back({box.west + (box.east - box.west) * random.uniform(),
                        box.south + (box.north - box.south) * random.uniform()});
    }
  }
};

const World& world() {
  static const World world;
  return world;
}

void say(benchmark::State& state, std::size_t places_each) {
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(places_each));
  state.SetLabel(world().is_memphis ? "Memphis" : "nine circles: shared data absent");
}

void UnitOfPlace(benchmark::State& state) {
  const auto& w = world();
  const AreaIndex index(w.pointers);
  for (std::size_t i = 0; i < k_places; i += 997)  // the answer is the plain test's
    for (std::uint32_t a = 0; a < w.areas.size(); ++a)
      CHECK(contains(w.areas[a], w.places[i]) == (index.find(w.places[i]) == a));
  for (auto _ : state) {
    std::size_t found = 0;
    for (const auto& place : w.places) found += index.find(place).has_value();
    benchmark::DoNotOptimize(found);
  }
  say(state, k_places);
}
BENCHMARK(UnitOfPlace)->Unit(benchmark::kMillisecond);

/// The same boxes in Boost's R-tree, with the plain test behind it.
void UnitOfPlaceByBoostAndPlainTest(benchmark::State& state) {
  namespace bg = boost::geometry;
  using Point = bg::model::d2::point_xy<double>;
  using Box = bg::model::box<Point>;
  const auto& w = world();
  std::vector<std::pair<Box, std::uint32_t>> boxes;
  for (std::uint32_t i = 0; i < w.areas.size(); ++i) {
    const auto b = bounds(w.areas[i]);
    boxes.emplace_back(Box({b.west, b.south}, {b.east, b.north}), i);
  }
  const bg::index::rtree<std::pair<Box, std::uint32_t>, bg::index::rstar<8>> tree(boxes);
  constexpr std::size_t k_fewer = k_places / 100;
  for (auto _ : state) {
    std::size_t found = 0;
    for (std::size_t i = 0; i < k_fewer; ++i) {
      const Point p(w.places[i].longitude, w.places[i].latitude);
      for (auto box = tree.qbegin(bg::index::intersects(p)); box != tree.qend(); ++box)
        found += contains(w.areas[box->second], w.places[i]);
    }
    benchmark::DoNotOptimize(found);
  }
  say(state, k_fewer);
}
BENCHMARK(UnitOfPlaceByBoostAndPlainTest)->Unit(benchmark::kMillisecond);

std::vector<MultiPolygon> many_areas(int side) {
  std::vector<MultiPolygon> areas;
  for (int y = 0; y < side; ++y)
    for (int x = 0; x < side; ++x)
      areas.push_back({circle_polygon({{97.0 + 0.05 * x, 21.0 + 0.05 * y}, Metres::of(3500)}, 48)});
  return areas;
}

/// 14,400 villages: the tree alone, ours against Boost's.
void BoxesOfManyAreas(benchmark::State& state) {
  namespace bg = boost::geometry;
  using Point = bg::model::d2::point_xy<double>;
  using Box = bg::model::box<Point>;
  const auto areas = many_areas(120);
  std::vector<const MultiPolygon*> pointers;
  std::vector<std::pair<Box, std::uint32_t>> boxes;
  for (std::uint32_t i = 0; i < areas.size(); ++i) {
    pointers.push_back(&areas[i]);
    const auto b = bounds(areas[i]);
    boxes.emplace_back(Box({b.west, b.south}, {b.east, b.north}), i);
  }
  const AreaIndex ours(pointers);
  const bg::index::rtree<std::pair<Box, std::uint32_t>, bg::index::rstar<8>> theirs(boxes);
  Random random(7);
  std::vector<Position> places;
  for (int i = 0; i < 100'000; ++i)
    places.push_back({97 + 6 * random.uniform(), 21 + 6 * random.uniform()});
  const bool is_ours = state.range(0) == 0;
  for (auto _ : state) {
    std::size_t found = 0;
    for (const auto& p : places) {
      if (is_ours) {
        found += ours.touching({p.longitude, p.latitude, p.longitude, p.latitude}).size();
      } else {
        const auto at = bg::index::intersects(Point(p.longitude, p.latitude));
        for (auto box = theirs.qbegin(at); box != theirs.qend(); ++box) ++found;
      }
    }
    benchmark::DoNotOptimize(found);
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(places.size()));
  state.SetLabel(is_ours ? "packed" : "Boost R*");
}
BENCHMARK(BoxesOfManyAreas)->Arg(0)->Arg(1)->Unit(benchmark::kMillisecond);

void UnitOfPlaceAmongMany(benchmark::State& state) {
  const auto areas = many_areas(120);
  std::vector<const MultiPolygon*> pointers;
  for (const auto& area : areas) pointers.push_back(&area);
  const AreaIndex index(pointers);
  Random random(7);
  std::vector<Position> places;
  for (int i = 0; i < 1'000'000; ++i)
    places.push_back({97 + 6 * random.uniform(), 21 + 6 * random.uniform()});
  for (auto _ : state) {
    std::size_t found = 0;
    for (const auto& place : places) found += index.find(place).has_value();
    benchmark::DoNotOptimize(found);
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(places.size()));
}
BENCHMARK(UnitOfPlaceAmongMany)->Unit(benchmark::kMillisecond);

void BuildIndexOfMany(benchmark::State& state) {
  const auto areas = many_areas(120);
  std::vector<const MultiPolygon*> pointers;
  for (const auto& area : areas) pointers.push_back(&area);
  for (auto _ : state) benchmark::DoNotOptimize(AreaIndex(pointers).size());
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(areas.size()));
}
BENCHMARK(BuildIndexOfMany)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace anlan::geometry

BENCHMARK_MAIN();
