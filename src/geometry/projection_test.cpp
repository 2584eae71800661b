#include "geometry/projection.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "base/problem.h"

namespace anlan::geometry {
namespace {

TEST(Projection, KnowsOregonsFeetAndIllinoisMetres) {
  // Where the projected coordinates of public files are known to lie (to 1e-6 degrees, 0.1 m).
  std::array portland{Position{.longitude = 7688186, .latitude = 676342}};
  Projection::from("EPSG:2913").to_positions(portland);
  EXPECT_NEAR(portland[0].longitude, -122.504706, 1e-6);
  EXPECT_NEAR(portland[0].latitude, 45.504336, 1e-6);
  std::array chicago{Position{.longitude = 350353.394956896, .latitude = 578924.252858319}};
  Projection::from("EPSG:26971").to_positions(chicago);
  EXPECT_NEAR(chicago[0].longitude, -87.726700, 1e-6);
  EXPECT_NEAR(chicago[0].latitude, 41.879748, 1e-6);
}

TEST(Projection, LeavesWgs84AsItIs) {
  std::array places{Position{.longitude = 102.7, .latitude = 25.04}};
  Projection::from("EPSG:4326").to_positions(places);
  EXPECT_EQ(places[0], (Position{.longitude = 102.7, .latitude = 25.04}));
}

TEST(Projection, SaysWhatItDoesNotKnow) {
  EXPECT_THROW(Projection::from("EPSG:99999"), Problem);
  EXPECT_THROW(Projection::from(""), Problem);
  std::array places{Position{.longitude = 1e30, .latitude = 1e30}};
  Projection::from("EPSG:32648").to_positions(places);
  EXPECT_TRUE(std::isnan(places[0].longitude));
}

}  // namespace
}  // namespace anlan::geometry
