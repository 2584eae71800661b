// Projection: coordinates of a reference system, as positions on the globe.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "geometry/position.h"

namespace anlan::geometry {

/// From one reference system to WGS 84, by PROJ. x points east and y north (longitude, latitude
/// where the system is geographic), whatever order its authority writes them in. Not safe to share
/// between threads.
class Projection {
 public:
  /// `crs` is what PROJ reads: "EPSG:2913", a WKT text, a PROJ string. Throws Problem (invalid,
  /// "geometry.unknown_crs").
  static Projection from(std::string_view crs);
  Projection(Projection&&) noexcept;
  Projection& operator=(Projection&&) noexcept;
  ~Projection();

  /// Turns each (x, y), held as (longitude, latitude), into its position, in place. What lies
  /// outside of what PROJ can turn becomes not a number.
  void to_positions(std::span<Position> places) const;

 private:
  struct Parts;
  explicit Projection(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace anlan::geometry
