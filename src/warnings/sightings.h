// Sightings: which units a finding touches, and how much of it each one has.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "places/gazetteer.h"
#include "warnings/analysis.h"
#include "warnings/methods.h"
#include "warnings/rules.h"

namespace anlan::warnings {

/// Where the incidents of an analysis lie.
using PositionOf = std::map<Id, geometry::Position>;
PositionOf positions_of(std::span<const DetectionPoint> points);

/// The units within an area that are warned of what happens there: those of the level `wished`, or
/// of the deepest level above it of which a boundary is known. Keeps the gazetteer; cheap to copy.
class WarnedUnits {
 public:
  WarnedUnits(std::shared_ptr<const places::Gazetteer> gazetteer, UnitPath area,
              places::Level wished);

  /// Every one of them, by path.
  std::vector<const places::Unit*> all() const;
  /// Empty where no unit holds the position.
  UnitPath at(const geometry::Position& position) const;
  const UnitPath& area() const { return area_; }

 private:
  std::shared_ptr<const places::Gazetteer> gazetteer_;  // shared: its units are read as they stood
  UnitPath area_;
  places::Level wished_;
  std::optional<places::Level> level_;
};

/// For every significant finding, in order, a sighting a touched unit, by path. The shares of a
/// circle are those of 400 points spread evenly over it. What lies in no unit's boundary is seen by
/// the unit of the analysis, if nobody else sees it. A finding that speaks of a unit is seen by
/// that unit alone.
std::vector<Sighting> sightings_of(std::span<const Finding> findings, const PositionOf& positions,
                                   const WarnedUnits& units);

/// Points spread evenly over a circle (Vogel's sunflower), the same for the same circle.
std::vector<geometry::Position> spread_over(const Circle& circle, std::size_t count);

}  // namespace anlan::warnings
