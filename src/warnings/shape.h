// The shape of a finding on the ground.
#pragma once

#include "base/quantity.h"
#include "geometry/position.h"

namespace anlan::warnings {

using geometry::Circle;

/// Along the ground, taken as a sphere: true to 0.5 %.
Metres distance(const geometry::Position& one, const geometry::Position& other);

/// How much of the smaller circle lies in the other: 0 where they are apart, 1 where one holds the
/// other.
double overlap_share(const Circle& one, const Circle& other);

}  // namespace anlan::warnings
