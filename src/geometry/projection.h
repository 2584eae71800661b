// Projection: coordinates of a reference system or of a local plane, as positions on the globe and
// back.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "geometry/position.h"

namespace anlan::geometry {

/// Between one reference system and WGS 84, by PROJ. x points east and y north (longitude, latitude
/// where the system is geographic), whatever order its authority writes them in. What lies outside
/// of what PROJ can turn becomes not a number. Not safe to share between threads.
class Projection {
 public:
  /// `crs` is what PROJ reads: "EPSG:2913", a WKT text, a PROJ string. Throws Problem (invalid,
  /// "geometry.unknown_crs").
  static Projection from(std::string_view crs);
  /// Metres on a plane that touches the globe at `centre`: a transverse Mercator, so that shapes
  /// and directions are true and distances too long by (d / R)^2 / 2 at a distance d east or west
  /// of the centre: 3e-5 at 50 km, 3e-4 at 150 km.
  static Projection local(const Position& centre);
  Projection(Projection&&) noexcept;
  Projection& operator=(Projection&&) noexcept;
  ~Projection();

  /// Turns each (x, y), held as (longitude, latitude), into its position, in place.
  void to_positions(std::span<Position> places) const;
  /// Both spans are of the same size.
  void to_positions(std::span<const Point> points, std::span<Position> places) const;
  void to_points(std::span<const Position> places, std::span<Point> points) const;
  Position to_position(const Point& point) const;
  Point to_point(const Position& place) const;

 private:
  struct Parts;
  explicit Projection(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace anlan::geometry
