#include "places/history.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

namespace anlan::places {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

UnitCode code(std::string_view text) { return text.empty() ? UnitCode() : *UnitCode::parse(text); }
Day day(std::string_view text) { return *Day::parse(text); }

UnitRow row(std::int64_t line, std::string_view unit, Level level, std::string_view parent,
            std::optional<Day> from = {}, std::optional<Day> until = {}) {
  return {.line = line,
          .code = code(unit),
          .level = level,
          .parent = code(parent),
          .name_en = std::string(unit),
          .valid_from = from,
          .valid_until = until};
}

std::vector<std::string> paths(const std::vector<Unit>& units) {
  std::vector<std::string> paths;
  for (const auto& unit : units) paths.push_back(unit.path.text());
  return paths;
}

/// p > c1, c2; s below c1.
UnitHistory small_tree() {
  UnitHistory history;
  const std::vector rows{row(2, "s", Level::station, "c1"), row(3, "c1", Level::county, "p"),
                         row(4, "p", Level::province, ""), row(5, "c2", Level::county, "p")};
  EXPECT_THAT(history.apply(rows), IsEmpty());
  EXPECT_THAT(history.find_faults(rows), IsEmpty());
  return history;
}

std::vector<RowFault> faults_after(std::vector<UnitRow> rows) {
  auto history = small_tree();
  auto faults = history.apply(rows);
  return faults.empty() ? history.find_faults(rows) : faults;
}

TEST(UnitHistory, MakesATreeOfRowsInAnyOrder) {
  const auto history = small_tree();
  EXPECT_THAT(paths(history.tree_on(day("2026-01-01"))),
              ElementsAre("p/", "p/c1/", "p/c1/s/", "p/c2/"));
  EXPECT_EQ(history.newest().front().name, (Bilingual{"p", "p"}));
}

TEST(UnitHistory, TheOrderOfDatedAndUndatedRowsDoesNotMatter) {
  const auto undated = row(2, "s", Level::station, "c1");
  const auto moved = row(3, "s", Level::station, "c2", day("2024-07-01"));
  for (const auto& rows : {std::vector{undated, moved}, std::vector{moved, undated}}) {
    auto history = small_tree();
    EXPECT_THAT(history.apply(rows), IsEmpty());
    EXPECT_THAT(paths(history.tree_on(day("2024-06-30"))),
                ElementsAre("p/", "p/c1/", "p/c1/s/", "p/c2/"));
    EXPECT_THAT(paths(history.tree_on(day("2024-07-01"))),
                ElementsAre("p/", "p/c1/", "p/c2/", "p/c2/s/"));
  }
}

TEST(UnitHistory, KeepsWhatWasWhenAUnitMoves) {
  auto history = small_tree();
  const std::vector rows{row(2, "s", Level::station, "c2", day("2024-07-01"))};
  ASSERT_THAT(history.apply(rows), IsEmpty());
  ASSERT_THAT(history.find_faults(rows), IsEmpty());
  EXPECT_THAT(paths(history.tree_on(day("2024-06-30"))),
              ElementsAre("p/", "p/c1/", "p/c1/s/", "p/c2/"));
  EXPECT_THAT(paths(history.tree_on(day("2024-07-01"))),
              ElementsAre("p/", "p/c1/", "p/c2/", "p/c2/s/"));
  EXPECT_THAT(paths(history.newest()), ElementsAre("p/", "p/c1/", "p/c2/", "p/c2/s/"));
  const auto before = history;
  ASSERT_THAT(history.apply(rows), IsEmpty());
  EXPECT_EQ(history.versions(), before.versions());  // the same again changes nothing
}

TEST(UnitHistory, SplitsAndMergesByDays) {
  auto history = small_tree();
  const auto on = day("2025-01-01");
  const std::vector rows{row(2, "s", Level::station, "c1", {}, on),
                         row(3, "s1", Level::station, "c1", on),
                         row(4, "s2", Level::station, "c1", on)};
  ASSERT_THAT(history.apply(rows), IsEmpty());
  ASSERT_THAT(history.find_faults(rows), IsEmpty());
  EXPECT_THAT(paths(history.tree_on(on - 1)), ElementsAre("p/", "p/c1/", "p/c1/s/", "p/c2/"));
  EXPECT_THAT(paths(history.tree_on(on)),
              ElementsAre("p/", "p/c1/", "p/c1/s1/", "p/c1/s2/", "p/c2/"));
  EXPECT_THAT(paths(history.newest()),
              ElementsAre("p/", "p/c1/", "p/c1/s/", "p/c1/s1/", "p/c1/s2/", "p/c2/"));
}

TEST(UnitHistory, LetsAUnitComeBack) {
  auto history = small_tree();
  ASSERT_THAT(history.apply({row(2, "s", Level::station, "c1", {}, day("2020-01-01"))}), IsEmpty());
  ASSERT_THAT(history.apply({row(2, "s", Level::station, "c1", day("2022-01-01"))}), IsEmpty());
  const auto is_there = [&](std::string_view on) {
    return std::ranges::any_of(history.tree_on(day(on)),
                               [](const Unit& unit) { return unit.code.text() == "s"; });
  };
  EXPECT_TRUE(is_there("2019-12-31"));
  EXPECT_FALSE(is_there("2020-01-01"));
  EXPECT_FALSE(is_there("2021-12-31"));
  EXPECT_TRUE(is_there("2022-01-01"));
}

TEST(UnitHistory, CorrectsWithoutADay) {
  auto history = small_tree();
  UnitRow named{.line = 2, .code = code("s"), .name_zh = "北门派出所"};
  ASSERT_THAT(history.apply({named}), IsEmpty());
  ASSERT_EQ(history.find(code("s"))->size(), 1U);
  EXPECT_EQ(history.find(code("s"))->front().name, (Bilingual{"s", "北门派出所"}));
}

TEST(UnitHistory, SaysWhyARowMakesNoTree) {
  using enum Level;
  EXPECT_THAT(faults_after({row(7, "x", station, "c9")}),
              ElementsAre(RowFault{7, "parent", "The unit above it, c9, is not known."}));
  EXPECT_THAT(
      faults_after({row(7, "x", county, "s")}),
      ElementsAre(RowFault{7, "parent", "A county cannot stand below s, which is a station."}));
  EXPECT_THAT(faults_after({row(7, "q", province, "")}),
              ElementsAre(RowFault{7, "parent", "The tree has a root already: p."}));
  EXPECT_THAT(faults_after({row(7, "p", province, "c1")}),
              ElementsAre(RowFault{7, "parent", "It would stand above itself."}));
  EXPECT_THAT(faults_after({row(7, "c1", county, "c1")}),
              ElementsAre(RowFault{7, "parent", "It would stand above itself."}));
  EXPECT_THAT(faults_after({row(7, "p", province, "", {}, day("2020-01-01"))}),
              ElementsAre(RowFault{7, "parent", "The root of the tree cannot end."}));
  EXPECT_THAT(
      faults_after({row(7, "c1", county, "p", {}, day("2020-01-01"))}),
      ElementsAre(RowFault{7, "parent", "The unit above it, c1, is not there on 2020-01-01."}));
  EXPECT_THAT(faults_after({row(7, "s", station, "c1", day("2020-01-01"), day("2020-01-01"))}),
              ElementsAre(RowFault{7, "valid_until", "It ends before it begins."}));
  EXPECT_THAT(faults_after({UnitRow{.line = 7, .code = code("new"), .parent = code("p")}}),
              ElementsAre(RowFault{
                  7, "level", "There is no unit of this code yet, and a new one needs a level."}));
}

/// Whatever rows are applied: if no fault is found, every day has one tree.
RC_GTEST_PROP(UnitHistory, IsATreeOnEveryDayWhereNoFaultIsFound, ()) {
  const auto any_code = [] {
    return std::string(1, static_cast<char>('a' + *rc::gen::inRange(0, 6)));
  };
  const auto any_day = [] { return day("2020-01-01") + *rc::gen::inRange(0, 5); };
  UnitHistory history;
  history.apply({row(1, "r", Level::province, "")});
  for (int i = *rc::gen::inRange(1, 12); i > 0; --i) {
    auto next = row(i + 1, any_code(), static_cast<Level>(*rc::gen::inRange(1, 5)),
                    *rc::gen::arbitrary<bool>() ? "r" : any_code());
    if (*rc::gen::inRange(0, 3) == 0) next.valid_from = any_day();
    if (*rc::gen::inRange(0, 4) == 0) next.valid_until = any_day();
    auto changed = history;
    if (changed.apply({next}).empty() && changed.find_faults({next}).empty()) history = changed;
  }
  for (int i = -1; i < 6; ++i) {
    const auto on = day("2020-01-01") + i;
    const auto units = history.tree_on(on);
    std::size_t there = 0;
    for (const auto& [unit, versions] : history.versions()) {
      there += std::ranges::any_of(versions, [&](const UnitVersion& version) {
        const auto index = static_cast<std::size_t>(&version - versions.data());
        const auto end = end_of(versions, index);
        return version.valid_from <= on && (!end || on < *end);
      });
    }
    RC_ASSERT(units.size() == there);  // none hangs in the air
    RC_ASSERT(std::ranges::count(units, UnitCode(), &Unit::parent) == 1);
    for (const auto& unit : units) {
      RC_ASSERT(unit.path.unit() == unit.code);
      RC_ASSERT(unit.path.parent().unit() == unit.parent);
    }
  }
  RC_ASSERT(history.newest().size() == history.versions().size());
}

}  // namespace
}  // namespace anlan::places
