#include "tests/support/pattern_commands.h"

namespace anlan::cli {
namespace {

std::vector<std::vector<double>> read_numbers(std::string_view file) {
  std::ifstream in(tests::shared_file(file));
  std::vector<std::vector<double>> rows;
  std::string line;
  std::getline(in, line);
  while (std::getline(in, line)) {
    auto& row = rows.emplace_back();
    std::istringstream fields(line);
    for (std::string field; std::getline(fields, field, ',');) row.push_back(std::stod(field));
  }
  return rows;
}

class DensityCommand : public PatternCommands {};

TEST_F(DensityCommand, EqualsTheReferenceOnRedwood) {
  const auto* data = "data/golden/spatstat/golden_density_redwood_sigma0.05_64.csv";
  ANLAN_NEEDS_SHARED(data);
  const auto golden = read_numbers(data);
  const Arguments arguments{
      "density",      tests::shared_file("data/golden/spatstat/redwood.csv").string(),
      "--window",     "0,-1,1,0",
      "--bandwidth",  ".05",
      "--cell",       ".015625",
      "--truncation", "25"};
  const auto document = run_json(arguments);
  const auto& rows = document.at("rows").as_array();
  ASSERT_EQ(rows.size(), 64U * 64U);
  for (std::size_t i = 0; i < rows.size(); ++i)
    ASSERT_NEAR(rows[i].at("events_per_km2").to_number<double>() * 1e-6, golden[i / 64][i % 64],
                2e-4)
        << i;
  expect_same_bytes(arguments);
}

TEST_F(DensityCommand, PrintsRipleysKOfRedwood) {
  const auto* data = "data/golden/spatstat/golden_Kest_redwood.csv";
  ANLAN_NEEDS_SHARED(data);
  const Arguments common{
      "density",  tests::shared_file("data/golden/spatstat/redwood.csv").string(),
      "--window", "0,-1,1,0",
      "--ripley", "--reach",
      ".25",      "--steps",
      "10"};
  for (const auto& [correction, column] :
       {std::pair{"border", 2U}, std::pair{"translation", 3U}, std::pair{"isotropic", 4U}}) {
    auto arguments = common;
    arguments.insert(arguments.end(), {"--correction", correction});
    const auto document = run_json(arguments);
    for (const auto& row : read_numbers(data)) {
      const auto at = static_cast<std::size_t>(std::lround(row[0] / .025));
      const double tolerance = at == 4 || at == 8 ? 5e-3 : 1e-9;  // there rounding decides ties
      EXPECT_NEAR(document.at("rows").at(at).at("k").to_number<double>(), row[column], tolerance);
    }
    EXPECT_EQ(document.at("rows").at(2).at("pattern"), "attract");
    expect_same_bytes(arguments);
  }
}

const std::string k_town =
    "longitude,latitude,time\n113.01,38.01,2026-01-01\n113.02,38.02,2026-01-05\n"
    "113.02,38.02,2026-01-06\n113.03,38.015,2026-01-31\n";

TEST_F(DensityCommand, DrawsCellsInTheCoordinatesOfTheFile) {
  const auto document = boost::json::parse(
      run_with_input(k_town, {"density", "-", "--bandwidth", "300", "--cell", "250", "--geojson"}));
  const auto& features = document.at("features").as_array();
  ASSERT_GT(features.size(), 50U);
  double best = 0, longitude = 0, latitude = 0;
  for (const auto& feature : features) {
    const auto& ring = feature.at("geometry").at("coordinates").at(0).as_array();
    ASSERT_EQ(ring.size(), 5U);
    EXPECT_EQ(ring.front(), ring.back());
    const auto& properties = feature.at("properties");
    if (properties.at("events_per_km2").to_number<double>() <= best) continue;
    best = properties.at("events_per_km2").to_number<double>();
    longitude = properties.at("longitude").to_number<double>();
    latitude = properties.at("latitude").to_number<double>();
  }
  EXPECT_NEAR(longitude, 113.02, .002);
  EXPECT_NEAR(latitude, 38.02, .002);
}

TEST_F(DensityCommand, LetsOldEventsWeighLess) {
  const auto best = [](Arguments more) {
    more.insert(more.begin(), {"density", "-", "--bandwidth", "300", "--json"});
    const auto document = boost::json::parse(run_with_input(k_town, more));
    double most = 0, longitude = 0;
    for (const auto& row : document.at("rows").as_array()) {
      if (row.at("events_per_km2").to_number<double>() <= most) continue;
      most = row.at("events_per_km2").to_number<double>();
      longitude = row.at("longitude").to_number<double>();
    }
    return longitude;
  };
  EXPECT_NEAR(best({}), 113.02, .001);
  EXPECT_NEAR(best({"--age-scale", "7"}), 113.03, .001);
  EXPECT_NEAR(best({"--age-scale", "7", "--as-of", "2026-01-07"}), 113.02, .001);
}

TEST_F(DensityCommand, ShowsTheDensestCellsAsText) {
  const auto text = run_with_input(k_town, {"density", "-", "--top", "3"});
  EXPECT_NE(text.find("The densest 3 of "), std::string::npos) << text;
  EXPECT_NE(text.find("Scott's rule"), std::string::npos) << text;
}

TEST_F(DensityCommand, RefusesOrDefinesWhatIsOdd) {
  const Arguments command{"density", "-"};
  const auto with = [&](Arguments more) {
    more.insert(more.begin(), command.begin(), command.end());
    return more;
  };
  const std::string same = "x,y\n1,1\n1,1\n1,1\n";
  EXPECT_EQ(code_of("", command), "events.empty");
  EXPECT_EQ(code_of("x,y\n", command), "events.none");
  EXPECT_EQ(code_of("x,y\n1,nan\n", command), "events.bad_rows");
  EXPECT_EQ(code_of("x,y\n1,1e9\n", command), "events.bad_rows");
  EXPECT_EQ(code_of("lon,lat\n200,1\n", command), "events.bad_rows");
  EXPECT_EQ(code_of("lon,lat\n1,1\n100,1\n", command), "events.too_wide");
  EXPECT_EQ(code_of("x,y,phone\n1,1,2\n", command), "incidents.forbidden_header");
  EXPECT_EQ(code_of("x,y\n1,1\n", command), "density.bandwidth");
  EXPECT_EQ(code_of(same, command), "density.bandwidth");
  EXPECT_EQ(code_of(same, with({"--bandwidth", "10"})), "");
  EXPECT_EQ(code_of(same, with({"--ripley"})), "events.window");
  EXPECT_EQ(code_of(same, with({"--ripley", "--window", "0,0,9,9"})), "");
  EXPECT_EQ(code_of(same, with({"--ripley", "--geojson"})), "density.geojson");
  EXPECT_EQ(code_of(same, with({"--window", "0,0,9", "--bandwidth", "1"})), "events.window");
  EXPECT_EQ(code_of(same, with({"--window", "9,0,0,9", "--bandwidth", "1"})), "events.window");
  EXPECT_EQ(code_of("x,y\n0,0\n9000,9000\n", with({"--cell", ".1"})), "cells.count");
  EXPECT_EQ(code_of("x,y,time\n1,1,0001-01-01\n", with({"--age-scale", "9"})), "events.bad_rows");
  EXPECT_EQ(code_of("x,y,time\n1,1,2026-01-01\n",
                    with({"--age-scale", "9", "--as-of", "now", "--bandwidth", "9"})),
            "density.as_of");
}

}  // namespace
}  // namespace anlan::cli
