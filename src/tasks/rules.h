// What may be ordered, who may end a task, and what becomes of one that is late. Pure.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "access/actor.h"
#include "tasks/task.h"
#include "tasks/templates.h"

namespace anlan::tasks {

/// The entry gate: makes the task of an order that says everything it must (unit, basis, evidence
/// asked for, expected minutes, due time and expiry in reason). Throws Problem (invalid,
/// "tasks.entry_gate") with every field at fault.
Task admit(const TaskOrder& order, const TemplateBook& templates, const Id& id,
           std::string_view ordered_by, Instant now);

/// Whether both ask the same unit for the same work: same unit and template, and either the same
/// origin, or places and windows that overlap. Two circles overlap where the centre of one lies in
/// the other; circles that only touch at their edges are two pieces of work. A task without a place
/// or a window overlaps nothing.
bool is_same_work(const Task& one, const Task& other);

/// Whether an existing task stands in the way of ordering `wanted`: it is the same work, and is not
/// ended; or, of the same origin, has ended: what was done for a warning is not asked for again. A
/// task that was cancelled stands in the way of the program only: a person may order it anew.
bool is_duplicate(const Task& existing, const Task& wanted);

/// Whether the task waits for work: open, assigned or returned.
bool is_running(TaskState state);

/// Whether the account may name the owner: whoever may order tasks there; whoever does tasks there
/// may take an open one for itself.
bool may_assign(const access::Actor& actor, const Task& task, const Id& owner);

/// Whether the actor may accept or return what was done. It must hold tasks_accept there, and be
/// the author of the task; for a task that the program ordered, or whose author has done it
/// himself, anybody who holds tasks_accept there. Never the owner, never one of the doers (who gave
/// feedback, by their journal names), never the program.
bool may_decide(const access::Actor& actor, const Task& task, std::span<const std::string> doers);

/// Whether the actor may cancel: the author; for a task of the program, the program or whoever
/// holds tasks_accept there; or whoever orders tasks for a unit above.
bool may_cancel(const access::Actor& actor, const Task& task);

/// Whether the actor may say what was done, and add photos: whoever does tasks there, never the
/// program.
bool may_report(const access::Actor& actor, const Task& task);

/// What the actor may do with the task now.
std::vector<Step> allowed_steps(const access::Actor& actor, const Task& task,
                                std::span<const std::string> doers);

/// Past its due time, and not done.
bool is_overdue(const Task& task, Instant now);

/// Throws Problem (invalid, "tasks.feedback") with every field at fault.
void check_feedback(const FeedbackEntry& entry, const Task& task, Instant now);

/// The task after feedback was given.
Task with_feedback(Task task, const FeedbackEntry& entry, const access::Actor& actor);

/// The task after it was returned: due again at `due_at`, or a day from now if that is later than
/// before; its expiry moves as far. Throws Problem (invalid, "tasks.due_at") for a time that has
/// passed.
Task returned(Task task, std::optional<Instant> due_at, Instant now);

/// What a sweep at `now` finds of a task.
struct SweepResult {
  Task task;
  bool became_overdue = false;
  std::vector<UnitPath> told;  ///< the units above that are to be told now, nearest first
  bool expired = false;        ///< past its expiry: the task is cancelled
};
SweepResult sweep(Task task, Instant now);

/// When the sweep must look at the task next; empty for one that runs no more.
std::optional<Instant> next_sweep(const Task& task);

}  // namespace anlan::tasks
