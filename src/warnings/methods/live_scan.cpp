#include "warnings/methods/live_scan.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>

#include "base/check.h"
#include "warnings/incident_places.h"

namespace anlan::warnings {
namespace {

double distance(const patterns::ScanPoint& a, const patterns::ScanPoint& b) {
  return std::hypot(a.x - b.x, a.y - b.y, a.z - b.z);
}

}  // namespace

bool LiveScan::is_possible(std::string_view settings) {
  return settings_from<ScanSettings>(settings).max_radius_metres.has_value();
}

LiveScan::LiveScan(const DetectionInput& input, const std::set<Id>& to_be_added,
                   std::string_view settings, const DetectionRun& how)
    : settings_(settings_from<ScanSettings>(settings)), first_day_(input.first_day) {
  std::vector<DetectionPoint> points;
  std::vector<patterns::RunningCase> cases;
  for (const auto& point : input.points) {
    if (to_be_added.contains(point.incident)) continue;
    points.push_back(point);
    cases.push_back({.place = place_of(point), .day = point.day});
  }
  scan_.emplace(
      cases, input.as_of,
      patterns::RunningScanSettings{.max_radius = Metres::of(settings_.max_radius_metres.value()),
                                    .max_days = static_cast<std::uint32_t>(settings_.window_days),
                                    .max_share = settings_.max_cases_share,
                                    .null_maxima = null_maxima_of(input, settings_, how)});
  for (std::size_t i = 0; i < points.size(); ++i) keep(points[i], cases[i].place);
}

/// The middle of its cell, on the sphere.
patterns::ScanPoint LiveScan::place_of(const DetectionPoint& point) const {
  const auto places = bring_together(std::span(&point, 1), Metres::of(settings_.grid_metres));
  const auto at = on_sphere(places.places.front());
  return {.x = at.x, .y = at.y, .z = at.z};
}

void LiveScan::keep(const DetectionPoint& point, const patterns::ScanPoint& place) {
  known_.insert(point.incident);
  std::erase_if(recent_,
                [&](const Recent& r) { return r.point.day <= as_of() - settings_.window_days; });
  if (point.day > as_of() - settings_.window_days) recent_.push_back({point, place});
}

std::optional<Finding> LiveScan::add(const DetectionPoint& point) {
  if (point.day < first_day_ || known_.contains(point.incident)) return std::nullopt;
  const auto place = place_of(point);
  const auto cluster = scan_->add({.place = place, .day = point.day});
  keep(point, place);
  if (!cluster) return std::nullopt;
  return finding_of(*cluster);
}

std::vector<DetectionPoint> LiveScan::recent() const {
  std::vector<DetectionPoint> points;
  for (const auto& one : recent_) points.push_back(one.point);
  return points;
}

Finding LiveScan::finding_of(const patterns::RunningCluster& cluster) const {
  constexpr double k_rounding = 1e-3;  // metres; cells lie farther apart
  Finding finding{
      .rank = 1,
      .start = cluster.start,
      .end = as_of(),
      .observed = static_cast<std::int64_t>(cluster.observed),
      .expected = cluster.expected,
      .statistic = cluster.statistic,
      .p_value = cluster.p_value,
      .gumbel_p = cluster.gumbel_p,
      .recurrence_days = std::max(1.0, 1 / cluster.p_value),
      .area = {.centre = from_sphere(
                   {.x = cluster.centre.x, .y = cluster.centre.y, .z = cluster.centre.z}),
               .radius = drawn_radius(cluster.radius, settings_)}};
  std::set<std::array<double, 3>> places;
  for (const auto& [point, place] : recent_) {
    if (point.day < cluster.start ||
        distance(place, cluster.centre) > cluster.radius.value() + k_rounding)
      continue;
    finding.incidents.push_back(point.incident);
    places.insert({place.x, place.y, place.z});
  }
  finding.places = static_cast<std::int32_t>(places.size());
  std::ranges::sort(finding.incidents);
  CHECK(static_cast<std::int64_t>(finding.incidents.size()) == finding.observed);
  return finding;
}

}  // namespace anlan::warnings
