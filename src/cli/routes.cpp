#include "cli/routes.h"

#include <boost/json.hpp>

#include "access/api.h"
#include "cli/application.h"
#include "incidents/api.h"
#include "places/api.h"
#include "server/response.h"
#include "tasks/api.h"
#include "warnings/api.h"
#include "warnings/delivery_api.h"

namespace anlan::cli {
namespace {

server::Response about(Application& application) {
  return server::Response::json(
      boost::json::object{{"name", "Anlan"},
                          {"version", ANLAN_VERSION},
                          {"zone", application.zone().name()},
                          {"is_demonstration", application.settings().is_demonstration},
                          {"now", application.clock().now().to_string()}});
}

}  // namespace

void add_all_routes(server::Router& router, Application& application) {
  router.add(server::Method::get, "/v1/about", server::Guard::open,
             [&application](const server::Request&) { return about(application); });
  access::add_session_routes(router, application.sessions());
  access::add_account_routes(router, application.accounts());
  access::add_token_routes(router, application.tokens());
  access::add_journal_routes(router, application.journal_reader());
  access::add_job_routes(router, application.jobs());
  access::add_event_routes(router, application.event_feed());
  places::add_unit_routes(router, application.places());
  places::add_unit_layer_routes(router, application.places());
  tasks::add_routes(router, application.tasks());
  incidents::add_routes(router, application.incidents(), application.places(), application.jobs());
  const warnings::WarningsApi warnings_api{.warnings = application.warnings(),
                                           .accounts = application.accounts(),
                                           .database = application.database(),
                                           .jobs = application.jobs()};
  warnings::add_analysis_routes(router, warnings_api);
  warnings::add_warning_routes(router, warnings_api);
  warnings::add_layer_routes(router, warnings_api);
  warnings::add_delivery_routes(router, application.delivery());
}

}  // namespace anlan::cli
