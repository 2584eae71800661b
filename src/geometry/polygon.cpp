#include "geometry/polygon.h"

#include <geodesic.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "base/check.h"
#include "geometry/orientation.h"

namespace anlan::geometry {
namespace {

constexpr double k_wgs84_radius = 6378137;
constexpr double k_wgs84_flattening = 1 / 298.257223563;

template <class Place>
Bounds bounds_of(const std::vector<PolygonOf<Place>>& area) {
  Bounds bounds;
  for (const auto& polygon : area) {
    for (const auto& corner : polygon.outer) bounds.include(corner);
  }
  return bounds;
}

/// Calls `edge` with the two corners of every edge.
template <class Place, class Edge>
void each_edge(const RingOf<Place>& ring, Edge&& edge) {
  if (ring.empty()) return;
  const auto* from = &ring.back();
  for (const auto& to : ring) {
    edge(*from, to);
    from = &to;
  }
}

template <class Place, class Edge>
void each_edge(const std::vector<PolygonOf<Place>>& area, Edge&& edge) {
  for (const auto& polygon : area) {
    each_edge(polygon.outer, edge);
    for (const auto& hole : polygon.holes) each_edge(hole, edge);
  }
}

template <class Place>
bool contains_place(const std::vector<PolygonOf<Place>>& area, const Place& p) {
  bool is_within = false;
  each_edge(area, [&](const Place& a, const Place& b) {
    const auto& low = y_of(a) < y_of(b) ? a : b;
    const auto& high = y_of(a) < y_of(b) ? b : a;
    if (!(y_of(low) <= y_of(p) && y_of(p) < y_of(high))) return;
    // Always from the lower end: the edge says the same of a place for both of its areas.
    is_within ^= orientation(x_of(low), y_of(low), x_of(high), y_of(high), x_of(p), y_of(p)) > 0;
  });
  return is_within;
}

double plane_area(const PlaneRing& ring) {
  double doubled = 0;  // relative to the first corner, so that far origins cost no digits
  for (std::size_t i = 1; i + 1 < ring.size(); ++i) {
    doubled += (ring[i].x - ring[0].x) * (ring[i + 1].y - ring[0].y) -
               (ring[i + 1].x - ring[0].x) * (ring[i].y - ring[0].y);
  }
  return std::fabs(doubled) / 2;
}

double globe_area(const Ring& ring) {
  geod_geodesic globe;
  geod_init(&globe, k_wgs84_radius, k_wgs84_flattening);
  geod_polygon polygon;
  geod_polygon_init(&polygon, 0);
  for (const auto& corner : ring)
    geod_polygon_addpoint(&globe, &polygon, corner.latitude, corner.longitude);
  double square_metres = 0;
  geod_polygon_compute(&globe, &polygon, 0, 1, &square_metres, nullptr);
  return std::fabs(square_metres);
}

template <class Place, class RingArea>
SquareMetres area_of(const std::vector<PolygonOf<Place>>& area, RingArea ring_area) {
  double sum = 0;
  for (const auto& polygon : area) {
    sum += ring_area(polygon.outer);
    for (const auto& hole : polygon.holes) sum -= ring_area(hole);
  }
  return SquareMetres::of(sum);
}

double doubled_signed_area(const Ring& ring) {
  double doubled = 0;
  const auto& origin = ring.front();
  each_edge(ring, [&](const Position& a, const Position& b) {
    doubled += (a.longitude - origin.longitude) * (b.latitude - origin.latitude) -
               (b.longitude - origin.longitude) * (a.latitude - origin.latitude);
  });
  return doubled;
}

/// Where the level line crosses the area's edges, from west to east.
std::vector<double> crossings(const MultiPolygon& area, double latitude) {
  std::vector<double> longitudes;
  each_edge(area, [&](const Position& a, const Position& b) {
    if ((a.latitude <= latitude) == (b.latitude <= latitude)) return;
    const double share = (latitude - a.latitude) / (b.latitude - a.latitude);
    longitudes.push_back(a.longitude + share * (b.longitude - a.longitude));
  });
  std::sort(longitudes.begin(), longitudes.end());
  return longitudes;
}

}  // namespace

Bounds bounds(const MultiPolygon& area) { return bounds_of(area); }
Bounds bounds(const PlaneMultiPolygon& area) { return bounds_of(area); }

std::size_t corner_count(const MultiPolygon& area) {
  std::size_t count = 0;
  for (const auto& polygon : area) {
    count += polygon.outer.size();
    for (const auto& hole : polygon.holes) count += hole.size();
  }
  return count;
}

SquareMetres area(const MultiPolygon& area) { return area_of(area, globe_area); }
SquareMetres area(const PlaneMultiPolygon& area) { return area_of(area, plane_area); }

bool contains(const MultiPolygon& area, const Position& place) {
  return contains_place(area, place);
}
bool contains(const PlaneMultiPolygon& area, const Point& place) {
  return contains_place(area, place);
}

Polygon circle_polygon(const Circle& circle, int corners) {
  CHECK(corners >= 3);
  geod_geodesic globe;
  geod_init(&globe, k_wgs84_radius, k_wgs84_flattening);
  Polygon polygon;
  polygon.outer.reserve(static_cast<std::size_t>(corners));
  for (int i = 0; i < corners; ++i) {
    const double bearing = 90 - 360.0 * i / corners;  // clockwise from north
    Position corner;
    geod_direct(&globe, circle.centre.latitude, circle.centre.longitude, bearing,
                circle.radius.value(), &corner.latitude, &corner.longitude, nullptr);
    polygon.outer.push_back(corner);
  }
  return polygon;
}

std::optional<Position> inner_place(const MultiPolygon& area) {
  constexpr int k_lines = 32;  // a bounding box of any shape is well looked through
  const auto box = bounds(area);
  std::optional<Position> best;
  double best_width = 0;
  for (int line = 1; line < k_lines; ++line) {
    const double latitude = box.south + (box.north - box.south) * line / k_lines;
    const auto longitudes = crossings(area, latitude);
    for (std::size_t i = 0; i + 1 < longitudes.size(); i += 2) {
      const double width = longitudes[i + 1] - longitudes[i];
      const Position middle{(longitudes[i] + longitudes[i + 1]) / 2, latitude};
      if (width <= best_width || !contains(area, middle)) continue;
      best_width = width;
      best = middle;
    }
  }
  return best;
}

void wind_as_geojson(MultiPolygon& area) {
  const auto turn = [](Ring& ring, bool is_counter_clockwise) {
    if (ring.empty() || (doubled_signed_area(ring) > 0) == is_counter_clockwise) return;
    std::reverse(ring.begin(), ring.end());
  };
  for (auto& polygon : area) {
    turn(polygon.outer, true);
    for (auto& hole : polygon.holes) turn(hole, false);
  }
}

}  // namespace anlan::geometry
