// The routes of places: units, and the map layers of units.
#pragma once

namespace anlan::server {
class Router;
}

namespace anlan::places {

class Places;

// The service must outlive the router.

void add_unit_routes(server::Router& router, Places& places);
/// Boundaries as GeoJSON and as vector tiles.
void add_unit_layer_routes(server::Router& router, Places& places);

}  // namespace anlan::places
