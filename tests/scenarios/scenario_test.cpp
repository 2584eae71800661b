// Plays every scenario file, one test a file; with files as arguments, those alone.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <vector>

#include "tests/scenarios/scenario.h"
#include "tests/scenarios/sentence.h"

namespace anlan::tests {
namespace {

void expect_holds(const std::filesystem::path& file) {
  const auto fault = play_scenario(read_scenario(file));
  if (fault) {
    ADD_FAILURE_AT(file.c_str(), fault->line) << fault->sentence << "\n  " << fault->reason;
  }
}

class ScenarioFile : public ::testing::TestWithParam<std::filesystem::path> {};
TEST_P(ScenarioFile, Holds) { expect_holds(GetParam()); }

std::vector<std::filesystem::path> scenario_files() {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(ANLAN_SCENARIO_FOLDER)) {
    if (entry.path().extension() == ".scenario") files.push_back(entry.path());
  }
  std::ranges::sort(files);
  return files;
}

std::string name_of(const ::testing::TestParamInfo<std::filesystem::path>& info) {
  auto name = info.param.stem().string();
  for (auto& c : name) c = std::isalnum(static_cast<unsigned char>(c)) ? c : '_';
  return name;
}

INSTANTIATE_TEST_SUITE_P(Every, ScenarioFile, ::testing::ValuesIn(scenario_files()), name_of);

constexpr std::string_view k_small = R"(
map 500 m a square
  AABB
  AABB
unit A is west, West, 西
unit B is east, East, 东
on 2026-03-10
)";

TEST(ScenarioLanguage, NamesTheLineThatIsNotUnderstood) {
  const auto fault = play_scenario(std::string(k_small) + "\nthen the moon is full  # a note\n");
  ASSERT_TRUE(fault);
  EXPECT_EQ(fault->line, 9);
  EXPECT_EQ(fault->sentence, "then the moon is full");
}

TEST(ScenarioLanguage, NamesTheExpectationThatDoesNotHold) {
  const auto fault = play_scenario(std::string(k_small) + "then A has a high warning\n");
  ASSERT_TRUE(fault);
  EXPECT_EQ(fault->line, 8);
  EXPECT_THAT(fault->reason, ::testing::HasSubstr("0, not 1"));
  EXPECT_FALSE(play_scenario(std::string(k_small) + "then A has no warning\n"));
}

TEST(ScenarioLanguage, SaysWhatIsWrongWithADayANumberOrAUnit) {
  for (const auto* line : {"on 2026-02-30", "then A has many warnings", "then C has no warning",
                           "records 3 of property.arson at column 9 row 1 within 10 m from "
                           "2026-03-01 to 2026-03-02",
                           "detect Nothing", "on 2026-03-09", "alert 3 days"}) {
    EXPECT_TRUE(play_scenario(std::string(k_small) + line)) << line;
  }
}

TEST(SentenceTest, MatchesWordsAndNames) {
  const auto words = match("records {n} of {kind}, {rest...}", "records  3 of a.b, and the rest");
  ASSERT_TRUE(words);
  EXPECT_EQ(words->at("n"), "3");
  EXPECT_EQ(words->at("kind"), "a.b");
  EXPECT_EQ(words->at("rest"), "and the rest");
  EXPECT_FALSE(match("records {n} of {kind}", "records 3 of"));
  EXPECT_FALSE(match("records {n}", "records 3 of a.b"));
  EXPECT_TRUE(match("to {day}[ by {way}]", "to 2026 by hand")->contains("way"));
  EXPECT_FALSE(match("to {day}[ by {way}]", "to 2026")->contains("way"));
}

}  // namespace
}  // namespace anlan::tests

int main(int argc, char** argv) {
  ::testing::InitGoogleMock(&argc, argv);
  if (argc > 1) {
    int failed = 0;
    for (int i = 1; i < argc; ++i) {
      const auto fault = anlan::tests::play_scenario(anlan::tests::read_scenario(argv[i]));
      if (!fault) continue;
      ++failed;
      std::fprintf(stderr, "%s:%d: %s\n  %s\n", argv[i], fault->line, fault->sentence.c_str(),
                   fault->reason.c_str());
    }
    return failed == 0 ? 0 : 1;
  }
  return RUN_ALL_TESTS();
}
