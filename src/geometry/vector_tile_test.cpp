#include "geometry/vector_tile.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cstdlib>
#include <fstream>
#include <protozero/pbf_reader.hpp>
#include <sstream>

#include "base/random.h"
#include "tests/support/temporary_folder.h"

namespace anlan::geometry {
namespace {

using ::testing::HasSubstr;

/// A tile at zoom 10 over Kunming, in degrees some .35 wide.
constexpr Tile k_tile{10, 804, 438};

MultiPolygon box(double west, double south, double east, double north) {
  return {{.outer = {{west, south}, {east, south}, {east, north}, {west, north}}}};
}

Position in_tile(double x, double y) {
  return to_position({(k_tile.x + x) / k_tile.count(), (k_tile.y + y) / k_tile.count()});
}

/// What GDAL, which is not ours, reads from the tile.
std::string read_by_gdal(const std::string& tile) {
  const tests::TemporaryFolder folder;
  const auto file = folder.path() / "438.mvt";
  std::ofstream(file, std::ios::binary) << tile;
  const auto out = folder.path() / "out.txt";
  const auto line = "ogrinfo -al -oo X=804 -oo Y=438 -oo Z=10 'MVT:" + file.string() + "' > " +
                    out.string() + " 2>&1";
  EXPECT_EQ(std::system(line.c_str()), 0);
  std::ostringstream text;
  text << std::ifstream(out).rdbuf();
  return text.str();
}

TEST(VectorTile, IsReadByGdal) {
  VectorTileLayer units("units", k_tile);
  auto area = box(102.70, 25.00, 102.80, 25.10);
  area[0].holes.push_back(box(102.73, 25.03, 102.76, 25.06)[0].outer);
  units.add_area(to_world(area),
                 std::vector<TileAttribute>{{"code", "s1"}, {"name_zh", "东门派出所"}}, 7);
  VectorTileLayer incidents("incidents", k_tile);
  incidents.add_point(
      Position{102.75, 25.05},
      std::vector<TileAttribute>{{"count", std::int64_t{3}}, {"share", 0.5}, {"is_open", true}});
  const auto text = read_by_gdal(units.encoded() + incidents.encoded());
  EXPECT_THAT(text, HasSubstr("Layer name: units"));
  EXPECT_THAT(text, HasSubstr("Layer name: incidents"));
  EXPECT_THAT(text, HasSubstr("name_zh (String) = 东门派出所"));
  EXPECT_THAT(text, HasSubstr("count (Integer) = 3"));
  EXPECT_THAT(text, HasSubstr("share (Real) = 0.5"));
  EXPECT_THAT(text, HasSubstr("is_open (Integer(Boolean)) = 1"));
  EXPECT_THAT(text, HasSubstr("mvt_id (Integer64) = 7"));
  EXPECT_THAT(text, ::testing::ContainsRegex("POLYGON \\(\\(.*\\),\\(.*\\)\\)"));  // with its hole
}

TEST(VectorTile, LeavesOutWhatLiesInOtherTiles) {
  VectorTileLayer layer("x", k_tile);
  layer.add_point(in_tile(-0.001, 0.5), {});
  layer.add_point(in_tile(0.5, 1.001), {});
  layer.add_area(to_world(box(10, 10, 11, 11)), {});
  EXPECT_EQ(layer.feature_count(), 0U);
  EXPECT_TRUE(layer.encoded().empty());
  layer.add_point(in_tile(0.001, 0.999), {});
  EXPECT_EQ(layer.feature_count(), 1U);
}

/// Decodes the rings of the only feature of the only layer.
std::vector<std::vector<TilePoint>> rings_of(const std::string& tile) {
  std::vector<std::vector<TilePoint>> rings;
  protozero::pbf_reader layer = [&] {
    protozero::pbf_reader message(tile);
    message.next(3);
    return message.get_message();
  }();
  if (!layer.next(2)) return rings;
  auto feature = layer.get_message();
  if (!feature.next(4)) return rings;
  const auto range = feature.get_packed_uint32();
  TilePoint at;
  for (auto word = range.begin(); word != range.end();) {
    const auto id = *word & 7, count = *word >> 3;
    ++word;
    if (id == 1) rings.emplace_back();
    for (std::uint32_t i = 0; id != 7 && i < count; ++i) {
      at.x += protozero::decode_zigzag32(*word++);
      at.y += protozero::decode_zigzag32(*word++);
      rings.back().push_back(at);
    }
  }
  return rings;
}

std::int64_t doubled_area(const std::vector<TilePoint>& ring) {
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < ring.size(); ++i) {
    const auto &a = ring[i], &b = ring[(i + 1) % ring.size()];
    sum += std::int64_t{a.x} * b.y - std::int64_t{b.x} * a.y;
  }
  return sum;
}

RC_GTEST_PROP(VectorTile, CutsToTheTileAndWindsAsTheSpecificationSays, ()) {
  // A star-shaped ring about a place of the tile, with a hole of its shape.
  const auto share = [](int least, int greatest) {
    return *rc::gen::inRange(least, greatest) / 100.0;
  };
  const double x = share(1, 99), y = share(1, 99);
  const auto corners = *rc::gen::inRange(3, 20);
  PolygonOf<WorldPoint> polygon{.holes = {{}}};
  for (int i = 0; i < corners; ++i) {
    const double angle = 2 * std::numbers::pi * i / corners, reach = share(10, 200);
    const auto at = [&](double r) {
      return WorldPoint{(k_tile.x + x + r * std::cos(angle)) / k_tile.count(),
                        (k_tile.y + y + r * std::sin(angle)) / k_tile.count()};
    };
    polygon.outer.push_back(at(reach));
    polygon.holes[0].push_back(at(reach / 2));
  }
  if (*rc::gen::arbitrary<bool>()) std::ranges::reverse(polygon.outer);
  VectorTileLayer layer("x", k_tile);
  layer.add_area({polygon}, {});
  RC_ASSERT(layer.feature_count() == 1U);
  const auto rings = rings_of(layer.encoded());
  RC_ASSERT(!rings.empty());
  for (const auto& ring : rings) {
    RC_ASSERT(ring.size() >= 3U);
    RC_ASSERT((doubled_area(ring) > 0) == (&ring == &rings.front()));
    for (const auto& p : ring) {
      RC_ASSERT(p.x >= -k_tile_area_margin && p.x <= k_tile_extent + k_tile_area_margin);
      RC_ASSERT(p.y >= -k_tile_area_margin && p.y <= k_tile_extent + k_tile_area_margin);
    }
  }
}

/// A sheet of n x n cells with lines of many corners between them.
std::vector<WorldArea> wavy_sheet(int n, int corners_per_side, Random& random) {
  const auto draw = [&] {  // how far each corner of each line is off, but at crossings
    std::vector<std::vector<double>> lines(static_cast<std::size_t>(n + 1));
    for (auto& line : lines) {
      const bool is_edge = &line == &lines.front() || &line == &lines.back();
      for (int i = 0; i <= n * corners_per_side; ++i)
        line.push_back(i % corners_per_side == 0 || is_edge ? 0 : 0.02 * random.uniform());
    }
    return lines;
  };
  const auto upright = draw(), level = draw();
  const auto index = [](int i) { return static_cast<std::size_t>(i); };
  std::vector<WorldArea> cells;
  for (int y = 0; y < n; ++y) {
    for (int x = 0; x < n; ++x) {
      RingOf<WorldPoint> ring;
      const auto place = [&](int step, int side) -> WorldPoint {
        const int k = corners_per_side;
        const int along = side < 2 ? step : k - step;
        if (side % 2 == 0) {
          const int line = side == 0 ? y : y + 1, i = x * k + along;
          return {static_cast<double>(i) / k, line + level[index(line)][index(i)]};
        }
        const int line = side == 1 ? x + 1 : x, i = y * k + along;
        return {line + upright[index(line)][index(i)], static_cast<double>(i) / k};
      };
      for (int side = 0; side < 4; ++side) {
        for (int step = 0; step < corners_per_side; ++step) ring.push_back(place(step, side));
      }
      cells.push_back({{.outer = ring}});
    }
  }
  return cells;
}

double doubled_area(const RingOf<WorldPoint>& ring) {
  double sum = 0;
  for (std::size_t i = 0; i < ring.size(); ++i) {
    const auto &a = ring[i], &b = ring[(i + 1) % ring.size()];
    sum += a.x * b.y - b.x * a.y;
  }
  return std::abs(sum);
}

RC_GTEST_PROP(Simplified, NeighboursStillFit, ()) {
  Random random(*rc::gen::arbitrary<std::uint64_t>());
  const int n = *rc::gen::inRange(1, 4);
  const auto sheet = wavy_sheet(n, 20, random);
  const double tolerance = *rc::gen::inRange(0, 40) / 1000.0;
  const auto thin = simplified(sheet, tolerance);
  double area = 0;
  std::size_t corners = 0;
  for (const auto& cell : thin) {
    RC_ASSERT(cell.size() == 1U);
    area += doubled_area(cell[0].outer) / 2;
    corners += cell[0].outer.size();
  }
  RC_ASSERT(std::abs(area - n * n) <
            1e-9);  // neither gap nor overlap: the sheet's edge is straight
  if (tolerance >= 0.02) RC_ASSERT(corners == static_cast<std::size_t>(4 * n * n));
}

TEST(Simplified, KeepsIslandsInTheirHoles) {
  RingOf<WorldPoint> round;
  for (int i = 0; i < 100; ++i) {
    const double angle = 2 * std::numbers::pi * i / 100;
    round.push_back({0.5 + 0.2 * std::cos(angle), 0.5 + 0.2 * std::sin(angle)});
  }
  const WorldArea around{{.outer = {{0, 0}, {1, 0}, {1, 1}, {0, 1}}, .holes = {round}}};
  auto turned = round;
  std::ranges::rotate(turned, turned.begin() + 37);
  std::ranges::reverse(turned);
  const WorldArea island{{.outer = turned}};
  const auto thin = simplified(std::vector{around, island}, 0.01);
  const auto &hole = thin[0][0].holes[0], &shore = thin[1][0].outer;
  EXPECT_LT(hole.size(), 30U);
  EXPECT_TRUE(std::ranges::is_permutation(hole, shore));
}

}  // namespace
}  // namespace anlan::geometry
