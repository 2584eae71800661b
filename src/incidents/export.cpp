#include "incidents/export.h"

#include <fmt/format.h>

#include <iterator>

namespace anlan::incidents {
namespace {

std::string text_of(const std::optional<Instant>& time) { return time ? time->to_string() : ""; }

}  // namespace

std::string_view csv_header() {
  return "id,kind,occurred_from,occurred_to,reported_at,longitude,latitude,place_precision,"
         "place_radius_metres,known_by,status,status_at,unit\n";
}

void append_csv(std::string& out, const Incident& incident) {
  // None of these texts can hold a comma, a quote or a line feed.
  fmt::format_to(std::back_inserter(out), "{},{},{},{},{},", incident.id.to_string(), incident.kind,
                 incident.occurred_from.to_string(), incident.occurred_to.to_string(),
                 text_of(incident.reported_at));
  if (incident.position) {
    fmt::format_to(std::back_inserter(out), "{:.7f},{:.7f}", incident.position->longitude,
                   incident.position->latitude);
  } else {
    out += ',';
  }
  fmt::format_to(std::back_inserter(out), ",{},{:.0f},{},{},{},{}\n",
                 to_string(incident.place_precision), incident.place_radius.value(),
                 to_string(incident.known_by), to_string(incident.status),
                 text_of(incident.status_at), incident.unit.text());
}

}  // namespace anlan::incidents
