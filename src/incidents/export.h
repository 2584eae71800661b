// Incidents as text: CSV that the plain profile reads back, and GeoJSON.
#pragma once

#include <string>
#include <string_view>

#include "incidents/incident.h"

namespace anlan::incidents {

/// The columns' names, with a line feed.
std::string_view csv_header();
/// One line. Its `id` is the incident's own, never its name at the source.
void append_csv(std::string& out, const Incident& incident);

}  // namespace anlan::incidents
