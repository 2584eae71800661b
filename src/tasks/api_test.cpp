#include "tasks/api.h"

#include "tests/support/api_client.h"
#include "tests/support/tasked_county.h"

namespace anlan::tasks {
namespace {

namespace json = boost::json;
using access::Actor;

class TasksApiTest : public TaskedCounty {
 protected:
  static server::Router router_of(Tasks& tasks) {
    server::Router router;
    add_routes(router, tasks);
    return router;
  }
  static json::value json_of(const server::Response& response) {
    return tests::ApiClient::json_of(response);
  }
  static std::string text_at(const json::value& value, std::string_view name) {
    return std::string(value.at(name).as_string());
  }
  json::value order_json() const {
    return {{"template", "patrol"}, {"unit", "S1"}, {"basis", "Burglaries in Liangting"}};
  }
  std::string path_of(const Task& task, std::string_view rest = "") const {
    return "/v1/tasks/" + task.id.to_string() + std::string(rest);
  }
  std::size_t count(const Actor& actor, std::string_view query) {
    const auto response = api.get(actor, "/v1/tasks" + std::string(query));
    EXPECT_EQ(response.status, 200) << response.body;
    return json_of(response).at("items").as_array().size();
  }

  tests::ApiClient api{router_of(tasks)};
};

TEST_F(TasksApiTest, ATaskIsOrderedAssignedDoneAndAccepted) {
  auto response = api.post(analyst, "/v1/tasks", order_json());
  ASSERT_EQ(response.status, 201) << response.body;
  const auto tag = std::string(response.header("ETag").value());
  EXPECT_TRUE(tag.starts_with("\"1-")) << tag;
  auto task = json_of(response);
  EXPECT_EQ(text_at(task, "state"), "open");
  EXPECT_EQ(text_at(task.at("title"), "zh"), "巡逻");
  EXPECT_EQ(text_at(task.at("unit_name"), "en"), "S1");
  EXPECT_EQ(text_at(task, "ordered_by_name"), "Officer analyst");
  EXPECT_TRUE(task.at("owner").is_null() && task.at("origin").is_null());
  EXPECT_EQ(task.at("may"), (json::array{"assign", "cancel"}));
  const auto path = "/v1/tasks/" + text_at(task, "id");

  response = api.post(chief, path + "/assignment", {{"owner", officer.account.to_string()}}, tag);
  ASSERT_EQ(response.status, 200) << response.body;
  EXPECT_EQ(text_at(json_of(response), "owner_name"), "Officer officer");
  response =
      api.post(chief, path + "/assignment", {{"owner", officer.account.to_string()}}, "\"1\"");
  EXPECT_EQ(response.status, 412);
  EXPECT_EQ(text_at(json_of(response), "code"), "tasks.version");

  response = api.post(officer, path + "/feedback",
                      {{"text", "Walked the lanes"},
                       {"minutes", 40},
                       {"is_done", true},
                       {"position", {{"longitude", 102.7}, {"latitude", 25.0}}}});
  ASSERT_EQ(response.status, 201) << response.body;
  task = json_of(response);
  EXPECT_EQ(text_at(task, "state"), "done");
  EXPECT_EQ(text_at(task.at("feedback").at(0), "by_name"), "Officer officer");
  EXPECT_EQ(task.at("feedback").at(0).at("position").at("longitude").as_double(), 102.7);

  EXPECT_EQ(api.post(officer, path + "/acceptance", {{"accepted", true}}).status, 403);
  response =
      api.post(analyst, path + "/acceptance", {{"accepted", false}, {"text", "And the yard?"}});
  ASSERT_EQ(response.status, 200) << response.body;
  task = json_of(response);
  EXPECT_EQ(text_at(task, "state"), "returned");
  const auto& last = task.at("timeline").as_array().back();
  EXPECT_EQ(text_at(last, "action"), "task.returned");
  EXPECT_EQ(text_at(last, "text"), "And the yard?");
  EXPECT_EQ(text_at(last, "by"), "Officer analyst");
}

TEST_F(TasksApiTest, WhatAnOrderLacksIsNamed) {
  auto response = api.post(analyst, "/v1/tasks", {{"template", "patrol"}, {"colour", "red"}});
  EXPECT_EQ(response.status, 422);
  const auto problem = json_of(response);
  std::set<std::string> fields;
  for (const auto& error : problem.at("errors").as_array()) fields.insert(text_at(error, "field"));
  EXPECT_EQ(fields, (std::set<std::string>{"unit", "basis", "colour"}));
  auto order = order_json();
  order.as_object()["due_at"] = "2026-03-01T00:00:00Z";
  response = api.post(analyst, "/v1/tasks", order);
  EXPECT_EQ(response.status, 422);
  EXPECT_EQ(text_at(json_of(response), "code"), "tasks.entry_gate");
  order = order_json();
  order.as_object()["unit"] = "nowhere";
  EXPECT_EQ(api.post(analyst, "/v1/tasks", order).status, 403);
}

TEST_F(TasksApiTest, TheSameWorkIsNotOrderedTwice) {
  auto order = order_json();
  order.as_object()["position"] = {{"longitude", 102.7}, {"latitude", 25.0}};
  order.as_object()["text"] = "Behind the market";
  const auto first = api.post(analyst, "/v1/tasks", order);
  ASSERT_EQ(first.status, 201) << first.body;
  EXPECT_THAT(text_at(json_of(first).at("instructions"), "zh"),
              testing::EndsWith("\n\nBehind the market"));
  const auto second = api.post(chief, "/v1/tasks", order);
  EXPECT_EQ(second.status, 200) << second.body;
  EXPECT_EQ(text_at(json_of(second), "id"), text_at(json_of(first), "id"));
}

TEST_F(TasksApiTest, AnOrderMaySayWhatItIsFor) {
  auto order = order_json();
  order.as_object()["origin"] = {{"kind", "warning"}, {"id", "w1"}};
  const auto response = api.post(chief, "/v1/tasks", order);
  ASSERT_EQ(response.status, 201) << response.body;
  EXPECT_EQ(text_at(json_of(response).at("origin"), "id"), "w1");
  EXPECT_EQ(api.post(analyst, "/v1/tasks", order).status, 200);
}

TEST_F(TasksApiTest, ListsAreByWhatOneNeeds) {
  auto order = patrol();
  order.owner = officer.account;
  order.origin = {"warning", "w1"};
  ordered(program, order);
  done();
  EXPECT_EQ(count(chief, ""), 2U);
  EXPECT_EQ(count(chief, "?unit=S1"), 2U);
  EXPECT_EQ(count(analyst, "?unit=S2"), 0U);
  EXPECT_EQ(count(officer, "?list=mine"), 1U);
  EXPECT_EQ(count(analyst, "?list=to_accept"), 1U);
  EXPECT_EQ(count(chief, "?list=to_accept"), 0U);
  EXPECT_EQ(count(chief, "?list=due_soon"), 1U);
  EXPECT_EQ(count(chief, "?list=overdue"), 0U);
  EXPECT_EQ(count(chief, "?state=done,accepted"), 1U);
  EXPECT_EQ(count(chief, "?origin=warning:w1"), 1U);
  EXPECT_EQ(count(stranger, ""), 0U);
  clock.set(clock.now() + Duration::hours(25));
  EXPECT_EQ(count(chief, "?list=overdue"), 1U);
  EXPECT_EQ(api.get(chief, "/v1/tasks?unit=S2").status, 404);
  EXPECT_EQ(api.get(chief, "/v1/tasks?unit=nowhere").status, 404);
  EXPECT_EQ(api.get(chief, "/v1/tasks?state=lost&list=all&origin=x").status, 422);
}

TEST_F(TasksApiTest, PagesFollowEachOther) {
  for (int i = 0; i < 5; ++i) ordered(analyst, patrol());
  std::set<std::string> seen;
  std::string target = "/v1/tasks?limit=2";
  for (int pages = 0; pages < 3; ++pages) {
    const auto page = json_of(api.get(chief, target));
    for (const auto& task : page.at("items").as_array()) seen.insert(text_at(task, "id"));
    if (page.at("next_cursor").is_null()) break;
    target = "/v1/tasks?limit=2&cursor=" + text_at(page, "next_cursor");
  }
  EXPECT_EQ(seen.size(), 5U);
  EXPECT_EQ(api.get(chief, "/v1/tasks?cursor=nonsense").status, 422);
}

TEST_F(TasksApiTest, PhotosGoInCleanAndComeOutScoped) {
  const auto task = ordered(analyst, patrol());
  const auto picture = jpeg();
  const std::string bytes(picture.begin(), picture.end());
  auto response = api.upload(officer, path_of(task, "/photos"), bytes);
  ASSERT_EQ(response.status, 201) << response.body;
  const auto id = text_at(json_of(response), "id");
  EXPECT_EQ(api.upload(officer, path_of(task, "/photos"), "<svg/>").status, 422);

  response = api.get(analyst, path_of(task, "/photos/" + id));
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.header("Content-Type"), "image/jpeg");
  EXPECT_EQ(response.header("Cache-Control"), "no-store");
  EXPECT_EQ(response.payload().size() + 8, bytes.size());
  EXPECT_EQ(api.get(stranger, path_of(task, "/photos/" + id)).status, 404);
  EXPECT_EQ(api.get(analyst, path_of(task, "/photos/not-an-id")).status, 404);

  response = api.post(
      officer, path_of(task, "/feedback"),
      {{"text", "See the gate"}, {"minutes", 20}, {"is_done", false}, {"photos", json::array{id}}});
  ASSERT_EQ(response.status, 201) << response.body;
  const auto record = json_of(response);
  EXPECT_EQ(text_at(record.at("photos").at(0), "feedback"),
            text_at(record.at("feedback").at(0), "id"));
}

TEST_F(TasksApiTest, EveryPathOfATaskIsClosedToStrangers) {
  const auto task = done();
  EXPECT_EQ(api.get(stranger, path_of(task)).status, 404);
  EXPECT_EQ(
      api.post(stranger, path_of(task, "/assignment"), {{"owner", stranger.account.to_string()}})
          .status,
      404);
  EXPECT_EQ(api.post(stranger, path_of(task, "/feedback"),
                     {{"text", "x"}, {"minutes", 1}, {"is_done", true}})
                .status,
            404);
  EXPECT_EQ(api.post(stranger, path_of(task, "/acceptance"), {{"accepted", true}}).status, 404);
  EXPECT_EQ(api.post(stranger, path_of(task, "/cancellation"), {{"reason", "x"}}).status, 404);
  EXPECT_EQ(api.upload(stranger, path_of(task, "/photos"), "x").status, 404);
}

TEST_F(TasksApiTest, ACancelledTaskSaysWhy) {
  const auto task = ordered(analyst, patrol());
  EXPECT_EQ(api.post(chief, path_of(task, "/cancellation"), {{"reason", "x"}}).status, 403);
  const auto response =
      api.post(analyst, path_of(task, "/cancellation"), {{"reason", "Rain"}}, "\"1\"");
  ASSERT_EQ(response.status, 200) << response.body;
  EXPECT_EQ(text_at(json_of(response).at("timeline").as_array().back(), "text"), "Rain");
}

TEST_F(TasksApiTest, TheLoadIsByUnitAndWeek) {
  ordered(analyst, patrol());
  const auto response = api.get(chief, "/v1/task-load?unit=S1");
  ASSERT_EQ(response.status, 200) << response.body;
  const auto load = json_of(response).at("items").at(0);
  EXPECT_EQ(text_at(load, "week"), "2026-03-02");
  EXPECT_EQ(load.at("ordered_minutes").as_int64(), 90);
  EXPECT_EQ(load.at("open").as_int64(), 1);
  for (const auto* key : {"owner", "owner_name", "account", "officer", "by"})
    EXPECT_FALSE(load.as_object().contains(key)) << "no ranking of officers: " << key;
  EXPECT_EQ(api.get(stranger, "/v1/task-load?unit=S1").status, 404);
}

TEST_F(TasksApiTest, TheTemplatesAreThere) {
  const auto items = json_of(api.get(officer, "/v1/task-templates")).at("items").as_array();
  ASSERT_EQ(items.size(), 4U);
  EXPECT_EQ(text_at(items[0], "code"), "patrol");
  EXPECT_EQ(items[0].at("due_hours").as_int64(), 24);
}

}  // namespace
}  // namespace anlan::tasks
