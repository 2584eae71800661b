// What two areas have in common, and whether one is an area at all.
#include <algorithm>
#include <boost/geometry/algorithms/correct.hpp>
#include <boost/geometry/algorithms/is_valid.hpp>
#include <boost/geometry/geometries/multi_polygon.hpp>
#include <boost/geometry/geometries/point_xy.hpp>
#include <boost/geometry/geometries/polygon.hpp>
#include <cmath>
#include <numbers>

#include "geometry/orientation.h"
#include "geometry/polygon.h"
#include "geometry/projection.h"

namespace anlan::geometry {
namespace {

namespace bg = boost::geometry;

struct Edge {
  Position a;
  Position b;
};

Bounds bounds_of(const Edge& edge) {
  Bounds box;
  box.include(edge.a);
  box.include(edge.b);
  return box;
}

void add_edges(const Ring& ring, const Bounds& near, std::vector<Edge>& edges) {
  for (std::size_t i = 0; i < ring.size(); ++i) {
    const Edge edge{ring[i], ring[(i + 1) % ring.size()]};
    if (bounds_of(edge).intersects(near)) edges.push_back(edge);
  }
}

/// Those that may touch something in the box, from south to north.
std::vector<Edge> edges_near(const MultiPolygon& area, const Bounds& near) {
  std::vector<Edge> edges;
  for (const auto& polygon : area) {
    add_edges(polygon.outer, near, edges);
    for (const auto& hole : polygon.holes) add_edges(hole, near, edges);
  }
  return edges;
}

int side(const Edge& edge, const Position& p) {
  return orientation(edge.a.longitude, edge.a.latitude, edge.b.longitude, edge.b.latitude,
                     p.longitude, p.latitude);
}

bool touch(const Edge& s, const Edge& t) {
  if (!bounds_of(s).intersects(bounds_of(t))) return false;
  const int s_a = side(s, t.a), s_b = side(s, t.b);
  const int t_a = side(t, s.a), t_b = side(t, s.b);
  return s_a * s_b <= 0 && t_a * t_b <= 0;  // on one line: the boxes decide, and they touch
}

/// Whether `inner` has a corner within `outer`: where no edges touch, it lies there as a whole.
bool holds_a_corner(const MultiPolygon& outer, const MultiPolygon& inner) {
  return std::any_of(inner.begin(), inner.end(), [&](const Polygon& polygon) {
    return !polygon.outer.empty() && contains(outer, polygon.outer.front());
  });
}

double squared_distance_to_edge(const Point& a, const Point& b) {  // from the origin
  const double dx = b.x - a.x, dy = b.y - a.y;
  const double length = dx * dx + dy * dy;
  const double share = length > 0 ? std::clamp(-(a.x * dx + a.y * dy) / length, 0.0, 1.0) : 0.0;
  const double x = a.x + share * dx, y = a.y + share * dy;
  return x * x + y * y;
}

using BoostPoint = bg::model::d2::point_xy<double>;
using BoostPolygon = bg::model::polygon<BoostPoint, false, false>;  // as ours: open
using BoostRing = BoostPolygon::ring_type;

BoostRing boost_ring(const Ring& ring) {
  BoostRing copy;
  copy.reserve(ring.size());
  for (const auto& corner : ring) copy.emplace_back(corner.longitude, corner.latitude);
  return copy;
}

std::string fault_of(bg::validity_failure_type failure) {
  switch (failure) {
    case bg::failure_few_points: return "it has fewer than three corners";
    case bg::failure_wrong_topological_dimension: return "it has no area";
    case bg::failure_spikes: return "its line has a spike";
    case bg::failure_duplicate_points: return "a corner stands twice in a row";
    case bg::failure_self_intersections: return "its lines cross";
    case bg::failure_interior_rings_outside: return "a hole lies outside of the outer line";
    case bg::failure_nested_interior_rings: return "a hole lies within a hole";
    case bg::failure_disconnected_interior: return "its holes cut it in two";
    case bg::failure_intersecting_interiors: return "its parts overlap";
    case bg::failure_invalid_coordinate: return "a corner is not a place on the globe";
    default: return "its lines do not bound an area";
  }
}

}  // namespace

bool intersects(const MultiPolygon& a, const MultiPolygon& b) {
  const auto box_a = bounds(a), box_b = bounds(b);
  if (!box_a.intersects(box_b)) return false;
  if (holds_a_corner(a, b) || holds_a_corner(b, a)) return true;
  const auto edges_a = edges_near(a, box_b);
  const auto edges_b = edges_near(b, box_a);
  return std::any_of(edges_a.begin(), edges_a.end(), [&](const Edge& s) {
    return std::any_of(edges_b.begin(), edges_b.end(), [&](const Edge& t) { return touch(s, t); });
  });
}

Bounds bounds(const Circle& circle) {
  // A degree of latitude is never shorter than 110.5 km; of longitude, that times the cosine.
  constexpr double k_metres_per_degree = 110'500;
  const double reach = circle.radius.value() / k_metres_per_degree * 1.01 + 1e-7;
  const double cosine =
      std::cos((std::fabs(circle.centre.latitude) + reach) * (std::numbers::pi / 180));
  const double reach_east = cosine > 0.01 ? reach / cosine : 360;
  return {.west = circle.centre.longitude - reach_east,
          .south = circle.centre.latitude - reach,
          .east = circle.centre.longitude + reach_east,
          .north = circle.centre.latitude + reach};
}

bool intersects(const MultiPolygon& area, const Circle& circle) {
  const auto near = bounds(circle);
  if (!bounds(area).intersects(near)) return false;
  if (contains(area, circle.centre)) return true;
  const auto plane = Projection::local(circle.centre);
  const double squared_radius = circle.radius.value() * circle.radius.value();
  const auto edges = edges_near(area, near);
  return std::any_of(edges.begin(), edges.end(), [&](const Edge& edge) {
    return squared_distance_to_edge(plane.to_point(edge.a), plane.to_point(edge.b)) <=
           squared_radius;
  });
}

std::optional<std::string> find_fault(const MultiPolygon& area) {
  if (area.empty()) return "it is empty";
  bg::model::multi_polygon<BoostPolygon> copy;
  for (const auto& polygon : area) {
    BoostPolygon part;
    part.outer() = boost_ring(polygon.outer);
    for (const auto& hole : polygon.holes) part.inners().push_back(boost_ring(hole));
    copy.push_back(std::move(part));
  }
  bg::correct(copy);
  bg::validity_failure_type failure = bg::no_failure;
  if (bg::is_valid(copy, failure)) return std::nullopt;
  return fault_of(failure);
}

}  // namespace anlan::geometry
