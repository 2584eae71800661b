// Tile: one square of the web's map, and where it lies.
#pragma once

#include <cmath>
#include <cstdint>
#include <numbers>
#include <optional>

#include "geometry/bounds.h"
#include "geometry/position.h"

namespace anlan::geometry {

constexpr int k_tile_zoom_max = 22;  ///< a tile is then 9 m wide at the equator

/// Latitude at which the web's map ends: atan(sinh(pi)).
constexpr double k_mercator_latitude_max = 85.05112877980659;

/// A place on the web's map (EPSG:3857), scaled so that the world is the unit square; x to the
/// east, y to the south. Latitudes beyond the map are at its edge.
struct WorldPoint {
  double x = 0;
  double y = 0;
  friend bool operator==(const WorldPoint&, const WorldPoint&) = default;
};
constexpr double x_of(const WorldPoint& p) { return p.x; }
constexpr double y_of(const WorldPoint& p) { return p.y; }

inline WorldPoint to_world(const Position& p) {
  const double latitude = std::clamp(p.latitude, -k_mercator_latitude_max, k_mercator_latitude_max);
  const double sine = std::sin(latitude * (std::numbers::pi / 180));
  return {.x = p.longitude / 360 + 0.5, .y = 0.5 - std::atanh(sine) / (2 * std::numbers::pi)};
}

inline Position to_position(const WorldPoint& p) {
  const double latitude = std::atan(std::sinh(std::numbers::pi * (1 - 2 * p.y)));
  return {.longitude = (p.x - 0.5) * 360, .latitude = latitude * (180 / std::numbers::pi)};
}

/// Column x from the west and row y from the north, of 2^zoom each.
struct Tile {
  int zoom = 0;
  std::uint32_t x = 0;
  std::uint32_t y = 0;
  friend bool operator==(const Tile&, const Tile&) = default;

  /// Empty where there is no such tile.
  static std::optional<Tile> of(std::int64_t zoom, std::int64_t x, std::int64_t y) {
    if (zoom < 0 || zoom > k_tile_zoom_max) return std::nullopt;
    const std::int64_t count = std::int64_t{1} << zoom;
    if (x < 0 || y < 0 || x >= count || y >= count) return std::nullopt;
    return Tile{static_cast<int>(zoom), static_cast<std::uint32_t>(x),
                static_cast<std::uint32_t>(y)};
  }
  /// The one that holds the place.
  static Tile at(const Position& p, int zoom) {
    const auto world = to_world(p);
    const double count = std::ldexp(1.0, zoom);
    const auto index = [count](double share) {
      return static_cast<std::uint32_t>(std::clamp(std::floor(share * count), 0.0, count - 1));
    };
    return {zoom, index(world.x), index(world.y)};
  }

  /// How many tiles are side by side.
  double count() const { return std::ldexp(1.0, zoom); }
  /// `margin` is a share of the tile's width, added on each side.
  Bounds bounds(double margin = 0) const {
    const double n = count();
    const auto north_west = to_position({(x - margin) / n, (y - margin) / n});
    const auto south_east = to_position({(x + 1 + margin) / n, (y + 1 + margin) / n});
    return {.west = north_west.longitude,
            .south = south_east.latitude,
            .east = south_east.longitude,
            .north = north_west.latitude};
  }
};

}  // namespace anlan::geometry
