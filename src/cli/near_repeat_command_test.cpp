#include "tests/support/pattern_commands.h"

namespace anlan::cli {
namespace {

/// Numbers of one key, row by row.
std::vector<double> column_of(const boost::json::value& document, const char* key) {
  std::vector<double> numbers;
  for (const auto& row : document.at("rows").as_array())
    numbers.push_back(row.at(key).to_number<double>());
  return numbers;
}

/// The places and day numbers of burkitt.dbf as CSV; day 0 is 2000-01-01.
std::string burkitt() {
  std::ifstream in(tests::shared_file("data/golden/pysal/burkitt.dbf"), std::ios::binary);
  const std::string bytes((std::istreambuf_iterator<char>(in)), {});
  const auto u16 = [&](std::size_t at) {
    return static_cast<std::size_t>(static_cast<unsigned char>(bytes[at]) |
                                    static_cast<unsigned char>(bytes[at + 1]) << 8);
  };
  std::string text = "x,y,time\n";
  for (std::size_t row = 0; row < u16(4); ++row) {
    const auto record = bytes.substr(u16(8) + row * u16(10), u16(10));
    const auto day = *Day::parse("2000-01-01") + std::stoi(record.substr(19, 7));
    text += std::to_string(std::stod(record.substr(7, 6))) + ',' +
            std::to_string(std::stod(record.substr(13, 6))) + ',' + day.to_string() + '\n';
  }
  return text;
}

class NearRepeatCommand : public PatternCommands {};

TEST_F(NearRepeatCommand, EqualsTheReferenceOnChicagoMonthOne) {
  const auto* data = "data/incidents/chicago/chicago_be_month1.csv";
  ANLAN_NEEDS_SHARED(data);
  const Arguments arguments{"near-repeat",
                            tests::shared_file(data).string(),
                            "--no-header",
                            "--x",
                            "1",
                            "--y",
                            "2",
                            "--time",
                            "3",
                            "--metric",
                            "manhattan",
                            "--distances",
                            "0,.1,200,400,600",
                            "--times",
                            "0,7,14,21"};
  const auto document = run_json(arguments);
  EXPECT_EQ(column_of(document, "pairs"),
            (std::vector<double>{28, 5, 5, 141, 69, 27, 186, 140, 100, 237, 192, 128}));
  EXPECT_NEAR(column_of(document, "ratio")[0], 1.8028, .03);
  EXPECT_EQ(document.at("rows").at(3).at("distance_from"), .1);
  EXPECT_EQ(document.at("rows").at(3).at("distance_below"), 200);
  EXPECT_EQ(document.at("summary").at("days_from"), "2015-12-31");
  expect_same_bytes(arguments);
}

TEST_F(NearRepeatCommand, EqualsTheReferenceOnChicagoWholeYear) {
  const auto* data = "data/incidents/chicago/chicago_be.csv";
  ANLAN_NEEDS_SHARED(data);
  const Arguments arguments{"near-repeat",    tests::shared_file(data).string(),
                            "--distances",    "0,.1,100.1,200.1,300.1",
                            "--times",        "0,8,15,22",
                            "--permutations", "0"};
  EXPECT_THROW(run(arguments), Problem);  // one row has no place
  auto skipping = arguments;
  skipping.emplace_back("--skip-bad");
  const auto document = run_json(skipping);
  EXPECT_EQ(document.at("summary").at("events"), 11'700);
  EXPECT_EQ(column_of(document, "pairs"),
            (std::vector<double>{342, 98, 60, 589, 396, 363, 1304, 1114, 1008, 2053, 1797, 1735}));
  EXPECT_TRUE(document.at("rows").at(0).at("p_value").is_null());
}

TEST_F(NearRepeatCommand, EqualsTheReferencesOnBurkitt) {
  ANLAN_NEEDS_SHARED("data/golden/pysal/burkitt.dbf");
  const auto events = file("burkitt.csv", burkitt());
  const auto bands = run_json({"near-repeat", events, "--distances", "0,20.000001", "--times",
                               "0,6", "--permutations", "99"});
  EXPECT_EQ(column_of(bands, "pairs"), std::vector<double>{13});
  const auto statistic = [&](Arguments more) {
    more.insert(more.begin(), {"near-repeat", events, "--permutations", "9", "--test"});
    return column_of(run_json(more), "statistic").front();
  };
  EXPECT_NEAR(statistic({"mantel"}), .048368, 5e-7);
  EXPECT_NEAR(statistic({"mantel", "--scale", "measured"}), .014154, 5e-7);
  EXPECT_NEAR(statistic({"modified-knox", "--within-metres", "20", "--within-time", "5"}), 2.810160,
              5e-7);
  EXPECT_EQ(statistic({"jacquez"}), 12);
}

TEST_F(NearRepeatCommand, PrintsHalfOpenBandsAndTheFinding) {
  std::string text = "x,y,time\n";
  for (int i = 0; i < 20; ++i)
    for (const auto* day : {"-01", "-02"})
      text += std::to_string(i * 1000) + ",0,20" + std::to_string(10 + i) + "-05" + day + '\n';
  const auto printed = run_with_input(text, {"near-repeat", "-", "--distances", "0,100,200",
                                             "--times", "0,7,14", "--permutations", "99"});
  EXPECT_NE(printed.find("[0, 100)                 [0, 7)           20"), std::string::npos)
      << printed;
  EXPECT_NE(printed.find("Farthest above chance: pairs [0, 100) m and [0, 7) days apart"),
            std::string::npos)
      << printed;
}

TEST_F(NearRepeatCommand, CountsHoursWhereTold) {
  const auto text = "x,y,time\n0,0,2026-01-01T23:30:00\n0,0,2026-01-02T00:10:00\n";
  const auto printed =
      run_with_input(text, {"near-repeat", "-", "--distances", "0,1", "--times", "0,1,2",
                            "--time-unit", "hour", "--csv", "--permutations", "0"});
  EXPECT_EQ(printed,
            "distance_from,distance_below,delay_from,delay_below,pairs,expected,ratio,p_value\n"
            "0,1,0,1,0,,,\n0,1,1,2,1,,,\n");
}

TEST_F(NearRepeatCommand, RefusesOrDefinesWhatIsOdd) {
  const Arguments command{"near-repeat", "-", "--permutations", "9"};
  EXPECT_EQ(code_of("", command), "events.empty");
  EXPECT_EQ(code_of("x,y,time\n", command), "events.none");
  EXPECT_EQ(code_of("x,y,time\n1,1,2026-01-01\n", command), "near_repeat.events");
  EXPECT_EQ(code_of("x,y,time\nnan,1,2026-01-01\n", command), "events.bad_rows");
  EXPECT_EQ(code_of("x,y,time\n1,1,0026-01-01\n", command), "events.bad_rows");
  EXPECT_EQ(code_of("lon,lat,time\n1,91,2026-01-01\n", command), "events.bad_rows");
  EXPECT_EQ(code_of("x,y,time,ethnicity\n1,1,2026-01-01,a\n", command),
            "incidents.forbidden_header");
  EXPECT_EQ(code_of("x,y,time\n1,1,2026-01-01\n1,1,2026-01-01\n1,1,2026-01-01\n", command), "");
  auto bad_edges = command;
  bad_edges.insert(bad_edges.end(), {"--distances", "0,x"});
  EXPECT_EQ(code_of("x,y,time\n1,1,2026-01-01\n", bad_edges), "events.numbers");
}

TEST_F(NearRepeatCommand, NamesLineColumnAndReason) {
  try {
    run_with_input("x,y,time\n1,1,2026-01-01\n1,oops,2026-01-01\n", {"near-repeat", "-"});
    FAIL() << "a bad row was accepted";
  } catch (const Problem& problem) {
    EXPECT_EQ(problem.kind(), ProblemKind::invalid);
    ASSERT_EQ(problem.faults().size(), 1U);
    EXPECT_EQ(problem.faults()[0].field, "line 3, y");
    EXPECT_EQ(problem.faults()[0].fault, "is not a number");
  }
}

}  // namespace
}  // namespace anlan::cli
