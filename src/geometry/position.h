// Position: a point on the ground.
#pragma once

namespace anlan::geometry {

/// WGS 84, degrees.
struct Position {
  double longitude = 0;
  double latitude = 0;
  friend bool operator==(const Position&, const Position&) = default;
};

}  // namespace anlan::geometry
