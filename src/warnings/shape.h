// The shape of a finding on the ground.
#pragma once

#include <utility>
#include <vector>

#include "base/quantity.h"

namespace anlan::warnings {

/// A circle on the ground; degrees of WGS 84.
struct Circle {
  double longitude = 0;
  double latitude = 0;
  Metres radius;
  friend bool operator==(const Circle&, const Circle&) = default;
};

/// Between the centres; on a sphere, to 0.5 %.
Metres distance(const Circle& one, const Circle& other);

/// How much of the smaller circle lies in the other: 0 where they are apart, 1 where one holds the
/// other.
double overlap_share(const Circle& one, const Circle& other);

}  // namespace anlan::warnings
