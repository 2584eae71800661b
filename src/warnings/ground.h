// Ground: what warnings ask of the map of units.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/bilingual.h"
#include "base/unit_code.h"
#include "geometry/position.h"

namespace anlan::warnings {

struct GroundUnit {
  UnitPath path;
  Bilingual name;
};

/// Fulfilled by whoever knows units and boundaries. Safe to share between threads.
class Ground {
 public:
  virtual ~Ground() = default;

  virtual std::optional<GroundUnit> find(const UnitCode& code) const = 0;

  /// For each position the unit within `area` that is warned of what happens there: of the level
  /// `wished`, or of the deepest level above it that has boundaries there. An empty path where no
  /// such unit holds the position.
  virtual std::vector<UnitPath> units_at(const UnitPath& area, std::string_view wished,
                                         std::span<const geometry::Position> positions) const = 0;
};

}  // namespace anlan::warnings
