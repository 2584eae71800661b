#include "tasks/service.h"

#include <fmt/format.h>

#include "access/policy.h"
#include "base/problem.h"
#include "tasks/rules.h"

namespace anlan::tasks {

using access::Actor;
using access::Permission;
using store::Session;
using store::Transaction;

namespace {

constexpr std::size_t k_reason_length_max = 2'000;  // a paragraph

/// The step is not for a task in this state.
Problem wrong_state(const Task& task, std::string_view step) {
  return Problem::conflict(
      "tasks.state", fmt::format("A task that is {} cannot be {}.", to_string(task.state), step));
}

void check_reason(std::string_view reason, bool is_required) {
  const bool is_missing = is_required && reason.empty();
  if (!is_missing && reason.size() <= k_reason_length_max) return;
  throw Problem::invalid("tasks.reason", "A reason is needed.",
                         {{"reason", is_missing ? "is missing" : "is longer than 2000 bytes"}});
}

void check_version(const Task& task, SeenVersion version) {
  if (!version || *version == task.version) return;
  throw Problem::conflict("tasks.version",
                          "The task has changed since you saw it; look at it again.");
}

}  // namespace

Tasks::Tasks(const TasksParts& parts, Zone zone, TemplateBook templates)
    : parts_(parts), zone_(std::move(zone)), templates_(std::move(templates)) {
  parts_.places.follow_moves(move_units);
}

Task Tasks::require_task(Session& session, const Actor& actor, const Id& id) const {
  auto task = find_task(session, id);
  access::require_visible(actor, Permission::tasks_read, task ? task->unit : UnitPath());
  return std::move(*task);
}

void Tasks::save(Transaction& transaction, Task& task) const {
  ++task.version;
  if (!update_task(transaction, task)) check_version(task, -1);
}

void Tasks::note(Transaction& transaction, const Actor& actor, const Task& task,
                 std::string_view action, std::string_view purpose, const UnitPath& told) const {
  parts_.journal.append(
      transaction,
      {.at = parts_.clock.now(),
       .actor = actor.journal_name(),
       .action = std::string(action),
       .subject_kind = "task",
       .subject = task.id.to_string(),
       .unit = told.empty() ? task.unit : told,
       .purpose = std::string(purpose),
       .detail = fmt::format(
           R"({{"template":"{}","state":"{}","unit":"{}","origin":"{}","level":{},"version":{}}})",
           task.template_kind, to_string(task.state), task.unit.unit().text(), task.origin.kind,
           task.escalation_level, task.version)});
}

OrderedTask Tasks::order(const Actor& actor, const TaskOrder& order) {
  return parts_.database.write(
      [&](Transaction& transaction) { return this->order(transaction, actor, order); });
}

OrderedTask Tasks::order(Transaction& transaction, const Actor& actor, const TaskOrder& order) {
  access::require(actor, Permission::tasks_order, order.unit);
  if (order.id) {
    if (const auto known = find_task(transaction, *order.id)) {
      if (known->ordered_by == actor.journal_name()) return {.task = *known};
      throw Problem::conflict("tasks.id", "Another task has this id.");
    }
  }
  const auto id = order.id ? *order.id : parts_.ids.next();
  auto task = admit(order, templates_, id, actor.journal_name(), parts_.clock.now());
  if (task.owner) require_owner(transaction, task, *task.owner);
  for (auto& existing : find_similar(transaction, task)) {
    if (is_duplicate(existing, task)) return {.task = std::move(existing)};
  }
  insert_task(transaction, task);
  note(transaction, actor, task, "task.ordered", task.basis);
  return {.task = std::move(task), .is_new = true};
}

void Tasks::require_owner(Session& session, const Task& task, const Id& owner) const {
  const auto account = parts_.owners.find(session, owner);
  if (account && access::may(*account, Permission::tasks_do, task.unit)) return;
  throw Problem::invalid("tasks.owner", "The owner must be an account that does tasks there.",
                         {{"owner", "does no tasks in this unit"}});
}

Task Tasks::assign(const Actor& actor, const Id& id, SeenVersion version, const Id& owner) {
  return parts_.database.write([&](Transaction& transaction) {
    auto task = require_task(transaction, actor, id);
    if (!may_assign(actor, task, owner)) {
      throw Problem::forbidden("tasks.assign",
                               "Only whoever orders tasks here may name its owner; an open task "
                               "you may take yourself.");
    }
    check_version(task, version);
    if (!is_running(task.state)) throw wrong_state(task, "assigned");
    require_owner(transaction, task, owner);
    task.owner = owner;
    if (task.state == TaskState::open) task.state = TaskState::assigned;
    save(transaction, task);
    note(transaction, actor, task, "task.assigned");
    return task;
  });
}

void Tasks::require_reporter(const Actor& actor, const Task& task) const {
  access::require(actor, Permission::tasks_do, task.unit);
  if (may_report(actor, task)) return;
  throw Problem::forbidden("tasks.report", "The program does no tasks; a person must.");
}

Task Tasks::give_feedback(const Actor& actor, const Id& id, SeenVersion version,
                          const FeedbackEntry& entry) {
  return parts_.database.write([&](Transaction& transaction) {
    auto task = require_task(transaction, actor, id);
    require_reporter(actor, task);
    if (entry.id) {
      const auto known = task_of_feedback(transaction, *entry.id);
      if (known == id) return task;
      if (known) throw Problem::conflict("tasks.id", "Another task's feedback has this id.");
    }
    check_version(task, version);
    if (!is_running(task.state)) throw wrong_state(task, "reported on");
    const auto now = parts_.clock.now();
    check_feedback(entry, task, now);
    const Feedback feedback{.id = entry.id ? *entry.id : parts_.ids.next(),
                            .given_by = actor.journal_name(),
                            .note = entry.note,
                            .done_at = entry.done_at,
                            .recorded_at = now,
                            .minutes = entry.minutes,
                            .place = entry.place,
                            .is_final = entry.is_final};
    insert_feedback(transaction, parts_.seal, id, feedback);
    attach_photos(transaction, id, entry, feedback);
    task = with_feedback(std::move(task), entry, actor);
    save(transaction, task);
    note(transaction, actor, task, entry.is_final ? "task.done" : "task.reported");
    return task;
  });
}

void Tasks::attach_photos(Transaction& transaction, const Id& task, const FeedbackEntry& entry,
                          const Feedback& feedback) const {
  for (const auto& photo : entry.photos) {
    if (attach_photo(transaction, task, photo, feedback.id, feedback.given_by)) continue;
    throw Problem::invalid("tasks.photo_unknown",
                           "A photo must be added to the task by you, before the feedback.",
                           {{"photos", photo.to_string() + " is not such a photo"}});
  }
}

Task Tasks::accept(const Actor& actor, const Id& id, SeenVersion version, std::string_view remark) {
  check_reason(remark, false);
  return decide(actor, id, version, Decision::accepted, remark, {});
}

Task Tasks::return_to_doer(const Actor& actor, const Id& id, SeenVersion version,
                           std::string_view reason, std::optional<Instant> due_at) {
  check_reason(reason, true);
  return decide(actor, id, version, Decision::returned, reason, due_at);
}

Task Tasks::decide(const Actor& actor, const Id& id, SeenVersion version, Decision decision,
                   std::string_view reason, std::optional<Instant> due_at) {
  return parts_.database.write([&](Transaction& transaction) {
    auto task = require_task(transaction, actor, id);
    if (!may_decide(actor, task, doers_of(transaction, id))) {
      throw Problem::forbidden(
          "tasks.accept", "A task is accepted by whoever ordered it, never by whoever did it.");
    }
    check_version(task, version);
    if (task.state != TaskState::done) throw wrong_state(task, to_string(decision));
    if (decision == Decision::returned) {
      task = returned(std::move(task), due_at, parts_.clock.now());
    } else {
      task.state = TaskState::accepted;
    }
    end(transaction, actor, task, decision, reason);
    note(transaction, actor, task, fmt::format("task.{}", to_string(decision)));
    return task;
  });
}

void Tasks::end(Transaction& transaction, const Actor& actor, Task& task, Decision decision,
                std::string_view reason) {
  save(transaction, task);
  insert_decision(transaction, parts_.seal, task.id,
                  {.id = parts_.ids.next(),
                   .decided_by = actor.journal_name(),
                   .decided_at = parts_.clock.now(),
                   .decision = decision,
                   .reason = std::string(reason)});
}

Task Tasks::cancel(const Actor& actor, const Id& id, SeenVersion version, std::string_view reason) {
  check_reason(reason, true);
  return parts_.database.write([&](Transaction& transaction) {
    auto task = require_task(transaction, actor, id);
    if (!may_cancel(actor, task)) {
      throw Problem::forbidden("tasks.cancel",
                               "A task is cancelled by whoever ordered it, or by a unit above.");
    }
    check_version(task, version);
    if (!is_running(task.state)) throw wrong_state(task, "cancelled");
    task.state = TaskState::cancelled;
    end(transaction, actor, task, Decision::cancelled, reason);
    note(transaction, actor, task, "task.cancelled");
    return task;
  });
}

std::int64_t Tasks::cancel_of_origin(Transaction& transaction, const Actor& actor,
                                     const Origin& origin, std::string_view reason) {
  check_reason(reason, true);
  std::int64_t count = 0;
  for (auto& task : find_of_origin(transaction, origin)) {
    if (!is_running(task.state) || !may_cancel(actor, task)) continue;
    task.state = TaskState::cancelled;
    end(transaction, actor, task, Decision::cancelled, reason);
    note(transaction, actor, task, "task.cancelled");
    ++count;
  }
  return count;
}

}  // namespace anlan::tasks
