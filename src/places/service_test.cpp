
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <map>

#include "base/problem.h"
#include "tests/support/places_fixture.h"
#include "tests/support/shared_data.h"

namespace anlan::places {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::vector<std::string> codes(const UnitPage& page) {
  std::vector<std::string> codes;
  for (const auto& item : page.items) codes.push_back(item.unit.code.text());
  return codes;
}

TEST_F(PlacesTest, ImportsATableAndFindsItsUnits) {
  const auto report = import(k_county);
  EXPECT_TRUE(report.is_loaded);
  EXPECT_EQ(report.rows, 4);
  EXPECT_EQ(report.added, 4);
  EXPECT_EQ(places.root(), path("c/"));
  EXPECT_EQ(places.path_of(code("s1v")), path("c/s1/s1v/"));
  EXPECT_EQ(places.find(code("s1"))->name, (Bilingual{"East Gate", "东门派出所"}));
  EXPECT_EQ(places.find(code("nobody")), std::nullopt);
  EXPECT_TRUE(places.path_of(code("nobody")).empty());
  const auto units = places.gazetteer();
  EXPECT_THAT(units->children(code("c")), SizeIs(2));
  EXPECT_THAT(units->line_of(code("s1v")), SizeIs(3));
  EXPECT_THAT(units->search("gate", path("c/")), SizeIs(2));
  EXPECT_THAT(units->search("上村", path("c/")), SizeIs(1));
  EXPECT_THAT(units->search("gate", path("c/s1/")), SizeIs(1));
  EXPECT_EQ(number("SELECT count(*) FROM unit WHERE path >= 'c/s1/' AND path < 'c/s10'"), 2);
}

TEST_F(PlacesTest, ChangesNothingTheSecondTime) {
  import(k_county);
  const auto revision = number("SELECT revision FROM unit_revision");
  const auto report = import(k_county);
  EXPECT_EQ(report.unchanged, 4);
  EXPECT_EQ(report.added + report.changed, 0);
  EXPECT_EQ(number("SELECT revision FROM unit_revision"), revision);
  EXPECT_EQ(number("SELECT count(*) FROM unit_version"), 4);
}

TEST_F(PlacesTest, LoadsAllRowsOrNone) {
  const auto* table = "level,code,name,parent\ncounty,c,C,\nstation,s 1,S,c\nsquare,x,X,c\n";
  const auto report = import(table);
  EXPECT_FALSE(report.is_loaded);
  EXPECT_EQ(report.rejected, 2);
  EXPECT_THAT(
      report.faults,
      ElementsAre(RowFault{3, "code", "A code is 1 to 32 of A-Z a-z 0-9 - _ and full stop."},
                  testing::AllOf(testing::Field(&RowFault::line, 4),
                                 testing::Field(&RowFault::column, "level"))));
  EXPECT_TRUE(places.root().empty());
}

TEST_F(PlacesTest, SkipsBadRowsAndWhatHangsOnThem) {
  const auto* table =
      "level,code,name,parent\ncounty,c,C,\nstation,s!,S,c\nvillage,v,V,s\nstation,t,T,c\n";
  const auto report = import(table, true);
  EXPECT_TRUE(report.is_loaded);
  EXPECT_EQ(report.added, 2);
  EXPECT_EQ(report.rejected, 2);
  EXPECT_EQ(places.path_of(code("t")), path("c/t/"));
  EXPECT_TRUE(places.path_of(code("v")).empty());
}

TEST_F(PlacesTest, RefusesTwoRowsOfOneUnitAndDaysToCome) {
  const auto report = import(
      "level,code,name,parent,valid_from\ncounty,c,C,,\ncounty,c,C2,,\nstation,s,S,c,2026-01-06\n");
  EXPECT_THAT(report.faults,
              ElementsAre(RowFault{3, "code", "The same code stands in line 2 already."},
                          testing::Field(&RowFault::column, "valid_from")));
  EXPECT_THROW(import("level,name\n"), Problem);
  EXPECT_THROW(import(""), Problem);
  EXPECT_THROW(import("code,code\n"), Problem);
}

TEST_F(PlacesTest, MovesASubtreeAndTellsOfIt) {
  import(k_county);
  std::vector<std::string> told;
  places.follow_moves([&](store::Transaction&, const UnitPath& from, const UnitPath& to) {
    told.push_back(from.text() + " " + to.text());
  });
  import("level,code,name,parent,valid_from\nvillage,s1v,,s2,2025-06-01\n");
  EXPECT_THAT(told, ElementsAre("c/s1/s1v/ c/s2/s1v/"));
  EXPECT_EQ(places.path_of(code("s1v")), path("c/s2/s1v/"));
  EXPECT_EQ(places.gazetteer(*Day::parse("2025-05-31"))->path_of(code("s1v")), path("c/s1/s1v/"));
  EXPECT_EQ(number("SELECT count(*) FROM journal WHERE action = 'unit.moved'"), 1);
}

TEST_F(PlacesTest, ShowsEachActorItsScope) {
  import(k_county);
  const auto chief = actor(access::Role::station_chief, "c/s1/");
  EXPECT_THAT(codes(places.list(chief, {}, "", 10)), ElementsAre("s1", "s1v"));
  EXPECT_EQ(places.unit(chief, code("s1")).child_count, 1U);
  EXPECT_THROW(places.unit(chief, code("s2")), Problem);
  EXPECT_THROW(places.unit(chief, code("c")), Problem);
  EXPECT_THROW(places.list(chief, {.within = code("s2")}, "", 10), Problem);
  EXPECT_THAT(codes(places.list({}, {}, "", 10)), IsEmpty());  // nobody
}

TEST_F(PlacesTest, PagesByPath) {
  import(k_county);
  const auto first = places.list(console, {}, "", 3);
  EXPECT_THAT(codes(first), ElementsAre("c", "s1", "s1v"));
  const auto second = places.list(console, {}, first.next_cursor, 3);
  EXPECT_THAT(codes(second), ElementsAre("s2"));
  EXPECT_TRUE(second.next_cursor.empty());
  EXPECT_THAT(codes(places.list(console, {.level = Level::station}, "", 9)),
              ElementsAre("s1", "s2"));
  EXPECT_THAT(codes(places.list(console, {.parent = code("c")}, "", 9)), ElementsAre("s1", "s2"));
}

TEST_F(PlacesTest, LetsOnlyThoseImportWhoMayAndOnlyThere) {
  EXPECT_THROW(places.import_table(actor(access::Role::administrator, "c/"),
                                   CsvReader(csv_source(k_county)), false),
               Problem);  // the first import
  import(k_county);
  const auto change = [&](const access::Actor& who, std::string_view row) {
    const auto table = "level,code,name,parent\n" + std::string(row);
    return places.import_table(who, CsvReader(csv_source(table)), false);
  };
  const auto administrator = actor(access::Role::administrator, "c/s1/");
  EXPECT_EQ(change(administrator, "village,s1w,W,s1\n").added, 1);
  EXPECT_THROW(change(administrator, "village,s2w,W,s2\n"), Problem);
  EXPECT_THROW(change(administrator, "village,s1v,V,s2\n"), Problem);  // out of the scope
  EXPECT_THROW(change(administrator, "station,s1,Other,c\ncounty,c,Other,\n"), Problem);
  EXPECT_THROW(change(actor(access::Role::commander, "c/"), "village,s1x,X,s1\n"), Problem);
  EXPECT_EQ(number("SELECT count(*) FROM journal WHERE action = 'unit.imported'"), 2);
}

TEST_F(PlacesTest, SeesWhatAnotherProcessBroughtIn) {
  import(k_county);
  EXPECT_EQ(places.path_of(code("s9")), UnitPath());
  Places other{database, journal, clock, Zone::utc()};
  other.import_table(console, CsvReader(csv_source("level,code,name,parent\nstation,s9,N,c\n")),
                     false);
  EXPECT_EQ(places.path_of(code("s9")), path("c/s9/"));
}

TEST_F(PlacesTest, ReadsTheCodesOfYunnanAsOneTree) {
  ANLAN_NEEDS_SHARED("data/units/yunnan_divisions.csv");
  std::ifstream file(tests::shared_file("data/units/yunnan_divisions.csv"));
  const std::string table{std::istreambuf_iterator<char>(file), {}};
  console = access::Actor::system("cli", {});
  const auto report = import(table);
  EXPECT_TRUE(report.is_loaded);
  EXPECT_THAT(report.faults, IsEmpty());
  EXPECT_EQ(report.added, 1607);
  const auto units = places.gazetteer();
  EXPECT_THAT(units->subtree(path("53/")), SizeIs(1607));
  std::map<Level, int> counts;
  for (const auto& unit : units->all()) {
    ++counts[unit.level];
    EXPECT_TRUE(unit.code.text().starts_with(unit.parent.text()));  // the national codes nest
  }
  EXPECT_THAT(counts, ElementsAre(std::pair(Level::province, 1), std::pair(Level::prefecture, 16),
                                  std::pair(Level::county, 129), std::pair(Level::station, 1461)));
  EXPECT_EQ(places.find(code("530102"))->path, path("53/5301/530102/"));
  EXPECT_EQ(places.find(code("530102"))->name.zh, "五华区");
}

}  // namespace
}  // namespace anlan::places
