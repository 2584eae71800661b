#include "geometry/geojson.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/monotonic_resource.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <cmath>
#include <cstdint>

namespace anlan::geometry {
namespace {

namespace json = boost::json;

constexpr std::size_t k_depth_max = 16;  // a collection of multipolygons nests 8 deep
constexpr double k_parts_per_degree = 1e7;

/// Reads one geometry; the first fault ends it.
class Reader {
 public:
  explicit Reader(const GeojsonLimits& limits) : limits_(limits) {}

  bool read_geometry(const json::value& value) {
    const auto* object = value.if_object();
    const auto* type = object ? object->if_contains("type") : nullptr;
    if (!type || !type->is_string()) return refuse("it is no GeoJSON geometry");
    const std::string_view name = type->get_string();
    if (name == "GeometryCollection") return read_collection(object->if_contains("geometries"));
    const auto* coordinates = object->if_contains("coordinates");
    if (name == "Polygon") return read_polygon(coordinates);
    if (name == "MultiPolygon") return read_multipolygon(coordinates);
    return is_in_collection_ || refuse("it is neither a Polygon nor a MultiPolygon");
  }

  MultiPolygon area;
  std::string fault;

 private:
  bool refuse(std::string reason) {
    fault = std::move(reason);
    return false;
  }

  bool read_collection(const json::value* geometries) {
    const auto* array = geometries ? geometries->if_array() : nullptr;
    if (!array || is_in_collection_) return refuse("its collection of geometries is malformed");
    is_in_collection_ = true;  // what a repair leaves behind: lines and points beside areas
    for (const auto& geometry : *array) {
      if (!read_geometry(geometry)) return false;
    }
    return true;
  }

  bool read_multipolygon(const json::value* coordinates) {
    const auto* array = coordinates ? coordinates->if_array() : nullptr;
    if (!array) return refuse("its coordinates are malformed");
    for (const auto& polygon : *array) {
      if (!read_polygon(&polygon)) return false;
    }
    return true;
  }

  bool read_polygon(const json::value* coordinates) {
    const auto* rings = coordinates ? coordinates->if_array() : nullptr;
    if (!rings || rings->empty()) return refuse("its coordinates are malformed");
    if (area.size() == limits_.polygons) return refuse("it has too many parts");
    Polygon polygon;
    for (const auto& value : *rings) {
      Ring ring;
      if (!read_ring(value, ring)) return false;
      if (&value == &rings->front()) {
        polygon.outer = std::move(ring);
      } else {
        polygon.holes.push_back(std::move(ring));
      }
    }
    area.push_back(std::move(polygon));
    return true;
  }

  bool read_ring(const json::value& value, Ring& ring) {
    const auto* positions = value.if_array();
    if (!positions) return refuse("its coordinates are malformed");
    corners_ += positions->size();
    if (corners_ > limits_.corners) return refuse("it has too many corners");
    ring.reserve(positions->size());
    for (const auto& position : *positions) {
      const auto place = read_position(position);
      if (!place) return false;
      if (ring.empty() || ring.back() != *place) ring.push_back(*place);
    }
    if (positions->size() < 4) return refuse("a line has fewer than four corners");
    if (positions->front() != positions->back()) return refuse("a line is not closed");
    if (ring.size() > 1) ring.pop_back();
    return ring.size() >= 3 || refuse("a line has fewer than three different corners");
  }

  std::optional<Position> read_position(const json::value& value) {
    const auto* numbers = value.if_array();
    if (!numbers || numbers->size() < 2 || !(*numbers)[0].is_number() ||
        !(*numbers)[1].is_number()) {
      refuse("its coordinates are malformed");
      return std::nullopt;
    }
    const Position place{(*numbers)[0].to_number<double>(), (*numbers)[1].to_number<double>()};
    if (is_on_globe(place)) return place;
    refuse("its coordinates are not degrees on the globe");
    return std::nullopt;
  }

  const GeojsonLimits& limits_;
  std::size_t corners_ = 0;
  bool is_in_collection_ = false;
};

Expected<json::value, std::string> parse(std::string_view text, const GeojsonLimits& limits,
                                         json::monotonic_resource& memory) {
  if (text.size() > limits.bytes) return Unexpected<std::string>("it is too large");
  json::parse_options options;
  options.max_depth = k_depth_max;
  json::error_code error;
  auto value = json::parse(text, error, &memory, options);
  if (error) return Unexpected<std::string>("it is no JSON");
  return value;
}

Expected<MultiPolygon, std::string> area_of(const json::value& geometry,
                                            const GeojsonLimits& limits) {
  Reader reader(limits);
  if (!reader.read_geometry(geometry)) return Unexpected<std::string>(std::move(reader.fault));
  if (reader.area.empty()) return Unexpected<std::string>("it holds no area");
  return std::move(reader.area);
}

std::string text_of(const json::value& property) {
  if (property.is_null()) return {};
  if (const auto* text = property.if_string()) return std::string(*text);
  // Whole numbers are codes as often as not: 530102.0 is 530102.
  if (const auto* real = property.if_double();
      real && *real == std::floor(*real) && std::abs(*real) < 1e15)
    return fmt::format("{:.0f}", *real);
  return json::serialize(property);
}

void append_degrees(std::string& out, double degrees) {
  const auto parts = static_cast<std::int64_t>(std::llround(degrees * k_parts_per_degree));
  const auto size = static_cast<std::uint64_t>(parts < 0 ? -parts : parts);
  if (parts < 0) out += '-';
  fmt::format_to(std::back_inserter(out), "{}", size / 10'000'000);
  auto fraction = size % 10'000'000;
  if (fraction == 0) return;
  int digits = 7;
  for (; fraction % 10 == 0; fraction /= 10) --digits;
  fmt::format_to(std::back_inserter(out), ".{:0{}}", fraction, digits);
}

void append_position(std::string& out, const Position& place) {
  out += '[';
  append_degrees(out, place.longitude);
  out += ',';
  append_degrees(out, place.latitude);
  out += ']';
}

void append_ring(std::string& out, const Ring& ring) {
  out += '[';
  for (const auto& corner : ring) {
    append_position(out, corner);
    out += ',';
  }
  append_position(out, ring.front());
  out += ']';
}

void append_polygon(std::string& out, const Polygon& polygon) {
  out += '[';
  append_ring(out, polygon.outer);
  for (const auto& hole : polygon.holes) {
    out += ',';
    append_ring(out, hole);
  }
  out += ']';
}

}  // namespace

const std::string* GeojsonFeature::find(std::string_view name) const {
  const auto found = std::ranges::find(properties, name, [](const auto& p) { return p.first; });
  return found == properties.end() ? nullptr : &found->second;
}

Expected<MultiPolygon, std::string> read_geojson_area(std::string_view text,
                                                      const GeojsonLimits& limits) {
  json::monotonic_resource memory;
  const auto value = parse(text, limits, memory);
  if (!value) return Unexpected<std::string>(value.error());
  return area_of(*value, limits);
}

Expected<GeojsonFeature, std::string> read_geojson_feature(std::string_view text,
                                                           const GeojsonLimits& limits) {
  json::monotonic_resource memory;
  const auto value = parse(text, limits, memory);
  if (!value) return Unexpected<std::string>(value.error());
  const auto* object = value->if_object();
  const auto* type = object ? object->if_contains("type") : nullptr;
  if (!type || !type->is_string() || type->get_string() != "Feature")
    return Unexpected<std::string>("it is no GeoJSON feature");
  GeojsonFeature feature{.area = Unexpected<std::string>("it has none")};
  const auto* properties = object->if_contains("properties");
  if (properties && properties->is_object()) {
    for (const auto& [name, property] : properties->get_object())
      feature.properties.emplace_back(name, text_of(property));
  }
  const auto* geometry = object->if_contains("geometry");
  if (geometry && !geometry->is_null()) feature.area = area_of(*geometry, limits);
  return feature;
}

void append_geojson(std::string& out, const MultiPolygon& given) {
  auto area = given;
  wind_as_geojson(area);
  const bool is_single = area.size() == 1;
  out += is_single ? R"({"type":"Polygon","coordinates":)"
                   : R"({"type":"MultiPolygon","coordinates":[)";
  for (std::size_t i = 0; i < area.size(); ++i) {
    if (i > 0) out += ',';
    append_polygon(out, area[i]);
  }
  out += is_single ? "}" : "]}";
}

void append_geojson(std::string& out, const Position& place) {
  out += R"({"type":"Point","coordinates":)";
  append_position(out, place);
  out += '}';
}

std::string geojson(const MultiPolygon& area) {
  std::string out;
  append_geojson(out, area);
  return out;
}

}  // namespace anlan::geometry
