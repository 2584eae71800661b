// EventPlane: the places of events in metres, whatever they were written in.
#pragma once

#include <optional>
#include <vector>

#include "geometry/position.h"
#include "geometry/projection.h"
#include "patterns/events/events.h"

namespace anlan::patterns {

/// Degrees are projected onto a plane that touches the globe in the middle of all events; metres
/// stay as they are. For one thread.
class EventPlane {
 public:
  /// Throws Problem (invalid, "events.too_wide") where degrees lie so far apart that no plane holds
  /// them truly: distances are then wrong by more than 1 in 100.
  explicit EventPlane(const Events& events);

  /// A place in metres each, in the order of the events.
  const std::vector<geometry::Point>& points() const { return points_; }
  /// The place of a point in what the events were written in: x and y, or longitude and latitude.
  geometry::Point as_written(const geometry::Point& point) const;
  geometry::Point from_written(const geometry::Point& place) const;
  bool is_projected() const { return projection_.has_value(); }

 private:
  std::optional<geometry::Projection> projection_;
  std::vector<geometry::Point> points_;
};

}  // namespace anlan::patterns
