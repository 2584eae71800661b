// GeoJSON geometries as text, RFC 7946: areas in, areas and points out.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/expected.h"
#include "geometry/polygon.h"

namespace anlan::geometry {

/// What is more than this is a mistake or an attack.
struct GeojsonLimits {
  std::size_t bytes = 64 << 20;
  std::size_t corners = 2'000'000;  ///< the border of a country at its finest
  std::size_t polygons = 100'000;   ///< archipelagos
};

/// Reads a Polygon, a MultiPolygon, or a GeometryCollection of which it takes these. A third
/// coordinate is passed over; corners that repeat are left out. The reason why not is the end of a
/// sentence ("the coordinates are not on the globe").
Expected<MultiPolygon, std::string> read_geojson_area(std::string_view text,
                                                      const GeojsonLimits& limits = {});

/// A thing with an area. Properties are as texts: numbers as JSON writes them, nothing for null.
struct GeojsonFeature {
  std::vector<std::pair<std::string, std::string>> properties;
  Expected<MultiPolygon, std::string> area;

  /// Null where there is no such property.
  const std::string* find(std::string_view name) const;
};

/// Reads one Feature. What is wrong with its geometry is told in `area`.
Expected<GeojsonFeature, std::string> read_geojson_feature(std::string_view text,
                                                           const GeojsonLimits& limits = {});

/// Appends a Polygon where there is one, else a MultiPolygon, wound as RFC 7946 says; 7 decimals,
/// which is a centimetre.
void append_geojson(std::string& out, const MultiPolygon& area);
/// Appends a Point.
void append_geojson(std::string& out, const Position& place);
std::string geojson(const MultiPolygon& area);

}  // namespace anlan::geometry
