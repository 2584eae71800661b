#include "tests/support/pattern_commands.h"

namespace anlan::cli {
namespace {

class HotspotsCommand : public PatternCommands {};

TEST_F(HotspotsCommand, CountsEventsInCellsAsTheReferenceDoes) {
  const auto* data = "data/incidents/chicago/golden_gistar_250m_queen.csv";
  ANLAN_NEEDS_SHARED(data);
  // An event in the middle of its cell for each that the reference counted.
  std::ifstream in(tests::shared_file(data));
  std::string text = "x,y\n";
  std::string line;
  std::getline(in, line);
  while (std::getline(in, line)) {
    std::istringstream fields(line);
    double column = 0, row = 0;
    int count = 0;
    char comma = 0;
    fields >> column >> comma >> row >> comma >> count;
    for (int i = 0; i < count; ++i)
      text += std::to_string((column + .5) * 250) + ',' + std::to_string((row + .5) * 250) + '\n';
  }
  const Arguments arguments{"hotspots", file("chicago.csv", text), "--window",
                            "340250,553000,367250,595000"};
  const auto document = run_json(arguments);
  const auto& rows = document.at("rows").as_array();
  ASSERT_EQ(rows.size(), 108U * 168U);
  int hot = 0;
  double most = 0;
  for (const auto& row : rows) {
    const double z = row.at("z").to_number<double>();
    hot += z > 3.29 ? 1 : 0;
    most = std::max(most, z);
  }
  // On the grid as it lies in Chicago (docs/methods/hotspots.md).
  EXPECT_EQ(hot, 1353);
  EXPECT_NEAR(most, 23.14455, 5e-6);
  expect_same_bytes(arguments);
}

TEST_F(HotspotsCommand, EqualsTheReferenceOnStLouis) {
  ANLAN_NEEDS_SHARED("data/golden/pysal/stl_hom.csv");
  const auto events = tests::shared_file("data/golden/pysal/stl_hom.csv").string();
  const auto gal = tests::shared_file("data/golden/pysal/stl.gal").string();
  const Arguments common{"hotspots", events, "--value", "HR8893", "--neighbours", gal, "--method"};
  auto arguments = common;
  arguments.emplace_back("moran");
  EXPECT_NEAR(run_json(arguments).at("summary").at("moran").to_number<double>(), .24365582621771659,
              1e-12);
  expect_same_bytes(arguments);
  arguments = common;
  arguments.insert(arguments.end(), {"local-moran", "--id", "FIPSNO"});
  const auto local = run_json(arguments);
  double sum = 0;
  for (const auto& row : local.at("rows").as_array())
    sum += row.at("local_moran").to_number<double>();
  EXPECT_NEAR(sum / 78, .24365582621771659, 1e-12);  // the local terms add up to the global one
}

const std::string k_six =
    "x,y,v,name\n10,10,2,a\n20,10,3,b\n40,10,3.2,c\n15,20,5,d\n30,20,8,e\n30,30,7,f\n";

TEST_F(HotspotsCommand, EqualsTheReferenceOnSixPoints) {
  const auto first_z = [](const char* method) {
    const auto document =
        boost::json::parse(run_with_input(k_six, {"hotspots", "-", "--value", "v", "--within", "15",
                                                  "--method", method, "--id", "name", "--json"}));
    EXPECT_EQ(document.at("rows").at(0).at("area"), "a");
    return document.at("rows").at(0).at("z").to_number<double>();
  };
  EXPECT_NEAR(first_z("gi"), -1.0136729, 5e-8);
  EXPECT_NEAR(first_z("gi-star"), -1.39727626, 5e-9);
}

TEST_F(HotspotsCommand, TakesNeighboursByIdOrByNumber) {
  const auto by_id = file("id.gal", "6\na 2\nb d\nb 1\na\nc 0\nd 1\na\ne 1\nf\nf 1\ne\n");
  const auto by_number = file("number.gal", "6\n1 2\n2 4\n2 1\n1\n3 0\n4 1\n1\n5 1\n6\n6 1\n5\n");
  const auto run_by = [&](const std::string& gal) {
    return run_with_input(
        k_six, {"hotspots", "-", "--value", "v", "--id", "name", "--neighbours", gal, "--csv"});
  };
  EXPECT_EQ(run_by(by_id), run_by(by_number));
  EXPECT_EQ(code_of(k_six,
                    {"hotspots", "-", "--value", "v", "--neighbours", file("few.gal", "1\n1 0\n")}),
            "hotspots.neighbours");
}

/// A town of 20 by 20 cells of 100 m with one event a month in each, and a corner that turned hot.
std::string town() {
  std::string text = "x,y,time\n";
  const auto add = [&](int x, int y, Day day) {
    text += std::to_string(x * 100 + 50) + ',' + std::to_string(y * 100 + 50) + ',' +
            day.to_string() + '\n';
  };
  const auto first = *Day::parse("2026-01-01");
  for (int slice = 0; slice < 6; ++slice) {
    const auto day = first + slice * 30;
    for (int x = 0; x < 20; ++x)
      for (int y = 0; y < 20; ++y)
        if ((x * 7 + y * 13 + slice) % 3 == 0) add(x, y, day);
    for (int i = 0; slice == 5 && i < 60; ++i) add(3 + i % 2, 3, day + i % 30);
  }
  return text;
}

TEST_F(HotspotsCommand, NamesTheHotCellAndItsClass) {
  const auto document =
      boost::json::parse(run_with_input(town(), {"hotspots", "-", "--cell", "100", "--geojson"}));
  std::vector<boost::json::value> hot;
  for (const auto& feature : document.at("features").as_array())
    if (feature.at("properties").at("class") == "hot") hot.push_back(feature);
  ASSERT_EQ(hot.size(), 12U);  // the two cells and those around them
  EXPECT_EQ(document.at("summary").at("hot_areas"), 12);
  EXPECT_EQ(hot.front().at("geometry").at("coordinates").at(0).at(0),
            boost::json::parse("[200,200]"));

  const auto emerging = boost::json::parse(run_with_input(
      town(), {"hotspots", "-", "--cell", "100", "--method", "emerging", "--z", "3", "--json"}));
  EXPECT_EQ(emerging.at("summary").at("slices"), 6);
  EXPECT_EQ(emerging.at("rows").at(3 * 20 + 3).at("hot"), "new");
  EXPECT_EQ(emerging.at("rows").at(15 * 20 + 15).at("hot"), "none");
}

TEST_F(HotspotsCommand, RefusesOrDefinesWhatIsOdd) {
  const Arguments command{"hotspots", "-"};
  const auto with = [&](Arguments more) {
    more.insert(more.begin(), command.begin(), command.end());
    return more;
  };
  const std::string same = "x,y,time\n1,1,2026-01-01\n1,1,2026-01-01\n";
  EXPECT_EQ(code_of("", command), "events.empty");
  EXPECT_EQ(code_of("x,y\n", command), "events.none");
  EXPECT_EQ(code_of("x,y\nnan,1\n", command), "events.bad_rows");
  EXPECT_EQ(code_of("lon,lat\n1,-91\n", command), "events.bad_rows");
  EXPECT_EQ(code_of("x,y,车牌\n1,1,2\n", command), "incidents.forbidden_header");
  EXPECT_EQ(code_of("x,y\n1,1\n", command), "hotspots.values");
  EXPECT_EQ(code_of(same, command), "hotspots.values");
  EXPECT_EQ(code_of(same, with({"--window", "0,0,1000,1000"})), "");
  EXPECT_EQ(code_of(same, with({"--method", "emerging"})), "hotspots.slices");
  EXPECT_EQ(code_of("x,y\n0,0\n99999999,9\n", with({"--cell", ".1"})), "cells.count");
  EXPECT_EQ(code_of(k_six, with({"--value", "v"})), "hotspots.neighbours");
  EXPECT_EQ(code_of(k_six, with({"--value", "name", "--within", "9"})), "events.bad_rows");
  EXPECT_EQ(code_of(k_six, with({"--value", "v", "--neighbours", "/nowhere.gal"})), "events.file");
  EXPECT_EQ(code_of(k_six, with({"--method", "moran", "--geojson"})), "hotspots.geojson");
  EXPECT_EQ(code_of(k_six, with({"--value", "v", "--method", "emerging"})), "hotspots.value");
}

}  // namespace
}  // namespace anlan::cli
