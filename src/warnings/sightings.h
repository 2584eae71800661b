// Sightings: which units a finding touches, and how much of it each one has.
#pragma once

#include <map>
#include <span>
#include <string_view>
#include <vector>

#include "warnings/analysis.h"
#include "warnings/ground.h"
#include "warnings/methods.h"
#include "warnings/rules.h"

namespace anlan::warnings {

/// Where the incidents of an analysis lie.
using PositionOf = std::map<Id, geometry::Position>;
PositionOf positions_of(std::span<const DetectionPoint> points);

/// For every significant finding, in order, a sighting a touched unit, by path. The shares of a
/// circle are those of 400 points spread evenly over it. What lies in no unit's boundary is seen by
/// the unit of the analysis, if nobody else sees it.
std::vector<Sighting> sightings_of(std::span<const Finding> findings, const PositionOf& positions,
                                   const Ground& ground, const UnitPath& area,
                                   std::string_view warned_level);

/// Points spread evenly over a circle (Vogel's sunflower), the same for the same circle.
std::vector<geometry::Position> spread_over(const Circle& circle, std::size_t count);

}  // namespace anlan::warnings
