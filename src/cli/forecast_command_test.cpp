#include <numeric>

#include "base/random.h"
#include "tests/support/pattern_commands.h"

namespace anlan::cli {
namespace {

class ForecastCommand : public PatternCommands {};

/// Two years in a town of 10 by 10 cells of 250 m: half of what happens lies in one of them.
std::string town() {
  Random random(4);
  std::string text = "x,y,date\n";
  const auto first = *Day::parse("2024-01-01");
  for (int day = 0; day < 730; ++day) {
    const bool is_hot = random.below(2) == 0;
    const double x = is_hot ? 1'000 + random.uniform() * 250 : random.uniform() * 2'500;
    const double y = is_hot ? 500 + random.uniform() * 250 : random.uniform() * 2'500;
    text += std::to_string(x) + ',' + std::to_string(y) + ',' + (first + day).to_string() + '\n';
  }
  return text;
}

TEST_F(ForecastCommand, SaysHowManyAndWhere) {
  const Arguments arguments{
      "forecast", file("town.csv", town()), "--window", "0,0,2500,2500", "--days", "28"};
  const auto document = run_json(arguments);
  const auto& summary = document.at("summary");
  EXPECT_EQ(summary.at("days_from"), "2025-12-31");
  EXPECT_EQ(summary.at("days_below"), "2026-01-28");
  EXPECT_NEAR(summary.at("expected").to_number<double>(), 28, 4);
  EXPECT_LT(summary.at("expected_low").as_int64(), 28);
  EXPECT_GT(summary.at("expected_high").as_int64(), 28);
  EXPECT_EQ(summary.at("cells"), 100);
  const auto& hot = document.at("rows").as_array()[2 * 10 + 4];
  EXPECT_EQ(hot.at("x"), 1'125);
  EXPECT_EQ(hot.at("y"), 625);
  EXPECT_EQ(hot.at("rank"), 1);
  EXPECT_EQ(hot.at("is_flagged"), true);
  EXPECT_NEAR(hot.at("expected").to_number<double>(), 14.1, 4);
  double all = 0;
  for (const auto& row : document.at("rows").as_array())
    all += row.at("expected").to_number<double>();
  EXPECT_NEAR(all, summary.at("expected").to_number<double>(), 1e-6);
  expect_same_bytes(arguments);
}

TEST_F(ForecastCommand, DoesNotSeeWhatCameLater) {
  const auto text = town();
  const auto cut = text.substr(0, text.find('\n', text.find("2025-06-01")) + 1);
  const Arguments more{"--window", "0,0,2500,2500", "--from", "2025-06-02", "--json"};
  auto whole = more, half = more;
  whole.insert(whole.begin(), {"forecast", file("whole.csv", text)});
  half.insert(half.begin(), {"forecast", file("half.csv", cut)});
  EXPECT_EQ(run(whole), run(half));
}

TEST_F(ForecastCommand, IsJudgedAgainstPlainCounts) {
  const Arguments arguments{"backtest",  file("town.csv", town()),
                            "--window",  "0,0,2500,2500",
                            "--origins", "6",
                            "--days",    "14",
                            "--method",  "density"};
  const auto document = run_json(arguments);
  ASSERT_EQ(document.at("rows").as_array().size(), 6U);
  const auto& last = document.at("rows").as_array().back();
  EXPECT_EQ(last.at("days_from"), "2025-12-17");
  EXPECT_EQ(last.at("days_below"), "2025-12-31");
  EXPECT_EQ(last.at("events"), 14);
  EXPECT_NEAR(document.at("summary").at("hit_rate").to_number<double>(), .5, .15);
  EXPECT_LT(document.at("summary").at("place_score_gain_low").to_number<double>(),
            document.at("summary").at("place_score_gain_high").to_number<double>());
  expect_same_bytes(arguments);
}

TEST_F(ForecastCommand, PlainCountsOfVehicleTheftInPortland) {
  const auto* data = "data/incidents/portland/crimes_veh.csv";
  ANLAN_NEEDS_SHARED(data);
  std::string origins;
  for (int month = 0; month < 36; month += 2)
    origins +=
        (origins.empty() ? "" : ",") +
        Day::from_civil(2014 + month / 12, static_cast<unsigned>(month % 12 + 1), 1)->to_string();
  // The grid of the reference begins at the corner of all thefts.
  double west = 1e9, south = 1e9, east = 0, north = 0;
  std::ifstream in(tests::shared_file(data));
  std::string line;
  std::getline(in, line);
  while (std::getline(in, line)) {
    std::istringstream fields(line.substr(line.find(',') + 1));
    double x = 0, y = 0;
    char comma = 0;
    fields >> x >> comma >> y;
    west = std::min(west, x);
    south = std::min(south, y);
    east = std::max(east, x);
    north = std::max(north, y);
  }
  std::ostringstream window;
  window << std::fixed << west << ',' << south << ',' << east << ',' << north;
  // Feet are read as metres; the area is then in millions of square feet.
  const auto pai = [&](const char* days) {
    const auto document = run_json({"backtest",     tests::shared_file(data).string(),
                                    "--window",     window.str(),
                                    "--x",          "x_coordina",
                                    "--y",          "y_coordina",
                                    "--time",       "occ_date",
                                    "--cell",       "250.2",
                                    "--days",       days,
                                    "--origins",    origins,
                                    "--method",     "counts",
                                    "--trials",     "0",
                                    "--flag-cells", "112",
                                    "--whole-area", "4117.64"});
    return document.at("summary").at("pai").to_number<double>();
  };
  // The reference does not say where its grid begins nor how it breaks ties.
  EXPECT_NEAR(pai("7"), 39.6, 1);
  EXPECT_NEAR(pai("14"), 38.5, 1);
}

TEST_F(ForecastCommand, RefusesOrDefinesWhatIsOdd) {
  const std::string head = "x,y,time\n";
  const std::string row = "1,1,2026-01-01\n";
  for (const auto* name : {"forecast", "backtest"}) {
    const Arguments command{name, "-"};
    EXPECT_EQ(code_of("", command), "events.empty");
    EXPECT_EQ(code_of(head, command), "events.none");
    EXPECT_EQ(code_of(head + "1,nan,2026-01-01\n", command), "events.bad_rows");
    EXPECT_EQ(code_of(head + "1,1,0026-01-01\n", command), "events.bad_rows");
    EXPECT_EQ(code_of("x,y,time,religion\n", command), "incidents.forbidden_header");
    EXPECT_EQ(code_of(head + row + "99999,99999,2026-01-01\n", {name, "-", "--cell", ".1"}),
              "cells.count");
  }
  // One event, or all at one place and time.
  EXPECT_EQ(code_of(head + row, {"forecast", "-"}), "");
  EXPECT_EQ(code_of(head + row + row + row, {"forecast", "-"}), "");
  EXPECT_EQ(code_of(head + row, {"forecast", "-", "--from", "soon"}), "forecast.from");
  EXPECT_EQ(code_of(head + row, {"backtest", "-"}), "backtest.origins");
  EXPECT_EQ(code_of(head + row, {"backtest", "-", "--origins", "0"}), "backtest.origins");
}

}  // namespace
}  // namespace anlan::cli
