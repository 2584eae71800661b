// Like places: circles of the same size whose past counts were much the same.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/instant.h"
#include "geometry/position.h"
#include "warnings/shape.h"

namespace anlan::warnings {

struct DatedPosition {
  geometry::Position position;
  Day day;
};

/// What is looked for, and where not.
struct LikeWhat {
  Circle place;                    ///< circles stay clear of it and of a ring as wide as itself
  std::vector<Circle> apart_from;  ///< and of these
  Day base_from;                   ///< both ends belong to a period
  Day base_to;
  Day recent_from;
  Day recent_to;
  std::int64_t base_count = 0;
  std::int64_t recent_count = 0;
};

/// A like place and the days of every point in it, in order.
struct LikePlace {
  Circle circle;
  std::vector<Day> days;
};

constexpr std::size_t k_like_places_max = 20;

/// Up to k_like_places_max circles that do not overlap each other, the likest first. Likeness is in
/// the base count, which must lie between half and twice that of the place, and then in the recent
/// count. The order of the points changes nothing.
std::vector<LikePlace> like_places(const LikeWhat& what, std::span<const DatedPosition> points);

}  // namespace anlan::warnings
