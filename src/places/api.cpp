#include "places/api.h"

#include "base/problem.h"
#include "places/feature_json.h"
#include "places/service.h"
#include "server/json.h"
#include "server/page.h"
#include "server/query.h"
#include "server/router.h"

namespace anlan::places {
namespace {

namespace json = boost::json;
using server::Guard;
using server::Method;
using server::Request;
using server::Response;

constexpr std::uint64_t k_import_bytes_max = 256ULL << 20;  // a country's boundaries in full detail
constexpr std::size_t k_faults_shown = 100;                 // more help nobody: the file is wrong

json::value day_or_null(const std::optional<Day>& day) {
  return day ? json::value(day->to_string()) : json::value(nullptr);
}

json::object to_json(const UnitView& view) {
  const auto& unit = view.unit;
  json::array line;
  for (const auto& code : view.line) line.push_back(json::string(code.text()));
  json::object object{
      {"code", unit.code.text()},
      {"level", to_string(unit.level)},
      {"name", json::object{{"en", unit.name.en}, {"zh", unit.name.zh}}},
      {"parent", unit.parent.empty() ? json::value(nullptr) : json::value(unit.parent.text())},
      {"path", std::move(line)},
      {"has_boundary", unit.has_boundary},
      {"valid_from", unit.valid_from.to_string()},
      {"valid_until", day_or_null(unit.valid_until)},
      {"children", view.child_count}};
  if (view.bounds && !view.bounds->empty()) {
    const auto& b = *view.bounds;
    object["bbox"] = json::array{b.west, b.south, b.east, b.north};
  }
  return object;
}

json::array to_json(const std::vector<RowFault>& faults) {
  json::array array;
  for (const auto& fault : faults) {
    if (array.size() == k_faults_shown) break;
    array.push_back(
        json::object{{"line", fault.line}, {"column", fault.column}, {"reason", fault.reason}});
  }
  return array;
}

json::object to_json(const ImportReport& report) {
  return {{"rows", report.rows},
          {"added", report.added},
          {"changed", report.changed},
          {"unchanged", report.unchanged},
          {"rejected", report.rejected},
          {"is_loaded", report.is_loaded},
          {"faults", to_json(report.faults)},
          {"notes", to_json(report.notes)}};
}

UnitCode unit_parameter(const Request& request) {
  auto code = UnitCode::parse(request.path_parameter("code"));
  if (!code) throw Problem::not_found("places.not_found", "There is no such unit.");
  return *code;
}

Response list_units(const Places& places, const Request& request) {
  server::QueryReader query(request);
  UnitFilter filter{.within = query.unit_code("unit"),
                    .parent = query.unit_code("parent"),
                    .level = query.one_of("level", level_from),
                    .text = query.text("text", 80).value_or(""),
                    .day = query.day("day")};
  query.finish();
  const auto asked = server::page_request(request, 1);
  const auto page =
      places.list(request.actor(), filter, asked.after ? asked.after->at(0) : "", asked.limit);
  json::array items;
  for (const auto& view : page.items) items.push_back(to_json(view));
  std::optional<std::string> next;
  if (!page.next_cursor.empty()) next = server::cursor_of(server::PageKey{page.next_cursor});
  return Response::json(server::page_json(std::move(items), next));
}

Response unit_at(const Places& places, const Request& request) {
  server::QueryReader query(request);
  const auto longitude = query.number("longitude", -180, 180);
  const auto latitude = query.number("latitude", -90, 90);
  const auto level = query.one_of("level", level_from);
  const auto day = query.day("day");
  query.finish();
  if (!longitude || !latitude) {
    throw Problem::invalid("request.query", "A place has a longitude and a latitude.");
  }
  return Response::json(to_json(places.unit_at(
      request.actor(), {.longitude = *longitude, .latitude = *latitude}, level, day)));
}

Response one_unit(const Places& places, const Request& request) {
  server::QueryReader query(request);
  const auto day = query.day("day");
  query.finish();
  return Response::json(to_json(places.unit(request.actor(), unit_parameter(request), day)));
}

Response boundary(const Places& places, const Request& request) {
  server::QueryReader query(request);
  const auto day = query.day("day");
  query.finish();
  const auto areas = places.boundary(request.actor(), unit_parameter(request), day);
  if (areas.found.empty())
    throw Problem::not_found("places.no_boundary", "No boundary of this unit is known.");
  std::string text;
  append_feature(text, *areas.units, *areas.found.front());
  return Response::text(std::move(text), k_geojson).with_etag();
}

BoundaryOptions boundary_options(server::QueryReader& query) {
  BoundaryOptions options{.code_prefix = query.text("code_prefix", 20),
                          .name_field = query.text("name_field").value_or(""),
                          .name_en_field = query.text("name_en_field").value_or(""),
                          .name_zh_field = query.text("name_zh_field").value_or(""),
                          .level_field = query.text("level_field").value_or(""),
                          .parent_field = query.text("parent_field").value_or(""),
                          .level = query.one_of("level", level_from),
                          .parent = query.unit_code("parent"),
                          .valid_from = query.day("valid_from"),
                          .crs = query.text("crs", 40).value_or(""),
                          .encoding = query.text("encoding", 40).value_or(""),
                          .layer = query.text("layer").value_or(""),
                          .repair = query.boolean("repair").value_or(true)};
  if (const auto field = query.text("code_field")) options.code_field = *field;
  return options;
}

Response import_units(Places& places, const Request& request, const server::UploadedFile& file) {
  server::QueryReader query(request);
  const auto name = query.required("file_name", query.text("file_name", 200));
  const auto options = boundary_options(query);
  const bool skip_bad = query.boolean("skip_bad").value_or(false);
  query.finish();
  return Response::json(
      to_json(places.import_file(request.actor(), file.path, name, options, skip_bad)));
}

}  // namespace

void add_unit_routes(server::Router& router, Places& places) {
  router.add(Method::get, "/v1/units", Guard::signed_in,
             [&places](const Request& request) { return list_units(places, request); });
  router.add_upload(Method::post, "/v1/units/imports", Guard::signed_in, k_import_bytes_max,
                    [&places](const Request& request, const server::UploadedFile& file) {
                      return import_units(places, request, file);
                    });
  router.add(Method::get, "/v1/units/{code}", Guard::signed_in,
             [&places](const Request& request) { return one_unit(places, request); });
  router.add(Method::get, "/v1/units/{code}/boundary", Guard::signed_in,
             [&places](const Request& request) { return boundary(places, request); });
  router.add(Method::get, "/v1/unit-at", Guard::signed_in,
             [&places](const Request& request) { return unit_at(places, request); });
}

}  // namespace anlan::places
