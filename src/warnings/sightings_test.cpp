#include "warnings/sightings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <map>

namespace anlan::warnings {
namespace {

using places::Level;

const UnitPath k_county = *UnitPath::parse("p/c/");
const UnitPath k_west = *UnitPath::parse("p/c/w/");
const UnitPath k_east = *UnitPath::parse("p/c/e/");

places::Unit unit(std::string_view path, Level level, bool has_boundary) {
  const auto parsed = *UnitPath::parse(path);
  return {.code = parsed.unit(),
          .path = parsed,
          .level = level,
          .parent = parsed.parent().unit(),
          .has_boundary = has_boundary};
}

places::UnitBoundary area(std::string_view code, double west, double east) {
  return {.code = *UnitCode::parse(code),
          .area = {{.outer = {{west, 25.0}, {east, 25.0}, {east, 25.1}, {west, 25.1}}}}};
}

/// Two stations side by side, each with the boundary where asked for; a village in the west.
WarnedUnits units(bool stations, bool county, bool village, Level wished) {
  std::vector<places::UnitBoundary> areas;
  if (county) areas.push_back(area("c", 102.5, 102.6));
  if (stations) {
    areas.push_back(area("w", 102.50, 102.55));
    areas.push_back(area("e", 102.55, 102.60));
  }
  if (village) areas.push_back(area("v", 102.50, 102.52));
  auto gazetteer = std::make_shared<const places::Gazetteer>(
      std::vector{unit("p/", Level::province, false), unit("p/c/", Level::county, county),
                  unit("p/c/e/", Level::station, stations),
                  unit("p/c/w/", Level::station, stations),
                  unit("p/c/w/v/", Level::community, village), unit("p/d/", Level::county, false)},
      std::move(areas));
  return {gazetteer, k_county, wished};
}

TEST(WarnedUnitsTest, AreOfTheWishedLevelWhereItsBoundariesAreKnown) {
  EXPECT_EQ(units(true, true, true, Level::station).at({102.51, 25.05}), k_west);
  EXPECT_EQ(units(true, true, true, Level::county).at({102.51, 25.05}), k_county);
  EXPECT_EQ(units(true, true, true, Level::community).at({102.51, 25.05}).text(), "p/c/w/v/");
}

TEST(WarnedUnitsTest, FallToTheDeepestLevelThatHasBoundaries) {
  EXPECT_EQ(units(false, true, false, Level::station).at({102.51, 25.05}), k_county);
  EXPECT_EQ(units(true, true, false, Level::community).at({102.51, 25.05}), k_west);
  EXPECT_EQ(units(false, false, false, Level::station).at({102.51, 25.05}), UnitPath());
}

TEST(WarnedUnitsTest, AVillagesBoundaryTellsItsStation) {
  EXPECT_EQ(units(false, false, true, Level::station).at({102.51, 25.05}), k_west);
}

TEST(WarnedUnitsTest, WhatLiesOutsideTheAreaIsNobodys) {
  EXPECT_EQ(units(true, true, true, Level::station).at({103, 25.05}), UnitPath());
}

Finding finding_at(double longitude, double metres) {
  return {.observed = 2,
          .is_significant = true,
          .area = {.centre = {longitude, 25.05}, .radius = Metres::of(metres)},
          .incidents = {Id::named("i", "1"), Id::named("i", "2")}};
}

TEST(SightingsTest, EachTouchedUnitHasItsShare) {
  const PositionOf positions{{Id::named("i", "1"), {102.549, 25.05}},
                             {Id::named("i", "2"), {102.551, 25.05}}};
  const std::vector findings{finding_at(102.55, 400)};
  const auto seen = sightings_of(findings, positions, units(true, true, false, Level::station));
  ASSERT_EQ(seen.size(), 2U);
  EXPECT_EQ(seen[0].unit, k_east);
  EXPECT_EQ(seen[1].unit, k_west);
  for (const auto& sighting : seen) {
    EXPECT_EQ(sighting.observed_in_unit, 1);
    EXPECT_NEAR(sighting.area_share, 0.5, 0.02);
  }
}

TEST(SightingsTest, WhereNoBoundaryIsKnownTheAreaItselfIsWarned) {
  const PositionOf positions{{Id::named("i", "1"), {102.51, 25.05}},
                             {Id::named("i", "2"), {102.51, 25.05}}};
  const std::vector findings{finding_at(102.51, 300)};
  const auto seen = sightings_of(findings, positions, units(false, false, false, Level::station));
  ASSERT_EQ(seen.size(), 1U);
  EXPECT_EQ(seen[0].unit, k_county);
  EXPECT_EQ(seen[0].observed_in_unit, 2);
}

TEST(SightingsTest, WhatIsNotSignificantIsNotSeen) {
  auto finding = finding_at(102.51, 300);
  finding.is_significant = false;
  EXPECT_TRUE(
      sightings_of(std::vector{finding}, {}, units(true, true, true, Level::station)).empty());
}

RC_GTEST_PROP(SpreadProperty, PointsLieWithinTheCircleAndFillIt, ()) {
  const Circle circle{
      .centre = {*rc::gen::inRange(-1700, 1700) / 10.0, *rc::gen::inRange(-700, 700) / 10.0},
      .radius = Metres::of(*rc::gen::inRange(50, 5000))};
  const auto points = spread_over(circle, 400);
  RC_ASSERT(points.size() == 400U);
  int inner = 0;
  int north = 0;
  for (const auto& point : points) {
    const auto metres = distance(point, circle.centre);
    RC_ASSERT(metres <= circle.radius * 1.001);
    inner += metres <= circle.radius / 2 ? 1 : 0;
    north += point.latitude > circle.centre.latitude ? 1 : 0;
  }
  RC_ASSERT(std::abs(inner - 100) <= 4);  // a quarter of the area
  RC_ASSERT(std::abs(north - 200) <= 12);
}

}  // namespace
}  // namespace anlan::warnings
