#include "tasks/json.h"

#include "server/json.h"
#include "tasks/rules.h"

namespace anlan::tasks {
namespace {

namespace json = boost::json;
using server::to_json;

std::int64_t hours(Duration duration) { return duration.count_milliseconds() / 3'600'000; }

json::object position_json(const geometry::Position& position) {
  return {{"longitude", position.longitude}, {"latitude", position.latitude}};
}

json::value position_json(const std::optional<geometry::Position>& position) {
  return position ? json::value(position_json(*position)) : json::value(nullptr);
}

/// Units and people by the names that are read, looked up once for all of an answer.
struct Names {
  std::map<UnitPath, Bilingual> units;
  std::map<std::string, std::string> people;
};

Names names_for(const Tasks& service, std::span<const Task> tasks,
                std::set<std::string> people = {}) {
  std::set<UnitPath> units;
  for (const auto& task : tasks) {
    units.insert(task.unit);
    people.insert(task.ordered_by);
    if (task.owner) people.insert(task.owner->to_string());
  }
  return {.units = service.unit_names(units), .people = service.person_names(people)};
}

json::object task_json(const Task& task, const Names& names, Instant now) {
  json::object object{{"id", to_json(task.id)},
                      {"template", task.template_kind},
                      {"title", to_json(task.title)},
                      {"unit", task.unit.unit().text()},
                      {"unit_name", to_json(names.units.at(task.unit))},
                      {"state", to_json(task.state)},
                      {"due_at", to_json(task.due_at)},
                      {"is_overdue", is_overdue(task, now)},
                      {"owner", to_json(task.owner)},
                      {"owner_name", nullptr},
                      {"ordered_by", task.ordered_by},
                      {"ordered_by_name", names.people.at(task.ordered_by)},
                      {"origin", nullptr},
                      {"expected_minutes", task.expected_minutes},
                      {"spent_minutes", task.spent_minutes},
                      {"version", task.version}};
  if (task.owner) object["owner_name"] = names.people.at(task.owner->to_string());
  if (!task.origin.id.empty()) {
    object["origin"] = {{"kind", task.origin.kind}, {"id", task.origin.id}};
  }
  return object;
}

/// The reason given with the decision that the journal tells of, if there was one.
std::string reason_of(const TaskRecord& record, const TimelineEntry& entry) {
  for (const auto& decision : record.decisions) {
    const bool is_same = entry.at == decision.decided_at && entry.by == decision.decided_by;
    if (is_same && entry.action == "task." + std::string(to_string(decision.decision))) {
      return decision.reason;
    }
  }
  return "";
}

json::array timeline_json(const TaskRecord& record, const Names& names) {
  json::array timeline;
  for (const auto& entry : record.timeline) {
    json::object line{
        {"at", to_json(entry.at)}, {"action", entry.action}, {"by", names.people.at(entry.by)}};
    if (const auto reason = reason_of(record, entry); !reason.empty()) line["text"] = reason;
    timeline.push_back(std::move(line));
  }
  return timeline;
}

}  // namespace

json::object template_json(const TaskTemplate& form) {
  return {{"code", form.kind},
          {"name", to_json(form.name)},
          {"instructions", to_json(form.instructions)},
          {"evidence", to_json(form.evidence)},
          {"due_hours", hours(form.due_after)},
          {"expected_minutes", form.expected_minutes}};
}

json::array tasks_json(const Tasks& service, std::span<const Task> tasks) {
  const auto names = names_for(service, tasks);
  const auto now = service.clock().now();
  json::array items;
  for (const auto& task : tasks) items.push_back(task_json(task, names, now));
  return items;
}

json::object record_json(const Tasks& service, const TaskRecord& record) {
  const auto& task = record.task;
  std::set<std::string> people;
  for (const auto& feedback : record.feedback) people.insert(feedback.given_by);
  for (const auto& entry : record.timeline) people.insert(entry.by);
  const auto names = names_for(service, std::span(&task, 1), std::move(people));
  auto object = task_json(task, names, service.clock().now());
  object["instructions"] = to_json(task.instructions);
  object["evidence"] = to_json(task.evidence);
  object["basis"] = task.basis;
  object["ordered_at"] = to_json(task.ordered_at);
  object["expires_at"] = to_json(task.expires_at);
  object["position"] = nullptr;
  if (task.place) {
    object["position"] = position_json(task.place->centre);
    object["radius_metres"] = task.place->radius.value();
  }
  json::array feedback;
  for (const auto& entry : record.feedback) {
    feedback.push_back(json::object{{"id", to_json(entry.id)},
                                    {"at", to_json(entry.done_at)},
                                    {"by_name", names.people.at(entry.given_by)},
                                    {"text", entry.note},
                                    {"minutes", entry.minutes},
                                    {"is_done", entry.is_final},
                                    {"position", position_json(entry.place)}});
  }
  object["feedback"] = std::move(feedback);
  json::array photos;
  for (const auto& photo : record.photos) photos.push_back(photo_json(photo));
  object["photos"] = std::move(photos);
  object["timeline"] = timeline_json(record, names);
  object["may"] = to_json(record.may);
  return object;
}

json::object photo_json(const Photo& photo) {
  return {{"id", to_json(photo.id)},
          {"at", to_json(photo.added_at)},
          {"bytes", photo.byte_count},
          {"media_type", photo.media_type},
          {"feedback", to_json(photo.feedback)}};
}

json::array loads_json(const Tasks& service, std::span<const UnitLoad> loads) {
  std::set<UnitPath> units;
  for (const auto& load : loads) units.insert(load.unit);
  const auto names = service.unit_names(units);
  json::array items;
  for (const auto& load : loads) {
    items.push_back(json::object{{"unit", load.unit.unit().text()},
                                 {"unit_name", to_json(names.at(load.unit))},
                                 {"week", to_json(load.week)},
                                 {"ordered_minutes", load.expected_minutes},
                                 {"open_minutes", load.open_minutes},
                                 {"spent_minutes", load.spent_minutes},
                                 {"open", load.tasks_open}});
  }
  return items;
}

}  // namespace anlan::tasks
