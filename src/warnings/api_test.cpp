#include "warnings/api.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <chrono>
#include <thread>

#include "base/problem.h"
#include "geometry/tile.h"
#include "server/page.h"
#include "tests/support/warned_county.h"
#include "warnings/json.h"

namespace anlan::warnings {
namespace {

namespace json = boost::json;
using server::Request;
using server::Response;
using HttpMethod = server::Method;
using ::testing::Contains;
using ::testing::HasSubstr;

/// Handlers as the server calls them, past its guards.
class WarningsApiTest : public ::testing::Test, protected tests::WarnedCounty {
 protected:
  WarningsApiTest() {
    const WarningsApi api{warnings, accounts, database, jobs};
    add_analysis_routes(router, api);
    add_warning_routes(router, api);
    add_layer_routes(router, api);
  }

  Response ask(const access::Actor& actor, HttpMethod method, std::string_view target,
               const json::value& body = nullptr, std::string if_match = {}) {
    Request request{
        .method = method,
        .principal = server::Principal{.actor = std::make_shared<const access::Actor>(actor)}};
    const auto question = target.find('?');
    request.path = target.substr(0, question);
    if (question != std::string_view::npos) {
      const auto pair = target.substr(question + 1);
      request.queries.emplace_back(pair.substr(0, pair.find('=')), pair.substr(pair.find('=') + 1));
    }
    if (!body.is_null()) {
      request.headers.emplace_back("Content-Type", "application/json");
      request.body = json::serialize(body);
    }
    if (!if_match.empty()) request.headers.emplace_back("If-Match", std::move(if_match));
    auto found = router.find(method, request.path);
    EXPECT_NE(found.route, nullptr) << target;
    request.parameters = std::move(found.parameters);
    return found.route->handler(request);
  }
  json::value get(const access::Actor& actor, std::string_view target) {
    return json::parse(ask(actor, HttpMethod::get, target).body);
  }
  static json::object settings() {
    return {{"name", {{"en", "Burglary"}, {"zh", "入室盗窃"}}},
            {"method", "scan"},
            {"kinds", {"property.burglary_dwelling"}},
            {"unit", "c"},
            {"settings", {{"study_days", 365}, {"window_days", 14}, {"replicates", 199}}},
            {"alert_recurrence_days", 100},
            {"schedule", {{"mode", "daily"}, {"at", "06:30"}}},
            {"is_enabled", true}};
  }
  std::string warned() {
    record_quiet_year(as_of);
    record_cluster(102.55, 25.05, as_of, 10);
    (void)warnings.detect(analyst, warnings.add_analysis(analyst, burglary()).id, as_of);
    return warnings.list(chief_west, {}, {}, 1).items.at(0).id.to_string();
  }

  access::PasswordHasher hasher{{.passes = 1, .bytes = 8192}};
  access::Accounts accounts{database, journal, clock, ids, hasher};
  store::JobBoard jobs{database, clock, ids, 1};
  server::Router router;
};

TEST_F(WarningsApiTest, AnAnalysisIsSavedShownAndChanged) {
  const auto made = ask(analyst, HttpMethod::post, "/v1/analyses", settings());
  EXPECT_EQ(made.status, 201);
  const auto analysis = json::parse(made.body);
  EXPECT_EQ(analysis.at("settings").at("grid_metres"), 250.0);
  EXPECT_EQ(analysis.at("schedule").at("at"), "06:30");
  EXPECT_EQ(analysis.at("next_run_at"), "2026-03-10T22:30:00Z");
  const auto path = "/v1/analyses/" + std::string(analysis.at("id").as_string());
  EXPECT_EQ(made.header("Location"), path);

  // What is shown can be sent back.
  auto again = get(analyst, path).as_object();
  for (const auto* key : {"id", "version", "last_run", "next_run_at"}) again.erase(key);
  again["valid_days"] = 7;
  const auto changed = ask(analyst, HttpMethod::put, path, again, "\"1\"");
  EXPECT_EQ(json::parse(changed.body).at("valid_days"), 7);
  const auto tag = std::string(changed.header("ETag").value());
  EXPECT_TRUE(tag.starts_with("\"2-")) << tag;
  EXPECT_EQ(ask(analyst, HttpMethod::put, path, again, tag).status, 200);
  EXPECT_THROW((void)ask(analyst, HttpMethod::put, path, again, "\"1\""), Problem);
}

TEST_F(WarningsApiTest, WhatARunLeavesIsShownWithItsConditions) {
  record_quiet_year(as_of);
  record_cluster(102.52, 25.05, as_of, 8);
  record_cluster(102.58, 25.05, as_of, 3, 3, incidents::KnownBy::police_initiative);
  const auto analysis = warnings.add_analysis(analyst, burglary());
  const auto path = "/v1/analyses/" + analysis.id.to_string() + "/result";
  EXPECT_THROW((void)get(analyst, path), Problem) << "nothing has run";
  const auto first = warnings.detect(analyst, analysis.id, as_of - 30);
  clock.set(clock.now() + Duration::seconds(1));
  const auto latest = warnings.detect(analyst, analysis.id, as_of);
  const auto result = get(analyst, path);
  EXPECT_EQ(result.at("method"), "scan");
  EXPECT_EQ(result.at("run"), json::value(latest.id.to_string()));
  EXPECT_EQ(result.at("as_of"), json::value(as_of.to_string()));
  EXPECT_GT(result.at("clusters").as_array().size(), 0U);
  const auto& card = result.at("card");
  EXPECT_EQ(card.at("counts").at("admitted"), 373);
  EXPECT_EQ(card.at("counts").at("police_initiative"), 3);
  EXPECT_EQ(card.at("settings").at("grid_metres"), 250.0);
  EXPECT_EQ(card.at("first_day"), json::value((as_of - 364).to_string()));
  EXPECT_EQ(get(analyst, path + "?run=" + first.id.to_string()).at("run"),
            json::value(first.id.to_string()));
  EXPECT_THROW((void)get(chief_west, path), Problem) << "the county's analysis";
  EXPECT_THROW((void)get(analyst, path + "?run=" + analysis.id.to_string()), Problem);
}

TEST_F(WarningsApiTest, EveryMethodIsShownWithItsDefaults) {
  const auto methods = get(chief_west, "/v1/analysis-methods").at("items").as_array();
  ASSERT_EQ(methods.size(), all_methods().size());
  for (const auto& method : methods) {
    EXPECT_GT(method.at("settings").as_object().size(), 2U);
    EXPECT_FALSE(method.at("title").at("zh").as_string().empty());
    EXPECT_FALSE(method.at("refuses").at("en").as_string().empty());
  }
}

TEST_F(WarningsApiTest, ABadAnalysisIsToldFieldByField) {
  auto wrong = settings();
  wrong["schedule"] = {{"mode", "daily"}, {"at", "25:00"}};
  wrong["method"] = "horoscope";
  wrong["colour"] = "red";
  try {
    (void)ask(analyst, HttpMethod::post, "/v1/analyses", wrong);
    FAIL() << "it was taken";
  } catch (const Problem& problem) {
    std::vector<std::string> fields;
    for (const auto& fault : problem.faults()) fields.push_back(fault.field);
    EXPECT_THAT(fields, ::testing::UnorderedElementsAre("schedule.at", "method", "colour"));
  }
}

TEST_F(WarningsApiTest, ARunIsAJobThatEndsWithItsNumbers) {
  record_quiet_year(as_of);
  record_cluster(102.52, 25.05, as_of, 8);
  const auto analysis = warnings.add_analysis(analyst, burglary());
  const auto path = "/v1/analyses/" + analysis.id.to_string();
  const auto started =
      ask(analyst, HttpMethod::post, path + "/runs", {{"as_of", as_of.to_string()}});
  EXPECT_EQ(started.status, 202);
  const auto job = Id::parse(std::string(json::parse(started.body).at("id").as_string())).value();
  for (int i = 0; i < 4000 && jobs.find(job)->state == store::JobState::running; ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  EXPECT_EQ(jobs.find(job)->state, store::JobState::done);
  const auto result = json::parse(jobs.find(job)->result);
  EXPECT_EQ(result.at("warnings"), 1);

  const auto run = get(analyst, "/v1/runs/" + std::string(result.at("run").as_string()));
  EXPECT_EQ(run.at("run").at("state"), "done");
  EXPECT_EQ(run.at("run").at("records"), 373);
  EXPECT_EQ(run.at("findings").at(0).at("is_significant"), true);
  EXPECT_EQ(get(analyst, path).at("last_run").at("id"), result.at("run"));
  EXPECT_THROW((void)ask(chief_west, HttpMethod::post, path + "/runs"), Problem);
}

TEST_F(WarningsApiTest, AWarningShowsItsEvidenceAreaAndSteps) {
  const auto path = "/v1/warnings/" + warned();
  const auto warning = get(chief_west, path);
  EXPECT_EQ(warning.at("unit"), "west");
  EXPECT_EQ(warning.at("area").at("type"), "Polygon");
  const auto& ring = warning.at("area").at("coordinates").at(0).as_array();
  EXPECT_EQ(ring.front(), ring.back());
  EXPECT_EQ(warning.at("finding").at("observed"), warning.at("observed"));
  EXPECT_EQ(warning.at("measures").at(0).at("template"), "patrol");
  EXPECT_EQ(warning.at("measures").at(0).at("title").at("zh"), "巡逻");
  EXPECT_EQ(warning.at("timeline").at(0).at("action"), "issued");
  const auto& ordered = warning.at("timeline").at(1);
  EXPECT_EQ(ordered.at("action"), "tasks_ordered");
  EXPECT_EQ(ordered.at("measures").at(0).at("en"), "Patrol") << "names, and no codes";
  EXPECT_EQ(ordered.at("measures").at(0).at("zh"), "巡逻");
  EXPECT_EQ(ordered.at("text"), "");
  EXPECT_THAT(warning.at("may").as_array(), Contains(json::value("acknowledge")));
  EXPECT_TRUE(get(officer_west, path).at("may").as_array().empty());
}

TEST_F(WarningsApiTest, StepsChangeIt) {
  const auto path = "/v1/warnings/" + warned();
  EXPECT_EQ(
      json::parse(ask(chief_west, HttpMethod::post, path + "/acknowledgement").body).at("state"),
      "acknowledged");
  const auto commented = ask(chief_west, HttpMethod::post, path + "/comments", {{"text", "在办"}});
  EXPECT_EQ(commented.status, 201);
  EXPECT_EQ(json::parse(commented.body).at("text"), "在办");
  EXPECT_EQ(json::parse(ask(chief_west, HttpMethod::post, path + "/tasks").body).at("ordered"), 0);
  EXPECT_THROW((void)ask(chief_west, HttpMethod::get, path + "/outcome"), Problem);
  const auto closed = ask(chief_west, HttpMethod::post, path + "/closure", {{"reason", "done"}});
  EXPECT_EQ(json::parse(closed.body).at("state"), "closed");
}

TEST_F(WarningsApiTest, AnETagTellsOfAllThatIsSent) {
  const auto path = "/v1/warnings/" + warned();
  const auto tag = [&](const access::Actor& actor) {
    return std::string(*ask(actor, HttpMethod::get, path).header("ETag"));
  };
  const auto before = tag(chief_west);
  EXPECT_EQ(tag(chief_west), before);
  EXPECT_NE(tag(officer_west), before) << "the officer may do less with it";
  (void)ask(chief_west, HttpMethod::post, path + "/comments", {{"text", "在办"}});
  EXPECT_NE(tag(chief_west), before) << "its conversation went on";
}

TEST_F(WarningsApiTest, AnOutcomeHoldsItsIntervals) {
  const auto path = "/v1/warnings/" + warned();
  clock.set(clock.now() + Duration::days(20));
  const auto outcome = get(chief_west, path + "/outcome");
  for (const auto* effect : {"against_expected", "against_before", "against_beside"}) {
    EXPECT_TRUE(outcome.at(effect).at("low").is_number()) << effect;
    EXPECT_TRUE(outcome.at(effect).as_object().contains("high")) << effect;
    EXPECT_TRUE(outcome.at(effect).at("verdict").is_string()) << effect;
  }
  EXPECT_EQ(outcome.at("tasks_total"), 3);
  EXPECT_THAT(std::string(outcome.at("words").at("zh").as_string()), HasSubstr("95%区间"));
}

TEST_F(WarningsApiTest, EvidenceIsAPageOfIncidentsInScope) {
  const auto path = "/v1/warnings/" + warned();
  const auto mine = get(chief_west, path + "/incidents");
  const auto all = get(analyst, path + "/incidents");
  EXPECT_EQ(all.at("items").as_array().size(), get(analyst, path).at("observed"));
  EXPECT_EQ(mine.at("items").as_array().size(), get(analyst, path).at("observed_in_unit"));
  EXPECT_EQ(mine.at("items").at(0).at("unit"), "west");
  EXPECT_FALSE(mine.at("items").at(0).as_object().contains("external_id"));
}

TEST_F(WarningsApiTest, TheMapShowsLivingWarningsOrThoseOfTheDaysAskedFor) {
  (void)warned();
  const auto features = [&](const access::Actor& actor, std::string_view query) {
    const auto layer = get(actor, "/v1/layers/warnings.geojson" + std::string(query));
    EXPECT_EQ(layer.at("type"), "FeatureCollection");
    return layer.at("features").as_array().size();
  };
  EXPECT_EQ(features(analyst, ""), 2U);
  EXPECT_EQ(features(chief_west, ""), 1U);
  EXPECT_EQ(features(analyst, "?kind=property"), 2U);
  EXPECT_EQ(features(analyst, "?kind=robbery"), 0U);
  EXPECT_EQ(features(analyst, "?bbox=102.5,25.04,102.6,25.06"), 2U);
  EXPECT_EQ(features(analyst, "?bbox=102.5,25.09,102.6,25.1"), 0U);
  EXPECT_EQ(features(analyst, "?from=2026-03-12"), 2U);
  EXPECT_EQ(features(analyst, "?from=2026-04-12"), 0U);
  clock.set(clock.now() + Duration::days(20));
  (void)warnings.sweep(program);
  EXPECT_EQ(features(analyst, ""), 0U);
  EXPECT_EQ(features(analyst, "?to=2026-03-12"), 2U);
  EXPECT_THROW((void)get(analyst, "/v1/layers/warnings.geojson?bbox=1,2,3"), Problem);
}

TEST_F(WarningsApiTest, TilesHoldTheOutlines) {
  (void)warned();
  const auto tile = geometry::Tile::at({102.55, 25.05}, 12);
  const auto path = [](const geometry::Tile& t) {
    return "/v1/layers/warnings/" + std::to_string(t.zoom) + "/" + std::to_string(t.x) + "/" +
           std::to_string(t.y) + ".mvt";
  };
  const auto answer = ask(chief_west, HttpMethod::get, path(tile));
  EXPECT_EQ(answer.status, 200);
  EXPECT_THAT(answer.body, HasSubstr("warnings"));
  EXPECT_THAT(answer.body, HasSubstr("severity"));
  const geometry::Tile elsewhere{.zoom = 12, .x = tile.x + 40, .y = tile.y};
  EXPECT_EQ(ask(chief_west, HttpMethod::get, path(elsewhere)).status, 204);
  EXPECT_THROW((void)ask(chief_west, HttpMethod::get, "/v1/layers/warnings/3/9/1.mvt"), Problem);
}

TEST_F(WarningsApiTest, ListsArePagedWithinTheScope) {
  (void)warned();
  const auto first = get(analyst, "/v1/warnings?limit=1");
  ASSERT_EQ(first.at("items").as_array().size(), 1U);
  const auto cursor = std::string(first.at("next_cursor").as_string());
  const auto second = get(analyst, "/v1/warnings?cursor=" + cursor);
  ASSERT_EQ(second.at("items").as_array().size(), 1U);
  EXPECT_TRUE(second.at("next_cursor").is_null());
  EXPECT_EQ(get(analyst, "/v1/warnings?unit=east").at("items").as_array().size(), 1U);
  EXPECT_EQ(get(analyst, "/v1/warnings?state=closed,expired").at("items").as_array().size(), 0U);
  EXPECT_THROW((void)get(chief_west, "/v1/warnings?unit=east"), Problem);
  EXPECT_THROW((void)get(analyst, "/v1/warnings?state=lost"), Problem);
  EXPECT_THROW((void)get(analyst, "/v1/warnings?cursor=x"), Problem);
}

}  // namespace
}  // namespace anlan::warnings
