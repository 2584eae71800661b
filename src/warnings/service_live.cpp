// Warnings: what is found between two runs of an analysis.
#include "access/policy.h"
#include "warnings/rules.h"
#include "warnings/service.h"

namespace anlan::warnings {

using access::Actor;
using access::Permission;
using store::Transaction;

DetectionInput Warnings::input_of(const Actor& actor, const Analysis& analysis, Day as_of) const {
  const auto& settings = analysis.settings;
  const auto& method = definition_of(settings.method);
  DetectionInput input{.points = {},
                       .first_day = as_of - (method.study_days(settings.method_settings) - 1),
                       .as_of = as_of};
  const incidents::Filter filter{.unit = settings.unit,
                                 .kinds = settings.kinds,
                                 .first_day = input.first_day,
                                 .last_day = input.as_of};
  // Learning leaves out what the police's own initiative brought up (docs/boundaries.md, 5).
  const auto points = parts_.incidents.points(actor, filter, incidents::Purpose::learning);
  for (std::size_t i = 0; i < points.size(); ++i) {
    input.points.push_back(
        {.incident = points.ids[i],
         .position = {.longitude = points.longitudes[i], .latitude = points.latitudes[i]},
         .day = zone_.day_of(points.from[i])});
  }
  return input;
}

Run Warnings::report(const Actor& actor, const Analysis& analysis, Day as_of, Finding finding,
                     std::span<const DetectionPoint> points) {
  access::require(actor, Permission::analyses_write, analysis.unit);
  const auto& settings = analysis.settings;
  const auto& method = definition_of(settings.method);
  const auto now = parts_.clock.now();
  Run run{.id = parts_.ids.next(),
          .analysis = analysis.id,
          .unit = analysis.unit,
          .as_of = as_of,
          .started_by = actor.journal_name(),
          .started_at = now,
          .records = static_cast<std::int64_t>(points.size()),
          .seed = method.seed(settings.method_settings),
          .settings = settings.method_settings,
          .engine = std::string(method.engine)};
  finding.id = parts_.ids.next();
  finding.run = run.id;
  finding.is_significant = true;
  Detected detected{.findings = {std::move(finding)}, .result = {}, .sightings = {}};
  const WarnedUnits units(parts_.places.gazetteer(), analysis.unit, settings.warned_level);
  detected.sightings = sightings_of(detected.findings, positions_of(points), units);
  parts_.database.write([&](Transaction& transaction) {
    insert_run(transaction, run);
    carry_out(transaction, actor, analysis, run, detected);
  });
  return run;
}

}  // namespace anlan::warnings
