#include "places/boundary_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdlib.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>

#include "base/problem.h"
#include "geometry/geojson.h"
#include "places/child_process.h"
#include "tests/support/places_fixture.h"
#include "tests/support/shared_data.h"

namespace anlan::places {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class BoundariesTest : public PlacesTest {
 protected:
  BoundariesTest() { import(k_county); }

  std::filesystem::path write(const std::string& name, std::string_view text) {
    const auto file = folder.path() / name;
    std::ofstream(file, std::ios::binary) << text;
    return file;
  }
  ImportReport import_boundaries(const std::filesystem::path& file,
                                 const BoundaryOptions& options = {}, bool skip_bad = false) {
    return places.import_boundaries(console, file, file.filename(), options, skip_bad);
  }
  static std::string feature(std::string_view code, std::string_view ring) {
    return R"({"type":"Feature","properties":{"code":")" + std::string(code) +
           R"("},"geometry":{"type":"Polygon","coordinates":[)" + std::string(ring) + "]}}";
  }
  static std::string collection(const std::vector<std::string>& features) {
    std::string text = R"({"type":"FeatureCollection","features":[)";
    for (const auto& feature : features) text += (&feature == &features[0] ? "" : ",") + feature;
    return text + "]}";
  }
};

constexpr std::string_view k_west = "[[100,25],[100.1,25],[100.1,25.1],[100,25.1],[100,25]]";
constexpr std::string_view k_east = "[[100.1,25],[100.2,25],[100.2,25.1],[100.1,25.1],[100.1,25]]";
constexpr std::string_view k_crossed = "[[100,25],[100.1,25.1],[100.1,25],[100,25.05],[100,25]]";

std::string problem_of(const std::function<void()>& work) {
  try {
    work();
  } catch (const Problem& problem) {
    return problem.sentence();
  }
  return "none";
}

TEST_F(BoundariesTest, FindsUnitsByPlace) {
  const auto file =
      write("areas.geojson", collection({feature("s1", k_west), feature("s2", k_east)}));
  const auto report = import_boundaries(file);
  EXPECT_THAT(report.faults, IsEmpty());
  EXPECT_EQ(report.changed, 2);
  const auto units = places.gazetteer();
  EXPECT_EQ(units->unit_at({100.05, 25.05})->code, code("s1"));
  EXPECT_EQ(units->unit_at({100.15, 25.05})->code, code("s2"));
  EXPECT_EQ(units->unit_at({100.1, 25.05})->code, code("s2"));  // the edge: the eastern one's
  EXPECT_EQ(units->unit_at({100.05, 25.05}, Level::county)->code, code("c"));  // the one above
  EXPECT_EQ(units->unit_at({100.05, 25.05}, Level::community), nullptr);
  EXPECT_EQ(units->unit_at({101, 25.05}), nullptr);
  EXPECT_TRUE(units->find(code("s1"))->has_boundary);
  EXPECT_FALSE(units->find(code("c"))->has_boundary);
  EXPECT_THAT(
      units->units_touching(geometry::Circle{{100.1, 25.05}, Metres::of(100)}, Level::station),
      SizeIs(2));
  EXPECT_THAT(
      units->units_touching(geometry::Circle{{100.05, 25.05}, Metres::of(100)}, Level::station),
      SizeIs(1));
  const auto again = import_boundaries(file);
  EXPECT_EQ(again.unchanged, 2);
  EXPECT_EQ(again.changed, 0);
}

TEST_F(BoundariesTest, KeepsWhatABoundaryWasBefore) {
  import_boundaries(write("a.geojson", collection({feature("s1", k_west)})));
  import_boundaries(write("b.geojson", collection({feature("s1", k_east)})),
                    {.valid_from = Day::parse("2025-01-01")});
  const auto before = places.gazetteer(*Day::parse("2024-12-31"));
  EXPECT_NE(before->unit_at({100.05, 25.05}), nullptr);
  EXPECT_EQ(before->unit_at({100.15, 25.05}), nullptr);
  EXPECT_EQ(places.gazetteer()->unit_at({100.05, 25.05}), nullptr);
  EXPECT_NE(places.gazetteer()->unit_at({100.15, 25.05}), nullptr);
}

TEST_F(BoundariesTest, NamesBadFeaturesAndRepairsThemWhereAsked) {
  const auto file =
      write("bad.geojson", collection({feature("s1", k_crossed), feature("x y", k_east),
                                       feature("s9", k_east), feature("s2", k_east)}));
  const auto report = import_boundaries(file, {.repair = false});
  EXPECT_FALSE(report.is_loaded);
  EXPECT_EQ(report.rejected, 3);
  EXPECT_EQ(places.gazetteer()->boundary(code("s2")), nullptr);
  ASSERT_THAT(report.faults, SizeIs(3));
  EXPECT_EQ(report.faults[0].line, 1);
  EXPECT_EQ(report.faults[0].column, "geometry");
  EXPECT_THAT(report.faults[0].reason, HasSubstr("its lines cross"));
  EXPECT_EQ(report.faults[1].column, "code");
  EXPECT_EQ(report.faults[2].column, "level");
  const auto skipped = import_boundaries(file, {.repair = false}, true);
  EXPECT_EQ(skipped.changed, 1);
  EXPECT_NE(places.gazetteer()->boundary(code("s2")), nullptr);
  const auto repaired = import_boundaries(file, {}, true);
  EXPECT_EQ(repaired.changed, 1);
  EXPECT_THAT(repaired.notes,
              ElementsAre(RowFault{1, "geometry", "The lines of the boundary crossed: repaired."}));
  EXPECT_NE(places.gazetteer()->boundary(code("s1")), nullptr);
}

TEST_F(BoundariesTest, SaysWhatIsWrongWithTheFileAsAWhole) {
  const auto file = write("a.geojson", collection({feature("s1", k_west)}));
  const auto sentence = [&](const BoundaryOptions& options) {
    return problem_of([&] { import_boundaries(file, options); });
  };
  EXPECT_EQ(sentence({.code_field = "dm"}), "The file has no field \"dm\". It has: code.");
  EXPECT_EQ(sentence({.crs = "EPSG:99999"}), "The reference system \"EPSG:99999\" is not known.");
  for (const auto* crs : {"/etc/passwd", "http://example.org/crs", "+init=/tmp/x:1", "file"})
    EXPECT_THAT(sentence({.crs = crs}), HasSubstr("named by its code")) << crs;
  EXPECT_EQ(sentence({.layer = "--config"}), "There is no such layer.");
  EXPECT_THAT(sentence({.layer = "other"}), HasSubstr("cannot be read"));
  EXPECT_THAT(problem_of([&] { import_boundaries(write("a.vrt", "<OGRVRTDataSource/>")); }),
              HasSubstr("A boundary file ends in one of"));
  EXPECT_THAT(problem_of([&] { import_boundaries(write("a.shp", "not a shapefile")); }),
              HasSubstr("cannot be read"));
  EXPECT_THAT(problem_of([&] { import_boundaries(folder.path() / "absent.shp"); }),
              HasSubstr("cannot be read"));
}

TEST_F(BoundariesTest, LetsNoFileNameAnother) {
  // A virtual format under an innocent name: only the driver of the ending is let in.
  write("secret.csv", "code,WKT\ns1,\"POLYGON((0 0,1 0,1 1,0 0))\"\n");
  const auto file =
      write("a.geojson", "<OGRVRTDataSource><OGRVRTLayer name=\"secret\"><SrcDataSource>" +
                             (folder.path() / "secret.csv").string() +
                             "</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>");
  EXPECT_THAT(problem_of([&] { import_boundaries(file); }), HasSubstr("cannot be read"));
  // A GeoJSON driver opens addresses, too.
  EXPECT_THAT(problem_of([&] { import_boundaries("http://127.0.0.1/a.geojson"); }),
              HasSubstr("cannot be read"));
}

TEST_F(BoundariesTest, ReadsAGeoPackageInAnotherSystem) {
  const auto geojson =
      write("a.geojson", collection({feature("s1", k_west), feature("s2", k_east)}));
  const auto package = folder.path() / "areas.gpkg";
  const auto line = "ogr2ogr -q -f GPKG -t_srs EPSG:4524 '" + package.string() + "' '" +
                    geojson.string() + "'";  // CGCS2000, zone 36
  ASSERT_EQ(std::system(line.c_str()), 0);
  EXPECT_EQ(import_boundaries(package).changed, 2);
  const auto box = geometry::bounds(*places.gazetteer()->boundary(code("s1")));
  EXPECT_NEAR(box.west, 100, 1e-7);
  EXPECT_NEAR(box.north, 25.1, 1e-7);
}

TEST_F(BoundariesTest, ReadsShapefilesInChineseAsTheyComeAndZipped) {
  const auto geojson = write("a.geojson", R"({"type":"FeatureCollection","features":[
      {"type":"Feature","properties":{"dm":"s1","mc":"东门派出所"},"geometry":
      {"type":"Polygon","coordinates":[[[100,25],[100.1,25],[100.1,25.1],[100,25]]]}}]})");
  const auto shape = folder.path() / "areas.shp";
  const auto make = [&](const std::string& out, const std::string& more) {
    return std::system(
        ("ogr2ogr -q -f 'ESRI Shapefile' " + more + " '" + out + "' '" + geojson.string() + "'")
            .c_str());
  };
  ASSERT_EQ(make(shape.string(), "-lco ENCODING=GBK"), 0);
  std::filesystem::remove(folder.path() / "areas.cpg");  // as it comes from many an office
  const BoundaryOptions options{.code_field = "dm", .name_field = "mc", .encoding = "GBK"};
  EXPECT_EQ(import_boundaries(shape, options).changed, 1);
  EXPECT_EQ(places.find(code("s1"))->name, (Bilingual{"East Gate", "东门派出所"}));
  const auto zip = folder.path() / "zipped.shp.zip";
  ASSERT_EQ(make(zip.string(), "-lco ENCODING=UTF-8"), 0);
  const auto upload = folder.path() / "upload-17";  // as a server spools it
  std::filesystem::copy(zip, upload);
  const auto report = places.import_boundaries(console, upload, "zipped.shp.zip",
                                               {.code_field = "dm", .name_field = "mc"}, false);
  EXPECT_EQ(report.unchanged, 1);
}

TEST_F(BoundariesTest, HoldsMemphisByItsNinePrecincts) {
  ANLAN_NEEDS_SHARED("data/incidents/memphis/memphis_precincts.geojson");
  const auto areas = tests::shared_file("data/incidents/memphis/memphis_precincts.geojson");
  const BoundaryOptions options{.code_field = "precinct",
                                .code_prefix = "memphis-",
                                .level = Level::station,
                                .parent = code("c")};
  const auto report = import_boundaries(areas, options);
  EXPECT_THAT(report.faults, IsEmpty());
  ASSERT_EQ(report.added, 9);
  ASSERT_THAT(report.notes, SizeIs(1));  // Appling Farms crosses itself at one place, as GEOS says
  EXPECT_EQ(report.notes[0].line, 2);
  const auto units = places.gazetteer();
  EXPECT_EQ(units->find(code("memphis-mt-moriah"))->name.en, "Mt. Moriah");
  int precincts = 0;
  for (const auto& unit : units->all()) {
    const auto* area = units->boundary(unit.code);
    if (!area) continue;
    ++precincts;
    const auto inner = geometry::inner_place(*area);
    ASSERT_TRUE(inner.has_value());
    EXPECT_EQ(units->unit_at(*inner), &unit);
    EXPECT_EQ(units->unit_at(*inner, Level::station), &unit);
  }
  EXPECT_EQ(precincts, 9);
  EXPECT_EQ(units->unit_at({-90.1848, 35.1465}), nullptr);  // West Memphis, beyond the river
  // Where the robberies of 2019 lie, as GEOS 3.11 finds them with ST_Contains.
  std::ifstream file(tests::shared_file("data/incidents/memphis/memphis_robberies.csv"));
  const std::string table{std::istreambuf_iterator<char>(file), {}};
  CsvReader robberies(csv_source(table));
  ASSERT_TRUE(robberies.next());
  std::map<std::string, int> counts;
  while (robberies.next()) {
    const geometry::Position place{std::stod(std::string(robberies.fields()[3])),
                                   std::stod(std::string(robberies.fields()[4]))};
    const auto* unit = units->unit_at(place);
    ++counts[unit ? unit->name.en : "elsewhere"];
  }
  const std::map<std::string, int> expected{
      {"Airways", 204},    {"Appling Farms", 153}, {"Austin Peay", 219}, {"Crump", 317},
      {"Mt. Moriah", 368}, {"North Main", 189},    {"Raines", 273},      {"Ridgeway", 220},
      {"Tillman", 301},    {"elsewhere", 1}};
  EXPECT_EQ(counts, expected);
}

TEST_F(BoundariesTest, HoldsPortlandByItsSixtyDistricts) {
  ANLAN_NEEDS_SHARED("data/incidents/portland/Portland_Police_Districts.shp");
  const auto file = tests::shared_file("data/incidents/portland/Portland_Police_Districts.shp");
  BoundaryOptions options{.code_field = "DISTRICT",
                          .code_prefix = "pdx-",
                          .level = Level::community,
                          .parent = code("s1")};
  EXPECT_EQ(problem_of([&] { import_boundaries(file, options); }),
            "The file does not say its reference system: name it, such as EPSG:4490.");
  options.crs = "EPSG:2913";
  const auto report = import_boundaries(file, options);
  EXPECT_THAT(report.faults, IsEmpty());
  ASSERT_EQ(report.added, 60);
  double square_metres = 0;
  const auto units = places.gazetteer();
  for (const auto& unit : units->all()) {
    if (const auto* area = units->boundary(unit.code))
      square_metres += geometry::area(*area).value();
  }
  EXPECT_NEAR(square_metres / 2.589988e6, 147.7, 0.1);  // square miles, as its README says
  EXPECT_EQ(units->unit_at({-122.6765, 45.5231})->level, Level::community);  // Pioneer Square
}

TEST(ChildProcess, EndsWhatTakesTooLong) {
  const tests::TemporaryFolder folder;
  const auto begin = std::chrono::steady_clock::now();
  const auto outcome = run_process("/bin/sleep", {"60"}, {}, folder.path(),
                                   {.time = std::chrono::milliseconds(100)});
  EXPECT_TRUE(outcome.is_late);
  EXPECT_FALSE(outcome.is_done);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(10));
}

TEST(ChildProcess, HoldsItsLimits) {
  const tests::TemporaryFolder folder;
  const auto shell = [&](const std::string& line, const ProcessLimits& limits = {}) {
    return run_process("/bin/sh", {"-c", line}, {"PATH=/usr/bin:/bin"}, folder.path(), limits);
  };
  EXPECT_TRUE(shell("exit 0").is_done);
  EXPECT_FALSE(shell("exit 3").is_done);
  EXPECT_EQ(shell("echo no >&2; exit 1").errors, "no\n");
  EXPECT_FALSE(shell("head -c 100000 /dev/zero > big", {.file_bytes = 1000}).is_done);
  EXPECT_LE(std::filesystem::file_size(folder.path() / "big"), 1000U);
  EXPECT_FALSE(shell("python3 -c 'x = bytearray(1 << 29)'", {.memory_bytes = 1 << 28}).is_done);
  setenv("ANLAN_TEST_SECRET", "x", 1);
  EXPECT_TRUE(shell("test -z \"$ANLAN_TEST_SECRET\"").is_done);
  // What it was not given, it does not have: a file of ours, open while it runs.
  const int ours = dup(0);
  EXPECT_FALSE(shell("test -e /proc/self/fd/" + std::to_string(ours)).is_done);
  close(ours);
  EXPECT_THROW(run_process("/no/such/program", {}, {}, folder.path(), {}), Problem);
}

}  // namespace
}  // namespace anlan::places
