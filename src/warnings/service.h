// Warnings: the one door to analyses, what they find, the warnings made of it, and their outcomes.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "access/actor.h"
#include "base/id.h"
#include "base/instant.h"
#include "incidents/service.h"
#include "places/service.h"
#include "store/database.h"
#include "store/journal.h"
#include "tasks/service.h"
#include "warnings/analysis.h"
#include "warnings/analysis_repository.h"
#include "warnings/delivery_service.h"
#include "warnings/measures.h"
#include "warnings/methods.h"
#include "warnings/outcome.h"
#include "warnings/sightings.h"
#include "warnings/warning_repository.h"

namespace anlan::warnings {

/// What the service is made of; all of it must outlive the service.
struct WarningsParts {
  store::Database& database;
  store::Journal& journal;
  const Clock& clock;
  IdSource& ids;
  places::Places& places;
  const incidents::Incidents& incidents;
  tasks::Tasks& tasks;
  Delivery& delivery;
};

/// A run and what it found, without the incidents.
struct RunRecord {
  Run run;
  std::vector<Finding> findings;
};

/// What a run left to be drawn, with what is needed to understand it.
struct ResultRecord {
  Run run;
  std::vector<Finding> findings;
  std::string content;  ///< a JSON object (result_text.h)
};

/// A warning with all that hangs on it.
struct WarningRecord {
  Warning warning;
  Finding finding;
  std::vector<Measure> measures;
  std::vector<TimelineEntry> timeline;
};

/// Which warnings a map shows.
struct MapFilter {
  WarningFilter list;
  std::vector<std::string> kinds;  ///< kinds or classes; all where it is empty
};

/// What came of a warning, and what was done about it.
struct OutcomeRecord {
  Outcome outcome;
  Work work;
  Bilingual words;
  Instant measured_at;
};

/// What a sweep did.
struct SweepCount {
  std::int64_t expired = 0;
  std::int64_t measured = 0;
};

/// The version that the caller has seen (If-Match); empty where it does not care.
using SeenVersion = std::optional<std::int64_t>;

/// Every use case asks the policy first, decides by the rules, saves and writes to the journal, in
/// one transaction. What is out of reach is not found. Safe to share between threads.
class Warnings {
 public:
  Warnings(const WarningsParts& parts, Zone zone,
           const MeasureBook& measures = MeasureBook::standard());

  // ---- analyses (service_analyses.cpp)

  /// Saves the settings, completed. Throws Problem (invalid) with every field at fault. Journal:
  /// analysis.added.
  Analysis add_analysis(const access::Actor& actor, AnalysisSettings settings);
  /// Journal: analysis.changed. Throws Problem (conflict, "analyses.version").
  Analysis change_analysis(const access::Actor& actor, const Id& id, SeenVersion version,
                           AnalysisSettings settings);
  Analysis analysis(const access::Actor& actor, const Id& id) const;
  /// By name, in either language; throws Problem (not_found) where there is none or more than one.
  Analysis analysis_named(const access::Actor& actor, std::string_view name) const;
  std::vector<Analysis> analyses(const access::Actor& actor) const;
  std::optional<Run> newest_run(const access::Actor& actor, const Id& analysis) const;
  /// The newest first, at most 200.
  std::vector<Run> runs(const access::Actor& actor, const Id& analysis) const;
  RunRecord run(const access::Actor& actor, const Id& id) const;

  /// What a run of the analysis left to be drawn: the latest that has something where none is
  /// named. Throws Problem (not_found, "analyses.no_result") where there is none.
  ResultRecord result(const access::Actor& actor, const Id& analysis,
                      const std::optional<Id>& run) const;

  // ---- detection (service_detection.cpp)

  /// Runs an analysis on the records up to and with `as_of` (the last complete day where it is
  /// empty): only what the public or a sensor had reported by then. Findings are kept; significant
  /// ones become warnings of the units that they touch, or update those that stand (rules.h,
  /// decide). A run that is cancelled or fails is kept as failed, and changes nothing else.
  /// Journal: run.started, run.done or run.failed, and what becomes of warnings and tasks.
  Run detect(const access::Actor& actor, const Id& analysis, std::optional<Day> as_of,
             const DetectionRun& how = {});

  // ---- between two runs (service_live.cpp)

  /// What a run as of this day would be given.
  DetectionInput input_of(const access::Actor& actor, const Analysis& analysis, Day as_of) const;
  /// Keeps a significant finding that was made between two runs, as a run of its own, and carries
  /// it out as detect() does. `points` hold its incidents. Journal: run.done, and what becomes of
  /// warnings and tasks.
  Run report(const access::Actor& actor, const Analysis& analysis, Day as_of, Finding finding,
             std::span<const DetectionPoint> points);

  // ---- warnings (service_warnings.cpp)

  /// At most `limit` (1 to 200), the newest first.
  WarningPage list(const access::Actor& actor, const WarningFilter& filter,
                   const std::optional<WarningCursor>& after, int limit) const;
  /// For a map, the newest first; at most 2,000, which is more than a map can tell apart.
  std::vector<Warning> for_map(const access::Actor& actor, const MapFilter& filter) const;
  Warning find(const access::Actor& actor, const Id& id) const;
  WarningRecord record(const access::Actor& actor, const Id& id) const;
  /// The incidents behind it that lie in the actor's scope. Journal: finding.read.
  std::vector<incidents::Incident> evidence(const access::Actor& actor, const Id& id);
  /// Journal: warning.acknowledged.
  Warning acknowledge(const access::Actor& actor, const Id& id);
  /// Journal: warning.commented.
  TimelineEntry comment(const access::Actor& actor, const Id& id, std::string_view text);
  /// Ends it for a reason; its tasks that still wait for work are cancelled. Journal:
  /// warning.closed.
  Warning close(const access::Actor& actor, const Id& id, std::string_view reason);
  /// Orders the recommended measures that are not ordered yet; returns how many are new. Journal:
  /// task.ordered.
  std::int64_t order_measures(const access::Actor& actor, const Id& id);

  // ---- outcomes (service_outcomes.cpp)

  /// What came of it. Throws Problem (not_found, "outcomes.not_yet") until the last day has passed.
  /// Counts of the area around it are used, never shown record by record.
  OutcomeRecord outcome(const access::Actor& actor, const Id& id);

  // ---- by the clock (service_schedule.cpp)

  /// Takes every analysis that is due: sets its next time, and returns it. Of many programs on one
  /// database one takes it.
  std::vector<Analysis> take_due(const access::Actor& actor);
  /// Ends warnings whose last day has passed, and measures outcomes anew for 30 days after it.
  /// Journal: warning.expired, outcome.measured.
  SweepCount sweep(const access::Actor& actor);
  /// Runs of a program that died have failed. Called once, at start.
  std::int64_t fail_unfinished_runs();

  // ---- words for pages

  /// The unit's path, if the actor may see it; throws Problem (not_found) else.
  UnitPath path_of(const access::Actor& actor, const UnitCode& code) const;
  Bilingual unit_name(const UnitCode& unit) const;
  /// The name of a template of tasks; its code where there is none.
  Bilingual measure_name(std::string_view template_kind) const;

  const Zone& zone() const { return zone_; }

 private:
  /// What a method is given, and why other records are kept apart.
  struct Records {
    DetectionInput input;
    AdmittedCounts counts;
  };
  /// What a method found, before it is carried out.
  struct Detected {
    std::vector<Finding> findings;
    std::string result;  ///< to be drawn; empty where nothing is
    std::vector<Sighting> sightings;
  };
  struct Change;  // a warning before and after

  Analysis require_analysis(store::Session& session, const access::Actor& actor,
                            const Id& id) const;
  Warning require_warning(store::Session& session, const access::Actor& actor, const Id& id) const;
  void complete(AnalysisSettings& settings, UnitPath& unit) const;
  void note(store::Transaction& transaction, const access::Actor& actor, std::string_view action,
            std::string_view kind, const Id& subject, const UnitPath& unit,
            std::string_view purpose = {}, std::string_view detail = "{}") const;

  Run start_run(const access::Actor& actor, const Analysis& analysis, Day as_of);
  void end_run(const access::Actor& actor, Run& run, std::string_view action);
  Records records_for(const access::Actor& actor, const Analysis& analysis, Day as_of) const;
  Detected find_clusters(const access::Actor& actor, const Analysis& analysis, Run& run,
                         const DetectionRun& how) const;
  void carry_out(store::Transaction& transaction, const access::Actor& actor,
                 const Analysis& analysis, Run& run, Detected& detected);
  void issue(store::Transaction& transaction, const access::Actor& actor, const Analysis& analysis,
             Warning warning);
  void renew(store::Transaction& transaction, const access::Actor& actor, const Analysis& analysis,
             const Warning& before, Warning after);
  void expire(store::Transaction& transaction, const access::Actor& actor, const Warning& ended);

  void give_words(const Analysis& analysis, Warning& warning) const;
  void save(store::Transaction& transaction, const Warning& warning) const;
  void enter(store::Transaction& transaction, const access::Actor& actor, const Warning& warning,
             EntryKind kind, std::string_view text = {}) const;
  void tell(store::Transaction& transaction, const Warning& warning, NoticeChange change);
  std::vector<Measure> measures_of(store::Session& session, const Warning& warning) const;
  std::int64_t order_tasks(store::Transaction& transaction, const Warning& warning);
  Bilingual kind_names(const Warning& warning) const;
  Outcome measure(const Warning& warning, const Analysis& analysis,
                  std::span<const Warning> others) const;

  WarningsParts parts_;
  Zone zone_;
  const MeasureBook& measures_;
};

}  // namespace anlan::warnings
