// Warnings: analyses and their runs.
#include <fmt/format.h>

#include "access/policy.h"
#include "base/problem.h"
#include "warnings/rules.h"
#include "warnings/schedule.h"
#include "warnings/service.h"

namespace anlan::warnings {

using access::Actor;
using access::Permission;
using store::Session;
using store::Transaction;

namespace {

constexpr int k_runs_shown_max = 200;

Problem changed_meanwhile() {
  return Problem::conflict("analyses.version",
                           "The analysis has changed since you saw it; look at it again.");
}

}  // namespace

Warnings::Warnings(const WarningsParts& parts, Zone zone, const MeasureBook& measures)
    : parts_(parts), zone_(std::move(zone)), measures_(measures) {
  parts_.places.follow_moves(move_units);
}

void Warnings::note(Transaction& transaction, const Actor& actor, std::string_view action,
                    std::string_view kind, const Id& subject, const UnitPath& unit,
                    std::string_view purpose, std::string_view detail) const {
  parts_.journal.append(transaction, {.at = parts_.clock.now(),
                                      .actor = actor.journal_name(),
                                      .action = fmt::format("{}.{}", kind, action),
                                      .subject_kind = std::string(kind),
                                      .subject = subject.to_string(),
                                      .unit = unit,
                                      .purpose = std::string(purpose),
                                      .detail = std::string(detail)});
}

Analysis Warnings::require_analysis(Session& session, const Actor& actor, const Id& id) const {
  auto analysis = find_analysis(session, id);
  access::require_visible(actor, Permission::analyses_read, analysis ? analysis->unit : UnitPath());
  return std::move(*analysis);
}

void Warnings::complete(AnalysisSettings& settings, UnitPath& unit) const {
  check_settings(settings);
  const auto found = parts_.places.find(settings.unit);
  if (!found) {
    throw Problem::invalid("analyses.unit",
                           fmt::format("There is no unit \"{}\".", settings.unit.text()),
                           {{"unit", "is not in the tree"}});
  }
  unit = found->path;
  (void)parts_.incidents.kinds().expand(settings.kinds);  // throws for what is no kind
  settings.method_settings = definition_of(settings.method).complete(settings.method_settings);
}

Analysis Warnings::add_analysis(const Actor& actor, AnalysisSettings settings) {
  UnitPath unit;
  complete(settings, unit);
  access::require(actor, Permission::analyses_write, unit);
  const auto now = parts_.clock.now();
  const auto next_run_at = next_due(settings.schedule, now, zone_);
  const Analysis analysis{.id = parts_.ids.next(),
                          .settings = std::move(settings),
                          .unit = unit,
                          .next_run_at = next_run_at,
                          .created_at = now};
  parts_.database.write([&](Transaction& transaction) {
    insert_analysis(transaction, analysis);
    note(transaction, actor, "added", "analysis", analysis.id, analysis.unit);
  });
  return analysis;
}

Analysis Warnings::change_analysis(const Actor& actor, const Id& id, SeenVersion version,
                                   AnalysisSettings settings) {
  UnitPath unit;
  complete(settings, unit);
  return parts_.database.write([&](Transaction& transaction) {
    auto analysis = require_analysis(transaction, actor, id);
    access::require(actor, Permission::analyses_write, analysis.unit);
    access::require(actor, Permission::analyses_write, unit);
    if (version && *version != analysis.version) throw changed_meanwhile();
    analysis.next_run_at = next_due(settings.schedule, parts_.clock.now(), zone_);
    analysis.settings = std::move(settings);
    analysis.unit = unit;
    ++analysis.version;
    if (!update_analysis(transaction, analysis)) throw changed_meanwhile();
    note(transaction, actor, "changed", "analysis", analysis.id, analysis.unit);
    return analysis;
  });
}

Analysis Warnings::analysis(const Actor& actor, const Id& id) const {
  return parts_.database.read(
      [&](Session& session) { return require_analysis(session, actor, id); });
}

Analysis Warnings::analysis_named(const Actor& actor, std::string_view name) const {
  access::require(actor, Permission::analyses_read, actor.scope);
  auto found = parts_.database.read(
      [&](Session& session) { return find_analysis_named(session, actor.scope, name); });
  if (found) return std::move(*found);
  throw Problem::not_found(
      "analyses.unknown",
      fmt::format("There is no analysis of the name \"{}\", or more than one.", name));
}

std::vector<Analysis> Warnings::analyses(const Actor& actor) const {
  access::require(actor, Permission::analyses_read, actor.scope);
  return parts_.database.read(
      [&](Session& session) { return list_analyses(session, actor.scope); });
}

std::optional<Run> Warnings::newest_run(const Actor& actor, const Id& analysis) const {
  return parts_.database.read([&](Session& session) {
    (void)require_analysis(session, actor, analysis);
    return warnings::newest_run(session, analysis);
  });
}

std::vector<Run> Warnings::runs(const Actor& actor, const Id& analysis) const {
  return parts_.database.read([&](Session& session) {
    (void)require_analysis(session, actor, analysis);
    return list_runs(session, analysis, k_runs_shown_max);
  });
}

RunRecord Warnings::run(const Actor& actor, const Id& id) const {
  return parts_.database.read([&](Session& session) {
    auto run = find_run(session, id);
    access::require_visible(actor, Permission::analyses_read, run ? run->unit : UnitPath());
    auto findings = findings_of(session, id);
    return RunRecord{.run = std::move(*run), .findings = std::move(findings)};
  });
}

ResultRecord Warnings::result(const Actor& actor, const Id& id,
                              const std::optional<Id>& wanted) const {
  return parts_.database.read([&](Session& session) {
    (void)require_analysis(session, actor, id);
    auto found = find_result(session, id, wanted);
    if (!found) {
      throw Problem::not_found("analyses.no_result",
                               wanted ? "There is no such run of this analysis with a result."
                                      : "The analysis has no result yet; let it run.");
    }
    auto run = find_run(session, found->run);
    auto findings = findings_of(session, found->run);
    return ResultRecord{.run = std::move(run.value()),
                        .findings = std::move(findings),
                        .content = std::move(found->content)};
  });
}

}  // namespace anlan::warnings
