#include "warnings/runner.h"

#include <boost/json.hpp>

namespace anlan::warnings {
namespace {

using access::Actor;

std::string result_of(const Run& run) {
  return boost::json::serialize(boost::json::object{{"run", run.id.to_string()},
                                                    {"as_of", run.as_of.to_string()},
                                                    {"findings", run.findings},
                                                    {"warnings", run.warnings_issued}});
}

}  // namespace

Id start_detection(store::JobBoard& jobs, Warnings& warnings, const Actor& actor,
                   const Analysis& analysis, std::optional<Day> as_of) {
  return jobs.start("analysis", analysis.settings.name.en, actor.journal_name(), analysis.unit,
                    [&warnings, actor, id = analysis.id, as_of](store::JobProgress& progress) {
                      DetectionRun how;
                      how.progress = [&progress](double share) {
                        progress.report(share);
                        return !progress.is_cancelled();
                      };
                      return result_of(warnings.detect(actor, id, as_of, how));
                    });
}

int start_due(store::JobBoard& jobs, Warnings& warnings, const Actor& actor) {
  int started = 0;
  for (const auto& analysis : warnings.take_due(actor)) {
    start_detection(jobs, warnings, actor, analysis, std::nullopt);
    ++started;
  }
  return started;
}

}  // namespace anlan::warnings
