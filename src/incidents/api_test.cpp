#include "incidents/api.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <chrono>
#include <fstream>
#include <thread>

#include "base/problem.h"
#include "server/response.h"
#include "tests/support/incidents_fixture.h"

namespace anlan::incidents {
namespace {

namespace json = boost::json;
using server::Method;
using server::Request;
using server::Response;
using ::testing::HasSubstr;

class ApiTest : public tests::IncidentsFixture {
 protected:
  ApiTest() { add_routes(router, incidents, places, jobs); }

  Request request_of(const access::Actor& actor, Method method, std::string_view path,
                     server::NamedValues queries) {
    Request request{.method = method, .path = std::string(path), .queries = std::move(queries)};
    request.principal = server::Principal{.actor = std::make_shared<access::Actor>(actor)};
    return request;
  }
  Response get(const access::Actor& actor, std::string_view path, server::NamedValues queries = {},
               std::string accept = "application/json") {
    auto request = request_of(actor, Method::get, path, std::move(queries));
    request.headers.emplace_back("Accept", std::move(accept));
    const auto match = router.find(Method::get, path);
    if (!match.route) throw std::runtime_error("no route for " + std::string(path));
    request.parameters = match.parameters;
    return match.route->handler(request);
  }
  json::value get_json(const access::Actor& actor, std::string_view path,
                       server::NamedValues queries = {}) {
    return json::parse(get(actor, path, std::move(queries)).payload());
  }
  /// Sends a file, and waits for its job.
  store::Job upload(std::string_view text, server::NamedValues queries) {
    const auto file = folder.path() / "upload";
    std::ofstream(file, std::ios::binary) << text;
    const auto request = request_of(analyst, Method::post, "/v1/imports", std::move(queries));
    const auto match = router.find(Method::post, "/v1/imports");
    const auto answer = match.route->upload_handler(request, {.path = file, .bytes = text.size()});
    EXPECT_EQ(answer.status, 202);
    const auto id = *Id::parse(json::parse(answer.payload()).at("id").as_string());
    for (;;) {
      const auto job = *jobs.find(id);
      if (job.state != store::JobState::running) return job;
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
  }

  store::JobBoard jobs{database, clock, ids, 1};
  server::Router router;
};

constexpr std::string_view k_rows =
    "id,kind,occurred_from,longitude,latitude,unit\n"
    "1,order.drugs,2026-02-05,100.5,25.5,a\n"
    "2,order.drugs,2026-02-06,100.5,25.5,b\n"
    "3,witchcraft,2026-02-06,100.6,25.5,b\n";

TEST_F(ApiTest, ImportsAFileAndGivesItsRejects) {
  const auto job =
      upload(k_rows, {{"profile", "plain"}, {"file_name", "t.csv"}, {"skip_bad", "true"}});
  ASSERT_EQ(job.state, store::JobState::done) << job.problem;
  const auto result = json::parse(job.result);
  EXPECT_EQ(result.at("added").as_int64(), 2);
  const std::string path = "/v1/imports/" + std::string(result.at("import").as_string());
  EXPECT_EQ(get_json(analyst, path).at("rejected").as_int64(), 1);
  EXPECT_THAT(std::string(get(analyst, path + "/rejects").payload()), HasSubstr("witchcraft"));
  EXPECT_EQ(get_json(analyst, "/v1/imports").at("items").as_array().size(), 1U);
  EXPECT_THROW(get(chief_a, path), Problem);
  EXPECT_FALSE(std::filesystem::exists(folder.path() / "upload.import"));
}

TEST_F(ApiTest, RefusesAForbiddenHeaderBeforeAnyJob) {
  EXPECT_THROW(upload("id,kind,occurred_from,车牌\n", {{"profile", "plain"}, {"file_name", "t"}}),
               Problem);
  EXPECT_THROW(upload(k_rows, {{"profile", "none"}, {"file_name", "t"}}), Problem);
  EXPECT_THROW(upload(k_rows, {{"profile", "plain"}}), Problem);
}

TEST_F(ApiTest, AnswersListsCountsAndOneIncident) {
  import_text("plain", k_rows, true);
  const auto page = get_json(analyst, "/v1/incidents", {{"limit", "1"}});
  ASSERT_EQ(page.at("items").as_array().size(), 1U);
  const auto& first = page.at("items").at(0);
  EXPECT_EQ(first.at("unit_name").at("zh").as_string(), "西");
  EXPECT_FALSE(first.as_object().contains("external_id"));
  const auto next =
      get_json(analyst, "/v1/incidents",
               {{"limit", "1"}, {"cursor", std::string(page.at("next_cursor").as_string())}});
  EXPECT_EQ(next.at("items").at(0).at("unit").as_string(), "a");
  EXPECT_TRUE(next.at("next_cursor").is_null());

  const std::string path = "/v1/incidents/" + std::string(first.at("id").as_string());
  EXPECT_EQ(get_json(analyst, path).at("external_id").as_string(), "2");
  EXPECT_THROW(get(chief_a, path), Problem);

  const auto counts = get_json(analyst, "/v1/incident-counts", {{"by", "unit"}, {"kind", "order"}});
  EXPECT_EQ(counts.at("total").as_int64(), 2);
  EXPECT_EQ(counts.at("groups").at(0).at("key").as_string(), "a");
  EXPECT_THROW(get(analyst, "/v1/incident-counts"), Problem);
  EXPECT_THROW(get(analyst, "/v1/incidents", {{"bbox", "1,2,3"}}), Problem);
  EXPECT_EQ(get_json(analyst, "/v1/incident-counts", {{"by", "day"}, {"bbox", "100,25,101,26"}})
                .at("total")
                .as_int64(),
            2);
  EXPECT_THAT(std::string(get(chief_a, "/v1/incidents", {}, "text/csv").payload()),
              HasSubstr("order.drugs"));
}

TEST_F(ApiTest, TakesIncidentsOneByOne) {
  const auto post = [&](const access::Actor& actor, std::string_view body) {
    auto request = request_of(actor, Method::post, "/v1/incidents", {});
    request.headers.emplace_back("Content-Type", "application/json");
    request.body = body;
    return router.find(Method::post, "/v1/incidents").route->handler(request);
  };
  constexpr std::string_view k_two = R"({"incidents":[
      {"kind":"order.drugs","occurred_from":"2026-02-05T10:00:00Z","known_by":"public_report",
       "unit":"a","source":"desk","external_id":"1"},
      {"kind":"order.drugs","occurred_from":"2026-02-05T11:00:00Z","known_by":"sensor",
       "unit":"b","source":"desk","external_id":"2",
       "position":{"longitude":100.6,"latitude":25.5}}]})";
  const auto made = post(analyst, k_two);
  EXPECT_EQ(made.status, 201);
  const auto added = json::parse(made.payload()).at("ids").as_array();
  ASSERT_EQ(added.size(), 2U);
  const auto second = get_json(analyst, "/v1/incidents/" + std::string(added[1].as_string()));
  EXPECT_EQ(second.at("place_precision").as_string(), "exact");
  EXPECT_EQ(second.at("occurred_to"), second.at("occurred_from"));
  EXPECT_THROW(post(analyst, k_two), Problem);  // they are there already
  EXPECT_THROW(post(chief_a, k_two), Problem);  // who may not import
  for (const auto* bad :
       {R"({"incidents":[]})", R"({"incidents":[{"kind":"order.drugs"}]})",
        R"({"incidents":[{"kind":"order.drugs","occurred_from":"2026-02-05T10:00:00Z",
            "known_by":"public_report","source":"desk"}]})",
        R"({"incidents":[{"kind":"order.drugs","occurred_from":"2026-02-05T10:00:00Z",
            "known_by":"public_report","source":"desk","unit":"a","plate":"A1"}]})"}) {
    EXPECT_THROW(post(analyst, bad), Problem) << bad;
  }
  const auto counts = get_json(analyst, "/v1/incident-counts", {{"by", "unit"}});
  EXPECT_EQ(counts.at("total").as_int64(), 2);
}

TEST_F(ApiTest, CountsByUnitAtALevel) {
  places.import_table(access::Actor::system("test", tests::path("c/")),
                      CsvReader(csv_source("level,code,name_en,name_zh,parent\n"
                                           "community,v,Village,村,a\ncommunity,w,Town,镇,a\n")),
                      false);
  import_text("plain",
              "id,kind,occurred_from,longitude,latitude,unit\n"
              "1,order.drugs,2026-02-05,100.5,25.5,v\n2,order.drugs,2026-02-05,100.5,25.5,w\n"
              "3,order.drugs,2026-02-05,100.5,25.5,b\n4,order.drugs,2026-02-05,100.5,25.5,c\n");
  const auto groups = [&](const access::Actor& actor, std::string level) {
    const auto counts =
        get_json(actor, "/v1/incident-counts", {{"by", "unit"}, {"level", std::move(level)}});
    std::string text = std::to_string(counts.at("total").as_int64());
    for (const auto& group : counts.at("groups").as_array()) {
      text += ' ' + std::string(group.at("key").as_string()) + '=' +
              std::to_string(group.at("count").as_int64());
    }
    return text;
  };
  EXPECT_EQ(groups(analyst, "county"), "4 c=4");
  EXPECT_EQ(groups(analyst, "station"), "4 a=2 b=1 c=1") << "the county's own stands for itself";
  EXPECT_EQ(groups(analyst, "community"), "4 b=1 c=1 v=1 w=1");
  EXPECT_EQ(groups(chief_a, "county"), "2 v=1 w=1") << "the county is not the chief's to see";
  EXPECT_EQ(groups(chief_a, "station"), "2 a=2");
  EXPECT_THROW(get(analyst, "/v1/incident-counts", {{"by", "day"}, {"level", "county"}}), Problem);
}

TEST_F(ApiTest, NamesKindsAndProfiles) {
  EXPECT_GT(get_json(analyst, "/v1/incident-kinds").at("items").as_array().size(), 40U);
  const auto profiles = get_json(analyst, "/v1/import-profiles").at("items");
  EXPECT_EQ(profiles.as_array().size(), 8U);
}

TEST_F(ApiTest, ATileChangesItsETagWithTheTreeOfUnits) {
  const auto move_village_to = [&](std::string_view parent) {
    places.import_table(access::Actor::system("test", tests::path("c/")),
                        CsvReader(csv_source("level,code,name_en,name_zh,parent\n"
                                             "community,v,Village,村," +
                                             std::string(parent) + "\n")),
                        false);
  };
  const auto tag = [&](const access::Actor& actor) {
    return std::string(get(actor, "/v1/layers/incidents/0/0/0.mvt").header("ETag").value());
  };
  move_village_to("a");
  import_text("plain",
              "id,kind,occurred_from,longitude,latitude,unit\n"
              "1,order.drugs,2026-02-05,100.5,25.5,v\n");
  const auto of_chief = tag(chief_a);
  const auto of_analyst = tag(analyst);
  move_village_to("b");
  EXPECT_NE(tag(chief_a), of_chief);
  EXPECT_EQ(tag(analyst), of_analyst) << "who sees both sees the same";
}

TEST_F(ApiTest, AnswersTilesWithAnETagOfTheScope) {
  import_text("plain", k_rows, true);
  const auto tile_of = [&](const access::Actor& actor, std::string_view zoom) {
    return get(actor, "/v1/layers/incidents/" + std::string(zoom) + "/0/0.mvt");
  };
  const auto all = tile_of(analyst, "0");
  EXPECT_GT(all.payload().size(), 10U);
  EXPECT_NE(all.header("ETag"), tile_of(chief_a, "0").header("ETag"));
  EXPECT_THROW(tile_of(analyst, "-1"), Problem);
  EXPECT_THROW(tile_of(analyst, "x"), Problem);
  EXPECT_EQ(get_json(chief_a, "/v1/layers/incidents.geojson").at("features").as_array().size(), 1U);
}

}  // namespace
}  // namespace anlan::incidents
