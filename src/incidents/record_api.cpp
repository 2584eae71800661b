#include "incidents/record_api.h"

#include "server/json.h"
#include "server/request.h"
#include "server/response.h"

namespace anlan::incidents {
namespace {

using server::FieldReader;
using server::Request;
using server::Response;

constexpr std::size_t k_at_once_max = 100;    // more than a dispatcher types, less than a file
constexpr double k_place_radius_max = 1e6;    // metres
constexpr std::size_t k_name_bytes_max = 80;  // of a source or a name there

void read_place(FieldReader& fields, Incident& incident) {
  if (auto position = fields.find_object("position")) {
    incident.position = {.longitude = position->number("longitude", -180, 180),
                         .latitude = position->number("latitude", -90, 90)};
  }
  incident.place_precision =
      fields.find_one_of("place_precision", place_precision_from)
          .value_or(incident.position ? PlacePrecision::exact : PlacePrecision::unit);
  incident.place_radius =
      Metres::of(fields.find_number("place_radius_metres", 0, k_place_radius_max).value_or(0));
}

/// The unit that is named, or the one whose boundary holds the place.
void read_unit(FieldReader& fields, const places::Gazetteer& units, Incident& incident) {
  if (const auto named = fields.find_unit_code("unit")) {
    incident.unit = *named;
    return;
  }
  const auto* unit = incident.position ? units.unit_at(*incident.position) : nullptr;
  if (unit != nullptr) {
    incident.unit = unit->code;
  } else {
    fields.refuse("unit", "is missing, and no boundary holds the place");
  }
}

Incident read_incident(FieldReader& fields, const places::Gazetteer& units) {
  Incident incident;
  incident.kind = fields.text("kind", {.greatest = k_name_bytes_max});
  incident.occurred_from = fields.instant("occurred_from");
  incident.occurred_to = fields.find_instant("occurred_to").value_or(incident.occurred_from);
  incident.reported_at = fields.find_instant("reported_at");
  incident.known_by = fields.one_of("known_by", known_by_from);
  incident.source = fields.text("source", {.greatest = k_name_bytes_max});
  incident.external_id =
      fields.find_text("external_id", {.greatest = k_name_bytes_max}).value_or("");
  read_place(fields, incident);
  read_unit(fields, units, incident);
  return incident;
}

Response record_incidents(Incidents& incidents, const places::Places& places,
                          const Request& request) {
  const auto body = server::read_object(request);
  FieldReader fields(body);
  const auto units = places.gazetteer();
  std::vector<Incident> wanted;
  for (auto& one : fields.objects("incidents", k_at_once_max))
    wanted.push_back(read_incident(one, *units));
  if (wanted.empty()) fields.refuse("incidents", "must not be empty");
  fields.finish();
  boost::json::array ids;
  for (const auto& id : incidents.record(request.actor(), wanted)) ids.emplace_back(id.to_string());
  return Response::json(boost::json::object{{"ids", std::move(ids)}}, 201);
}

}  // namespace

void add_record_route(server::Router& router, Incidents& incidents, const places::Places& places) {
  router.add(server::Method::post, "/v1/incidents", server::Guard::signed_in,
             [&](const Request& request) { return record_incidents(incidents, places, request); });
}

}  // namespace anlan::incidents
