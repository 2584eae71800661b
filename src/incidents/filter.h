// Filter: which incidents are asked for.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/instant.h"
#include "base/unit_code.h"
#include "geometry/bounds.h"
#include "incidents/incident.h"

namespace anlan::incidents {

/// What is left out does not restrict. Days are the region's own, and an incident counts on the day
/// of its occurred_from.
struct Filter {
  std::optional<UnitCode> unit;    ///< the unit and its subtree; else the reader's whole scope
  std::vector<std::string> kinds;  ///< kinds or classes
  std::optional<Day> first_day;
  std::optional<Day> last_day;  ///< belongs to the span
  std::optional<geometry::Bounds> bounds;
  std::optional<KnownBy> known_by;
};

}  // namespace anlan::incidents
