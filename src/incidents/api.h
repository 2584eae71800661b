// The routes of incidents.
#pragma once

#include "incidents/service.h"
#include "places/service.h"
#include "server/router.h"
#include "store/jobs.h"

namespace anlan::incidents {

// What is passed in must outlive the router.

/// Imports, incidents, counts, kinds, profiles, and the layer "incidents".
void add_routes(server::Router& router, Incidents& incidents, const places::Places& places,
                store::JobBoard& jobs);

}  // namespace anlan::incidents
