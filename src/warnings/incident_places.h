// Incidents brought together at places, as a scan wants them.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/quantity.h"
#include "geometry/position.h"
#include "warnings/methods.h"

namespace anlan::warnings {

/// Places, and where each point went.
struct IncidentPlaces {
  std::vector<geometry::Position> places;  ///< from south to north, then from west to east
  std::vector<std::uint32_t> place_of;     ///< one a point
};

/// Cells of `grid` in rows along the parallels, counted from the equator and the first meridian, so
/// that a cell stays where it is whatever is in it; its place is its middle. With a grid of 0 every
/// position is a place of its own.
IncidentPlaces bring_together(std::span<const DetectionPoint> points, Metres grid);

/// The position on a sphere around the origin, in metres: chords between two such points differ
/// from the way along the ground by less than a metre in 100 km.
struct SpherePoint {
  double x = 0;
  double y = 0;
  double z = 0;
};
SpherePoint on_sphere(const geometry::Position& position);
geometry::Position from_sphere(const SpherePoint& point);

}  // namespace anlan::warnings
