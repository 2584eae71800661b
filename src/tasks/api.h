// Tasks over HTTP (api/openapi.yaml, tag tasks).
#pragma once

namespace anlan::server {
class Router;
}

namespace anlan::tasks {

class Tasks;

/// The service must outlive the router.
void add_routes(server::Router& router, Tasks& tasks);

}  // namespace anlan::tasks
