// The map layers: one pair of paths for all of them, answered by the slice whose layer is named.
#pragma once

#include <string>
#include <vector>

#include "server/router.h"

namespace anlan::cli {

struct MapLayer {
  std::string name;
  server::Handler tile;     ///< /v1/layers/{layer}/{z}/{x}/{y}.mvt
  server::Handler geojson;  ///< /v1/layers/{layer}.geojson
};

void add_layer_routes(server::Router& router, std::vector<MapLayer> layers);

}  // namespace anlan::cli
