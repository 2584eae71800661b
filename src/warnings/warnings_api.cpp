// The routes of warnings and their outcomes.
#include <boost/json.hpp>

#include "access/policy.h"
#include "base/problem.h"
#include "incidents/json.h"
#include "server/json.h"
#include "server/page.h"
#include "server/query.h"
#include "server/response.h"
#include "warnings/api.h"
#include "warnings/json.h"
#include "warnings/rules.h"

namespace anlan::warnings {
namespace {

namespace json = boost::json;
using access::Actor;
using access::Permission;
using server::Guard;
using HttpMethod = server::Method;
using server::Request;
using server::Response;
using server::to_json;

constexpr std::size_t k_key_parts = 1;
constexpr server::TextLimits k_page_of_text{.least = 1, .greatest = 8000};  // 2,000 characters

std::optional<WarningCursor> cursor_of(const server::PageRequest& page) {
  if (!page.after) return std::nullopt;
  auto cursor = WarningCursor::parse(page.after->front());
  if (cursor) return cursor;
  throw Problem::invalid("request.query", "This cursor is not one of ours.",
                         {{"cursor", "must be the next_cursor of a page"}});
}

Response show_warnings(const WarningsApi& api, const Request& request) {
  server::QueryReader query(request);
  const auto unit = query.unit_code("unit");
  WarningFilter filter{.states = query.some_of("state", warning_state_from),
                       .severity = query.one_of("severity", severity_from)};
  query.finish();
  const auto& actor = request.actor();
  if (unit) filter.within = api.warnings.path_of(actor, *unit);
  const auto asked = server::page_request(request, k_key_parts);
  const auto page = api.warnings.list(actor, filter, cursor_of(asked), asked.limit);
  json::array items;
  for (const auto& warning : page.items)
    items.push_back(warning_json(warning, api.warnings.unit_name(warning.unit.unit())));
  std::optional<std::string> next;
  if (page.next) next = server::cursor_of(std::vector{page.next->to_string()});
  return Response::json(server::page_json(std::move(items), next));
}

/// What this account may do with it now.
json::array steps_for(const Actor& actor, const Warning& warning) {
  json::array steps;
  if (!access::may(actor, Permission::warnings_handle, warning.unit)) return steps;
  if (warning.state == WarningState::issued) steps.emplace_back("acknowledge");
  steps.emplace_back("comment");
  if (is_live(warning.state)) {
    steps.emplace_back("close");
    if (access::may(actor, Permission::tasks_order, warning.unit))
      steps.emplace_back("order_measures");
  }
  return steps;
}

std::string name_of(const WarningsApi& api, const std::string& by) {
  return api.database.read(
      [&](store::Session& session) { return api.accounts.display_name(session, by); });
}

json::object detail_json(const WarningsApi& api, const Actor& actor, const WarningRecord& record) {
  const auto& warning = record.warning;
  auto object = warning_json(warning, api.warnings.unit_name(warning.unit.unit()));
  object["description"] = to_json(warning.description);
  object["area"] = area_json(warning.area);
  object["finding"] = finding_json(record.finding);
  object["analysis"] = to_json(warning.analysis);
  object["run"] = to_json(record.finding.run);
  json::array measures;
  for (const auto& measure : record.measures) {
    measures.push_back({{"template", measure.template_kind},
                        {"title", to_json(api.warnings.measure_name(measure.template_kind))},
                        {"reason", to_json(measure.reason)}});
  }
  object["measures"] = std::move(measures);
  json::array timeline;
  for (const auto& entry : record.timeline)
    timeline.push_back(timeline_json(entry, name_of(api, entry.by)));
  object["timeline"] = std::move(timeline);
  object["may"] = steps_for(actor, warning);
  return object;
}

Response detail_response(const WarningsApi& api, const Request& request) {
  const auto record = api.warnings.record(request.actor(), request.id_parameter());
  return Response::json(detail_json(api, request.actor(), record))
      .with_etag(record.warning.version);
}

std::string read_text(const Request& request, std::string_view field) {
  const auto body = server::read_object(request);
  server::FieldReader fields(body);
  auto text = fields.text(field, k_page_of_text);
  fields.finish();
  return text;
}

Response acknowledge(const WarningsApi& api, const Request& request) {
  (void)api.warnings.acknowledge(request.actor(), request.id_parameter());
  return detail_response(api, request);
}

Response comment(const WarningsApi& api, const Request& request) {
  const auto entry =
      api.warnings.comment(request.actor(), request.id_parameter(), read_text(request, "text"));
  return Response::json(timeline_json(entry, name_of(api, entry.by)), 201);
}

Response close(const WarningsApi& api, const Request& request) {
  (void)api.warnings.close(request.actor(), request.id_parameter(), read_text(request, "reason"));
  return detail_response(api, request);
}

Response order_measures(const WarningsApi& api, const Request& request) {
  const auto ordered = api.warnings.order_measures(request.actor(), request.id_parameter());
  return Response::json(json::object{{"ordered", ordered}});
}

Response show_evidence(const WarningsApi& api, const Request& request) {
  json::array items;
  for (const auto& incident : api.warnings.evidence(request.actor(), request.id_parameter())) {
    const auto name = api.warnings.unit_name(incident.unit);
    items.push_back(incidents::incident_json(incident, name));
  }
  return Response::json(server::page_json(std::move(items), std::nullopt));
}

Response show_outcome(const WarningsApi& api, const Request& request) {
  return Response::json(
      outcome_json(api.warnings.outcome(request.actor(), request.id_parameter())));
}

}  // namespace

void add_warning_routes(server::Router& router, const WarningsApi& api) {
  const auto add = [&](HttpMethod method, std::string pattern, auto handler) {
    router.add(method, std::move(pattern), Guard::signed_in,
               [api, handler](const Request& request) { return handler(api, request); });
  };
  add(HttpMethod::get, "/v1/warnings", show_warnings);
  add(HttpMethod::get, "/v1/warnings/{id}", detail_response);
  add(HttpMethod::post, "/v1/warnings/{id}/acknowledgement", acknowledge);
  add(HttpMethod::post, "/v1/warnings/{id}/comments", comment);
  add(HttpMethod::post, "/v1/warnings/{id}/closure", close);
  add(HttpMethod::post, "/v1/warnings/{id}/tasks", order_measures);
  add(HttpMethod::get, "/v1/warnings/{id}/incidents", show_evidence);
  add(HttpMethod::get, "/v1/warnings/{id}/outcome", show_outcome);
}

}  // namespace anlan::warnings
