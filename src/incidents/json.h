// What incidents answer, as the contract writes it (api/openapi.yaml). For api.cpp files only.
#pragma once

#include <boost/json/object.hpp>

#include "incidents/counts.h"
#include "incidents/import.h"
#include "incidents/incident.h"
#include "incidents/kinds.h"
#include "incidents/profile.h"

namespace anlan::incidents {

boost::json::object incident_json(const Incident& incident, const Bilingual& unit_name);
/// With what only a reader with a purpose sees: the name at the source, and the clock.
boost::json::object incident_detail_json(const IncidentDetail& detail, const Bilingual& unit_name);
boost::json::object counts_json(const Counts& counts);
boost::json::object import_json(const ImportReport& report);
boost::json::object kind_json(const Kind& kind);
boost::json::object profile_json(const Profile& profile);

}  // namespace anlan::incidents
