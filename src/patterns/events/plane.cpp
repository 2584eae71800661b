#include "patterns/events/plane.h"

#include <algorithm>
#include <cmath>

#include "base/problem.h"

namespace anlan::patterns {
namespace {

// East or west of the middle; distances are then too long by 1.2 % (projection.h).
constexpr double k_farthest_metres = 1'000'000;

}  // namespace

EventPlane::EventPlane(const Events& events) : points_(events.x.size()) {
  if (events.unit != PlaceUnit::degrees || points_.empty()) {
    for (std::size_t i = 0; i < points_.size(); ++i) points_[i] = {events.x[i], events.y[i]};
    return;
  }
  const auto [west, east] = std::ranges::minmax(events.x);
  const auto [south, north] = std::ranges::minmax(events.y);
  projection_ = geometry::Projection::local({(west + east) / 2, (south + north) / 2});
  std::vector<geometry::Position> places(points_.size());
  for (std::size_t i = 0; i < places.size(); ++i) places[i] = {events.x[i], events.y[i]};
  projection_->to_points(places, points_);
  const auto is_far = [](const geometry::Point& p) {
    return !(std::fabs(p.x) <= k_farthest_metres && std::fabs(p.y) <= k_farthest_metres);
  };
  if (std::ranges::any_of(points_, is_far)) {
    throw Problem::invalid("events.too_wide",
                           "The events lie more than 2,000 km apart, too far for one plane.");
  }
}

geometry::Point EventPlane::as_written(const geometry::Point& point) const {
  if (!projection_) return point;
  const auto place = projection_->to_position(point);
  return {place.longitude, place.latitude};
}

geometry::Point EventPlane::from_written(const geometry::Point& place) const {
  return projection_ ? projection_->to_point({place.x, place.y}) : place;
}

}  // namespace anlan::patterns
