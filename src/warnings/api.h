// The routes of analyses, runs, warnings and their outcomes.
#pragma once

#include "access/service.h"
#include "server/router.h"
#include "store/jobs.h"
#include "warnings/service.h"

namespace anlan::warnings {

/// What the routes are made of; all of it must outlive the router.
struct WarningsApi {
  Warnings& warnings;
  const access::Accounts& accounts;
  store::Database& database;
  store::JobBoard& jobs;
};

void add_analysis_routes(server::Router& router, const WarningsApi& api);
void add_warning_routes(server::Router& router, const WarningsApi& api);
/// The layer "warnings" of the map.
void add_layer_routes(server::Router& router, const WarningsApi& api);

}  // namespace anlan::warnings
