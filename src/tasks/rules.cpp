#include "tasks/rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "access/policy.h"
#include "base/problem.h"

namespace anlan::tasks {
namespace {

using access::Permission;

constexpr std::size_t k_basis_length_max = 500;      // a norm's title and article
constexpr std::size_t k_title_length_max = 200;      // one line of a list
constexpr std::size_t k_words_length_max = 4'000;    // a page of instructions, or of a note
constexpr std::int32_t k_minutes_max = 60 * 24 * 7;  // a week of one person's work
constexpr std::int32_t k_feedback_minutes_max = 60 * 24;
constexpr std::size_t k_feedback_photos_max = 10;        // a hazard from every side
constexpr auto k_ahead_max = Duration::days(366);        // a task is not a plan of years
constexpr auto k_clock_skew = Duration::minutes(5);      // between a phone and the server
constexpr auto k_feedback_age_max = Duration::days(60);  // offline for a long time
constexpr auto k_return_grace = Duration::days(1);
constexpr auto k_radius_max = Metres::of(50'000);

/// The program by which a task was ordered, not a person.
bool is_program(std::string_view journal_name) { return journal_name.starts_with("system:"); }

bool is_on_earth(const geometry::Position& position) {
  return std::isfinite(position.longitude) && std::isfinite(position.latitude) &&
         std::abs(position.longitude) <= 180 && std::abs(position.latitude) <= 90;
}

/// On the sphere of the mean earth radius (IUGG); good to half a percent.
Metres distance(const geometry::Position& a, const geometry::Position& b) {
  constexpr double k_earth_radius = 6'371'008.8;
  constexpr double k_radians = std::numbers::pi / 180;
  const double north = std::sin((b.latitude - a.latitude) * k_radians / 2);
  const double east = std::sin((b.longitude - a.longitude) * k_radians / 2);
  const double h = north * north + std::cos(a.latitude * k_radians) *
                                       std::cos(b.latitude * k_radians) * east * east;
  return Metres::of(2 * k_earth_radius * std::asin(std::sqrt(std::min(1.0, h))));
}

bool overlap(const Circle& a, const Circle& b) {
  return distance(a.centre, b.centre) <= std::max(a.radius, b.radius);
}

bool overlap(const Window& a, const Window& b) { return a.start < b.end && b.start < a.end; }

void check_text(std::vector<FieldFault>& faults, const char* field, const std::string& text,
                std::size_t length_max) {
  if (text.empty()) faults.push_back({field, "is missing"});
  if (text.size() > length_max) {
    faults.push_back({field, fmt::format("is longer than {} bytes", length_max)});
  }
}

void check_place(std::vector<FieldFault>& faults, const Task& task) {
  if (task.place) {
    const auto& circle = *task.place;
    if (!is_on_earth(circle.centre)) {
      faults.push_back({"place", "is not on the earth"});
    }
    if (!(circle.radius > Metres::of(0)) || circle.radius > k_radius_max) {
      faults.push_back({"place", "has a radius of nothing, or of more than 50 km"});
    }
  }
  if (task.window && task.window->end <= task.window->start) {
    faults.push_back({"window", "ends before it starts"});
  }
}

void check_times(std::vector<FieldFault>& faults, const Task& task) {
  if (task.due_at <= task.ordered_at) faults.push_back({"due_at", "has passed"});
  if (task.due_at > task.ordered_at + k_ahead_max) {
    faults.push_back({"due_at", "is more than a year away"});
  }
  if (task.expires_at < task.due_at) faults.push_back({"expires_at", "is before the due time"});
  if (task.expires_at > task.due_at + k_ahead_max) {
    faults.push_back({"expires_at", "is more than a year after the due time"});
  }
}

std::vector<FieldFault> faults_of(const Task& task) {
  std::vector<FieldFault> faults;
  if (task.unit.empty()) faults.push_back({"unit", "is missing"});
  check_text(faults, "basis", task.basis, k_basis_length_max);
  check_text(faults, "title", task.title.en, k_title_length_max);
  check_text(faults, "title", task.title.zh, k_title_length_max);
  check_text(faults, "instructions", task.instructions.en, k_words_length_max);
  check_text(faults, "instructions", task.instructions.zh, k_words_length_max);
  check_text(faults, "evidence", task.evidence.en, k_words_length_max);
  check_text(faults, "evidence", task.evidence.zh, k_words_length_max);
  check_text(faults, "origin.kind", task.origin.kind, k_title_length_max);
  if (task.expected_minutes < 1 || task.expected_minutes > k_minutes_max) {
    faults.push_back({"expected_minutes", fmt::format("must be from 1 to {}", k_minutes_max)});
  }
  check_times(faults, task);
  check_place(faults, task);
  return faults;
}

/// How many units stand above.
std::int32_t levels_above(UnitPath unit) {
  std::int32_t levels = 0;
  while (!(unit = unit.parent()).empty()) ++levels;
  return levels;
}

UnitPath ancestor(UnitPath unit, std::int32_t level) {
  while (level-- > 0) unit = unit.parent();
  return unit;
}

/// When the unit `level` + 1 above is told: the parent at once, each one above a step later.
Instant escalates_at(const Task& task, std::int32_t level) {
  return task.due_at +
         Duration::milliseconds(task.escalate_every.count_milliseconds() * std::int64_t{level});
}

}  // namespace

Task admit(const TaskOrder& order, const TemplateBook& templates, const Id& id,
           std::string_view ordered_by, Instant now) {
  const auto* chosen = templates.find(order.template_kind);
  if (chosen == nullptr) {
    throw Problem::invalid("tasks.entry_gate", "The task is not complete.",
                           {{"template", "is not one of the templates"}});
  }
  Task task{.id = id,
            .template_kind = chosen->kind,
            .title = order.title.value_or(chosen->name),
            .instructions = order.instructions.value_or(chosen->instructions),
            .evidence = order.evidence.value_or(chosen->evidence),
            .basis = order.basis,
            .unit = order.unit,
            .owner = order.owner,
            .ordered_by = std::string(ordered_by),
            .origin = order.origin,
            .place = order.place,
            .window = order.window,
            .ordered_at = now,
            .due_at = order.due_at.value_or(now + chosen->due_after),
            .escalate_every = chosen->escalate_every,
            .state = order.owner ? TaskState::assigned : TaskState::open,
            .expected_minutes = order.expected_minutes.value_or(chosen->expected_minutes)};
  task.expires_at = order.expires_at.value_or(task.due_at + chosen->expires_after);
  if (auto faults = faults_of(task); !faults.empty()) {
    throw Problem::invalid("tasks.entry_gate", "The task is not complete.", std::move(faults));
  }
  return task;
}

bool is_running(TaskState state) {
  return state == TaskState::open || state == TaskState::assigned || state == TaskState::returned;
}

bool is_same_work(const Task& one, const Task& other) {
  if (one.unit != other.unit || one.template_kind != other.template_kind) return false;
  if (!one.origin.id.empty() && one.origin == other.origin) return true;
  return one.place && other.place && one.window && other.window &&
         overlap(*one.place, *other.place) && overlap(*one.window, *other.window);
}

bool is_duplicate(const Task& existing, const Task& wanted) {
  if (!is_same_work(existing, wanted)) return false;
  const bool same_origin = existing.origin == wanted.origin;
  switch (existing.state) {
    case TaskState::open:
    case TaskState::assigned:
    case TaskState::returned:
    case TaskState::done: return true;
    case TaskState::accepted: return same_origin && !wanted.origin.id.empty();
    case TaskState::cancelled: return same_origin && is_program(wanted.ordered_by);
  }
  return false;
}

bool may_assign(const access::Actor& actor, const Task& task, const Id& owner) {
  if (access::may(actor, Permission::tasks_order, task.unit)) return true;
  return !actor.is_system && access::may(actor, Permission::tasks_do, task.unit) &&
         owner == actor.account && task.state == TaskState::open;
}

bool may_decide(const access::Actor& actor, const Task& task, std::span<const std::string> doers) {
  if (actor.is_system || !access::may(actor, Permission::tasks_accept, task.unit)) return false;
  const auto is_doer = [&](std::string_view name) {
    return (task.owner && task.owner->to_string() == name) ||
           std::find(doers.begin(), doers.end(), name) != doers.end();
  };
  const auto name = actor.journal_name();
  if (is_doer(name)) return false;
  return task.ordered_by == name || is_program(task.ordered_by) || is_doer(task.ordered_by);
}

bool may_cancel(const access::Actor& actor, const Task& task) {
  if (is_program(task.ordered_by)) {
    return access::may(actor, actor.is_system ? Permission::tasks_order : Permission::tasks_accept,
                       task.unit);
  }
  if (!access::may(actor, Permission::tasks_order, task.unit)) return false;
  return actor.journal_name() == task.ordered_by || (!actor.is_system && actor.scope != task.unit);
}

bool may_report(const access::Actor& actor, const Task& task) {
  return !actor.is_system && access::may(actor, Permission::tasks_do, task.unit);
}

std::vector<Step> allowed_steps(const access::Actor& actor, const Task& task,
                                std::span<const std::string> doers) {
  std::vector<Step> steps;
  if (is_running(task.state)) {
    if (may_assign(actor, task, actor.account)) steps.push_back(Step::assign);
    if (may_report(actor, task)) steps.push_back(Step::feedback);
    if (may_cancel(actor, task)) steps.push_back(Step::cancel);
  }
  if (task.state == TaskState::done && may_decide(actor, task, doers)) {
    steps.push_back(Step::accept);
  }
  return steps;
}

bool is_overdue(const Task& task, Instant now) {
  return is_running(task.state) && task.due_at < now;
}

void check_feedback(const FeedbackEntry& entry, const Task& task, Instant now) {
  std::vector<FieldFault> faults;
  check_text(faults, "note", entry.note, k_words_length_max);
  if (entry.minutes < (entry.is_final ? 1 : 0) || entry.minutes > k_feedback_minutes_max) {
    faults.push_back({"minutes", fmt::format("must be from {} to {}", entry.is_final ? 1 : 0,
                                             k_feedback_minutes_max)});
  }
  if (entry.done_at > now + k_clock_skew) faults.push_back({"done_at", "is in the future"});
  if (entry.done_at < std::max(now - k_feedback_age_max, task.ordered_at - k_clock_skew)) {
    faults.push_back({"done_at", "is before the task was ordered, or too long ago"});
  }
  if (entry.place && !is_on_earth(*entry.place)) {
    faults.push_back({"place", "is not on the earth"});
  }
  if (entry.photos.size() > k_feedback_photos_max) {
    faults.push_back({"photos", fmt::format("are more than {}", k_feedback_photos_max)});
  }
  if (!faults.empty()) {
    throw Problem::invalid("tasks.feedback", "The feedback is not complete.", std::move(faults));
  }
}

Task with_feedback(Task task, const FeedbackEntry& entry, const access::Actor& actor) {
  task.spent_minutes += entry.minutes;
  if (task.state == TaskState::open) {
    task.state = TaskState::assigned;
    if (!actor.is_system) task.owner = actor.account;
  }
  if (entry.is_final) task.state = TaskState::done;
  return task;
}

Task returned(Task task, std::optional<Instant> due_at, Instant now) {
  const auto due = due_at.value_or(std::max(task.due_at, now + k_return_grace));
  if (due <= now || due > now + k_ahead_max) {
    throw Problem::invalid("tasks.due_at", "The new due time has passed or is too far away.",
                           {{"due_at", "must be within the next year"}});
  }
  const auto worth_doing_for = task.expires_at - task.due_at;
  task.state = TaskState::returned;
  task.due_at = due;
  task.expires_at = due + worth_doing_for;
  task.overdue_since.reset();
  return task;
}

SweepResult sweep(Task task, Instant now) {
  SweepResult result;
  if (is_running(task.state) && task.due_at < now) {
    if (!task.overdue_since) {
      task.overdue_since = task.due_at;
      result.became_overdue = true;
    }
    const auto levels = levels_above(task.unit);
    while (task.escalation_level < levels && escalates_at(task, task.escalation_level) < now) {
      ++task.escalation_level;
      result.told.push_back(ancestor(task.unit, task.escalation_level));
    }
    if (task.expires_at < now) {
      task.state = TaskState::cancelled;
      result.expired = true;
    }
  }
  result.task = std::move(task);
  return result;
}

std::optional<Instant> next_sweep(const Task& task) {
  if (!is_running(task.state)) return std::nullopt;
  if (!task.overdue_since) return task.due_at;
  if (task.escalation_level >= levels_above(task.unit)) return task.expires_at;
  return std::min(task.expires_at, escalates_at(task, task.escalation_level));
}

}  // namespace anlan::tasks
