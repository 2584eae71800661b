// Position and Point: a place on the globe, and a place on a plane.
#pragma once

#include "base/quantity.h"

namespace anlan::geometry {

/// WGS 84, degrees.
struct Position {
  double longitude = 0;
  double latitude = 0;
  friend bool operator==(const Position&, const Position&) = default;
};

/// Metres east and north of the origin of a plane (projection.h).
struct Point {
  double x = 0;
  double y = 0;
  friend bool operator==(const Point&, const Point&) = default;
};

/// All that lies within a distance of its centre.
struct Circle {
  Position centre;
  Metres radius;
  friend bool operator==(const Circle&, const Circle&) = default;
};

/// What lies west-east and south-north of a place, on the globe or on a plane.
constexpr double x_of(const Position& p) { return p.longitude; }
constexpr double y_of(const Position& p) { return p.latitude; }
constexpr double x_of(const Point& p) { return p.x; }
constexpr double y_of(const Point& p) { return p.y; }

/// Finite, and within the globe's longitudes and latitudes.
constexpr bool is_on_globe(const Position& p) {
  return p.longitude >= -180 && p.longitude <= 180 && p.latitude >= -90 && p.latitude <= 90;
}

}  // namespace anlan::geometry
