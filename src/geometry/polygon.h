// Polygon: an area, on the globe in degrees or on a plane in metres.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/quantity.h"
#include "geometry/bounds.h"
#include "geometry/position.h"

namespace anlan::geometry {

/// The corners of a line that closes: its last edge leads from the last corner to the first, which
/// is not repeated. Either direction.
template <class Place>
using RingOf = std::vector<Place>;

template <class Place>
struct PolygonOf {
  RingOf<Place> outer;
  std::vector<RingOf<Place>> holes;
  friend bool operator==(const PolygonOf&, const PolygonOf&) = default;
};

/// Edges are straight in longitude and latitude, as GeoJSON has them (RFC 7946 §3.1.1); what
/// crosses the antimeridian is cut there.
using Ring = RingOf<Position>;
using Polygon = PolygonOf<Position>;
using MultiPolygon = std::vector<Polygon>;

using PlaneRing = RingOf<Point>;
using PlanePolygon = PolygonOf<Point>;
using PlaneMultiPolygon = std::vector<PlanePolygon>;

Bounds bounds(const MultiPolygon& area);
Bounds bounds(const PlaneMultiPolygon& area);

/// Holds the whole circle, and a hair more.
Bounds bounds(const Circle& circle);

std::size_t corner_count(const MultiPolygon& area);

/// On the ellipsoid, between geodesics (Karney, "Algorithms for geodesics", J. Geodesy 87, 2013).
SquareMetres area(const MultiPolygon& area);
SquareMetres area(const PlaneMultiPolygon& area);

/// Whether the place lies within, by crossings of the ray to the east, without rounding error. An
/// edge belongs to the area on its east (of a level edge: on its north), a corner to the area that
/// lies just east and a hair north of it: so of areas that share their edges corner by corner,
/// exactly one holds each place between them.
bool contains(const MultiPolygon& area, const Position& place);
bool contains(const PlaneMultiPolygon& area, const Point& place);

/// Whether the two have a point in common, edges included.
bool intersects(const MultiPolygon& a, const MultiPolygon& b);
/// The same with a circle; distances as a transverse Mercator plane at its centre has them (true to
/// 1e-4 up to 90 km).
bool intersects(const MultiPolygon& area, const Circle& circle);

/// The corners lie on the circle, equally spaced, counter-clockwise from east. At least 3 corners.
Polygon circle_polygon(const Circle& circle, int corners = 64);

/// A place well within, for a label; empty if the area holds none.
std::optional<Position> inner_place(const MultiPolygon& area);

/// Why this is no area with one outer line each, which neither cross themselves nor each other, as
/// the end of a sentence; empty if it is one.
std::optional<std::string> find_fault(const MultiPolygon& area);

/// Outer rings counter-clockwise, holes clockwise (RFC 7946 §3.1.6).
void wind_as_geojson(MultiPolygon& area);

}  // namespace anlan::geometry
