#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/problem.h"
#include "tests/support/incidents_fixture.h"
#include "tests/support/shared_data.h"

namespace anlan::incidents {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using tests::code;
using tests::time;

class ImportTest : public tests::IncidentsFixture {
 protected:
  ImportReport import_shared(std::string_view profile, std::string_view relative,
                             bool skip_bad = false) {
    const auto file = ::anlan::tests::shared_file(relative);
    return incidents.import_file(analyst, incidents.profiles().find(profile),
                                 {.name = file.filename(),
                                  .source = tests::file_source(file),
                                  .bytes = std::filesystem::file_size(file),
                                  .skip_bad = skip_bad},
                                 progress);
  }
  std::int64_t total() { return incidents.count(analyst, {}, CountBy::kind).total; }
};

constexpr std::string_view k_plain =
    "id,kind,occurred_from,occurred_to,longitude,latitude,known_by,status,unit\n"
    "1,property.burglary_dwelling,2026-02-01T08:00:00+08:00,2026-02-01T18:00:00+08:00,100.5,25.5,"
    "public_report,open,a\n"
    "2,robbery.personal,2026-02-02T23:30:00Z,,100.6,25.6,sensor,cleared,b\n"
    "3,Theft from a vehicle,2026-02-03,,100.7,25.7,police_initiative,,\n";

TEST_F(ImportTest, ReadsThePlainForm) {
  const auto report = import_text("plain", k_plain);
  EXPECT_EQ(report.state, ImportState::loaded);
  EXPECT_EQ(report.rows, 3);
  EXPECT_EQ(report.added, 3);
  EXPECT_EQ(progress.share(), 1.0);
  const auto page = incidents.list(analyst, {});
  ASSERT_EQ(page.items.size(), 3U);
  const auto& day = page.items[1];
  EXPECT_EQ(day.kind, "property.theft_from_vehicle");
  EXPECT_EQ(day.occurred_from, time("2026-02-02T16:00:00Z"));  // a day of Shanghai
  EXPECT_EQ(day.occurred_to, time("2026-02-03T15:59:59.999Z"));
  EXPECT_EQ(day.known_by, KnownBy::police_initiative);
  EXPECT_EQ(day.unit, code("c"));
  const auto& burglary = page.items[2];
  EXPECT_EQ(burglary.occurred_from, time("2026-02-01T00:00:00Z"));
  EXPECT_EQ(burglary.occurred_to, time("2026-02-01T10:00:00Z"));
  EXPECT_EQ(burglary.unit, code("a"));
  EXPECT_EQ(burglary.source, "plain");
  EXPECT_EQ(page.items[0].status, Status::cleared);
  EXPECT_EQ(number("SELECT COUNT(*) FROM journal WHERE action = 'import.loaded'"), 1);
}

TEST_F(ImportTest, ReadsChineseColumnsAndWords) {
  const auto report =
      import_text("plain_zh",
                  "\xEF\xBB\xBF案件编号,案件类别,发案时间,经度,纬度,发现方式,办理状态\n"
                  "A1,住宅入室盗窃,2026年2月3日 04:05,102.7,25.04,群众报警,破案\n"
                  "A2,robbery.personal,2026/2/4,102.8,25.05,巡逻发现,\n");
  EXPECT_EQ(report.added, 2);
  const auto page = incidents.list(analyst, {});
  EXPECT_EQ(page.items[1].kind, "property.burglary_dwelling");
  EXPECT_EQ(page.items[1].occurred_from, time("2026-02-02T20:05:00Z"));
  EXPECT_EQ(page.items[1].status, Status::cleared);
  EXPECT_EQ(page.items[0].known_by, KnownBy::police_initiative);
}

TEST_F(ImportTest, ReadsTheNationalEncodingAndNamesRowsWithBadBytes) {
  const auto profile = Profile::parse(
      "name = \"gbk\"\nsource = \"gbk\"\ntitle = { en = \"GBK\", zh = \"国标\" }\n"
      "[file]\nencoding = \"gb18030\"\n[id]\ncolumns = \"案号\"\n"
      "[occurred]\nfrom = \"时间\"\nformats = [\"%Y-%m-%d\"]\n"
      "[kind]\ncolumn = \"类别\"\n[kind.map]\n\"入室盗窃\" = \"property.burglary_dwelling\"\n"
      "[unit]\ncolumn = \"单位\"\n",
      "gbk.toml");
  // 案号,时间,类别,单位,备注 and rows of 入室盗窃; in the third a byte is missing, in the fourth
  // the bad byte stands in a column that nobody reads.
  const std::string burglary = "\xC8\xEB\xCA\xD2\xB5\xC1\xC7\xD4";
  const auto text =
      "\xB0\xB8\xBA\xC5,\xCA\xB1\xBC\xE4,\xC0\xE0\xB1\xF0,\xB5\xA5\xCE\xBB,\xB1\xB8\xD7\xA2\n1,"
      "2026-02-01," +
      burglary + ",a,\n2,2026-02-01," + burglary.substr(0, 7) + ",a,\n3,2026-02-01," + burglary +
      ",b,\xFF\n";
  const auto report = incidents.import_file(analyst, profile, text_file(text, true), progress);
  EXPECT_EQ(report.added, 2);
  ASSERT_EQ(report.faults.size(), 1U);
  EXPECT_EQ(report.faults[0].line, 3);
  EXPECT_EQ(report.faults[0].column, "类别");
  EXPECT_EQ(report.faults[0].reason, "it holds bytes that are not GB18030");
  EXPECT_EQ(incidents.list(analyst, {}).items.at(0).kind, "property.burglary_dwelling");
  EXPECT_THROW(
      Profile::parse("name = \"x\"\nsource = \"x\"\n[file]\nencoding = \"big5\"\n", "x.toml"),
      Problem);
}

TEST_F(ImportTest, ChangesNothingTheSecondTime) {
  import_text("plain", k_plain);
  const auto again = import_text("plain", k_plain);
  EXPECT_EQ(again.added, 0);
  EXPECT_EQ(again.changed, 0);
  EXPECT_EQ(again.unchanged, 3);
  EXPECT_EQ(total(), 3);
}

TEST_F(ImportTest, TakesWhatTheSourceSaysNow) {
  import_text("plain", k_plain);
  std::string newer(k_plain);
  newer.replace(newer.find("open,a"), 6, "closed,b");
  newer += "4,order.drugs,2026-02-05,,100.7,25.7,,,\n";
  clock.set(time("2026-03-02T00:00:00Z"));
  const auto report = import_text("plain", newer);
  EXPECT_EQ(report.added, 1);
  EXPECT_EQ(report.changed, 1);
  EXPECT_EQ(report.unchanged, 2);
  const auto list = incidents.list(analyst, {.kinds = {"property.burglary_dwelling"}});
  ASSERT_EQ(list.items.size(), 1U);
  EXPECT_EQ(list.items[0].unit, code("b"));
  const auto detail = incidents.read(analyst, list.items[0].id, "test");
  ASSERT_EQ(detail.history.size(), 1U);
  EXPECT_EQ(detail.history[0].status, Status::closed);
  EXPECT_EQ(detail.history[0].noted_at, time("2026-03-02T00:00:00Z"));
}

TEST_F(ImportTest, LeavesAloneWhatWasDoneHereSince) {
  import_text("plain", k_plain);
  const auto list = incidents.list(analyst, {.kinds = {"robbery"}});
  incidents.change_status(analyst, list.items[0].id, Status::unfounded, clock.now());
  EXPECT_EQ(import_text("plain", k_plain).unchanged, 3);
  EXPECT_EQ(total(), 2);
}

TEST_F(ImportTest, TellsRecordsWithoutANameByTheirContentAndOrder) {
  const std::string text =
      "kind,occurred_from,longitude,latitude\n"
      "order.drugs,2026-02-05,100.7,25.7\n"
      "order.drugs,2026-02-05,100.7,25.7\n"
      "order.drugs,2026-02-06,100.7,25.7\n";
  EXPECT_EQ(import_text("plain", text).added, 3);
  EXPECT_EQ(import_text("plain", text).unchanged, 3);
  const auto more = import_text("plain", text + "order.drugs,2026-02-05,100.7,25.7\n");
  EXPECT_EQ(more.added, 1);
  EXPECT_EQ(more.unchanged, 3);
}

TEST_F(ImportTest, NamesEveryBadRowAndTakesAllOrNothing) {
  const std::string text =
      "id,kind,occurred_from,occurred_to,longitude,latitude,unit,name of a person\n"
      "1,order.drugs,2026-02-05,,100.7,25.7,a,X\n"
      "2,witchcraft,2026-02-05,,100.7,25.7,a,X\n"
      "3,order.drugs,2026-02-30,,100.7,25.7,a,X\n"
      "4,order.drugs,2026-02-05,2026-02-01,100.7,25.7,a,X\n"
      "5,order.drugs,2026-02-05,,east,25.7,a,X\n"
      "6,order.drugs,2026-02-05,,200,25.7,a,X\n"
      "7,order.drugs,2026-02-05,,0,0,a,X\n"
      "8,order.drugs,2026-02-05,,100.7,25.7,nowhere,X\n"
      "1,order.drugs,2026-02-05,,100.7,25.7,a,X\n"
      "9,order.drugs,2026-02-05\n"
      "10,order.drugs,2026-02-05,,100.7,25.7,a,\"X\"\"\"z\n"
      "11,order.drugs,,,100.7,25.7,a,X\n";
  const auto refused = import_text("plain", text);
  EXPECT_EQ(refused.state, ImportState::refused);
  EXPECT_EQ(refused.added, 0);
  EXPECT_EQ(refused.rejected, 11);
  EXPECT_EQ(total(), 0);
  std::vector<std::string> faults;
  for (const auto& fault : refused.faults) {
    faults.push_back(std::to_string(fault.line) + " " + fault.column + ": " + fault.reason);
  }
  EXPECT_THAT(
      faults,
      ElementsAre(
          "3 kind: \"witchcraft\" is not a value that the profile knows",
          "4 occurred_from: \"2026-02-30\" is not a time as the profile writes it",
          "5 occurred_to: it ends before it begins", "6 longitude: \"east\" is not a number",
          "7 longitude: the place is not on the globe",
          "8 position: 0, 0 stands for an unknown place", "9 unit: there is no unit \"nowhere\"",
          "10 id: line 2 has the same one", "11 : it has 3 columns instead of 8",
          "12 : there is text behind a closing quote", "13 occurred_from: it is empty"));

  const auto loaded = import_text("plain", text, true);
  EXPECT_EQ(loaded.state, ImportState::loaded);
  EXPECT_EQ(loaded.added, 1);
  EXPECT_EQ(loaded.rejected, 11);
  const auto rejects = incidents.rejects_csv(analyst, loaded.id);
  EXPECT_THAT(rejects, HasSubstr("line,column,reason,id,kind,"));
  EXPECT_THAT(rejects, HasSubstr("3,kind,\"\"\"witchcraft\"\" is not a value that the profile "
                                 "knows\",2,witchcraft,2026-02-05,,100.7,25.7,a,\n"));
  const auto page = incidents.imports(analyst, "", 50);
  ASSERT_EQ(page.items.size(), 2U);
  EXPECT_EQ(page.items[1].state, ImportState::refused);
  EXPECT_EQ(incidents.import(analyst, loaded.id).faults.size(), 11U);
}

TEST_F(ImportTest, TakesRejectsThatWereMended) {
  const auto report = import_text("plain",
                                  "id,kind,occurred_from,longitude,latitude\n"
                                  "1,order.drugs,2026-02-30,100.7,25.7\n"
                                  "2,order.drugs,2026-02-05,100.7,25.7\n",
                                  true);
  auto rejects = incidents.rejects_csv(analyst, report.id);
  const auto at = rejects.rfind("2026-02-30");
  rejects.replace(at, 10, "2026-02-20");
  EXPECT_EQ(import_text("plain", rejects).added, 1);
  EXPECT_EQ(total(), 2);
}

TEST_F(ImportTest, RefusesForbiddenAndMissingColumns) {
  const auto problem_of = [&](std::string_view profile, std::string_view text) -> std::string {
    try {
      import_text(profile, text, true);
    } catch (const Problem& problem) {
      return problem.code();
    }
    return "none";
  };
  EXPECT_EQ(problem_of("plain", "id,kind,occurred_from,longitude,latitude,民族\n"),
            "incidents.forbidden_header");
  EXPECT_EQ(problem_of("plain", "id,kind,occurred_from,longitude,latitude,Risk Score\n"),
            "incidents.forbidden_header");
  EXPECT_EQ(problem_of("nypd",
                       "CMPLNT_NUM,CMPLNT_FR_DT,CMPLNT_FR_TM,OFNS_DESC,SUSP_RACE,VIC_RACE,"
                       "Latitude,Longitude\n"),
            "incidents.forbidden_header");
  EXPECT_EQ(problem_of("plain", "id,kind,longitude,latitude\n"), "incidents.missing_columns");
  EXPECT_EQ(problem_of("plain", "id,kind,kind,occurred_from\n"), "incidents.missing_columns");
  EXPECT_EQ(problem_of("plain", ""), "incidents.empty_file");
  EXPECT_EQ(number("SELECT COUNT(*) FROM incident_import"), 0);
}

TEST_F(ImportTest, ReadsThePublicColumnsOfNewYork) {
  const auto report = import_text(
      "nypd",
      "CMPLNT_NUM,ADDR_PCT_CD,BORO_NM,CMPLNT_FR_DT,CMPLNT_FR_TM,CMPLNT_TO_DT,CMPLNT_TO_TM,"
      "CRM_ATPT_CPTD_CD,OFNS_DESC,PREM_TYP_DESC,RPT_DT,X_COORD_CD,Y_COORD_CD,Latitude,Longitude,"
      "Lat_Lon\n"
      "298702245,40,BRONX,12/31/2023,17:30:00,12/31/2023,17:38:00,COMPLETED,BURGLARY,STREET,"
      "01/02/2024,1005091,235120,40.812,-73.926,\"(40.812, -73.926)\"\n"
      "298702246,40,BRONX,12/31/2023,23:15:00,,,COMPLETED,DANGEROUS DRUGS,STREET,12/31/2023,"
      "1005091,235120,40.812,-73.926,\"(40.812, -73.926)\"\n");
  EXPECT_EQ(report.added, 2);
  const auto page = incidents.list(analyst, {});
  ASSERT_EQ(page.items.size(), 2U);
  EXPECT_EQ(page.items[0].known_by, KnownBy::police_initiative);
  EXPECT_EQ(page.items[1].kind, "property.burglary");
  EXPECT_EQ(page.items[1].occurred_from, time("2023-12-31T22:30:00Z"));
  EXPECT_EQ(page.items[1].occurred_to, time("2023-12-31T22:38:00Z"));
  EXPECT_EQ(page.items[1].reported_at, time("2024-01-02T05:00:00Z"));
  EXPECT_EQ(page.items[1].position->longitude, -73.926);
  EXPECT_EQ(page.items[1].place_precision, PlacePrecision::block);
}

TEST_F(ImportTest, ReadsThePublicColumnsOfTheUnitedKingdom) {
  const auto report = import_text(
      "data_police_uk",
      "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,"
      "Crime type,Last outcome category,Context\n"
      ",2024-03,City of London Police,City of London Police,-0.106453,51.518207,On or near "
      "Charterhouse"
      " Street,E01000916,Camden 027B,Anti-social behaviour,,\n"
      "6a1b,2024-03,City of London Police,City of London Police,-0.111497,51.518226,On or near "
      "Gray's "
      "Inn Road,E01000914,Camden 028B,Burglary,Investigation complete; no suspect identified,\n");
  EXPECT_EQ(report.added, 2);
  const auto page = incidents.list(analyst, {});
  ASSERT_EQ(page.items.size(), 2U);
  const auto burglary = incidents.list(analyst, {.kinds = {"property.burglary"}}).items.at(0);
  EXPECT_EQ(burglary.status, Status::closed);
  EXPECT_EQ(burglary.occurred_from, time("2024-03-01T00:00:00Z"));
  EXPECT_EQ(burglary.occurred_to, time("2024-03-31T22:59:59.999Z"));  // summer time began
  EXPECT_EQ(page.items[1].place_precision, PlacePrecision::area);
}

TEST_F(ImportTest, ReadsPortland) {
  ANLAN_NEEDS_SHARED("data/incidents/portland/crimes_bur.csv");
  const auto burglaries = import_shared("portland_nij", "data/incidents/portland/crimes_bur.csv");
  EXPECT_EQ(burglaries.state, ImportState::loaded);
  EXPECT_EQ(burglaries.added, 5364);
  const auto vehicles = import_shared("portland_nij", "data/incidents/portland/crimes_veh.csv");
  EXPECT_EQ(vehicles.added, 9842);
  EXPECT_THAT(incidents.count(analyst, {}, CountBy::kind).groups,
              ElementsAre(CountGroup{"property.burglary", 5364},
                          CountGroup{"property.theft_of_vehicle", 9842}));
  const auto again = import_shared("portland_nij", "data/incidents/portland/crimes_veh.csv");
  EXPECT_EQ(again.unchanged, 9842);
  EXPECT_EQ(total(), 15206);
}

TEST_F(ImportTest, ReadsChicagoAndNamesItsBadRow) {
  ANLAN_NEEDS_SHARED("data/incidents/chicago/chicago_be.csv");
  const auto refused = import_shared("chicago", "data/incidents/chicago/chicago_be.csv");
  EXPECT_EQ(refused.state, ImportState::refused);
  ASSERT_EQ(refused.faults.size(), 1U);
  EXPECT_EQ(refused.faults[0].line, 2364);
  EXPECT_EQ(refused.faults[0].column, "date");
  EXPECT_EQ(refused.faults[0].reason, "\"NA\" is not a time as the profile writes it");
  EXPECT_EQ(total(), 0);
  const auto loaded = import_shared("chicago", "data/incidents/chicago/chicago_be.csv", true);
  EXPECT_EQ(loaded.added, 11700);
  EXPECT_EQ(loaded.rejected, 1);
  const auto points = incidents.points(analyst, {});
  const auto [west, east] = std::ranges::minmax(points.longitudes);
  const auto [south, north] = std::ranges::minmax(points.latitudes);
  EXPECT_GT(west, -87.95);
  EXPECT_LT(east, -87.5);
  EXPECT_GT(south, 41.6);
  EXPECT_LT(north, 42.1);
  // The first month without a header: the same records, told by their content.
  const auto month = import_shared("chicago", "data/incidents/chicago/chicago_be_month1.csv");
  EXPECT_EQ(month.rows, 970);
  EXPECT_EQ(month.unchanged, 970);
  EXPECT_EQ(import_shared("chicago_arson", "data/incidents/chicago/chicago_arson.csv").added, 522);
}

TEST_F(ImportTest, ReadsMemphis) {
  ANLAN_NEEDS_SHARED("data/incidents/memphis/memphis_robberies.csv");
  const auto report = import_shared("memphis", "data/incidents/memphis/memphis_robberies.csv");
  EXPECT_EQ(report.state, ImportState::loaded);
  EXPECT_EQ(report.added, 2245);
  EXPECT_THAT(incidents.count(analyst, {}, CountBy::kind).groups,
              ElementsAre(CountGroup{"robbery.personal", 2245}));
  EXPECT_EQ(import_shared("memphis", "data/incidents/memphis/memphis_robberies.csv").unchanged,
            2245);
}

}  // namespace
}  // namespace anlan::incidents
