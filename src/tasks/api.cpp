#include "tasks/api.h"

#include <fstream>
#include <iterator>

#include "base/problem.h"
#include "server/json.h"
#include "server/page.h"
#include "server/query.h"
#include "server/router.h"
#include "tasks/json.h"
#include "tasks/photo_content.h"

namespace anlan::tasks {
namespace {

namespace json = boost::json;
using server::FieldReader;
using server::Guard;
using server::Method;
using server::Request;
using server::Response;

constexpr server::TextLimits k_words{.least = 1, .greatest = 2'000};
constexpr auto k_soon = Duration::hours(48);
constexpr auto k_ordered_radius = Metres::of(250);  // of a task that was ordered for a point
constexpr std::int32_t k_load_weeks_before = 3;
constexpr int k_load_weeks = 5;  // three before, this one, and the next

enum class ListKind { mine, to_accept, overdue, due_soon };

std::optional<ListKind> list_kind_from(std::string_view text) {
  if (text == "mine") return ListKind::mine;
  if (text == "to_accept") return ListKind::to_accept;
  if (text == "overdue") return ListKind::overdue;
  if (text == "due_soon") return ListKind::due_soon;
  return std::nullopt;
}

/// "kind:id"
std::optional<Origin> origin_from(std::string_view text) {
  const auto colon = text.find(':');
  if (colon == std::string_view::npos || colon == 0) return std::nullopt;
  return Origin{std::string(text.substr(0, colon)), std::string(text.substr(colon + 1))};
}

/// The path of a unit that the query names; throws Problem (not_found) where there is none.
UnitPath unit_of(const Tasks& tasks, const std::optional<UnitCode>& code) {
  if (!code) return {};
  auto path = tasks.find_unit(*code);
  if (path.empty()) {
    throw Problem::not_found("access.not_found",
                             "There is no such record, or it is not yours to see.");
  }
  return path;
}

void narrow(TaskFilter& filter, ListKind kind, const access::Actor& actor, Instant now) {
  switch (kind) {
    case ListKind::mine:
      filter.owner = actor.account;
      if (!filter.states.empty()) return;
      filter.states = {TaskState::open, TaskState::assigned, TaskState::returned};
      return;
    case ListKind::to_accept: filter.to_accept_by = actor.account.to_string(); return;
    case ListKind::overdue:
      filter.states = {TaskState::open, TaskState::assigned, TaskState::returned};
      filter.due_before = now;
      return;
    case ListKind::due_soon:
      filter.states = {TaskState::open, TaskState::assigned, TaskState::returned};
      filter.due_before = now + k_soon;
      return;
  }
}

TaskCursor cursor_of(const server::PageKey& key) {
  auto cursor = TaskCursor::parse(key.at(0));
  if (!cursor) throw Problem::invalid("request.query", "The cursor is not one of this list.");
  return *cursor;
}

Response list_tasks(Tasks& tasks, const Request& request) {
  server::QueryReader query(request);
  TaskFilter filter{.states = query.some_of("state", task_state_from)};
  const auto unit = query.unit_code("unit");
  const auto list = query.one_of("list", list_kind_from);
  filter.origin = query.one_of("origin", origin_from);
  query.finish();
  const auto asked = server::page_request(request, 1);
  filter.within = unit_of(tasks, unit);
  if (list) narrow(filter, *list, request.actor(), tasks.clock().now());
  const auto after = asked.after ? std::optional(cursor_of(*asked.after)) : std::nullopt;
  const auto page = tasks.list(request.actor(), filter, after, asked.limit);
  std::optional<std::string> next;
  if (page.next) next = server::cursor_of(server::PageKey{page.next->to_string()});
  return Response::json(server::page_json(tasks_json(tasks, page.items), next));
}

/// The task as it is now, with its version.
Response record_response(Tasks& tasks, const Request& request, const Id& id, int status = 200) {
  const auto record = tasks.find_record(request.actor(), id);
  return Response::json(record_json(tasks, record), status).with_etag(record.task.version);
}

std::optional<geometry::Position> read_position(FieldReader& fields) {
  auto position = fields.find_object("position");
  if (!position) return std::nullopt;
  return geometry::Position{.longitude = position->number("longitude", -180, 180),
                            .latitude = position->number("latitude", -90, 90)};
}

/// What the orderer adds stands under the words of the template, as it was written.
Bilingual with_words(Bilingual instructions, const std::string& words) {
  instructions.en += "\n\n" + words;
  instructions.zh += "\n\n" + words;
  return instructions;
}

Response order_task(Tasks& tasks, const Request& request) {
  const auto body = server::read_object(request);
  FieldReader fields(body);
  TaskOrder order{.id = fields.find_id("id"),
                  .template_kind = fields.text("template"),
                  .owner = fields.find_id("owner"),
                  .basis = fields.text("basis", {.least = 1, .greatest = 500})};
  const auto unit = fields.unit_code("unit");
  const auto words = fields.find_text("text", k_words);
  order.due_at = fields.find_instant("due_at");
  order.expires_at = fields.find_instant("expires_at");
  if (const auto minutes = fields.find_integer("expected_minutes", 1, 10'000)) {
    order.expected_minutes = static_cast<std::int32_t>(*minutes);
  }
  if (auto origin = fields.find_object("origin")) {
    order.origin = {origin->text("kind", {.least = 1, .greatest = 40}),
                    origin->text("id", {.least = 1, .greatest = 80})};
  }
  const auto position = read_position(fields);
  fields.finish();
  order.unit = tasks.find_unit(unit);
  const auto* form = tasks.templates().find(order.template_kind);
  if (words && form != nullptr) order.instructions = with_words(form->instructions, *words);
  if (position && form != nullptr) {
    const auto now = tasks.clock().now();
    order.place = Circle{.centre = *position, .radius = k_ordered_radius};
    order.window = Window{.start = now, .end = order.due_at.value_or(now + form->due_after)};
  }
  const auto ordered = tasks.order(request.actor(), order);
  return record_response(tasks, request, ordered.task.id, ordered.is_new ? 201 : 200);
}

Response assign_task(Tasks& tasks, const Request& request) {
  const auto body = server::read_object(request);
  FieldReader fields(body);
  const auto owner = fields.id("owner");
  fields.finish();
  const auto id = request.id_parameter();
  tasks.assign(request.actor(), id, server::if_match_version(request), owner);
  return record_response(tasks, request, id);
}

Response give_feedback(Tasks& tasks, const Request& request) {
  const auto body = server::read_object(request);
  FieldReader fields(body);
  FeedbackEntry entry{.id = fields.find_id("id"), .note = fields.text("text", k_words)};
  entry.done_at = fields.find_instant("at").value_or(tasks.clock().now());
  entry.minutes = static_cast<std::int32_t>(fields.integer("minutes", 0, 1'440));
  entry.is_final = fields.boolean("is_done");
  entry.place = read_position(fields);
  if (fields.has("photos")) {
    for (const auto& text : fields.texts("photos", 10)) {
      const auto photo = Id::parse(text);
      if (photo) entry.photos.push_back(*photo);
      if (!photo) fields.refuse("photos", "is not a list of ids");
    }
  }
  fields.finish();
  const auto id = request.id_parameter();
  tasks.give_feedback(request.actor(), id, server::if_match_version(request), entry);
  return record_response(tasks, request, id, 201);
}

Response decide(Tasks& tasks, const Request& request) {
  const auto body = server::read_object(request);
  FieldReader fields(body);
  const bool is_accepted = fields.boolean("accepted");
  const auto words = fields.find_text("text", {.least = 0, .greatest = 2'000}).value_or("");
  const auto due_at = fields.find_instant("due_at");
  fields.finish();
  const auto id = request.id_parameter();
  const auto version = server::if_match_version(request);
  if (is_accepted) {
    tasks.accept(request.actor(), id, version, words);
  } else {
    tasks.return_to_doer(request.actor(), id, version, words, due_at);
  }
  return record_response(tasks, request, id);
}

Response cancel_task(Tasks& tasks, const Request& request) {
  const auto body = server::read_object(request);
  FieldReader fields(body);
  const auto reason = fields.text("reason", k_words);
  fields.finish();
  const auto id = request.id_parameter();
  tasks.cancel(request.actor(), id, server::if_match_version(request), reason);
  return record_response(tasks, request, id);
}

Response add_photo(Tasks& tasks, const Request& request, const server::UploadedFile& file) {
  std::ifstream in(file.path, std::ios::binary);
  const std::vector<char> bytes{std::istreambuf_iterator<char>(in), {}};
  const auto photo =
      tasks.add_photo(request.actor(), request.id_parameter(),
                      {reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
  return Response::json(photo_json(photo), 201);
}

Response read_photo(Tasks& tasks, const Request& request) {
  const auto purpose = request.query("purpose").value_or("task");
  const auto found = tasks.read_photo(request.actor(), request.id_parameter(),
                                      request.id_parameter("photo"), purpose.substr(0, 200));
  return Response::bytes({found.bytes.begin(), found.bytes.end()}, found.photo.media_type)
      .with("Cache-Control", "no-store");
}

Response task_load(Tasks& tasks, const Request& request) {
  server::QueryReader query(request);
  const auto unit = query.unit_code("unit");
  query.finish();
  const auto today = tasks.zone().day_of(tasks.clock().now());
  const auto loads = tasks.load(request.actor(), unit_of(tasks, unit),
                                today - 7 * k_load_weeks_before, k_load_weeks);
  return Response::json(json::object{{"items", loads_json(tasks, loads)}});
}

Response list_templates(const Tasks& tasks) {
  json::array items;
  for (const auto& form : tasks.templates().all()) items.push_back(template_json(form));
  return Response::json(json::object{{"items", std::move(items)}});
}

}  // namespace

void add_routes(server::Router& router, Tasks& tasks) {
  const auto add = [&](Method method, std::string pattern,
                       Response (*work)(Tasks&, const Request&)) {
    router.add(method, std::move(pattern), Guard::signed_in,
               [&tasks, work](const Request& request) { return work(tasks, request); });
  };
  router.add(Method::get, "/v1/task-templates", Guard::signed_in,
             [&tasks](const Request&) { return list_templates(tasks); });
  add(Method::get, "/v1/tasks", &list_tasks);
  add(Method::post, "/v1/tasks", &order_task);
  add(Method::get, "/v1/tasks/{id}", [](Tasks& service, const Request& request) {
    return record_response(service, request, request.id_parameter());
  });
  add(Method::post, "/v1/tasks/{id}/assignment", &assign_task);
  add(Method::post, "/v1/tasks/{id}/feedback", &give_feedback);
  add(Method::post, "/v1/tasks/{id}/acceptance", &decide);
  add(Method::post, "/v1/tasks/{id}/cancellation", &cancel_task);
  router.add_upload(Method::post, "/v1/tasks/{id}/photos", Guard::signed_in, k_photo_bytes_max,
                    [&tasks](const Request& request, const server::UploadedFile& file) {
                      return add_photo(tasks, request, file);
                    });
  add(Method::get, "/v1/tasks/{id}/photos/{photo}", &read_photo);
  add(Method::get, "/v1/task-load", &task_load);
}

}  // namespace anlan::tasks
