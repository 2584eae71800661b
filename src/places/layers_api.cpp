#include <array>
#include <charconv>

#include "base/problem.h"
#include "places/api.h"
#include "places/feature_json.h"
#include "places/service.h"
#include "server/query.h"
#include "server/router.h"

namespace anlan::places {
namespace {

using server::Guard;
using server::Method;
using server::Request;
using server::Response;

geometry::Tile tile_of(const Request& request) {
  std::array<std::int64_t, 3> numbers{};
  constexpr std::array<std::string_view, 3> k_names{"z", "x", "y"};
  for (std::size_t i = 0; i < 3; ++i) {
    const auto text = request.path_parameter(k_names[i]);
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), numbers[i]);
    if (error != std::errc() || end != text.data() + text.size()) numbers[i] = -1;
  }
  const auto tile = geometry::Tile::of(numbers[0], numbers[1], numbers[2]);
  if (!tile) throw Problem::not_found("layers.tile", "There is no such tile.");
  return *tile;
}

Response tile(const Places& places, const Request& request) {
  server::QueryReader query(request);
  const auto within = query.unit_code("unit");
  const auto level = query.one_of("level", level_from);
  query.finish();
  auto drawn = places.tile(request.actor(), within, level, tile_of(request));
  if (drawn.empty()) return Response::no_content();
  return Response::bytes(std::move(drawn), "application/vnd.mapbox-vector-tile").with_etag();
}

Response geojson_layer(const Places& places, const Request& request) {
  server::QueryReader query(request);
  const auto within = query.unit_code("unit");
  const auto level = query.one_of("level", level_from).value_or(Level::station);
  const auto near = query.one_of("bbox", geometry::bounds_from);
  query.finish();
  const auto areas = places.areas(request.actor(), within, level, near);
  std::string text = R"({"type":"FeatureCollection","features":[)";
  for (const auto* unit : areas.found) {
    text += unit == areas.found.front() ? "\n" : ",\n";
    append_feature(text, *areas.units, *unit);
  }
  return Response::text(text + "\n]}\n", k_geojson).with_etag();
}

}  // namespace

void add_unit_layer_routes(server::Router& router, Places& places) {
  router.add(Method::get, "/v1/layers/units/{z}/{x}/{y}.mvt", Guard::signed_in,
             [&places](const Request& request) { return tile(places, request); });
  router.add(Method::get, "/v1/layers/units.geojson", Guard::signed_in,
             [&places](const Request& request) { return geojson_layer(places, request); });
}

}  // namespace anlan::places
