// The routes of incidents.
#pragma once

#include "incidents/service.h"
#include "places/service.h"
#include "server/router.h"
#include "store/jobs.h"

namespace anlan::incidents {

// What is passed in must outlive the router.

/// Imports, incidents, counts, kinds and profiles.
void add_routes(server::Router& router, Incidents& incidents, const places::Places& places,
                store::JobBoard& jobs);

/// The layer "incidents" of /v1/layers; the path's z, x and y are read from the request.
server::Response tile_response(const Incidents& incidents, const server::Request& request);
server::Response layer_response(const Incidents& incidents, const server::Request& request);

}  // namespace anlan::incidents
