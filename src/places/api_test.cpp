#include "places/api.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/api_client.h"
#include "tests/support/places_fixture.h"

namespace anlan::places {
namespace {

namespace json = boost::json;
using access::Actor;
using access::Role;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// A new station n of county c, drawn, and the area of s1 beside it.
constexpr std::string_view k_boundaries = R"({"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"code":"n","level":"派出所","parent":"c","name_en":"North Gate",
"name_zh":"北门派出所"},"geometry":{"type":"Polygon",
"coordinates":[[[-100,25],[-99.9,25],[-99.9,25.1],[-100,25.1],[-100,25]]]}},
{"type":"Feature","properties":{"code":"s1"},"geometry":{"type":"Polygon",
"coordinates":[[[-99.9,25],[-99.8,25],[-99.8,25.1],[-99.9,25.1],[-99.9,25]]]}}]})";

class PlacesApiTest : public PlacesTest {
 protected:
  PlacesApiTest() { import(k_county); }

  static server::Router router_of(Places& places) {
    server::Router router;
    add_unit_routes(router, places);
    add_unit_layer_routes(router, places);
    return router;
  }
  json::value get(const Actor& who, std::string_view target, int status = 200) {
    const auto response = api.get(who, target);
    EXPECT_EQ(response.status, status) << target << ": " << response.payload();
    return tests::ApiClient::json_of(response);
  }
  json::value upload(const Actor& who, std::string_view query, std::string_view bytes,
                     int status = 200) {
    const auto response = api.upload(who, "/v1/units/imports" + std::string(query), bytes);
    EXPECT_EQ(response.status, status) << response.payload();
    return tests::ApiClient::json_of(response);
  }
  static std::vector<std::string> codes_of(const json::value& page) {
    std::vector<std::string> codes;
    for (const auto& item : page.at("items").as_array())
      codes.emplace_back(item.at("code").as_string());
    return codes;
  }

  tests::ApiClient api{router_of(places)};
  Actor clerk = actor(Role::administrator, "c/");
  Actor chief = actor(Role::station_chief, "c/s1/");
};

TEST_F(PlacesApiTest, ShowsEachAccountItsUnits) {
  EXPECT_THAT(codes_of(get(chief, "/v1/units")), ElementsAre("s1", "s1v"));
  EXPECT_THAT(codes_of(get(clerk, "/v1/units?parent=c")), ElementsAre("s1", "s2"));
  EXPECT_THAT(codes_of(get(clerk, "/v1/units?text=东门")), ElementsAre("s1"));
  EXPECT_EQ(get(chief, "/v1/units/s1").at("name").at("zh"), "东门派出所");
  EXPECT_EQ(get(chief, "/v1/units/s1").at("children"), 1);
  for (const auto* hidden : {"/v1/units/s2", "/v1/units/c", "/v1/units/s2/boundary"})
    (void)get(chief, hidden, 404);
  (void)get(clerk, "/v1/units/none", 404);
  (void)get(clerk, "/v1/units?level=galaxy", 422);
}

TEST_F(PlacesApiTest, ShowsTheTreeOfADay) {
  import("level,code,name,parent,valid_from\nvillage,s1v,,s2,2025-06-01\n");
  EXPECT_EQ(get(clerk, "/v1/units/s1v").at("parent"), "s2");
  EXPECT_EQ(get(clerk, "/v1/units/s1v?day=2025-05-31").at("parent"), "s1");
  EXPECT_THAT(codes_of(get(clerk, "/v1/units?parent=s1&day=2025-05-31")), ElementsAre("s1v"));
}

TEST_F(PlacesApiTest, TakesInATable) {
  const auto report =
      upload(clerk, "?file_name=new.csv",
             "level,code,name_en,name_zh,parent\nstation,s3,South,南门,c\nstation,s1,,,c\n");
  EXPECT_EQ(report.at("added"), 1);
  EXPECT_EQ(report.at("unchanged"), 1);
  EXPECT_EQ(report.at("is_loaded"), true);
  EXPECT_EQ(get(clerk, "/v1/units/s3").at("name").at("zh"), "南门");
}

TEST_F(PlacesApiTest, FindsTheUsualFieldsOfABoundaryFile) {
  const auto report = upload(clerk, "?file_name=new.geojson", k_boundaries);
  ASSERT_EQ(report.at("is_loaded"), true) << json::serialize(report);
  EXPECT_EQ(report.at("added"), 1);
  const auto north = get(clerk, "/v1/units/n");
  EXPECT_EQ(north.at("level"), "station");
  EXPECT_EQ(north.at("parent"), "c");
  EXPECT_EQ(north.at("name").at("en"), "North Gate");
  EXPECT_EQ(north.at("name").at("zh"), "北门派出所");
  EXPECT_EQ(get(clerk, "/v1/units/s1").at("name").at("en"), "East Gate") << "it is not said anew";
  EXPECT_EQ(get(clerk, "/v1/unit-at?longitude=-99.95&latitude=25.05").at("code"), "n");
  EXPECT_EQ(get(clerk, "/v1/units/s1/boundary").at("geometry").at("type"), "Polygon");
  EXPECT_EQ(get(clerk, "/v1/layers/units.geojson").at("features").as_array().size(), 2U);
}

TEST_F(PlacesApiTest, NamedFieldsGoBeforeTheUsualOnes) {
  constexpr std::string_view k_file = R"({"type":"FeatureCollection","features":[{"type":"Feature",
    "properties":{"code":"n","level":"blue","parent":"?","name":"Usual","MC":"Named"},
    "geometry":{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,1],[0,0]]]}}]})";
  const auto refused = upload(clerk, "?file_name=n.geojson", k_file);
  EXPECT_EQ(refused.at("is_loaded"), false);
  EXPECT_EQ(refused.at("faults").at(0).at("column"), "level");
  const auto report =
      upload(clerk, "?file_name=n.geojson&name_field=MC&level=community&parent=s1", k_file);
  EXPECT_EQ(report.at("is_loaded"), true) << json::serialize(report);
  EXPECT_EQ(get(clerk, "/v1/units/n").at("name").at("en"), "Named");
  EXPECT_EQ(get(clerk, "/v1/units/n").at("parent"), "s1");
}

TEST_F(PlacesApiTest, TellsEveryBadRowAndKeepsNothing) {
  constexpr std::string_view k_rows =
      "level,code,name,parent\nstation,s3,South,c\nstation,s4,Lost,nowhere\n";
  const auto refused = upload(clerk, "?file_name=new.csv", k_rows);
  EXPECT_EQ(refused.at("is_loaded"), false);
  EXPECT_EQ(refused.at("rejected"), 1);
  EXPECT_EQ(refused.at("faults").at(0).at("line"), 3);
  EXPECT_EQ(refused.at("faults").at(0).at("column"), "parent");
  (void)get(clerk, "/v1/units/s3", 404);
  EXPECT_EQ(upload(clerk, "?file_name=new.csv&skip_bad=true", k_rows).at("is_loaded"), true);
  (void)get(clerk, "/v1/units/s3");
}

TEST_F(PlacesApiTest, RefusesWhoMayNotAndWhatIsNoFileOfUnits) {
  constexpr std::string_view k_rows = "level,code,name,parent\nstation,s3,South,c\n";
  (void)upload(chief, "?file_name=new.csv", k_rows, 403);
  (void)upload(chief, "?file_name=new.geojson", k_boundaries, 403);
  (void)upload(actor(Role::administrator, "c/s1/"), "?file_name=new.csv", k_rows, 403);
  const auto nameless = upload(clerk, "", k_rows, 422);
  EXPECT_EQ(nameless.at("errors").at(0).at("field"), "file_name");
  (void)upload(clerk, "?file_name=new.docx", k_rows, 422);
  EXPECT_EQ(upload(clerk, "?file_name=new.geojson", "{broken", 422).at("code"),
            "units.boundary_file");
  EXPECT_EQ(upload(clerk, "?file_name=new.csv", "level,name\n", 422).at("code"), "units.header");
  const auto unnamed = upload(clerk, "?file_name=new.geojson&code_field=dm", k_boundaries, 422);
  EXPECT_THAT(std::string(unnamed.at("detail").as_string()), HasSubstr("no field \"dm\""));
  EXPECT_EQ(number("SELECT count(*) FROM unit"), 4);
}

}  // namespace
}  // namespace anlan::places
