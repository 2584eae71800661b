// Fewer corners for a map of a given scale, alike for neighbours.
#pragma once

#include <span>
#include <vector>

#include "geometry/polygon.h"
#include "geometry/tile.h"

namespace anlan::geometry {

/// An area on the web's map.
using WorldArea = std::vector<PolygonOf<WorldPoint>>;

WorldArea to_world(const MultiPolygon& area);

/// Drops corners that lie within `tolerance` of the line that is left (Douglas and Peucker,
/// Cartographica 10, 1973). Lines that areas share are cut where they meet a third one and
/// simplified once, so that neighbours still fit without gap or overlap. Rings that shrink to less
/// than a triangle are left out, and with them areas that are too small to be seen.
std::vector<WorldArea> simplified(std::span<const WorldArea> areas, double tolerance);

}  // namespace anlan::geometry
