// The map's layer of warnings: GeoJSON and vector tiles.
#include <array>
#include <boost/json.hpp>
#include <charconv>

#include "base/problem.h"
#include "geometry/simplify.h"
#include "geometry/vector_tile.h"
#include "server/query.h"
#include "server/response.h"
#include "warnings/api.h"
#include "warnings/json.h"

namespace anlan::warnings {
namespace {

namespace json = boost::json;
using HttpMethod = server::Method;
using server::Guard;
using server::Request;
using server::Response;

constexpr double k_tile_margin = 0.05;  // of its width: an outline that is cut there is not seen

std::int64_t path_number(const Request& request, std::string_view name) {
  const auto text = request.path_parameter(name);
  std::int64_t value = -1;
  const auto* end = text.data() + text.size();
  const auto result = std::from_chars(text.data(), end, value);
  return result.ec == std::errc() && result.ptr == end ? value : -1;
}

/// "west,south,east,north"
geometry::Bounds bounds_from(server::QueryReader& query, const std::vector<std::string>& parts) {
  std::array<double, 4> values{};
  bool is_good = parts.size() == values.size();
  for (std::size_t i = 0; is_good && i < values.size(); ++i) {
    const auto* end = parts[i].data() + parts[i].size();
    const auto result = std::from_chars(parts[i].data(), end, values[i]);
    is_good = result.ec == std::errc() && result.ptr == end;
  }
  is_good = is_good && values[0] <= values[2] && values[1] <= values[3];
  if (!is_good) query.refuse("bbox", "must be west,south,east,north in degrees");
  return {.west = values[0], .south = values[1], .east = values[2], .north = values[3]};
}

/// What the query asks for; living warnings where it names no days.
MapFilter filter_from(const WarningsApi& api, const Request& request) {
  server::QueryReader query(request);
  const auto unit = query.unit_code("unit");
  MapFilter filter{.kinds = query.list("kind")};
  filter.list.valid_from = query.day("from");
  filter.list.valid_to = query.day("to");
  const auto box = query.list("bbox", 4);
  if (!box.empty()) filter.list.box = bounds_from(query, box);
  (void)query.text("level");  // of the layer of units
  query.finish();
  if (!filter.list.valid_from && !filter.list.valid_to)
    filter.list.states = {WarningState::issued, WarningState::acknowledged};
  if (unit) filter.list.within = api.warnings.path_of(request.actor(), *unit);
  return filter;
}

Response layer_response(const WarningsApi& api, const Request& request) {
  json::array features;
  for (const auto& warning : api.warnings.for_map(request.actor(), filter_from(api, request))) {
    features.push_back(warning_feature_json(warning, api.warnings.unit_name(warning.unit.unit())));
  }
  const json::object collection{{"type", "FeatureCollection"}, {"features", std::move(features)}};
  return Response::bytes(json::serialize(collection), "application/geo+json");
}

Response tile_response(const WarningsApi& api, const Request& request) {
  const auto tile = geometry::Tile::of(path_number(request, "z"), path_number(request, "x"),
                                       path_number(request, "y"));
  if (!tile) throw Problem::not_found("layers.tile", "There is no such tile.");
  auto filter = filter_from(api, request);
  filter.list.box = tile->bounds(k_tile_margin);
  geometry::VectorTileLayer layer("warnings", *tile);
  for (const auto& warning : api.warnings.for_map(request.actor(), filter)) {
    const auto id = warning.id.to_string();
    const std::array<geometry::TileAttribute, 3> attributes{
        {{"id", id},
         {"severity", to_string(warning.severity)},
         {"state", to_string(warning.state)}}};
    layer.add_area(geometry::to_world({geometry::circle_polygon(warning.area)}), attributes);
  }
  if (layer.feature_count() == 0) return Response::no_content();
  return Response::bytes(layer.encoded(), "application/vnd.mapbox-vector-tile");
}

}  // namespace

void add_layer_routes(server::Router& router, const WarningsApi& api) {
  router.add(HttpMethod::get, "/v1/layers/warnings.geojson", Guard::signed_in,
             [api](const Request& request) { return layer_response(api, request); });
  router.add(HttpMethod::get, "/v1/layers/warnings/{z}/{x}/{y}.mvt", Guard::signed_in,
             [api](const Request& request) { return tile_response(api, request); });
}

}  // namespace anlan::warnings
