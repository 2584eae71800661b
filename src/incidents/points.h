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
  learning,  ///< public reports and sensors only
  display,   ///< everything that is seen
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

/// The selected rows that have a position.
Points points_of(const Columns& columns, const Selection& selection, Purpose purpose);

}  // namespace anlan::incidents
