#include "places/gazetteer.h"

#include <algorithm>
#include <utility>

namespace anlan::places {
namespace {

char small(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

/// Whether `text` holds `part`, which is in small letters.
bool holds(std::string_view text, std::string_view part) {
  const auto found = std::ranges::search(text, part, {}, small);
  return !found.empty() || part.empty();
}

}  // namespace

Gazetteer::Gazetteer(std::vector<Unit> units, std::vector<UnitBoundary> boundaries,
                     std::int64_t revision, Day day)
    : revision_(revision), day_(day), units_(std::move(units)), areas_(units_.size()) {
  by_code_.reserve(units_.size());
  for (std::uint32_t i = 0; i < units_.size(); ++i) by_code_.emplace(units_[i].code, i);
  for (auto& boundary : boundaries) {
    const auto unit = by_code_.find(boundary.code);
    if (unit == by_code_.end()) continue;
    areas_[unit->second] = std::move(boundary.area);
    units_[unit->second].has_boundary = true;
  }
  std::array<std::vector<const geometry::MultiPolygon*>, k_level_count> areas;
  for (std::uint32_t i = 0; i < units_.size(); ++i) {
    if (!areas_[i]) continue;
    const auto level = static_cast<std::size_t>(units_[i].level);
    areas[level].push_back(&*areas_[i]);
    layers_[level].units.push_back(i);
  }
  for (std::size_t level = 0; level < areas.size(); ++level)
    layers_[level].index = geometry::AreaIndex(areas[level]);
}

const Unit* Gazetteer::find(const UnitCode& code) const {
  const auto found = by_code_.find(code);
  return found == by_code_.end() ? nullptr : &units_[found->second];
}

UnitPath Gazetteer::path_of(const UnitCode& code) const {
  const auto* unit = find(code);
  return unit ? unit->path : UnitPath();
}

std::vector<const Unit*> Gazetteer::line_of(const UnitCode& code) const {
  std::vector<const Unit*> line;
  for (const auto* unit = find(code); unit; unit = find(unit->parent)) line.push_back(unit);
  std::ranges::reverse(line);
  return line;
}

std::span<const Unit> Gazetteer::subtree(const UnitPath& scope) const {
  if (scope.empty()) return {};
  const auto begin = std::ranges::lower_bound(units_, scope, {}, &Unit::path);
  const auto end = std::ranges::find_if_not(
      begin, units_.end(), [&](const Unit& unit) { return scope.contains(unit.path); });
  return {begin, end};
}

std::vector<const Unit*> Gazetteer::children(const UnitCode& code) const {
  std::vector<const Unit*> children;
  for (const auto& unit : subtree(path_of(code))) {
    if (unit.parent == code) children.push_back(&unit);
  }
  std::ranges::sort(children, {}, &Unit::code);
  return children;
}

std::vector<const Unit*> Gazetteer::search(std::string_view text, const UnitPath& scope) const {
  std::string part(text);
  std::ranges::transform(part, part.begin(), small);
  std::vector<const Unit*> found;
  for (const auto& unit : subtree(scope)) {
    if (holds(unit.code.text(), part) || holds(unit.name.en, part) || holds(unit.name.zh, part))
      found.push_back(&unit);
  }
  return found;
}

const geometry::MultiPolygon* Gazetteer::boundary(const UnitCode& code) const {
  const auto found = by_code_.find(code);
  if (found == by_code_.end() || !areas_[found->second]) return nullptr;
  return &*areas_[found->second];
}

const Unit* Gazetteer::unit_at(const geometry::Position& place, std::optional<Level> level) const {
  const auto within = [&](Level at) -> const Unit* {
    const auto number = layer(at).index.find(place);
    return number ? &units_[layer(at).units[*number]] : nullptr;
  };
  if (level) {
    if (const auto* unit = within(*level)) return unit;
  }
  const auto least = level ? static_cast<int>(*level) + 1 : 0;
  for (int at = k_level_count - 1; at >= least; --at) {
    const auto* unit = within(static_cast<Level>(at));
    while (unit && level && unit->level > *level) unit = find(unit->parent);
    if (unit && (!level || unit->level == *level)) return unit;
  }
  return nullptr;
}

template <class Touches>
std::vector<const Unit*> Gazetteer::touching(const geometry::Bounds& near, Level level,
                                             Touches&& touches) const {
  std::vector<const Unit*> found;
  for (const auto number : layer(level).index.touching(near)) {
    const auto unit = layer(level).units[number];
    if (touches(*areas_[unit])) found.push_back(&units_[unit]);
  }
  return found;
}

std::vector<const Unit*> Gazetteer::units_touching(const geometry::MultiPolygon& area,
                                                   Level level) const {
  return touching(geometry::bounds(area), level, [&](const geometry::MultiPolygon& other) {
    return geometry::intersects(other, area);
  });
}

std::vector<const Unit*> Gazetteer::units_touching(const geometry::Circle& circle,
                                                   Level level) const {
  return touching(geometry::bounds(circle), level, [&](const geometry::MultiPolygon& area) {
    return geometry::intersects(area, circle);
  });
}

}  // namespace anlan::places
