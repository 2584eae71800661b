#include "incidents/json.h"

#include <boost/json/array.hpp>

#include "server/json.h"

namespace anlan::incidents {
namespace {

namespace json = boost::json;
using server::to_json;

}  // namespace

json::object incident_json(const Incident& incident, const Bilingual& unit_name) {
  json::value position = nullptr;
  if (incident.position) {
    position = json::object{{"longitude", incident.position->longitude},
                            {"latitude", incident.position->latitude}};
  }
  return {{"id", to_json(incident.id)},
          {"kind", incident.kind},
          {"occurred_from", to_json(incident.occurred_from)},
          {"occurred_to", to_json(incident.occurred_to)},
          {"reported_at", to_json(incident.reported_at)},
          {"position", std::move(position)},
          {"place_precision", to_string(incident.place_precision)},
          {"place_radius_metres", incident.place_radius.value()},
          {"known_by", to_string(incident.known_by)},
          {"status", to_string(incident.status)},
          {"unit", to_json(incident.unit)},
          {"unit_name", to_json(unit_name)},
          {"source", incident.source}};
}

json::object incident_detail_json(const IncidentDetail& detail, const Bilingual& unit_name) {
  auto object = incident_json(detail.incident, unit_name);
  object["external_id"] = detail.incident.external_id;
  object["status_at"] = to_json(detail.incident.status_at);
  json::array history;
  for (const auto& turn : detail.history) {
    history.push_back(json::object{{"status", to_string(turn.status)},
                                   {"at", to_json(turn.at)},
                                   {"noted_at", to_json(turn.noted_at)}});
  }
  object["history"] = std::move(history);
  return object;
}

json::object counts_json(const Counts& counts) {
  json::array groups;
  for (const auto& group : counts.groups) {
    groups.push_back(json::object{{"key", group.key}, {"count", group.count}});
  }
  return {{"by", to_string(counts.by)}, {"total", counts.total}, {"groups", std::move(groups)}};
}

json::object import_json(const ImportReport& report) {
  json::array faults;
  for (const auto& fault : report.faults) {
    faults.push_back(
        json::object{{"line", fault.line}, {"column", fault.column}, {"reason", fault.reason}});
  }
  return {{"id", to_json(report.id)},
          {"profile", report.profile},
          {"file_name", report.file_name},
          {"at", to_json(report.at)},
          {"by", report.by},
          {"state", to_string(report.state)},
          {"rows", report.rows},
          {"added", report.added},
          {"changed", report.changed},
          {"unchanged", report.unchanged},
          {"rejected", report.rejected},
          {"outside", report.outside},
          {"faults", std::move(faults)}};
}

json::object kind_json(const Kind& kind) {
  return {{"code", kind.code},
          {"class", kind.class_code},
          {"class_name", to_json(kind.class_name)},
          {"name", to_json(kind.name)}};
}

json::object profile_json(const Profile& profile) {
  json::array columns;
  for (const auto& column : profile.all_columns()) columns.push_back(json::string(column.name));
  return {
      {"name", profile.name}, {"title", to_json(profile.title)}, {"columns", std::move(columns)}};
}

}  // namespace anlan::incidents
