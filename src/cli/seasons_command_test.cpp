#include "tests/support/harvest_townships.h"
#include "tests/support/pattern_commands.h"

namespace anlan::cli {
namespace {

class SeasonsCommand : public PatternCommands {};

/// Townships as CSV; those of the corner grow a crop that is stolen about 20 September.
std::string harvest(const tests::HarvestTownships& world) {
  std::string text = "township,date,count\n";
  for (const auto& row : world.panel.counts)
    text += std::to_string(row.unit) + ',' + row.day.to_string() + ',' + std::to_string(row.count) +
            '\n';
  return text;
}

TEST_F(SeasonsCommand, FindsTheHarvestAndSaysWhenItComesNext) {
  const tests::HarvestTownships world({.seed = 3});
  const Arguments arguments{"seasons",     file("towns.csv", harvest(world)),
                            "--unit",      "township",
                            "--calendars", "solar_year",
                            "--last-day",  "2024-12-31",
                            "--first-day", "2021-01-01",
                            "--as-of",     "2025-09-10"};
  const auto document = run_json(arguments);
  EXPECT_EQ(document.at("summary").at("units"), 60);
  int growers = 0, others = 0;
  for (const auto& row : document.at("rows").as_array()) {
    const auto unit =
        static_cast<std::uint32_t>(std::stoul(std::string(row.at("unit").as_string())));
    (world.grows_crop(unit) ? growers : others) += 1;
    EXPECT_TRUE(std::string_view(row.at("next_from").as_string()).starts_with("2025"));
    EXPECT_GT(row.at("expected").to_number<double>(), row.at("usual").to_number<double>());
  }
  EXPECT_GE(growers, 10);
  EXPECT_LE(others, 2);
  expect_same_bytes(arguments);
}

TEST_F(SeasonsCommand, FindsTheHoursOfTheDay) {
  std::string text = "time\n";
  for (int day = 1; day <= 28; ++day)
    for (const auto* hour : {"T20:10:00", "T20:40:00", "T21:20:00", "T03:00:00"})
      text += "2026-02-" + std::string(day < 10 ? "0" : "") + std::to_string(day) + hour + '\n';
  const auto printed = run_with_input(text, {"seasons", "-", "--calendars", "day"});
  EXPECT_NE(printed.find("[20:00, 22:00)"), std::string::npos) << printed;
}

TEST_F(SeasonsCommand, RefusesOrDefinesWhatIsOdd) {
  const Arguments command{"seasons", "-", "--calendars", "week"};
  EXPECT_EQ(code_of("", command), "events.empty");
  EXPECT_EQ(code_of("time\n", command), "events.none");
  EXPECT_EQ(code_of("time\n2026-02-31\n", command), "events.bad_rows");
  EXPECT_EQ(code_of("time\n2026-01-01\n", command), "seasons.cycles");
  EXPECT_EQ(code_of("time\n2026-01-01\n2026-01-01\n", command), "seasons.cycles");
  EXPECT_EQ(code_of("time,count\n2026-01-01,1.5\n2026-02-01,1\n", command), "seasons.count");
  EXPECT_EQ(code_of("time\n2026-01-01\n", {"seasons", "-", "--calendars", "day"}), "seasons.hours");
  EXPECT_EQ(code_of("time\n2026-01-01\n", {"seasons", "-", "--as-of", "x"}), "seasons.cycles");
  EXPECT_EQ(code_of("time,民族\n2026-01-01,x\n", command), "incidents.forbidden_header");
  const auto quiet = run_with_input("time\n2026-01-01\n2026-03-01\n", command);
  EXPECT_NE(quiet.find("No key period was found."), std::string::npos) << quiet;
}

TEST_F(SeasonsCommand, LeavesOutWhatThePoliceBroughtUp) {
  std::string text = "time,known_by\n";
  for (int day = 1; day <= 28; ++day)
    text += "2026-02-" + std::string(day < 10 ? "0" : "") + std::to_string(day) +
            (day % 7 == 0 ? ",police_initiative\n" : ",public_report\n");
  const auto document =
      boost::json::parse(run_with_input(text, {"seasons", "-", "--calendars", "week", "--json"}));
  EXPECT_EQ(document.at("summary").at("records"), 24);
}

}  // namespace
}  // namespace anlan::cli
