#include "cli/result_table.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <cmath>

namespace anlan::cli {
namespace {

ResultTable table() {
  ResultTable table;
  table.title = "Title";
  table.facts = {{{"events", "events"}, std::int64_t{3}}, {{"rate", "rate", -3}, .0001234}};
  table.columns = {{"band", "band"}, {"name", "name"}, {"value", "value", 1}, {"is_new", "", 0}};
  table.rows = {{NumberRange{0, .5}, std::string("磨坊, \"A\"\x1b[2J"), 1.25, true},
                {NumberRange{.5, 1}, std::string("b\xff"), NAN, false}};
  table.notes = {"A note."};
  return table;
}

TEST(ResultTable, IsATextThatLinesUp) {
  EXPECT_EQ(render(table(), ResultForm::text),
            "Title\n"
            "  events  3\n"
            "  rate    0.000123\n"
            "\n"
            "band      name           value\n"
            "[0, 0.5)  磨坊, \"A\"?[2J    1.2\n"
            "[0.5, 1)  b?                 -\n"
            "\n"
            "A note.\n");
}

TEST(ResultTable, IsJson) {
  const auto document = boost::json::parse(render(table(), ResultForm::json));
  EXPECT_EQ(document.at("summary"), boost::json::parse(R"({"events":3,"rate":0.0001234})"));
  EXPECT_EQ(document.at("rows").at(1),
            boost::json::parse(
                R"({"band_from":0.5,"band_below":1,"name":"b?","value":null,"is_new":false})"));
}

TEST(ResultTable, IsCsv) {
  EXPECT_EQ(render(table(), ResultForm::csv),
            "band_from,band_below,name,value,is_new\n"
            "0,0.5,\"磨坊, \"\"A\"\"?[2J\",1.25,true\n"
            "0.5,1,b?,,false\n");
}

TEST(ResultTable, IsGeoJsonOfPointsAndAreas) {
  auto places = table();
  places.places = {{{113, 38}}, {{0, 0}, {1, 0}, {1, 1}, {0, 1}}};
  const auto document = boost::json::parse(render(places, ResultForm::geojson));
  EXPECT_EQ(document.at("features").at(0).at("geometry"),
            boost::json::parse(R"({"type":"Point","coordinates":[113,38]})"));
  EXPECT_EQ(
      document.at("features").at(1).at("geometry"),
      boost::json::parse(R"({"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,1],[0,0]]]})"));
  EXPECT_EQ(document.at("features").at(0).at("properties").at("value"), 1.25);
}

TEST(ResultTable, ShowsTheRowsThatAreAskedFor) {
  auto chosen = table();
  chosen.facts.clear();
  chosen.notes.clear();
  chosen.rows_in_text = {1};
  chosen.rows_in_text_title = "The last one:";
  EXPECT_EQ(render(chosen, ResultForm::text),
            "Title\n\nThe last one:\n\nband      name  value\n[0.5, 1)  b?        -\n");
}

TEST(ResultTable, IsDefinedWithoutRows) {
  auto empty = table();
  empty.rows.clear();
  EXPECT_EQ(render(empty, ResultForm::csv), "band,name,value,is_new\n");
  EXPECT_EQ(boost::json::parse(render(empty, ResultForm::json)).at("rows").as_array().size(), 0U);
}

}  // namespace
}  // namespace anlan::cli
