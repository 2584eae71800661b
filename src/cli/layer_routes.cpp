#include "cli/layer_routes.h"

#include <algorithm>
#include <utility>

#include "base/problem.h"
#include "server/response.h"

namespace anlan::cli {
namespace {

const MapLayer& layer_of(const std::vector<MapLayer>& layers, const server::Request& request) {
  const auto name = request.path_parameter("layer");
  const auto found = std::ranges::find(layers, name, &MapLayer::name);
  if (found == layers.end()) throw Problem::not_found("layers.unknown", "There is no such layer.");
  return *found;
}

}  // namespace

void add_layer_routes(server::Router& router, std::vector<MapLayer> layers) {
  router.add(
      server::Method::get, "/v1/layers/{layer}/{z}/{x}/{y}.mvt", server::Guard::signed_in,
      [layers](const server::Request& request) { return layer_of(layers, request).tile(request); });
  router.add(server::Method::get, "/v1/layers/{layer}.geojson", server::Guard::signed_in,
             [layers = std::move(layers)](const server::Request& request) {
               return layer_of(layers, request).geojson(request);
             });
}

}  // namespace anlan::cli
