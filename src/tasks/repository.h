// Tasks in SQL. No rules here, and no rights.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "store/seal.h"
#include "store/session.h"
#include "tasks/task.h"

namespace anlan::tasks {

/// Which tasks a list shows. What is empty does not filter.
struct TaskFilter {
  UnitPath within;  ///< a unit and its subtree, inside what the actor may see
  std::vector<TaskState> states;
  std::string template_kind;
  std::optional<Id> owner;
  std::string ordered_by;
  std::optional<Origin> origin;
  std::optional<Instant> due_before;
  bool overdue_only = false;
  /// Only what was done and waits for this person, an account's id, to accept it (may_decide).
  std::string to_accept_by;
};

/// Where a page ended: lists are in the order of due time, then id.
struct TaskCursor {
  Instant due_at;
  Id id;
  std::string to_string() const;
  static std::optional<TaskCursor> parse(std::string_view text);
};

struct TaskPage {
  std::vector<Task> items;
  std::optional<TaskCursor> next;
};

std::optional<Task> find_task(store::Session& session, const Id& id);
void insert_task(store::Transaction& transaction, const Task& task);
/// Saves what changes in a task's life, and its version. False if the version stored is not
/// `task.version - 1`: somebody was faster.
bool update_task(store::Transaction& transaction, const Task& task);

/// Rewrites the paths of tasks, when a unit and all below it moved.
void move_units(store::Transaction& transaction, const UnitPath& from, const UnitPath& to);

/// Tasks that may be the same work: of the unit and template; of the same origin, or not ended.
std::vector<Task> find_similar(store::Session& session, const Task& wanted);
std::vector<Task> find_of_origin(store::Session& session, const Origin& origin);
/// Those whose next sweep lies before `now`, at most `limit`, the oldest first.
std::vector<Task> find_to_sweep(store::Session& session, Instant now, int limit);
/// Within `scope`, and the filter; an empty scope holds nothing.
TaskPage list_tasks(store::Session& session, const UnitPath& scope, const TaskFilter& filter,
                    const std::optional<TaskCursor>& after, int limit);

/// What people wrote is kept sealed.
void insert_feedback(store::Transaction& transaction, const store::Seal& seal, const Id& task,
                     const Feedback& feedback);
std::optional<Id> task_of_feedback(store::Session& session, const Id& feedback);
std::vector<Feedback> feedback_of(store::Session& session, const store::Seal& seal, const Id& task);
/// The journal names of all who gave feedback.
std::vector<std::string> doers_of(store::Session& session, const Id& task);

void insert_photo(store::Transaction& transaction, const Id& task, const Photo& photo);
/// False unless the photo is the task's, was added by `added_by`, and belongs to no feedback yet.
bool attach_photo(store::Transaction& transaction, const Id& task, const Id& photo,
                  const Id& feedback, std::string_view added_by);
std::optional<Photo> find_photo(store::Session& session, const Id& task, const Id& photo);
std::vector<Photo> photos_of(store::Session& session, const Id& task);
std::vector<Id> all_photo_ids(store::Session& session);

void insert_decision(store::Transaction& transaction, const store::Seal& seal, const Id& task,
                     const DecisionEntry& entry);
std::vector<DecisionEntry> decisions_of(store::Session& session, const store::Seal& seal,
                                        const Id& task);

/// Ended tasks that were due before, and of which texts or photos are left; at most `limit`.
std::vector<Task> find_to_purge(store::Session& session, Instant before, int limit);
/// Empties its texts, and forgets its photos.
void purge_texts(store::Transaction& transaction, const Id& task);

/// What the journal holds of a task, readings left out, the oldest first.
std::vector<TimelineEntry> timeline_of(store::Session& session, const Id& task);
/// Empty if there is no such unit.
UnitPath path_of(store::Session& session, const UnitCode& unit);
/// Its code in both languages where the unit has no name, or is not there.
Bilingual unit_name(store::Session& session, const UnitCode& unit);

/// Tasks due, and minutes spent, in [start, end), a row a unit within `scope`; `week` is not set.
std::vector<UnitLoad> load_between(store::Session& session, const UnitPath& scope, Instant start,
                                   Instant end);
WorkDone work_of(store::Session& session, const UnitPath& scope, const Origin& origin);

}  // namespace anlan::tasks
