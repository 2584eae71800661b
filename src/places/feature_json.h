// Units as GeoJSON features.
#pragma once

#include <string>
#include <string_view>

#include "places/gazetteer.h"

namespace anlan::places {

constexpr std::string_view k_geojson = "application/geo+json";

/// Appends a Feature with code, level, name_en and name_zh. The unit must have an area.
void append_feature(std::string& out, const Gazetteer& units, const Unit& unit);

}  // namespace anlan::places
