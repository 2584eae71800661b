// Analyses, warnings and outcomes as the contract writes them (api/openapi.yaml). For api.cpp files
// and the command line only: compiling Boost.JSON costs.
#pragma once

#include <boost/json/object.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "warnings/analysis.h"
#include "warnings/service.h"
#include "warnings/warning.h"

namespace anlan::warnings {

boost::json::object run_json(const Run& run);
boost::json::object finding_json(const Finding& finding);
/// The whole answer: which run, by which method, under what conditions, and the method's part.
boost::json::object result_json(const ResultRecord& record);
/// A method with its card and its default settings.
boost::json::object method_json(const MethodDefinition& definition);
boost::json::object analysis_json(const Analysis& analysis, const std::optional<Run>& last_run);
boost::json::object warning_json(const Warning& warning, const Bilingual& unit_name);
boost::json::object timeline_json(const TimelineEntry& entry, std::string_view by_name);
boost::json::object effect_json(const Effect& effect);
boost::json::object outcome_json(const OutcomeRecord& record);

/// A GeoJSON polygon around the circle.
boost::json::object area_json(const Circle& circle);
/// A GeoJSON feature: the area, and the warning's properties as a map shows them.
boost::json::object warning_feature_json(const Warning& warning, const Bilingual& unit_name);

/// The settings of a request's body. Throws Problem (invalid) with every field at fault; what the
/// settings mean is for the service to check.
AnalysisSettings analysis_settings_from(const boost::json::object& body);

}  // namespace anlan::warnings
