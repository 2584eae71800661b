// Warnings: from records to findings to warnings.
#include <fmt/format.h>

#include <algorithm>

#include "access/policy.h"
#include "base/problem.h"
#include "warnings/result_text.h"
#include "warnings/rules.h"
#include "warnings/schedule.h"
#include "warnings/service.h"

namespace anlan::warnings {

using access::Actor;
using access::Permission;
using store::Session;
using store::Transaction;

namespace {

constexpr std::size_t k_findings_kept_max = 50;  // of a run; the weak ones are many and tell little

Problem changed_meanwhile() {
  return Problem::conflict("warnings.version", "The warning has changed meanwhile.");
}

std::string counts_of(const Run& run) {
  return fmt::format(
      R"({{"as_of":"{}","records":{},"left_out":{},"findings":{},"issued":{},"updated":{}}})",
      run.as_of.to_string(), run.records, run.left_out, run.findings, run.warnings_issued,
      run.warnings_updated);
}

}  // namespace

Run Warnings::start_run(const Actor& actor, const Analysis& analysis, Day as_of) {
  const auto& settings = analysis.settings;
  const auto& method = definition_of(settings.method);
  const Run run{.id = parts_.ids.next(),
                .analysis = analysis.id,
                .unit = analysis.unit,
                .as_of = as_of,
                .started_by = actor.journal_name(),
                .started_at = parts_.clock.now(),
                .seed = method.seed(settings.method_settings),
                .settings = settings.method_settings,
                .engine = std::string(method.engine)};
  parts_.database.write([&](Transaction& transaction) {
    insert_run(transaction, run);
    note(transaction, actor, "started", "run", run.id, run.unit, settings.name.en);
  });
  return run;
}

void Warnings::end_run(const Actor& actor, Run& run, std::string_view action) {
  run.ended_at = parts_.clock.now();
  parts_.database.write([&](Transaction& transaction) {
    update_run(transaction, run);
    note(transaction, actor, action, "run", run.id, run.unit, {}, counts_of(run));
  });
}

Warnings::Detected Warnings::find_clusters(const Actor& actor, const Analysis& analysis, Run& run,
                                           const DetectionRun& how) const {
  const auto& settings = analysis.settings;
  const auto& method = definition_of(settings.method);
  const auto records = records_for(actor, analysis, run.as_of);
  const auto& input = records.input;
  run.records = records.counts.admitted;
  run.left_out = records.counts.police_initiative;

  auto found = method.detect(input, settings.method_settings, how);
  Detected detected{.findings = std::move(found.findings),
                    .result = result_text(settings, found.result, records.counts,
                                          [this](const UnitCode& unit) { return unit_name(unit); }),
                    .sightings = {}};
  for (auto& finding : detected.findings) {
    finding.id = parts_.ids.next();
    finding.run = run.id;
    finding.is_significant =
        is_significant(settings.alert, finding.p_value, finding.recurrence_days);
  }
  const WarnedUnits units(parts_.places.gazetteer(), analysis.unit, settings.warned_level);
  detected.sightings = sightings_of(detected.findings, positions_of(input.points), units);
  return detected;
}

Run Warnings::detect(const Actor& actor, const Id& id, std::optional<Day> wanted,
                     const DetectionRun& how) {
  const auto analysis = this->analysis(actor, id);
  access::require(actor, Permission::analyses_write, analysis.unit);
  const auto now = parts_.clock.now();
  const Day as_of = wanted.value_or(last_complete_day(now, zone_));
  if (as_of > zone_.day_of(now)) {
    throw Problem::invalid("analyses.as_of", fmt::format("{} has not come yet.", as_of.to_string()),
                           {{"as_of", "must not lie in the future"}});
  }
  auto run = start_run(actor, analysis, as_of);
  try {
    auto detected = find_clusters(actor, analysis, run, how);
    parts_.database.write(
        [&](Transaction& transaction) { carry_out(transaction, actor, analysis, run, detected); });
  } catch (const Problem& problem) {
    run.state = RunState::failed;
    run.problem = problem.sentence();
    end_run(actor, run, "failed");
    throw;
  } catch (...) {
    run.state = RunState::failed;
    run.problem = "The program failed.";
    end_run(actor, run, "failed");
    throw;
  }
  return run;
}

void Warnings::carry_out(Transaction& transaction, const Actor& actor, const Analysis& analysis,
                         Run& run, Detected& detected) {
  const auto& settings = analysis.settings;
  const auto now = parts_.clock.now();
  auto& findings = detected.findings;
  for (std::size_t i = 0; i < findings.size(); ++i) {
    if (i < k_findings_kept_max || findings[i].is_significant)
      insert_finding(transaction, findings[i], findings[i].is_significant);
  }
  for (const auto& warning : overdue_warnings_of(transaction, analysis.id, run.as_of)) {
    if (const auto ended = expired(warning, run.as_of, now)) expire(transaction, actor, *ended);
  }
  const auto standing = standing_warnings(transaction, analysis.id, run.as_of);
  for (const auto& decision : decide(findings, detected.sightings, standing, settings, run.as_of)) {
    const auto& sighting = detected.sightings[decision.sighting];
    const auto& finding = findings[sighting.finding];
    if (decision.step == Step::issue) {
      issue(transaction, actor, analysis,
            issued(analysis, finding, sighting, run.as_of, parts_.ids.next(), now));
      ++run.warnings_issued;
    } else if (decision.step == Step::update) {
      const auto& before = standing[*decision.warning];
      renew(transaction, actor, analysis, before,
            updated(before, finding, sighting, settings, run.as_of, now));
      ++run.warnings_updated;
    }
  }
  if (!detected.result.empty()) insert_result(transaction, run, detected.result);
  run.findings = std::ranges::count_if(findings, &Finding::is_significant);
  run.state = RunState::done;
  run.ended_at = parts_.clock.now();
  update_run(transaction, run);
  note(transaction, actor, "done", "run", run.id, run.unit, {}, counts_of(run));
}

void Warnings::issue(Transaction& transaction, const Actor& actor, const Analysis& analysis,
                     Warning warning) {
  give_words(analysis, warning);
  insert_warning(transaction, warning);
  enter(transaction, actor, warning, EntryKind::issued);
  tell(transaction, warning, NoticeChange::issued);
  if (analysis.settings.tasks == TaskMode::on_issue && warning.evidence.observed_in_unit > 0)
    order_tasks(transaction, warning);
}

void Warnings::renew(Transaction& transaction, const Actor& actor, const Analysis& analysis,
                     const Warning& before, Warning after) {
  give_words(analysis, after);
  save(transaction, after);
  enter(transaction, actor, after, EntryKind::updated);
  if (is_news(before, after)) tell(transaction, after, NoticeChange::updated);
  // A cluster that reached into the unit without an incident has now brought one.
  const bool has_arrived =
      before.evidence.observed_in_unit == 0 && after.evidence.observed_in_unit > 0;
  if (analysis.settings.tasks == TaskMode::on_issue && has_arrived) order_tasks(transaction, after);
}

void Warnings::expire(Transaction& transaction, const Actor& actor, const Warning& ended) {
  save(transaction, ended);
  enter(transaction, actor, ended, EntryKind::expired);
  tell(transaction, ended, NoticeChange::expired);
}

void Warnings::save(Transaction& transaction, const Warning& warning) const {
  if (!update_warning(transaction, warning)) throw changed_meanwhile();
}

}  // namespace anlan::warnings
