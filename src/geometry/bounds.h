// Bounds: the least upright box around something.
#pragma once

#include <algorithm>
#include <limits>
#include <optional>
#include <string_view>

#include "geometry/position.h"

namespace anlan::geometry {

/// Edges belong to it. Holds nothing until something is included. Does not cross the antimeridian.
struct Bounds {
  double west = std::numeric_limits<double>::infinity();
  double south = std::numeric_limits<double>::infinity();
  double east = -std::numeric_limits<double>::infinity();
  double north = -std::numeric_limits<double>::infinity();

  constexpr bool empty() const { return !(west <= east && south <= north); }
  template <class Place>
  constexpr void include(const Place& p) {
    west = std::min(west, x_of(p));
    south = std::min(south, y_of(p));
    east = std::max(east, x_of(p));
    north = std::max(north, y_of(p));
  }
  constexpr void include(const Bounds& other) {
    west = std::min(west, other.west);
    south = std::min(south, other.south);
    east = std::max(east, other.east);
    north = std::max(north, other.north);
  }
  template <class Place>
  constexpr bool contains(const Place& p) const {
    return x_of(p) >= west && x_of(p) <= east && y_of(p) >= south && y_of(p) <= north;
  }
  constexpr bool contains(const Bounds& other) const {
    return other.west >= west && other.east <= east && other.south >= south && other.north <= north;
  }
  constexpr bool intersects(const Bounds& other) const {
    return west <= other.east && other.west <= east && south <= other.north && other.south <= north;
  }
  friend constexpr bool operator==(const Bounds&, const Bounds&) = default;
};

/// Reads "west,south,east,north" in degrees, as OGC API Features has its bbox; empty where it is
/// none, or crosses the antimeridian.
std::optional<Bounds> bounds_from(std::string_view text);

}  // namespace anlan::geometry
