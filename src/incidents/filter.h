// Filter: which incidents are asked for.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/instant.h"
#include "base/unit_code.h"
#include "incidents/incident.h"

namespace anlan::incidents {

/// Degrees, WGS 84; the edges belong to it. Does not cross the 180th meridian.
struct Bounds {
  double west = -180;
  double south = -90;
  double east = 180;
  double north = 90;
};

/// What is left out does not restrict. Days are the region's own, and an incident counts on the day
/// of its occurred_from.
struct Filter {
  std::optional<UnitCode> unit;    ///< the unit and its subtree; else the reader's whole scope
  std::vector<std::string> kinds;  ///< kinds or classes
  std::optional<Day> first_day;
  std::optional<Day> last_day;  ///< belongs to the span
  std::optional<Bounds> bounds;
  std::optional<KnownBy> known_by;
};

}  // namespace anlan::incidents
