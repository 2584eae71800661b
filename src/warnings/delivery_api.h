// Inboxes, subscriptions and CAP over HTTP (api/openapi.yaml, tag delivery).
#pragma once

namespace anlan::server {
class Router;
}

namespace anlan::warnings {

class Delivery;

/// The service must outlive the router.
void add_delivery_routes(server::Router& router, Delivery& delivery);

}  // namespace anlan::warnings
