// Warnings: what the program does by the clock.
#include "access/policy.h"
#include "base/problem.h"
#include "warnings/rules.h"
#include "warnings/schedule.h"
#include "warnings/service.h"

namespace anlan::warnings {

using access::Actor;
using store::Session;
using store::Transaction;

namespace {

constexpr int k_batch = 200;                   // warnings in one transaction: the writer is shared
constexpr std::int32_t k_settling_days = 30;   // for how long late records change an outcome
constexpr auto k_fresh = Duration::hours(20);  // measured once a day

void require_program(const Actor& actor) {
  if (actor.is_system) return;
  throw Problem::forbidden("warnings.sweep", "Only the program does this, by the clock.");
}

}  // namespace

std::vector<Analysis> Warnings::take_due(const Actor& actor) {
  require_program(actor);
  const auto now = parts_.clock.now();
  const bool is_any =
      parts_.database.read([&](Session& session) { return !due_analyses(session, now).empty(); });
  if (!is_any) return {};
  return parts_.database.write([&](Transaction& transaction) {
    std::vector<Analysis> taken;
    for (auto& analysis : due_analyses(transaction, now)) {
      if (!actor.scope.contains(analysis.unit)) continue;
      const auto next = next_due(analysis.settings.schedule, now, zone_);
      if (claim_analysis(transaction, analysis.id, *analysis.next_run_at, next))
        taken.push_back(std::move(analysis));
    }
    return taken;
  });
}

SweepCount Warnings::sweep(const Actor& actor) {
  require_program(actor);
  const auto now = parts_.clock.now();
  const Day today = zone_.day_of(now);
  SweepCount count;
  const auto overdue = parts_.database.read(
      [&](Session& session) { return overdue_warnings(session, today, k_batch); });
  if (!overdue.empty()) {
    parts_.database.write([&](Transaction& transaction) {
      for (const auto& warning : overdue_warnings(transaction, today, k_batch)) {
        if (!actor.scope.contains(warning.unit)) continue;
        if (const auto ended = expired(warning, today, now)) {
          expire(transaction, actor, *ended);
          ++count.expired;
        }
      }
    });
  }

  const auto lapsed = parts_.database.read([&](Session& session) {
    return warnings_to_measure(session, today - k_settling_days, today - 1, now - k_fresh, k_batch);
  });
  for (const auto& warning : lapsed) {
    if (!actor.scope.contains(warning.unit)) continue;
    struct Known {
      Analysis analysis;
      std::vector<Warning> others;
      std::optional<MeasuredOutcome> before;
    };
    const auto known = parts_.database.read([&](Session& session) {
      return Known{find_analysis(session, warning.analysis).value(),
                   standing_warnings(session, warning.analysis, warning.valid_from),
                   find_outcome(session, warning.id)};
    });
    const auto outcome = measure(warning, known.analysis, known.others);
    parts_.database.write([&](Transaction& transaction) {
      save_outcome(transaction, warning, outcome, now);
      if (known.before && known.before->outcome == outcome) return;
      note(transaction, actor, "measured", "outcome", warning.id, warning.unit);
    });
    ++count.measured;
  }
  return count;
}

std::int64_t Warnings::fail_unfinished_runs() {
  return parts_.database.write([&](Transaction& transaction) {
    return warnings::fail_unfinished_runs(transaction, parts_.clock.now(),
                                          "The program ended before the run did.");
  });
}

}  // namespace anlan::warnings
