#include "geometry/geojson.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace anlan::geometry {
namespace {

TEST(Geojson, ReadsAreasAndWritesThemBack) {
  const auto* text = R"({"type":"Polygon","coordinates":[[[0,0],[4,0],[4,4],[0,4],[0,0]],)"
                     R"([[1,1],[1,2],[2,2],[1,1]]]})";
  const auto area = read_geojson_area(text);
  ASSERT_TRUE(area.has_value());
  ASSERT_EQ(area->size(), 1U);
  EXPECT_EQ(area->front().outer.size(), 4U);
  EXPECT_EQ(area->front().holes.size(), 1U);
  EXPECT_EQ(geojson(*area), text);
}

TEST(Geojson, ReadsWhatARepairLeavesBehind) {
  const auto area = read_geojson_area(
      R"({"type":"GeometryCollection","geometries":[)"
      R"({"type":"LineString","coordinates":[[0,0],[1,1]]},)"
      R"({"type":"MultiPolygon","coordinates":[[[[0,0,9],[4,0,9],[4,4,9],[0,0,9]]]]}]})");
  ASSERT_TRUE(area.has_value());
  EXPECT_EQ(area->front().outer.size(), 3U);
}

TEST(Geojson, SaysWhyNot) {
  const auto why = [](std::string_view text) { return read_geojson_area(text).error(); };
  EXPECT_EQ(why("{"), "it is no JSON");
  EXPECT_EQ(why("[]"), "it is no GeoJSON geometry");
  EXPECT_EQ(why(R"({"type":"Point","coordinates":[0,0]})"),
            "it is neither a Polygon nor a MultiPolygon");
  EXPECT_EQ(why(R"({"type":"Polygon"})"), "its coordinates are malformed");
  EXPECT_EQ(why(R"({"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,1]]]})"),
            "a line is not closed");
  EXPECT_EQ(why(R"({"type":"Polygon","coordinates":[[[0,0],[1,0],[0,0]]]})"),
            "a line has fewer than four corners");
  EXPECT_EQ(why(R"({"type":"Polygon","coordinates":[[[0,0],[0,0],[1,0],[0,0]]]})"),
            "a line has fewer than three different corners");
  EXPECT_EQ(why(R"({"type":"Polygon","coordinates":[[[7e6,0],[7e6,1],[8e6,1],[7e6,0]]]})"),
            "its coordinates are not degrees on the globe");
  EXPECT_EQ(why(R"({"type":"GeometryCollection","geometries":[]})"), "it holds no area");
}

TEST(Geojson, HoldsItsLimits) {
  const auto* text = R"({"type":"Polygon","coordinates":[[[0,0],[4,0],[4,4],[0,4],[0,0]]]})";
  EXPECT_EQ(read_geojson_area(text, {.bytes = 10}).error(), "it is too large");
  EXPECT_EQ(read_geojson_area(text, {.corners = 4}).error(), "it has too many corners");
  EXPECT_EQ(read_geojson_area(text, {.polygons = 0}).error(), "it has too many parts");
  EXPECT_FALSE(read_geojson_area(R"({"type":"Polygon","coordinates":)" + std::string(5000, '[')));
}

RC_GTEST_PROP(Geojson, ComesBackToACentimetre, ()) {
  const auto part = [] { return *rc::gen::inRange(-900'000'000, 900'000'000) / 1e7; };
  const MultiPolygon area{{.outer = {{part(), part()}, {part(), part()}, {part(), part()}}}};
  const auto again = read_geojson_area(geojson(area));
  RC_PRE(again.has_value());
  for (const auto& corner : again->front().outer) {
    RC_ASSERT(std::ranges::any_of(area[0].outer, [&](const Position& given) {
      return std::abs(given.longitude - corner.longitude) < 1e-9 &&
             std::abs(given.latitude - corner.latitude) < 1e-9;
    }));
  }
}

}  // namespace
}  // namespace anlan::geometry
