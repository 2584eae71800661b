// Warnings: what came of them.
#include <algorithm>

#include "access/policy.h"
#include "base/problem.h"
#include "warnings/rules.h"
#include "warnings/service.h"

namespace anlan::warnings {

using access::Actor;
using access::Permission;
using store::Session;
using store::Transaction;

namespace {

Day first_day_counted(const Warning& warning) {
  return std::max(warning.valid_from, warning.first_as_of + 1);
}

}  // namespace

Outcome Warnings::measure(const Warning& warning, const Analysis& analysis,
                          std::span<const Warning> others) const {
  const auto& settings = analysis.settings;
  OutcomeQuestion question{
      .place = warning.area,
      .window_from = first_day_counted(warning),
      .window_to = warning.valid_until,
      .cluster_start = warning.first_start,
      .warned_as_of = warning.first_as_of,
      .base_days = definition_of(settings.method).study_days(settings.method_settings)};
  for (const auto& other : others) {
    const bool is_meanwhile =
        other.valid_from <= warning.valid_until && warning.valid_from <= other.valid_until;
    // The neighbour's warning of the same cluster is this place, not another.
    if (other.id != warning.id && is_meanwhile && !(other.area == warning.area))
      question.also_warned.push_back(other.area);
  }

  const auto window_days = question.window_to - question.window_from + 1;
  const Day first =
      std::min(question.cluster_start - question.base_days, question.warned_as_of - window_days);
  const incidents::Filter filter{.unit = settings.unit,
                                 .kinds = warning.kinds,
                                 .first_day = first,
                                 .last_day = question.window_to};
  const auto points = parts_.incidents.points(Actor::system("outcome", analysis.unit), filter,
                                              incidents::Purpose::learning);
  const WarnedUnits units(parts_.places.gazetteer(), analysis.unit, settings.warned_level);
  std::vector<OutcomePoint> counted;
  for (std::size_t i = 0; i < points.size(); ++i) {
    OutcomePoint point{
        .position = {.longitude = points.longitudes[i], .latitude = points.latitudes[i]},
        .day = zone_.day_of(points.from[i])};
    // The analysis' own unit is warned of what lies in nobody's boundary.
    if (distance(point.position, warning.area.centre) <= warning.area.radius)
      point.is_in_unit =
          warning.unit == analysis.unit || warning.unit.contains(units.at(point.position));
    counted.push_back(point);
  }
  return measure_outcome(question, counted);
}

OutcomeRecord Warnings::outcome(const Actor& actor, const Id& id) {
  const auto now = parts_.clock.now();
  struct Known {
    Warning warning;
    Analysis analysis;
    std::vector<Warning> others;
    std::optional<MeasuredOutcome> measured;
  };
  auto known = parts_.database.read([&](Session& session) {
    auto warning = require_warning(session, actor, id);
    access::require_visible(actor, Permission::outcomes_read, warning.unit);
    auto analysis = find_analysis(session, warning.analysis);
    auto others = standing_warnings(session, warning.analysis, warning.valid_from);
    auto measured = find_outcome(session, id);
    return Known{std::move(warning), std::move(analysis.value()), std::move(others),
                 std::move(measured)};
  });
  if (!has_lapsed(known.warning, zone_.day_of(now))) {
    throw Problem::not_found("outcomes.not_yet",
                             "The warning still holds; its outcome is measured when its last day "
                             "has passed.");
  }
  if (!known.measured) {
    known.measured = MeasuredOutcome{
        .outcome = measure(known.warning, known.analysis, known.others), .measured_at = now};
    parts_.database.write([&](Transaction& transaction) {
      save_outcome(transaction, known.warning, known.measured->outcome, now);
      note(transaction, Actor::system("outcome", known.warning.unit), "measured", "outcome", id,
           known.warning.unit);
    });
  }
  const auto done = parts_.tasks.work_done(Actor::system("outcome", known.warning.unit),
                                           {.kind = "warning", .id = id.to_string()});
  const Work work{.tasks = done.tasks - done.cancelled,
                  .done = done.done + done.accepted,
                  .minutes = done.spent_minutes};
  return {.outcome = known.measured->outcome,
          .work = work,
          .words = words_of(known.measured->outcome, work),
          .measured_at = known.measured->measured_at};
}

}  // namespace anlan::warnings
