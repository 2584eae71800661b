#include "geometry/polygon.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>

#include "geometry/area_index.h"
#include "geometry/orientation.h"
#include "geometry/projection.h"

namespace anlan::geometry {
namespace {

MultiPolygon box(double west, double south, double east, double north) {
  return {{.outer = {{west, south}, {east, south}, {east, north}, {west, north}}}};
}

/// A sheet of n x n cells whose inner corners are moved about, each cell cut in two along one of
/// its diagonals. Corners lie on a lattice of 1/16, so that places of a lattice often lie on edges.
std::vector<MultiPolygon> random_partition(int n) {
  const auto moved = [n](int i, bool is_inner) {
    return is_inner && i > 0 && i < n ? i + *rc::gen::inRange(-5, 6) / 16.0 : i;
  };
  std::vector<std::vector<Position>> corners(static_cast<std::size_t>(n + 1));
  for (int y = 0; y <= n; ++y) {
    for (int x = 0; x <= n; ++x) {
      corners[static_cast<std::size_t>(y)].push_back(
          {moved(x, y > 0 && y < n), moved(y, x > 0 && x < n)});
    }
  }
  std::vector<MultiPolygon> cells;
  for (std::size_t y = 0; y + 1 < corners.size(); ++y) {
    for (std::size_t x = 0; x + 1 < corners.size(); ++x) {
      const auto &a = corners[y][x], &b = corners[y][x + 1], &c = corners[y + 1][x + 1],
                 &d = corners[y + 1][x];
      const bool is_rising = *rc::gen::arbitrary<bool>();
      cells.push_back({{.outer = is_rising ? Ring{a, b, c} : Ring{d, b, a}}});
      cells.push_back({{.outer = is_rising ? Ring{a, c, d} : Ring{b, d, c}}});
    }
  }
  return cells;
}

Position random_place(int n) {
  const auto coordinate = [n] {
    return *rc::gen::arbitrary<bool>() ? *rc::gen::inRange(0, 16 * n) / 16.0
                                       : *rc::gen::inRange(0, 1'000'000 * n) / 1e6;
  };
  return {coordinate(), coordinate()};
}

std::vector<const MultiPolygon*> pointers(const std::vector<MultiPolygon>& areas) {
  std::vector<const MultiPolygon*> pointers;
  for (const auto& area : areas) pointers.push_back(&area);
  return pointers;
}

RC_GTEST_PROP(Polygon, EachPlaceOfAPartitionLiesInExactlyOnePart, ()) {
  const int n = *rc::gen::inRange(1, 5);
  const auto cells = random_partition(n);
  const AreaIndex index(pointers(cells));
  for (int i = 0; i < 50; ++i) {
    const auto place = random_place(n);  // the sheet's west and south edges are its own
    std::vector<std::uint32_t> holding;
    for (std::uint32_t cell = 0; cell < cells.size(); ++cell) {
      if (contains(cells[cell], place)) holding.push_back(cell);
    }
    RC_ASSERT(holding.size() == 1U);
    RC_ASSERT(index.find(place) == holding.front());
    RC_ASSERT(index.find_all(place) == holding);
  }
}

RC_GTEST_PROP(Orientation, HasNoRoundingError, ()) {
  // Nearly on one line, with coordinates of 30 bits: integers of 128 bits hold the determinant.
  const auto number = [] { return static_cast<double>(*rc::gen::inRange(-(1 << 30), 1 << 30)); };
  const double ax = number(), ay = number(), bx = number(), by = number();
  const double share = *rc::gen::inRange(0, 1000) / 1000.0;
  const double px = std::round(ax + share * (bx - ax)), py = std::round(ay + share * (by - ay));
  __extension__ using Wide = __int128;
  const auto wide = [](double a) { return static_cast<Wide>(a); };
  const Wide determinant =
      (wide(ax) - wide(px)) * (wide(by) - wide(py)) - (wide(ay) - wide(py)) * (wide(bx) - wide(px));
  const int expected = determinant > 0 ? 1 : determinant < 0 ? -1 : 0;
  constexpr double k_scale = 1.0 / (1 << 23);
  RC_ASSERT(orientation(ax, ay, bx, by, px, py) == expected);
  RC_ASSERT(orientation(ax * k_scale, ay * k_scale, bx * k_scale, by * k_scale, px * k_scale,
                        py * k_scale) == expected);
}

TEST(Orientation, SeesTheLastBit) {
  // A classic: 0.5 + k ulp against the diagonal, where the rounded formula says 0 or worse.
  const double off = std::nextafter(0.5, 1);
  EXPECT_EQ(orientation(12, 12, 24, 24, 0.5, 0.5), 0);
  EXPECT_EQ(orientation(12, 12, 24, 24, 0.5, off), 1);
  EXPECT_EQ(orientation(12, 12, 24, 24, off, 0.5), -1);
}

TEST(Polygon, GivesEdgesToTheAreaOnTheirEastAndNorth) {
  const auto square = box(0, 0, 1, 1);
  EXPECT_TRUE(contains(square, {0, 0}));
  EXPECT_TRUE(contains(square, {0, 0.5}));
  EXPECT_TRUE(contains(square, {0.5, 0}));
  EXPECT_FALSE(contains(square, {1, 0.5}));
  EXPECT_FALSE(contains(square, {0.5, 1}));
  EXPECT_FALSE(contains(square, {NAN, 0.5}));
}

TEST(Polygon, LeavesOutHolesAndTakesInIslands) {
  MultiPolygon area = box(0, 0, 10, 10);
  area[0].holes.push_back(box(2, 2, 8, 8)[0].outer);
  area.push_back(box(4, 4, 5, 5)[0]);
  EXPECT_TRUE(contains(area, {1, 5}));
  EXPECT_FALSE(contains(area, {3, 5}));
  EXPECT_TRUE(contains(area, {4.5, 4.5}));
  const AreaIndex index(std::vector<const MultiPolygon*>{&area});
  EXPECT_TRUE(index.find({9, 1}).has_value());
  EXPECT_FALSE(index.find({7, 7}).has_value());
  EXPECT_TRUE(index.find({4.5, 4.5}).has_value());
}

TEST(Polygon, MeasuresAreasOnTheGlobeAndOnThePlane) {
  // The ellipsoid's whole area is 510,065,621.7 km2 (Karney 2013): an eighth of it.
  const MultiPolygon octant{{.outer = {{0, 0}, {90, 0}, {0, 90}}}};
  EXPECT_NEAR(area(octant).value(), 510065621.724e6 / 8, 1e6);
  PlaneMultiPolygon frame{{.outer = {{1e7, 0}, {1e7 + 100, 0}, {1e7 + 100, 50}, {1e7, 50}}}};
  frame[0].holes.push_back({{1e7 + 10, 10}, {1e7 + 20, 10}, {1e7 + 20, 20}, {1e7 + 10, 20}});
  EXPECT_DOUBLE_EQ(area(frame).value(), 4900);
}

TEST(Circle, HasItsRadiusAllAround) {
  const Circle circle{{100.2, 26.9}, Metres::of(800)};
  const MultiPolygon shape{circle_polygon(circle, 256)};
  EXPECT_NEAR(area(shape).value(), std::numbers::pi * 800 * 800, 250);
  const auto plane = Projection::local(circle.centre);
  for (const auto& corner : shape[0].outer) {
    const auto point = plane.to_point(corner);
    EXPECT_NEAR(std::hypot(point.x, point.y), 800, 0.001);
  }
  EXPECT_GT(shape[0].outer[0].longitude, 100.2);  // from east
  EXPECT_GT(shape[0].outer[64].latitude, 26.9);   // by north
}

TEST(Circle, TouchesWhatIsWithinItsReach) {
  const Position centre{-89.95, 35.15};
  const auto plane = Projection::local(centre);
  const auto west = plane.to_position({500, 0}).longitude;
  const auto beside = box(west, 35, -89.8, 35.3);
  EXPECT_FALSE(intersects(beside, {centre, Metres::of(499)}));
  EXPECT_TRUE(intersects(beside, {centre, Metres::of(501)}));
  EXPECT_TRUE(intersects(box(-90, 35, -89.9, 35.3), {centre, Metres::of(1)}));  // within it
  EXPECT_TRUE(intersects(box(-89.951, 35.149, -89.949, 35.151), {centre, Metres::of(5000)}));
  EXPECT_FALSE(intersects(box(10, 10, 11, 11), {centre, Metres::of(5000)}));
}

TEST(Polygon, MeetsAnotherByEdgesOrWhole) {
  const auto square = box(0, 0, 10, 10);
  EXPECT_TRUE(intersects(square, box(9, 9, 12, 12)));
  EXPECT_TRUE(intersects(square, box(4, 4, 5, 5)));
  EXPECT_TRUE(intersects(box(4, 4, 5, 5), square));
  EXPECT_TRUE(intersects(square, box(10, 0, 12, 10)));  // an edge in common
  EXPECT_TRUE(intersects(square, box(-1, 4, 11, 5)));   // no corner of one within the other
  EXPECT_FALSE(intersects(square, box(11, 0, 12, 10)));
  MultiPolygon ring = square;
  ring[0].holes.push_back(box(2, 2, 8, 8)[0].outer);
  EXPECT_FALSE(intersects(ring, box(4, 4, 5, 5)));
}

RC_GTEST_PROP(Polygon, MeetsWhereAPlaceIsInBoth, ()) {
  const auto cells = random_partition(2);
  const auto other = random_partition(2);
  const auto place = random_place(2);
  for (const auto& a : cells) {
    for (const auto& b : other) {
      if (contains(a, place) && contains(b, place)) RC_ASSERT(intersects(a, b));
      RC_ASSERT(intersects(a, b) == intersects(b, a));
    }
  }
}

RC_GTEST_PROP(Polygon, FindsAPlaceWithin, ()) {
  for (const auto& cell : random_partition(2)) {
    if (area(cell).value() < 1) continue;  // flat ones have no inside
    const auto inner = inner_place(cell);
    RC_ASSERT(inner.has_value());
    RC_ASSERT(contains(cell, *inner));
  }
}

TEST(Polygon, NamesWhatIsWrongWithIt) {
  EXPECT_EQ(find_fault(box(0, 0, 1, 1)), std::nullopt);
  EXPECT_EQ(find_fault({}), "it is empty");
  EXPECT_EQ(find_fault({{.outer = {{0, 0}, {2, 2}, {2, 0}, {0, 1}}}}), "its lines cross");
  EXPECT_EQ(find_fault({box(0, 0, 2, 2)[0], box(1, 1, 3, 3)[0]}), "its lines cross");
  auto holed = box(0, 0, 1, 1);
  holed[0].holes.push_back(box(5, 5, 6, 6)[0].outer);
  EXPECT_EQ(find_fault(holed), "a hole lies outside of the outer line");
}

TEST(Projection, HasAPlaneAroundAPlace) {
  const Position centre{100.2, 26.9};
  const auto plane = Projection::local(centre);
  EXPECT_NEAR(plane.to_point(centre).x, 0, 1e-6);
  EXPECT_NEAR(plane.to_point(centre).y, 0, 1e-6);
  const auto place = plane.to_position({30'000, -40'000});
  const auto back = plane.to_point(place);
  EXPECT_NEAR(back.x, 30'000, 1e-6);
  EXPECT_NEAR(back.y, -40'000, 1e-6);
  EXPECT_LT(place.latitude, centre.latitude);
  const auto rim = circle_polygon({centre, Metres::of(50'000)}, 8);
  for (const auto& corner : rim.outer) {
    const auto point = plane.to_point(corner);
    EXPECT_NEAR(std::hypot(point.x, point.y), 50'000, 50'000 * 4e-5);
  }
}

TEST(Projection, GoesBackToAReferenceSystem) {
  const auto oregon = Projection::from("EPSG:2913");
  const auto point = oregon.to_point(oregon.to_position({7688186, 676342}));
  EXPECT_NEAR(point.x, 7688186, 1e-3);
  EXPECT_NEAR(point.y, 676342, 1e-3);
}

}  // namespace
}  // namespace anlan::geometry
