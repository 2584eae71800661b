// Every route of the HTTP interface, put together in one place.
#pragma once

#include "server/router.h"

namespace anlan::cli {

class Application;

/// The application's services must outlive the router.
void add_all_routes(server::Router& router, Application& application);

}  // namespace anlan::cli
