#include "geometry/tile.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace anlan::geometry {
namespace {

TEST(Tile, CoversTheWorldAtZoomZero) {
  const auto box = Tile{}.bounds();
  EXPECT_DOUBLE_EQ(box.west, -180);
  EXPECT_DOUBLE_EQ(box.east, 180);
  EXPECT_NEAR(box.north, k_mercator_latitude_max, 1e-9);
  EXPECT_NEAR(box.south, -k_mercator_latitude_max, 1e-9);
}

TEST(Tile, IsFoundByPlace) {
  // Kunming, as the public web maps number it.
  EXPECT_EQ(Tile::at({102.7123, 25.0406}, 10), (Tile{10, 804, 438}));
  EXPECT_EQ(Tile::at({180, -90}, 3), (Tile{3, 7, 7}));
  EXPECT_EQ(Tile::of(3, 8, 0), std::nullopt);
  EXPECT_EQ(Tile::of(23, 0, 0), std::nullopt);
  EXPECT_EQ(Tile::of(3, -1, 0), std::nullopt);
}

TEST(Bounds, AreReadAsAText) {
  EXPECT_EQ(bounds_from("100,25.5,101,26"), (Bounds{100, 25.5, 101, 26}));
  EXPECT_EQ(bounds_from("-10,-5,-10,-5"), (Bounds{-10, -5, -10, -5}));
  for (const auto* text : {"", "1,2,3", "1,2,3,4,5", "3,2,1,4", "1,4,3,2", "1,2,3,91", "1,2,3,x",
                           "nan,2,3,4", "1;2;3;4", "1,2,3,4 "}) {
    EXPECT_EQ(bounds_from(text), std::nullopt) << text;
  }
}

RC_GTEST_PROP(Tile, HoldsThePlacesThatItIsFoundBy, ()) {
  const Position place{*rc::gen::inRange(-17'999'999, 18'000'000) / 1e5,
                       *rc::gen::inRange(-8'500'000, 8'500'000) / 1e5};
  const auto tile = Tile::at(place, *rc::gen::inRange(0, k_tile_zoom_max + 1));
  const auto box = tile.bounds(1e-6);
  RC_ASSERT(box.contains(place));
  const auto back = to_position(to_world(place));
  RC_ASSERT(std::abs(back.longitude - place.longitude) < 1e-9);
  RC_ASSERT(std::abs(back.latitude - place.latitude) < 1e-9);
}

}  // namespace
}  // namespace anlan::geometry
