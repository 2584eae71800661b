// Warnings: what is found between two runs of an analysis.
#include "access/policy.h"
#include "warnings/rules.h"
#include "warnings/service.h"

namespace anlan::warnings {

using access::Actor;
using access::Permission;
using store::Transaction;

DetectionInput Warnings::input_of(const Actor& actor, const Analysis& analysis, Day as_of) const {
  return records_for(actor, analysis, as_of).input;
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
