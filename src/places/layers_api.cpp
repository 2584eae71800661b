#include <array>
#include <boost/json/serialize.hpp>
#include <charconv>

#include "base/problem.h"
#include "geometry/geojson.h"
#include "geometry/vector_tile.h"
#include "places/api.h"
#include "places/service.h"
#include "server/json.h"
#include "server/query.h"
#include "server/router.h"

namespace anlan::places {
namespace {

namespace json = boost::json;
using server::Guard;
using server::Method;
using server::Request;
using server::Response;

/// Units that are drawn by default: as finely as the zoom lets them be told apart.
Level level_for(int zoom) {
  if (zoom < 6) return Level::prefecture;
  if (zoom < 9) return Level::county;
  if (zoom < 12) return Level::station;
  return Level::community;
}

geometry::Tile tile_of(const Request& request) {
  std::array<std::int64_t, 3> numbers{};
  constexpr std::array<std::string_view, 3> k_names{"z", "x", "y"};
  for (std::size_t i = 0; i < 3; ++i) {
    const auto text = request.path_parameter(k_names[i]);
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), numbers[i]);
    if (error != std::errc() || end != text.data() + text.size()) numbers[i] = -1;
  }
  const auto tile = geometry::Tile::of(numbers[0], numbers[1], numbers[2]);
  if (!tile) throw Problem::not_found("layers.no_tile", "There is no such tile.");
  return *tile;
}

bool is_seen(const access::Actor& actor, const Unit& unit) {
  return access::may(actor, access::Permission::units_read, unit.path);
}

Response tile(const Places& places, const Request& request) {
  server::QueryReader query(request);
  const auto wished = query.one_of("level", level_from);
  query.finish();
  const auto tile = tile_of(request);
  const auto level = wished.value_or(level_for(tile.zoom));
  const auto gazetteer = places.gazetteer();
  std::vector<const Unit*> units;
  std::vector<geometry::WorldArea> areas;
  for (const auto* unit : gazetteer->units_near(tile.bounds(), level)) {
    const auto* area = gazetteer->boundary(unit->code);
    if (area == nullptr || !is_seen(request.actor(), *unit)) continue;
    units.push_back(unit);
    areas.push_back(geometry::to_world(*area));
  }
  // Together, so that neighbours keep a common border.
  const auto simple = geometry::simplified(areas, geometry::unseen_tolerance(tile.zoom));
  geometry::VectorTileLayer layer("units", tile);
  for (std::size_t i = 0; i < units.size(); ++i) {
    const std::array<geometry::TileAttribute, 4> attributes{{
        {"code", std::string_view(units[i]->code.text())},
        {"level", to_string(units[i]->level)},
        {"name_en", std::string_view(units[i]->name.en)},
        {"name_zh", std::string_view(units[i]->name.zh)},
    }};
    layer.add_area(simple[i], attributes);
  }
  if (layer.feature_count() == 0) return Response::no_content();
  return Response::bytes(layer.encoded(), "application/vnd.mapbox-vector-tile")
      .with("Cache-Control", "private, max-age=60");
}

Response geojson_layer(const Places& places, const Request& request) {
  server::QueryReader query(request);
  const auto within = query.unit_code("unit");
  const auto level = query.one_of("level", level_from).value_or(Level::station);
  query.finish();
  const auto& actor = request.actor();
  const auto gazetteer = places.gazetteer();
  const auto scope = within ? places.unit(actor, *within).unit.path : actor.scope;
  std::string text = "{\"type\":\"FeatureCollection\",\"features\":[";
  const char* comma = "\n";
  for (const auto& unit : gazetteer->subtree(scope)) {
    const auto* area = gazetteer->boundary(unit.code);
    if (unit.level != level || area == nullptr || !is_seen(actor, unit)) continue;
    const json::object properties{{"code", unit.code.text()},
                                  {"level", to_string(unit.level)},
                                  {"name_en", unit.name.en},
                                  {"name_zh", unit.name.zh}};
    text += comma;
    text +=
        "{\"type\":\"Feature\",\"properties\":" + json::serialize(properties) + ",\"geometry\":";
    geometry::append_geojson(text, *area);
    text += '}';
    comma = ",\n";
  }
  return Response::text(text + "\n]}\n", "application/geo+json");
}

}  // namespace

void add_unit_layer_routes(server::Router& router, Places& places) {
  router.add(Method::get, "/v1/layers/units/{z}/{x}/{y}.mvt", Guard::signed_in,
             [&places](const Request& request) { return tile(places, request); });
  router.add(Method::get, "/v1/layers/units.geojson", Guard::signed_in,
             [&places](const Request& request) { return geojson_layer(places, request); });
}

}  // namespace anlan::places
