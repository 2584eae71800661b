#include "tests/support/pattern_commands.h"

namespace anlan::cli {
namespace {

const std::string k_folder = "data/golden/surveillance/";

std::vector<std::vector<std::string>> read_table(const std::string& name) {
  std::ifstream in(tests::shared_file(k_folder + name));
  std::vector<std::vector<std::string>> rows;
  std::string line;
  std::getline(in, line);
  while (std::getline(in, line)) {
    std::erase(line, '"');
    auto& row = rows.emplace_back();
    std::istringstream fields(line);
    for (std::string field; std::getline(fields, field, ',');) row.push_back(field);
  }
  return rows;
}

std::string week(const char* first, std::size_t weeks) {
  return (*Day::parse(first) + static_cast<std::int32_t>(7 * weeks)).to_string();
}

class SeriesCommand : public PatternCommands {};

TEST_F(SeriesCommand, EqualsTheReferenceOnSalmonellaAgona) {
  ANLAN_NEEDS_SHARED(k_folder + "salmonella_agona.csv");
  std::string text = "series,time,count\n";
  std::size_t weeks = 0;
  for (const auto& row : read_table("salmonella_agona.csv"))
    text += "agona," + week("1990-01-01", weeks++) + ',' + row[2] + '\n';
  const Arguments common{"series", file("agona.csv", text), "--alpha", ".1", "--calendar", "52",
                         "--from", week("1990-01-01", 219)};
  const auto golden = read_table("golden_farringtonFlexible_salmonella_agona.csv");
  for (const auto& [method, upper, alarms] :
       {std::tuple{"farrington", 2U, 26}, std::tuple{"noufaily", 4U, 25}}) {
    auto arguments = common;
    arguments.insert(arguments.end(), {"--method", method});
    const auto document = run_json(arguments);
    EXPECT_EQ(document.at("summary").at("alarms"), alarms);
    const auto& rows = document.at("rows").as_array();
    ASSERT_EQ(rows.size(), golden.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
      SCOPED_TRACE(golden[i][0]);
      EXPECT_EQ(rows[i].at("is_judged").as_bool(), golden[i][upper] != "NA");
      if (golden[i][upper] != "NA") {
        EXPECT_NEAR(rows[i].at("upper").to_number<double>(), std::stod(golden[i][upper]), 1e-6);
      }
      EXPECT_EQ(rows[i].at("is_alarm").as_bool(), golden[i][upper + 1] == "1");
    }
    expect_same_bytes(arguments);
  }
}

TEST_F(SeriesCommand, EqualsTheReferenceOnSalmonellaNewport) {
  ANLAN_NEEDS_SHARED(k_folder + "golden_noufaily_salmNewport_2011on_upperbound.csv");
  std::string by_state = "state,time,count\n";
  std::string germany = "time,count\n";
  std::size_t weeks = 0, first_of_2011 = 0;
  for (const auto& row : read_table("salmNewport.csv")) {
    if (row[0].starts_with("2011") && first_of_2011 == 0) first_of_2011 = weeks;
    const auto monday = week("2004-01-05", weeks++);  // of week 2 of 2004, the first row
    for (std::size_t state = 1; state <= 16; ++state) {
      by_state += std::to_string(state) + ',' + monday + ',' + row[state] + '\n';
      germany += monday + ',' + row[state] + '\n';
    }
  }
  const auto golden = read_table("golden_noufaily_salmNewport_2011on_alarm.csv");
  const Arguments states{"series", file("states.csv", by_state),     "--series", "state",
                         "--from", week("2004-01-05", first_of_2011)};
  const auto document = run_json(states);
  std::int64_t alarms = 0;
  for (const auto& row : document.at("rows").as_array()) {
    const auto day = *Day::parse(std::string_view(row.at("week_from").as_string()));
    const auto at = static_cast<std::size_t>((day - *Day::parse("2004-01-05")) / 7) - first_of_2011;
    if (at < golden.size()) alarms += row.at("is_alarm").as_bool() ? 1 : 0;
  }
  EXPECT_EQ(alarms, 24);
  expect_same_bytes(states);

  const auto ears = run_json({"series", file("germany.csv", germany), "--method", "ears-c1",
                              "--alpha", ".05", "--from", week("2004-01-05", first_of_2011)});
  const std::vector<double> uppers{3.27885359, 3.27885359, 3.43651727, 3.85561664};
  for (std::size_t i = 0; i < uppers.size(); ++i)
    EXPECT_NEAR(ears.at("rows").at(i).at("upper").to_number<double>(), uppers[i], 1e-8);
}

TEST_F(SeriesCommand, CountsEventsByKindAndUnit) {
  const auto text =
      "time,what,where\n2026-01-05,fire,a\n2026-01-11T23:59:59,fire,a\n2026-01-12,fire,b\n"
      "2026-01-19,theft,a\n";
  EXPECT_EQ(run_with_input(text, {"series", "-", "--method", "ears-c1", "--kind", "what", "--unit",
                                  "where", "--from", "2026-01-05", "--csv"}),
            "series,week_from,week_below,observed,expected,upper,is_judged,is_alarm\n"
            "a / fire,2026-01-05,2026-01-12,2,,,false,false\n"
            "a / fire,2026-01-12,2026-01-19,0,,,false,false\n"
            "a / fire,2026-01-19,2026-01-26,0,,,false,false\n"
            "a / theft,2026-01-05,2026-01-12,0,,,false,false\n"
            "a / theft,2026-01-12,2026-01-19,0,,,false,false\n"
            "a / theft,2026-01-19,2026-01-26,1,,,false,false\n"
            "b / fire,2026-01-05,2026-01-12,0,,,false,false\n"
            "b / fire,2026-01-12,2026-01-19,1,,,false,false\n"
            "b / fire,2026-01-19,2026-01-26,0,,,false,false\n");
  const auto only = run_with_input(
      text, {"series", "-", "--method", "ears-c1", "--kind", "what", "--only", "theft", "--csv"});
  EXPECT_NE(only.find("theft,2026-01-19"), std::string::npos) << only;
  EXPECT_EQ(only.find("fire"), std::string::npos) << only;
}

TEST_F(SeriesCommand, AddsUpSmallRises) {
  std::string text = "date,count,usual\n";
  for (int day = 1; day <= 20; ++day)
    text += "2026-01-" + std::string(day < 10 ? "0" : "") + std::to_string(day) + ',' +
            (day > 10 ? "8" : "4") + ",4\n";
  // (8 - 4) / 2 - 1 = 1 a day: 4 after four days.
  const auto cusum = run_json({"series", file("rise.csv", text), "--by", "day", "--method", "cusum",
                               "--from", "2026-01-11"});
  EXPECT_EQ(cusum.at("rows").at(2).at("is_alarm"), false);
  EXPECT_EQ(cusum.at("rows").at(3).at("is_alarm"), true);
  EXPECT_EQ(cusum.at("rows").at(3).at("expected"), 4);
  const auto glr = run_json({"series", file("rise.csv", text), "--by", "day", "--method", "glr",
                             "--expected", "usual", "--from", "2026-01-06"});
  const auto& last = glr.at("rows").as_array()[8];
  EXPECT_EQ(last.at("since"), "2026-01-11");
  EXPECT_NEAR(last.at("factor").to_number<double>(), 2, 1e-9);
}

TEST_F(SeriesCommand, KeepsOnlyAlarmsThatStandAmongMany) {
  ANLAN_NEEDS_SHARED(k_folder + "salmNewport.csv");
  std::string text = "series,time,count\n";
  std::size_t weeks = 0;
  for (const auto& row : read_table("salmNewport.csv")) {
    const auto monday = week("2004-01-05", weeks++);
    for (std::size_t state = 1; state <= 16; ++state)
      text += std::to_string(state) + ',' + monday + ',' + row[state] + '\n';
  }
  const auto alarms = [&](Arguments more) {
    more.insert(more.begin(), {"series", file("states.csv", text), "--from", "2011-01-03"});
    return run_json(more).at("summary").at("alarms").as_int64();
  };
  const auto all = alarms({});
  const auto kept = alarms({"--false-discovery", ".05"});
  EXPECT_LT(kept, all);
  EXPECT_GT(kept, 0);
}

TEST_F(SeriesCommand, SaysWhenTheLastWeekIsNotOver) {
  const auto text = run_with_input("time\n2026-01-05\n2026-01-13\n", {"series", "-"});
  EXPECT_NE(text.find("The events end before the last week does"), std::string::npos) << text;
  EXPECT_NE(text.find("[2026-01-12, 2026-01-19)"), std::string::npos) << text;
}

TEST_F(SeriesCommand, RefusesOrDefinesWhatIsOdd) {
  const Arguments command{"series", "-"};
  const auto with = [&](Arguments more) {
    more.insert(more.begin(), command.begin(), command.end());
    return more;
  };
  EXPECT_EQ(code_of("", command), "events.empty");
  EXPECT_EQ(code_of("time\n", command), "events.none");
  EXPECT_EQ(code_of("time,count\n2026-01-01,nan\n", command), "events.bad_rows");
  EXPECT_EQ(code_of("time\n3026-01-01\n", command), "events.bad_rows");
  EXPECT_EQ(code_of("time,count\n2026-01-01,-1\n", command), "series.count");
  EXPECT_EQ(code_of("time,religion\n2026-01-01,a\n", command), "incidents.forbidden_header");
  EXPECT_EQ(code_of("time\n2026-01-01\n", with({"--by", "day"})), "series.method");
  EXPECT_EQ(code_of("time\n2026-01-01\n", with({"--method", "cusum"})), "series.expected");
  EXPECT_EQ(code_of("time\n2026-01-01\n", with({"--from", "2027-01-01"})), "series.from");
  EXPECT_EQ(code_of("time\n2026-01-01\n", with({"--from", "soon"})), "series.from");
  EXPECT_EQ(code_of("time\n2026-01-01\n", with({"--periods", "52"})), "series.settings");
  EXPECT_EQ(code_of("time\n2026-01-01\n", with({"--method", "ears-c1", "--false-discovery", ".1"})),
            "series.false_discovery");
  // Series so long that no table holds them.
  std::string far = "time,kind\n1600-01-01,0\n2399-12-31,0\n";
  for (int kind = 1; kind < 200; ++kind) far += "2000-01-01," + std::to_string(kind) + '\n';
  EXPECT_EQ(code_of(far, with({"--by", "day", "--method", "ears-c1", "--kind", "kind"})),
            "series.size");
  // One event, or all at one time, is too little history, which is said and not an error.
  EXPECT_EQ(code_of("time\n2026-01-01\n", command), "");
  EXPECT_EQ(code_of("time\n2026-01-01\n2026-01-01\n", command), "");
}

}  // namespace
}  // namespace anlan::cli
