// The routes of analyses and runs.
#include <boost/json.hpp>

#include "access/json.h"
#include "access/policy.h"
#include "base/problem.h"
#include "server/json.h"
#include "server/query.h"
#include "server/response.h"
#include "warnings/api.h"
#include "warnings/json.h"
#include "warnings/runner.h"

namespace anlan::warnings {
namespace {

namespace json = boost::json;
using server::Guard;
using HttpMethod = server::Method;
using server::Request;
using server::Response;

Response analysis_response(const WarningsApi& api, const Request& request, const Analysis& analysis,
                           int status = 200) {
  const auto last_run = api.warnings.newest_run(request.actor(), analysis.id);
  return Response::json(analysis_json(analysis, last_run), status).with_etag(analysis.version);
}

Response show_analyses(const WarningsApi& api, const Request& request) {
  json::array items;
  for (const auto& analysis : api.warnings.analyses(request.actor())) {
    items.push_back(analysis_json(analysis, api.warnings.newest_run(request.actor(), analysis.id)));
  }
  return Response::json(json::object{{"items", std::move(items)}});
}

Response add_analysis(const WarningsApi& api, const Request& request) {
  const auto settings = analysis_settings_from(server::read_object(request));
  const auto analysis = api.warnings.add_analysis(request.actor(), settings);
  return analysis_response(api, request, analysis, 201)
      .with("Location", "/v1/analyses/" + analysis.id.to_string());
}

Response change_analysis(const WarningsApi& api, const Request& request) {
  const auto settings = analysis_settings_from(server::read_object(request));
  const auto analysis = api.warnings.change_analysis(request.actor(), request.id_parameter(),
                                                     server::if_match_version(request), settings);
  return analysis_response(api, request, analysis);
}

Response show_runs(const WarningsApi& api, const Request& request) {
  json::array items;
  for (const auto& run : api.warnings.runs(request.actor(), request.id_parameter()))
    items.push_back(run_json(run));
  return Response::json(json::object{{"items", std::move(items)}});
}

Response run_analysis(const WarningsApi& api, const Request& request) {
  const auto body = server::read_optional_object(request);
  server::FieldReader fields(body);
  const auto as_of = fields.find_day("as_of");
  fields.finish();
  const auto& actor = request.actor();
  const auto analysis = api.warnings.analysis(actor, request.id_parameter());
  // Asked here and again by the run itself, so that whoever may not is told so at once.
  access::require(actor, access::Permission::analyses_write, analysis.unit);
  const auto id = start_detection(api.jobs, api.warnings, actor, analysis, as_of);
  return Response::json(access::job_json(api.jobs.find(id).value()), 202)
      .with("Location", "/v1/jobs/" + id.to_string());
}

Response show_methods(const WarningsApi&, const Request&) {
  json::array items;
  for (const auto* definition : all_methods()) items.push_back(method_json(*definition));
  return Response::json(json::object{{"items", std::move(items)}});
}

Response show_result(const WarningsApi& api, const Request& request) {
  server::QueryReader query(request);
  const auto run = query.id("run");
  query.finish();
  return Response::json(
      result_json(api.warnings.result(request.actor(), request.id_parameter(), run)));
}

Response show_run(const WarningsApi& api, const Request& request) {
  const auto record = api.warnings.run(request.actor(), request.id_parameter());
  json::array findings;
  for (const auto& finding : record.findings) findings.push_back(finding_json(finding));
  return Response::json(
      json::object{{"run", run_json(record.run)}, {"findings", std::move(findings)}});
}

}  // namespace

void add_analysis_routes(server::Router& router, const WarningsApi& api) {
  const auto add = [&](HttpMethod method, std::string pattern, auto handler) {
    router.add(method, std::move(pattern), Guard::signed_in,
               [api, handler](const Request& request) { return handler(api, request); });
  };
  add(HttpMethod::get, "/v1/analyses", show_analyses);
  add(HttpMethod::post, "/v1/analyses", add_analysis);
  add(HttpMethod::get, "/v1/analyses/{id}", [](const WarningsApi& a, const Request& request) {
    return analysis_response(a, request,
                             a.warnings.analysis(request.actor(), request.id_parameter()));
  });
  add(HttpMethod::put, "/v1/analyses/{id}", change_analysis);
  add(HttpMethod::get, "/v1/analyses/{id}/runs", show_runs);
  add(HttpMethod::post, "/v1/analyses/{id}/runs", run_analysis);
  add(HttpMethod::get, "/v1/analyses/{id}/result", show_result);
  add(HttpMethod::get, "/v1/analysis-methods", show_methods);
  add(HttpMethod::get, "/v1/runs/{id}", show_run);
}

}  // namespace anlan::warnings
