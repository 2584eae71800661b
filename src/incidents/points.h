// Points: the incidents of an analysis as flat arrays.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/id.h"
#include "base/instant.h"
#include "incidents/columns.h"
#include "incidents/selection.h"

namespace anlan::incidents {

/// What the points are for. What the police's own initiative brought up says where the police
/// were, not where crime is, and trains no forecast (docs/boundaries.md, 5).
enum class Purpose {
  /// Public reports and sensors only, and only where the place is its own: a position that stands
  /// for an area or a unit would gather what did not happen together.
  learning,
  display,  ///< everything that is seen
};

/// Incidents with a position that did happen, one index an incident, in the order of their
/// beginning (of their ids where that is the same): the same records give the same arrays, in
/// whatever order they were imported.
struct Points {
  std::vector<Id> ids;
  std::vector<double> longitudes;
  std::vector<double> latitudes;
  std::vector<Instant> from;
  std::vector<Instant> to;
  std::vector<std::uint32_t> kinds;  ///< indices into kind_codes
  std::vector<std::uint32_t> units;  ///< indices into unit_paths

  std::vector<std::string> kind_codes;
  std::vector<UnitPath> unit_paths;

  std::size_t size() const { return ids.size(); }
};

/// What an analysis may learn from on a day, and what it may not.
struct Admitted {
  Points placed;    ///< to a grid cell or better
  Points unplaced;  ///< known only to an area or a unit; has no longitudes and latitudes
  std::int64_t police_initiative = 0;
  std::int64_t reported_later = 0;
};

/// Sorts the selected rows, those without a position among them. Whoever asked at `known_until`
/// would not have seen what was reported then or later; where nobody tells when it was reported,
/// that is the end of its own time.
Admitted admit(const Columns& columns, const Selection& selection, Instant known_until);

/// The selected rows that have a position.
Points points_of(const Columns& columns, const Selection& selection, Purpose purpose);

}  // namespace anlan::incidents
