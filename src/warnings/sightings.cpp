#include "warnings/sightings.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "base/check.h"

namespace anlan::warnings {
namespace {

constexpr std::size_t k_spread = 400;  // a hundredth of the area is then 4 points
constexpr double k_metres_a_degree = 6'371'008.8 * std::numbers::pi / 180;

struct Part {
  std::int64_t incidents = 0;
  std::int64_t points = 0;
};

}  // namespace

PositionOf positions_of(std::span<const DetectionPoint> points) {
  PositionOf positions;
  for (const auto& point : points) positions.emplace(point.incident, point.position);
  return positions;
}

std::vector<geometry::Position> spread_over(const Circle& circle, std::size_t count) {
  // Vogel, "A better way to construct the sunflower head", Math. Biosciences 44 (1979), 179.
  const double golden_angle = std::numbers::pi * (3 - std::sqrt(5.0));
  const double east =
      k_metres_a_degree * std::max(0.01, std::cos(circle.centre.latitude * std::numbers::pi / 180));
  std::vector<geometry::Position> points;
  for (std::size_t i = 0; i < count; ++i) {
    const auto share = (static_cast<double>(i) + 0.5) / static_cast<double>(count);
    const double metres = circle.radius.value() * std::sqrt(share);
    const double angle = static_cast<double>(i) * golden_angle;
    points.push_back(
        {.longitude = circle.centre.longitude + metres * std::cos(angle) / east,
         .latitude = circle.centre.latitude + metres * std::sin(angle) / k_metres_a_degree});
  }
  return points;
}

WarnedUnits::WarnedUnits(std::shared_ptr<const places::Gazetteer> gazetteer, UnitPath area,
                         places::Level wished)
    : gazetteer_(std::move(gazetteer)), area_(std::move(area)), wished_(wished) {
  for (const auto& unit : gazetteer_->subtree(area_)) {
    if (!unit.has_boundary) continue;
    // A deeper unit's boundary tells the unit above it, too.
    const auto known = std::min(unit.level, wished);
    level_ = std::max(level_.value_or(known), known);
  }
}

std::vector<const places::Unit*> WarnedUnits::all() const {
  std::vector<const places::Unit*> units;
  for (const auto& unit : gazetteer_->subtree(area_)) {
    if (unit.level == level_.value_or(wished_)) units.push_back(&unit);
  }
  return units;
}

UnitPath WarnedUnits::at(const geometry::Position& position) const {
  if (!level_) return {};
  const auto* unit = gazetteer_->unit_at(position, *level_);
  return unit != nullptr && area_.contains(unit->path) ? unit->path : UnitPath();
}

std::vector<Sighting> sightings_of(std::span<const Finding> findings, const PositionOf& positions,
                                   const WarnedUnits& units) {
  std::vector<Sighting> sightings;
  for (std::size_t f = 0; f < findings.size(); ++f) {
    const auto& finding = findings[f];
    if (!finding.is_significant) continue;
    if (!finding.unit.empty()) {
      sightings.push_back({.finding = f,
                           .unit = finding.unit,
                           .observed_in_unit = finding.observed,
                           .area_share = 1});
      continue;
    }
    std::map<UnitPath, Part> parts;
    for (const auto& point : spread_over(finding.area, k_spread)) ++parts[units.at(point)].points;
    for (const auto& incident : finding.incidents) {
      const auto found = positions.find(incident);
      CHECK(found != positions.end());
      ++parts[units.at(found->second)].incidents;
    }
    parts.erase(UnitPath());
    const auto before = sightings.size();
    for (const auto& [unit, part] : parts) {
      const double share = static_cast<double>(part.points) / k_spread;
      if (is_touched(part.incidents, share)) {
        sightings.push_back(
            {.finding = f, .unit = unit, .observed_in_unit = part.incidents, .area_share = share});
      }
    }
    if (sightings.size() == before) {
      sightings.push_back({.finding = f,
                           .unit = units.area(),
                           .observed_in_unit = finding.observed,
                           .area_share = 1});
    }
  }
  return sightings;
}

}  // namespace anlan::warnings
