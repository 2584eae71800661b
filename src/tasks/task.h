// A task: a measure that was given to a unit, what was done about it, and who said that it is done.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bilingual.h"
#include "base/id.h"
#include "base/instant.h"
#include "base/quantity.h"
#include "base/unit_code.h"
#include "geometry/position.h"

namespace anlan::tasks {

enum class TaskState {
  open,       ///< given to a unit, nobody named yet
  assigned,   ///< somebody is named, or somebody has begun
  done,       ///< its doer says that it is done; waits for acceptance
  accepted,   ///< its author agrees; ended
  returned,   ///< its author does not agree; to be done again
  cancelled,  ///< ended without being done, with a reason
};

std::string_view to_string(TaskState state);
std::optional<TaskState> task_state_from(std::string_view text);

/// Where a task comes from, by kind and id alone: {"warning", "0195..."}; {"order", ""} for one
/// that a person thought of.
struct Origin {
  std::string kind;
  std::string id;
  friend bool operator==(const Origin&, const Origin&) = default;
};

/// A circle on the ground.
struct Circle {
  geometry::Position centre;
  Metres radius;
};

/// From start (inclusive) to end (exclusive).
struct Window {
  Instant start;
  Instant end;
};

struct Task {
  Id id;
  std::string template_kind;  ///< "patrol", "law_talk", "hardening", "inspection"
  Bilingual title;
  Bilingual instructions;
  Bilingual evidence;  ///< what the feedback must show
  std::string basis;   ///< why it may be asked for: a norm, an order, a warning's title
  UnitPath unit;
  std::optional<Id> owner;  ///< an account
  std::string ordered_by;   ///< an account's id, or "system:<what>"
  Origin origin;
  std::optional<Circle> place;
  std::optional<Window> window;
  Instant ordered_at;
  Instant due_at;
  Instant expires_at;
  Duration escalate_every;
  TaskState state = TaskState::open;
  std::int32_t expected_minutes = 0;
  std::int32_t spent_minutes = 0;  ///< the sum over its feedback
  std::optional<Instant> overdue_since;
  std::int32_t escalation_level = 0;  ///< how many units above have been told
  std::int64_t version = 1;
};

/// What whoever orders a task must say: the entry gate (rules.h) refuses the rest. What is empty is
/// taken from the template.
struct TaskOrder {
  std::optional<Id> id;  ///< made by the client, so that sending twice orders once
  std::string template_kind;
  UnitPath unit;
  std::optional<Id> owner;
  std::string basis;
  Origin origin{"order", ""};
  std::optional<Bilingual> title;
  std::optional<Bilingual> instructions;
  std::optional<Bilingual> evidence;
  std::optional<Circle> place;
  std::optional<Window> window;
  std::optional<Instant> due_at;
  std::optional<Instant> expires_at;
  std::optional<std::int32_t> expected_minutes;
};

/// What became of an order: the new task, or the one that was there already.
struct OrderedTask {
  Task task;
  bool is_new = false;
};

/// What somebody did about a task.
struct FeedbackEntry {
  std::optional<Id> id;  ///< made by the client
  std::string note;
  Instant done_at;
  std::int32_t minutes = 0;
  std::optional<geometry::Position> place;
  std::vector<Id> photos;  ///< added before, by the same account
  bool is_final = false;   ///< "it is done now"
};

struct Feedback {
  Id id;
  std::string given_by;
  std::string note;
  Instant done_at;
  Instant recorded_at;
  std::int32_t minutes = 0;
  std::optional<geometry::Position> place;
  bool is_final = false;
};

struct Photo {
  Id id;
  std::optional<Id> feedback;
  std::string added_by;
  Instant added_at;
  std::string media_type;       ///< "image/jpeg" or "image/png"
  std::int64_t byte_count = 0;  ///< as stored and sent, without metadata
  std::string content_hash;     ///< SHA-256 of what is sent, 64 hexadecimal digits
};

enum class Decision { accepted, returned, cancelled };
std::string_view to_string(Decision decision);
std::optional<Decision> decision_from(std::string_view text);

struct DecisionEntry {
  Id id;
  std::string decided_by;
  Instant decided_at;
  Decision decision = Decision::accepted;
  std::string reason;
};

/// A step that somebody may take with a task.
enum class Step { assign, feedback, accept, cancel };
std::string_view to_string(Step step);

/// What the journal knows of a task.
struct TimelineEntry {
  Instant at;
  std::string action;  ///< "task.assigned"
  std::string by;      ///< an account's id, or "system:<what>"
};

/// A task with all that hangs on it.
struct TaskRecord {
  Task task;
  std::vector<Feedback> feedback;
  std::vector<Photo> photos;
  std::vector<DecisionEntry> decisions;
  std::vector<TimelineEntry> timeline;
  std::vector<Step> may;  ///< by whom it was asked for, in its present state
};

/// The work of a unit in one week of the region's zone.
struct UnitLoad {
  UnitPath unit;
  Day week;  ///< its Monday
  std::int64_t tasks_due = 0;
  std::int64_t tasks_open = 0;        ///< of those, what waits for work
  std::int64_t expected_minutes = 0;  ///< of all its tasks due in the week, cancelled ones apart
  std::int64_t open_minutes = 0;      ///< of those, what is still to be done
  std::int64_t spent_minutes = 0;     ///< by its feedback in the week
};

/// What was done for an origin, for its outcome.
struct WorkDone {
  std::int64_t tasks = 0;
  std::int64_t open = 0;  ///< open, assigned or returned
  std::int64_t done = 0;  ///< waiting for acceptance
  std::int64_t accepted = 0;
  std::int64_t cancelled = 0;
  std::int64_t expected_minutes = 0;  ///< cancelled ones apart
  std::int64_t spent_minutes = 0;
};

}  // namespace anlan::tasks
