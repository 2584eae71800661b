#include "tests/support/pattern_commands.h"

#include "base/random.h"
#include "patterns/self_exciting/hawkes.h"

namespace anlan::cli {
namespace {

class HawkesCommand : public PatternCommands {};

/// A history of 900 days in which an event begets .35 others, as CSV with times to the second.
std::string history() {
  using namespace patterns;
  constexpr Window k_town{0, 0, 12'000, 12'000};
  HawkesModel model{.background_per_day = 4,
                    .background = {k_town, 1, 1, {static_cast<float>(1 / k_town.area())}},
                    .omega = .12,
                    .sigma = 90};
  model.productivity[0] = .35;
  Random random(1);
  std::string text = "x,y,time\n";
  for (const auto& event : simulate_hawkes(model, 900, {}, random)) {
    const auto moment = Instant::from_unix_milliseconds(
        static_cast<std::int64_t>(event.day * 86'400) * 1000 + 1'700'006'400'000);
    text +=
        std::to_string(event.x) + ',' + std::to_string(event.y) + ',' + moment.to_string() + '\n';
  }
  return text;
}

double parameter(const boost::json::value& document, std::string_view name) {
  for (const auto& row : document.at("rows").as_array())
    if (row.at("parameter") == boost::json::string(name))
      return row.at("value").to_number<double>();
  ADD_FAILURE() << "there is no " << name;
  return 0;
}

TEST_F(HawkesCommand, RecoversWhatAHistoryWasMadeWith) {
  const Arguments arguments{"hawkes", file("town.csv", history()), "--window", "0,0,12000,12000"};
  const auto document = run_json(arguments);
  EXPECT_EQ(document.at("summary").at("has_converged"), true);
  EXPECT_NEAR(parameter(document, "productivity"), .35, .05);
  EXPECT_NEAR(parameter(document, "sigma_metres"), 90, 9);
  EXPECT_NEAR(parameter(document, "omega_per_day"), .12, .025);
  EXPECT_NEAR(parameter(document, "background_per_day"), 4, .4);
  EXPECT_GT(document.at("summary").at("residual_p_value").to_number<double>(), .01);
  expect_same_bytes(arguments);
}

TEST_F(HawkesCommand, ShowsWhichEventsAnotherBegot) {
  const auto text =
      "longitude,latitude,time,kind\n113.1,38.1,2026-01-03T08:00:00,a\n"
      "113,38,2026-01-01T08:00:00,b\n113.0001,38,2026-01-01T20:00:00,b\n"
      "113.05,38.05,2026-01-02T08:00:00,a\n";
  const auto document = boost::json::parse(run_with_input(
      text, {"hawkes", "-", "--geojson", "--iterations", "20", "--background-bandwidth", "2000"}));
  const auto& features = document.at("features").as_array();
  ASSERT_EQ(features.size(), 4U);  // in the order of the file
  EXPECT_EQ(features[2].at("geometry").at("coordinates"), boost::json::parse("[113.0001,38]"));
  EXPECT_EQ(features[2].at("properties").at("line"), 4);
  EXPECT_LT(features[2].at("properties").at("background_share").to_number<double>(), .5);
  EXPECT_EQ(features[1].at("properties").at("background_share"), 1);
  const auto kinds = boost::json::parse(run_with_input(
      text, {"hawkes", "-", "--kind", "kind", "--json", "--background-bandwidth", "2000"}));
  EXPECT_EQ(parameter(kinds, "productivity: a"), 0);
  EXPECT_GT(parameter(kinds, "productivity: b"), 0);
}

TEST_F(HawkesCommand, RefusesOrDefinesWhatIsOdd) {
  const Arguments command{"hawkes", "-"};
  const std::string row = "1,1,2026-01-01\n";
  EXPECT_EQ(code_of("", command), "events.empty");
  EXPECT_EQ(code_of("x,y,time\n", command), "events.none");
  EXPECT_EQ(code_of("x,y,time\n" + row, command), "hawkes.events");
  EXPECT_EQ(code_of("x,y,time\nnan,1,2026-01-01\n", command), "events.bad_rows");
  EXPECT_EQ(code_of("x,y,time\n1,1,9999-01-01\n", command), "events.bad_rows");
  EXPECT_EQ(code_of("x,y,time,diagnosis\n", command), "incidents.forbidden_header");
  EXPECT_EQ(code_of("x,y,time\n" + row + row + row, {"hawkes", "-", "--window", "5,5,6,6"}),
            "hawkes.events");
  std::string kinds = "x,y,time,kind\n";
  for (int kind = 0; kind < 9; ++kind) kinds += "1,1,2026-01-01," + std::to_string(kind) + '\n';
  EXPECT_EQ(code_of(kinds, {"hawkes", "-", "--kind", "kind"}), "hawkes.kinds");
  // All at one place and time: nothing is begotten.
  const auto text = run_with_input("x,y,time\n" + row + row + row, command);
  EXPECT_NE(text.find("pairs within reach        0"), std::string::npos) << text;
  EXPECT_NE(text.find("there is no residual check"), std::string::npos) << text;
}

}  // namespace
}  // namespace anlan::cli
