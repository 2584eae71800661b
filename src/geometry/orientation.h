// Orientation: on which side of a line a point lies, exactly.
#pragma once

#include <cmath>

namespace anlan::geometry {

/// The sign of orientation() where rounding leaves doubt; see there.
int exact_orientation(double ax, double ay, double bx, double by, double px, double py);

/// 1 where p lies left of the line from a to b, -1 right of it, 0 on it; no rounding error.
/// Shewchuk, "Adaptive precision floating-point arithmetic and fast robust geometric predicates",
/// Discrete & Computational Geometry 18, 1997: the bound (3 + 16 e) e of the first stage, then the
/// exact sum.
inline int orientation(double ax, double ay, double bx, double by, double px, double py) {
  constexpr double k_error = (3.0 + 16.0 * 0x1p-53) * 0x1p-53;
  const double left = (ax - px) * (by - py);
  const double right = (ay - py) * (bx - px);
  const double difference = left - right;
  const double bound = k_error * (std::fabs(left) + std::fabs(right));
  if (difference > bound) return 1;
  if (-difference > bound) return -1;
  return exact_orientation(ax, ay, bx, by, px, py);
}

}  // namespace anlan::geometry
