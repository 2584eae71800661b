// The scenario as files that the importers read, and the truth beside them.
#pragma once

#include <string>

#include "research/scenario.h"

namespace anlan::research {

/// A GeoJSON feature collection, parents before children; properties code, parent, level, name_en,
/// name_zh.
std::string units_geojson(const County& county);

/// The tree as a table: level, code, name_en, name_zh, parent; parents before children.
std::string units_csv(const County& county);

/// The columns of the plain import profile: id, kind, occurred_from, occurred_to, longitude,
/// latitude, known_by. Degrees to 6 places (about 10 cm).
std::string incidents_csv(const Scenario& scenario);

/// A JSON object: clusters, season, near_repeats, as planted.
std::string truth_json(const Scenario& scenario);

}  // namespace anlan::research
