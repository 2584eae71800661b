// Reading tasks, and the sweep over those that are late.
#include "access/policy.h"
#include "base/problem.h"
#include "tasks/rules.h"
#include "tasks/service.h"

namespace anlan::tasks {

using access::Actor;
using access::Permission;
using store::Session;
using store::Transaction;

namespace {

constexpr int k_page_max = 500;
constexpr int k_weeks_max = 53;
constexpr int k_sweep_batch = 200;  // a write transaction of some milliseconds

/// The part of the tree whose tasks the actor may read, and nothing if it may read none.
UnitPath readable(const Actor& actor) {
  return access::holds(actor.role, Permission::tasks_read) ? actor.scope : UnitPath();
}

Day monday_of(Day day) { return day - static_cast<std::int32_t>(day.weekday() - 1); }

}  // namespace

Task Tasks::find(const Actor& actor, const Id& id) const {
  return parts_.database.read([&](Session& session) { return require_task(session, actor, id); });
}

TaskRecord Tasks::find_record(const Actor& actor, const Id& id) const {
  return parts_.database.read([&](Session& session) {
    const auto task = require_task(session, actor, id);
    return TaskRecord{.task = task,
                      .feedback = feedback_of(session, parts_.seal, id),
                      .photos = photos_of(session, id),
                      .decisions = decisions_of(session, parts_.seal, id),
                      .timeline = timeline_of(session, id),
                      .may = allowed_steps(actor, task, doers_of(session, id))};
  });
}

TaskPage Tasks::list(const Actor& actor, const TaskFilter& filter,
                     const std::optional<TaskCursor>& after, int limit) const {
  if (!filter.within.empty()) {
    access::require_visible(actor, Permission::tasks_read, filter.within);
  }
  if (limit < 1 || limit > k_page_max) {
    throw Problem::invalid("tasks.limit", "A page holds 1 to 500 tasks.",
                           {{"limit", "must be from 1 to 500"}});
  }
  return parts_.database.read(
      [&](Session& session) { return list_tasks(session, readable(actor), filter, after, limit); });
}

std::vector<UnitLoad> Tasks::load(const Actor& actor, const UnitPath& within, Day from,
                                  int weeks) const {
  const auto scope = within.empty() ? readable(actor) : within;
  if (!within.empty()) access::require_visible(actor, Permission::tasks_read, within);
  if (weeks < 1 || weeks > k_weeks_max) {
    throw Problem::invalid("tasks.weeks", "The load is shown for 1 to 53 weeks.",
                           {{"weeks", "must be from 1 to 53"}});
  }
  return parts_.database.read([&](Session& session) {
    std::vector<UnitLoad> loads;
    for (int i = 0; i < weeks; ++i) {
      const auto monday = monday_of(from) + 7 * i;
      for (auto& load :
           load_between(session, scope, zone_.start_of(monday), zone_.start_of(monday + 7))) {
        load.week = monday;
        loads.push_back(std::move(load));
      }
    }
    return loads;
  });
}

WorkDone Tasks::work_done(const Actor& actor, const Origin& origin) const {
  return parts_.database.read([&](Session& session) { return work_done(session, actor, origin); });
}

WorkDone Tasks::work_done(Session& session, const Actor& actor, const Origin& origin) const {
  return work_of(session, readable(actor), origin);
}

UnitPath Tasks::find_unit(const UnitCode& code) const {
  return parts_.database.read([&](Session& session) { return path_of(session, code); });
}

std::map<UnitPath, Bilingual> Tasks::unit_names(const std::set<UnitPath>& units) const {
  return parts_.database.read([&](Session& session) {
    std::map<UnitPath, Bilingual> names;
    for (const auto& unit : units) names[unit] = unit_name(session, unit.unit());
    return names;
  });
}

std::map<std::string, std::string> Tasks::person_names(const std::set<std::string>& names) const {
  return parts_.database.read([&](Session& session) {
    std::map<std::string, std::string> displayed;
    for (const auto& name : names) displayed[name] = parts_.owners.display_name(session, name);
    return displayed;
  });
}

EscalationCount Tasks::escalate(const Actor& actor, Instant now) {
  if (!actor.is_system) {
    throw Problem::forbidden("tasks.sweep", "Only the program looks for overdue tasks.");
  }
  EscalationCount count;
  const auto sweep_batch = [&](Transaction& transaction) {
    const auto batch = find_to_sweep(transaction, now, k_sweep_batch);
    for (const auto& late : batch) {
      auto found = sweep(late, now);
      if (found.expired) {
        end(transaction, actor, found.task, Decision::cancelled, "Expired before it was done.");
      } else {
        save(transaction, found.task);
      }
      if (found.became_overdue) note(transaction, actor, found.task, "task.overdue");
      auto told = found.task;
      told.escalation_level -= static_cast<std::int32_t>(found.told.size());
      for (const auto& unit : found.told) {
        ++told.escalation_level;
        note(transaction, actor, told, "task.escalated", {}, unit);
      }
      if (found.expired) note(transaction, actor, found.task, "task.expired");
      count.overdue += found.became_overdue ? 1 : 0;
      count.told += static_cast<std::int64_t>(found.told.size());
      count.cancelled += found.expired ? 1 : 0;
    }
    return batch.size() == k_sweep_batch;
  };
  while (parts_.database.write(sweep_batch)) {
  }
  return count;
}

}  // namespace anlan::tasks
