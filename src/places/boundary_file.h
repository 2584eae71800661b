// Boundary files: areas of units in whatever format surveyors keep them.
#pragma once

#include <filesystem>

#include "places/feature_rows.h"

namespace anlan::places {

/// Whether the name ends as a boundary file's does (.geojson, .shp, .gpkg, .zip of a shapefile,
/// ...).
bool is_boundary_file(const std::filesystem::path& name);

/// Reads the file through the program ogr2ogr, in degrees of WGS 84. `name` says its format by its
/// ending, where the file itself lies under another (an upload). Several features of one code are
/// the parts of one unit. Faults tell the feature, counted from 1. Throws Problem: invalid
/// ("units.boundary_file": format, reference system, field or layer), too_large, unavailable where
/// there is no ogr2ogr.
ParsedUnits read_boundary_file(const std::filesystem::path& file, const std::filesystem::path& name,
                               const BoundaryOptions& options);

}  // namespace anlan::places
