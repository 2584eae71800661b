// The ground of warnings is the tree of units with its boundaries.
#pragma once

#include "places/service.h"
#include "warnings/ground.h"

namespace anlan::warnings {

class PlaceGround final : public Ground {
 public:
  explicit PlaceGround(const places::Places& places) : places_(places) {}

  std::optional<GroundUnit> find(const UnitCode& code) const override;
  std::vector<UnitPath> units_at(const UnitPath& area, std::string_view wished,
                                 std::span<const geometry::Position> positions) const override;

 private:
  const places::Places& places_;
};

}  // namespace anlan::warnings
