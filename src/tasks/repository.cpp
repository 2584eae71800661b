#include "tasks/repository.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>

#include "base/check.h"
#include "tasks/rules.h"

namespace anlan::tasks {
namespace {

using store::Parameter;
using store::Rows;
using store::Session;
using store::Transaction;

constexpr std::string_view k_columns =
    "id, template, title_en, title_zh, instructions_en, instructions_zh, evidence_en, evidence_zh, "
    "basis, unit_path, owner, ordered_by, origin_kind, origin_id, longitude, latitude, radius, "
    "window_start, window_end, ordered_at, due_at, expires_at, escalate_every, state, "
    "expected_minutes, spent_minutes, overdue_since, escalation_level, version";

std::string select(std::string_view where) {
  return fmt::format("SELECT {} FROM task WHERE {}", k_columns, where);
}

std::int32_t small(const Rows& rows, int column) {
  return static_cast<std::int32_t>(rows.integer(column));
}

Task task_of(const Rows& rows) {
  const auto state = task_state_from(rows.text_view(23));
  CHECK(state.has_value());
  Task task{.id = rows.id(0),
            .template_kind = rows.text(1),
            .title = {.en = rows.text(2), .zh = rows.text(3)},
            .instructions = {.en = rows.text(4), .zh = rows.text(5)},
            .evidence = {.en = rows.text(6), .zh = rows.text(7)},
            .basis = rows.text(8),
            .unit = rows.unit_path(9),
            .owner = rows.maybe(&Rows::id, 10),
            .ordered_by = rows.text(11),
            .origin = {.kind = rows.text(12), .id = rows.text(13)},
            .ordered_at = rows.instant(19),
            .due_at = rows.instant(20),
            .expires_at = rows.instant(21),
            .escalate_every = Duration::milliseconds(rows.integer(22)),
            .state = *state,
            .expected_minutes = small(rows, 24),
            .spent_minutes = small(rows, 25),
            .overdue_since = rows.maybe(&Rows::instant, 26),
            .escalation_level = small(rows, 27),
            .version = rows.integer(28)};
  if (!rows.is_null(14)) {
    task.place = Circle{.centre = {.longitude = rows.real(14), .latitude = rows.real(15)},
                        .radius = Metres::of(rows.real(16))};
  }
  if (!rows.is_null(17)) task.window = Window{.start = rows.instant(17), .end = rows.instant(18)};
  return task;
}

std::vector<Task> tasks_of(Rows rows) {
  std::vector<Task> tasks;
  while (rows.next()) tasks.push_back(task_of(rows));
  return tasks;
}

/// The column `phase` (migrations/0009): states that lists ask for together.
std::int64_t phase_of(TaskState state) {
  if (is_running(state)) return 0;
  return state == TaskState::done ? 1 : 2;
}

/// SQL put together from parts, with its parameters in step.
struct Condition {
  std::string sql;
  std::vector<Parameter> parameters;

  template <class... Values>
  void require(std::string_view part, const Values&... values) {
    if (!sql.empty()) sql += " AND ";
    sql += part;
    (parameters.emplace_back(values), ...);
  }
};

}  // namespace

std::string TaskCursor::to_string() const {
  return fmt::format("{}.{}", due_at.unix_milliseconds(), id.to_string());
}

std::optional<TaskCursor> TaskCursor::parse(std::string_view text) {
  const auto dot = text.find('.');
  if (dot == std::string_view::npos) return std::nullopt;
  std::int64_t due = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + dot, due);
  const auto id = Id::parse(text.substr(dot + 1));
  if (error != std::errc() || end != text.data() + dot || !id) return std::nullopt;
  return TaskCursor{.due_at = Instant::from_unix_milliseconds(due), .id = *id};
}

std::optional<Task> find_task(Session& session, const Id& id) {
  auto rows = session.query(select("id = ?"), id);
  if (!rows.next()) return std::nullopt;
  return task_of(rows);
}

void insert_task(Transaction& transaction, const Task& task) {
  const auto& place = task.place;
  const auto& window = task.window;
  transaction.execute(
      fmt::format(
          "INSERT INTO task ({}, next_sweep, phase) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
          "?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
          k_columns),
      task.id, task.template_kind, task.title.en, task.title.zh, task.instructions.en,
      task.instructions.zh, task.evidence.en, task.evidence.zh, task.basis, task.unit, task.owner,
      task.ordered_by, task.origin.kind, task.origin.id,
      place ? std::optional(place->centre.longitude) : std::nullopt,
      place ? std::optional(place->centre.latitude) : std::nullopt,
      place ? std::optional(place->radius.value()) : std::nullopt,
      window ? std::optional(window->start) : std::nullopt,
      window ? std::optional(window->end) : std::nullopt, task.ordered_at, task.due_at,
      task.expires_at, task.escalate_every.count_milliseconds(), to_string(task.state),
      task.expected_minutes, task.spent_minutes, task.overdue_since, task.escalation_level,
      task.version, next_sweep(task), phase_of(task.state));
}

bool update_task(Transaction& transaction, const Task& task) {
  return transaction.execute(
             "UPDATE task SET owner = ?, due_at = ?, expires_at = ?, state = ?, spent_minutes = ?, "
             "overdue_since = ?, escalation_level = ?, version = ?, next_sweep = ?, phase = ? "
             "WHERE id = ? AND version = ?",
             task.owner, task.due_at, task.expires_at, to_string(task.state), task.spent_minutes,
             task.overdue_since, task.escalation_level, task.version, next_sweep(task),
             phase_of(task.state), task.id, task.version - 1) == 1;
}

void move_units(Transaction& transaction, const UnitPath& from, const UnitPath& to) {
  transaction.execute(
      "UPDATE task SET unit_path = ? || substr(unit_path, ?) "
      "WHERE unit_path >= ? AND unit_path < ?",
      to, from.text().size() + 1, from, from.range_end());
}

std::vector<Task> find_similar(Session& session, const Task& wanted) {
  return tasks_of(session.query(
      select("unit_path = ? AND template = ? AND ((origin_kind = ? AND origin_id = ?) OR state IN "
             "('open', 'assigned', 'returned', 'done')) ORDER BY ordered_at, id"),
      wanted.unit, wanted.template_kind, wanted.origin.kind, wanted.origin.id));
}

std::vector<Task> find_of_origin(Session& session, const Origin& origin) {
  return tasks_of(session.query(select("origin_kind = ? AND origin_id = ? ORDER BY due_at, id"),
                                origin.kind, origin.id));
}

std::vector<Task> find_to_sweep(Session& session, Instant now, int limit) {
  return tasks_of(
      session.query(select("next_sweep < ? ORDER BY next_sweep, id LIMIT ?"), now, limit));
}

namespace {

/// Where a list asks: the smaller of the two subtrees; empty where they share nothing.
UnitPath common_part(const UnitPath& scope, const UnitPath& within) {
  if (within.empty() || within.contains(scope)) return scope;
  return scope.contains(within) ? within : UnitPath();
}

/// The whole tree is read by time, and a part of it by place: an expression in place of a column
/// keeps the planner off the other index, which would have it sort a province's tasks for a page,
/// or pass over all of them for a station's (200,000 tasks: 0.9 s either way).
void require_place(Condition& where, const UnitPath& place, const std::string& place_end) {
  const bool is_whole_tree = place.parent().empty();
  where.require(is_whole_tree ? "(unit_path || '') >= ? AND (unit_path || '') < ?"
                              : "unit_path >= ? AND unit_path < ?",
                place, place_end);
}

void require_states(Condition& where, std::span<const TaskState> states) {
  if (states.empty()) return;
  const auto phase = phase_of(states.front());
  const bool is_one_phase =
      std::ranges::all_of(states, [&](TaskState state) { return phase_of(state) == phase; });
  if (is_one_phase) where.require("phase = ?", phase);
  std::string marks;
  for (const auto state : states) {
    marks += marks.empty() ? "?" : ", ?";
    where.parameters.emplace_back(to_string(state));
  }
  where.require(fmt::format("state IN ({})", marks));
}

void require_acceptable_by(Condition& where, const std::string& account,
                           const std::optional<Id>& owner) {
  where.require("phase = ? AND (owner IS NULL OR owner <> ?)", phase_of(TaskState::done), owner);
  where.require(
      "NOT EXISTS (SELECT 1 FROM task_feedback f WHERE f.task = task.id AND f.given_by = ?)",
      account);
  where.require(
      "(ordered_by = ? OR ordered_by LIKE 'system:%' OR EXISTS (SELECT 1 FROM task_feedback f "
      "WHERE f.task = task.id AND f.given_by = task.ordered_by))",
      account);
}

}  // namespace

TaskPage list_tasks(Session& session, const UnitPath& scope, const TaskFilter& filter,
                    const std::optional<TaskCursor>& after, int limit) {
  CHECK(limit > 0);
  TaskPage page;
  const auto place = common_part(scope, filter.within);
  if (place.empty()) return page;
  Condition where;
  const auto place_end = place.range_end();  // parameters refer to what stands here
  const auto acceptor = Id::parse(filter.to_accept_by);
  require_place(where, place, place_end);
  require_states(where, filter.states);
  if (!filter.template_kind.empty()) where.require("template = ?", filter.template_kind);
  if (filter.owner) where.require("owner = ?", *filter.owner);
  if (!filter.ordered_by.empty()) where.require("ordered_by = ?", filter.ordered_by);
  if (filter.origin) {
    where.require("origin_kind = ? AND origin_id = ?", filter.origin->kind, filter.origin->id);
  }
  const std::string_view due_at = place.parent().empty() ? "due_at" : "(due_at + 0)";
  if (filter.due_before) where.require(fmt::format("{} < ?", due_at), *filter.due_before);
  if (filter.overdue_only) {
    where.require("overdue_since IS NOT NULL AND phase = ?", phase_of(TaskState::open));
  }
  if (!filter.to_accept_by.empty()) require_acceptable_by(where, filter.to_accept_by, acceptor);
  if (after) where.require("(due_at, id) > (?, ?)", after->due_at, after->id);
  where.parameters.emplace_back(limit + 1);
  page.items = tasks_of(
      session.query_with(select(where.sql + " ORDER BY due_at, id LIMIT ?"), where.parameters));
  if (page.items.size() > static_cast<std::size_t>(limit)) {
    page.items.pop_back();
    page.next = TaskCursor{.due_at = page.items.back().due_at, .id = page.items.back().id};
  }
  return page;
}

std::vector<UnitLoad> load_between(Session& session, const UnitPath& scope, Instant start,
                                   Instant end) {
  if (scope.empty()) return {};
  std::map<UnitPath, UnitLoad> loads;
  auto due = session.query(
      "SELECT unit_path, count(*), sum(expected_minutes), "
      "sum(CASE WHEN state IN ('open', 'assigned', 'returned') THEN 1 ELSE 0 END), "
      "sum(CASE WHEN state IN ('open', 'assigned', 'returned') AND expected_minutes > "
      "spent_minutes THEN expected_minutes - spent_minutes ELSE 0 END) "
      "FROM task WHERE unit_path >= ? AND unit_path < ? AND due_at >= ? AND due_at < ? "
      "AND state <> 'cancelled' GROUP BY unit_path",
      scope, scope.range_end(), start, end);
  while (due.next()) {
    loads[due.unit_path(0)] = {.unit = due.unit_path(0),
                               .tasks_due = due.integer(1),
                               .tasks_open = due.integer(3),
                               .expected_minutes = due.integer(2),
                               .open_minutes = due.integer(4)};
  }
  auto spent = session.query(
      "SELECT task.unit_path, sum(task_feedback.minutes) FROM task_feedback "
      "JOIN task ON task.id = task_feedback.task "
      "WHERE task_feedback.done_at >= ? AND task_feedback.done_at < ? "
      "AND task.unit_path >= ? AND task.unit_path < ? GROUP BY task.unit_path",
      start, end, scope, scope.range_end());
  while (spent.next()) {
    auto& load = loads[spent.unit_path(0)];
    load.unit = spent.unit_path(0);
    load.spent_minutes = spent.integer(1);
  }
  std::vector<UnitLoad> rows;
  for (auto& [unit, load] : loads) rows.push_back(std::move(load));
  return rows;
}

WorkDone work_of(Session& session, const UnitPath& scope, const Origin& origin) {
  WorkDone work;
  if (scope.empty()) return work;
  auto rows = session.query(
      "SELECT state, count(*), sum(expected_minutes), sum(spent_minutes) FROM task "
      "WHERE origin_kind = ? AND origin_id = ? AND unit_path >= ? AND unit_path < ? "
      "GROUP BY state",
      origin.kind, origin.id, scope, scope.range_end());
  while (rows.next()) {
    const auto state = task_state_from(rows.text_view(0));
    CHECK(state.has_value());
    const auto count = rows.integer(1);
    work.tasks += count;
    work.spent_minutes += rows.integer(3);
    if (*state != TaskState::cancelled) work.expected_minutes += rows.integer(2);
    if (is_running(*state)) work.open += count;
    if (*state == TaskState::done) work.done += count;
    if (*state == TaskState::accepted) work.accepted += count;
    if (*state == TaskState::cancelled) work.cancelled += count;
  }
  return work;
}

}  // namespace anlan::tasks
