// The route by which incidents come in one by one, as a dispatch system learns of them.
#pragma once

#include "incidents/service.h"
#include "places/service.h"
#include "server/router.h"

namespace anlan::incidents {

/// POST /v1/incidents: {"incidents": [...]}, at most 100, all or none.
void add_record_route(server::Router& router, Incidents& incidents, const places::Places& places);

}  // namespace anlan::incidents
