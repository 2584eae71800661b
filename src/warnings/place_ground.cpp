#include "warnings/place_ground.h"

#include <fmt/format.h>

#include "base/problem.h"

namespace anlan::warnings {

std::optional<GroundUnit> PlaceGround::find(const UnitCode& code) const {
  const auto unit = places_.find(code);
  if (!unit) return std::nullopt;
  return GroundUnit{.path = unit->path, .name = unit->name};
}

std::vector<UnitPath> PlaceGround::units_at(const UnitPath& area, std::string_view wished,
                                            std::span<const geometry::Position> positions) const {
  const auto level = places::level_from(wished);
  if (!level) {
    throw Problem::invalid("warnings.level", fmt::format("There is no level named '{}'.", wished));
  }
  const auto gazetteer = places_.gazetteer();
  std::vector<UnitPath> paths;
  paths.reserve(positions.size());
  for (const auto& position : positions) {
    const places::Unit* unit = nullptr;
    // From the wished level upward, until some unit's area holds the position.
    for (int at = static_cast<int>(*level); at >= 0 && unit == nullptr; --at) {
      unit = gazetteer->unit_at(position, static_cast<places::Level>(at));
    }
    paths.push_back(unit != nullptr && area.contains(unit->path) ? unit->path : UnitPath());
  }
  return paths;
}

}  // namespace anlan::warnings
