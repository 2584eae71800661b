// Warnings: the records that a run may learn from, and the units that it may warn.
#include <algorithm>
#include <map>

#include "geometry/bounds.h"
#include "warnings/service.h"

namespace anlan::warnings {

using access::Actor;

namespace {

/// The middle of an interval: what is found in the morning happened some time in the night.
Instant middle_of(Instant from, Instant to) {
  return from + Duration::milliseconds((to - from).count_milliseconds() / 2);
}

/// Around the middle of its box, as wide as its farthest corner.
Circle circle_around(const geometry::MultiPolygon& area) {
  geometry::Bounds bounds;
  for (const auto& polygon : area) {
    for (const auto& corner : polygon.outer) bounds.include(corner);
  }
  Circle circle{.centre = {.longitude = (bounds.west + bounds.east) / 2,
                           .latitude = (bounds.south + bounds.north) / 2}};
  for (const auto& polygon : area) {
    for (const auto& corner : polygon.outer)
      circle.radius = std::max(circle.radius, distance(circle.centre, corner));
  }
  return circle;
}

/// The units that may be warned, by number.
class UnitNumbers {
 public:
  explicit UnitNumbers(const std::vector<DetectionUnit>& units) {
    for (std::size_t i = 0; i < units.size(); ++i)
      numbers_.emplace(units[i].path, static_cast<std::uint32_t>(i));
  }
  /// Of the unit itself, or of the one above it that may be warned.
  std::uint32_t of(UnitPath path) const {
    for (; !path.empty(); path = path.parent()) {
      const auto found = numbers_.find(path);
      if (found != numbers_.end()) return found->second;
    }
    return k_no_unit;
  }

 private:
  std::map<UnitPath, std::uint32_t> numbers_;
};

/// Where no boundary tells the area of a unit, its incidents do.
void give_areas(DetectionInput& input) {
  for (std::size_t unit = 0; unit < input.units.size(); ++unit) {
    auto& area = input.units[unit].area;
    if (area.radius.value() > 0) continue;
    geometry::Bounds bounds;
    for (const auto& point : input.points) {
      if (point.unit == unit) bounds.include(point.position);
    }
    if (bounds.empty()) continue;
    area.centre = {.longitude = (bounds.west + bounds.east) / 2,
                   .latitude = (bounds.south + bounds.north) / 2};
    area.radius = distance(area.centre, {.longitude = bounds.east, .latitude = bounds.north});
  }
}

}  // namespace

Warnings::Records Warnings::records_for(const Actor& actor, const Analysis& analysis,
                                        Day as_of) const {
  const auto& settings = analysis.settings;
  const auto& method = definition_of(settings.method);
  Records records;
  auto& input = records.input;
  input.as_of = as_of;
  input.first_day = as_of - (method.study_days(settings.method_settings) - 1);

  const auto gazetteer = parts_.places.gazetteer();
  const WarnedUnits warned(gazetteer, analysis.unit, settings.warned_level);
  for (const auto* unit : warned.all()) {
    const auto* area = gazetteer->boundary(unit->code);
    input.units.push_back({.path = unit->path, .area = area ? circle_around(*area) : Circle{}});
  }
  if (const auto* area = gazetteer->boundary(settings.unit)) {
    for (const auto& polygon : *area) {
      for (const auto& corner : polygon.outer) input.bounds.include(corner);
    }
  }

  const incidents::Filter filter{.unit = settings.unit,
                                 .kinds = settings.kinds,
                                 .first_day = input.first_day,
                                 .last_day = as_of};
  const auto admitted = parts_.incidents.admitted(actor, filter, zone_.start_of(as_of + 1));
  const UnitNumbers numbers(input.units);
  const auto day_of = [&](const incidents::Points& points, std::size_t i) {
    return std::min(zone_.day_of(middle_of(points.from[i], points.to[i])), as_of);
  };
  const auto& placed = admitted.placed;
  for (std::size_t i = 0; i < placed.size(); ++i) {
    const geometry::Position position{.longitude = placed.longitudes[i],
                                      .latitude = placed.latitudes[i]};
    auto unit = numbers.of(warned.at(position));
    if (unit == k_no_unit) unit = numbers.of(placed.unit_paths[placed.units[i]]);
    input.points.push_back(
        {.incident = placed.ids[i], .position = position, .day = day_of(placed, i), .unit = unit});
  }
  const auto& unplaced = admitted.unplaced;
  for (std::size_t i = 0; method.counts_by_unit && i < unplaced.size(); ++i) {
    input.unplaced.push_back({.incident = unplaced.ids[i],
                              .day = day_of(unplaced, i),
                              .unit = numbers.of(unplaced.unit_paths[unplaced.units[i]])});
  }
  give_areas(input);
  records.counts = {
      .admitted = static_cast<std::int64_t>(input.points.size() + input.unplaced.size()),
      .police_initiative = admitted.police_initiative,
      .without_place = static_cast<std::int64_t>(method.counts_by_unit ? 0 : unplaced.size()),
      .reported_later = admitted.reported_later};
  return records;
}

}  // namespace anlan::warnings
