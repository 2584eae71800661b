#include "incidents/export.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <boost/json.hpp>
#include <protozero/pbf_reader.hpp>
#include <sstream>

#include "base/problem.h"
#include "base/random.h"
#include "incidents/mapping.h"
#include "tests/support/incidents_fixture.h"

namespace anlan::incidents {
namespace {

using tests::code;
using tests::time;

Incident random_incident(Random& random) {
  static const auto scheme = KindScheme::standard();
  const auto kinds = static_cast<std::uint32_t>(scheme.kinds().size());
  const auto from = time("2024-01-01T00:00:00Z") + Duration::milliseconds(random.next_u32());
  Incident incident{
      .id = Id::named("export", std::to_string(random.next_u64())),
      .kind = scheme.kinds()[random.below(kinds)].code,
      .occurred_from = from,
      .occurred_to = from + Duration::milliseconds(random.below(100'000'000)),
      .position = geometry::Position{.longitude = random.below(3'600'000'000) / 1e7 - 180 + 1e-7,
                                     .latitude = random.below(1'800'000'000) / 1e7 - 90},
      .place_precision = static_cast<PlacePrecision>(random.below(5)),
      .place_radius = Metres::of(random.below(1000)),
      .known_by = static_cast<KnownBy>(random.below(3)),
      .status = static_cast<Status>(random.below(4)),
      .unit = code(random.below(2) == 0 ? "a" : "b")};
  if (random.below(2) == 0) incident.reported_at = from + Duration::hours(1);
  if (random.below(2) == 0) incident.status_at = from + Duration::days(1);
  if (random.below(10) == 0) {
    incident.position.reset();
    incident.place_precision = PlacePrecision::unit;
  }
  return incident;
}

std::vector<std::string_view> first_record(CsvReader& reader) {
  EXPECT_TRUE(reader.next());
  return {reader.fields().begin(), reader.fields().end()};
}

RC_GTEST_PROP(Export, IsReadBackByThePlainProfile, (std::uint64_t seed)) {
  static const auto scheme = KindScheme::standard();
  static const auto book = ProfileBook::standard();
  Random random(seed);
  const auto incident = random_incident(random);
  std::string csv(csv_header());
  append_csv(csv, incident);
  RowMapper mapper(book.find("plain"), scheme, Zone::named("Asia/Shanghai"));
  CsvReader reader(csv_source(csv));
  mapper.bind(first_record(reader));
  Draft draft;
  RC_ASSERT(!mapper.read(first_record(reader), draft));
  draft.incident.position.reset();
  if (draft.has_place) draft.incident.position = draft.place;
  draft.incident.id = incident.id;
  draft.incident.unit = *UnitCode::parse(draft.unit_text);
  draft.incident.external_id.clear();
  std::string again(csv_header());
  append_csv(again, draft.incident);
  RC_ASSERT(again == csv);
}

class ExportTest : public tests::IncidentsFixture {};

/// The lines without their first field, in order: the ids are the database's own.
std::vector<std::string> lines_without_id(const std::string& csv) {
  std::vector<std::string> lines;
  std::istringstream stream(csv);
  for (std::string line; std::getline(stream, line);) lines.push_back(line.substr(line.find(',')));
  std::ranges::sort(lines);
  return lines;
}

TEST_F(ExportTest, GoesThroughTheDatabaseUnchanged) {
  Random random(1);
  std::string csv(csv_header());
  for (int i = 0; i < 500; ++i) append_csv(csv, random_incident(random));
  EXPECT_EQ(import_text("plain", csv).added, 500);
  EXPECT_EQ(lines_without_id(incidents.export_csv(analyst, {})), lines_without_id(csv));
  EXPECT_EQ(import_text("plain", csv).unchanged, 500);
  EXPECT_EQ(lines_without_id(incidents.export_csv(analyst, {})), lines_without_id(csv));
}

class MapTest : public tests::IncidentsFixture {
 protected:
  static constexpr std::string_view k_rows =
      "id,kind,occurred_from,longitude,latitude,unit\n"
      "1,order.drugs,2026-02-05,100.5,25.5,a\n"
      "2,order.drugs,2026-02-05,100.5,25.5,a\n"
      "3,property.arson,2026-02-06,100.6,25.5,b\n";
};

TEST_F(MapTest, ATileSaysHowManyAndNamesTheSingleOne) {
  import_text("plain", k_rows);
  const auto tile = incidents.tile(analyst, {}, geometry::Tile::at({100.5, 25.5}, 7));
  protozero::pbf_reader reader(tile);
  ASSERT_TRUE(reader.next(3));
  auto layer = reader.get_message();
  std::vector<std::string> names, strings;
  std::vector<std::uint64_t> counts;
  int features = 0;
  while (layer.next()) {
    if (layer.tag() == 1) {
      names.push_back(layer.get_string());
    } else if (layer.tag() == 2) {
      ++features;
      layer.skip();
    } else if (layer.tag() == 4) {
      auto value = layer.get_message();
      ASSERT_TRUE(value.next());
      if (value.tag() == 5) counts.push_back(value.get_uint64());
      if (value.tag() == 1) strings.push_back(value.get_string());
    } else {
      layer.skip();
    }
  }
  EXPECT_THAT(names, ::testing::ElementsAre("incidents"));
  EXPECT_EQ(features, 2);
  EXPECT_THAT(counts, ::testing::UnorderedElementsAre(1U, 2U));
  const auto single = incidents.list(analyst, {.kinds = {"property.arson"}}).items[0].id;
  EXPECT_THAT(strings, ::testing::UnorderedElementsAre(single.to_string(), "property.arson"));
  EXPECT_EQ(incidents.tile(chief_a, {.unit = code("a")}, {0, 0, 0}).empty(), false);
  EXPECT_THROW(incidents.tile(chief_a, {.unit = code("b")}, {0, 0, 0}), Problem);
  EXPECT_EQ(incidents.tile(analyst, {}, {7, 0, 0}), "");
}

TEST_F(MapTest, ALayerIsGeojson) {
  import_text("plain", k_rows);
  const auto json = boost::json::parse(incidents.layer_geojson(analyst, {}));
  EXPECT_EQ(json.at("type").as_string(), "FeatureCollection");
  ASSERT_EQ(json.at("features").as_array().size(), 3U);
  const auto& first = json.at("features").as_array()[0];
  EXPECT_EQ(first.at("geometry").at("coordinates").as_array()[1].to_number<double>(), 25.5);
  EXPECT_TRUE(first.at("properties").at("id").is_string());
}

TEST_F(MapTest, ALargeLayerIsGathered) {
  std::string csv = "id,kind,occurred_from,longitude,latitude\n";
  for (int i = 0; i < 6000; ++i) {
    csv += std::to_string(i) + ",order.drugs,2026-02-05," + std::to_string(100.5 + i % 7 * 0.1) +
           ",25.5\n";
  }
  import_text("plain", csv);
  const auto json = boost::json::parse(incidents.layer_geojson(analyst, {}));
  std::int64_t total = 0;
  for (const auto& feature : json.at("features").as_array()) {
    total += feature.at("properties").at("count").to_number<std::int64_t>();
    EXPECT_NEAR(feature.at("geometry").at("coordinates").as_array()[1].to_number<double>(), 25.5,
                0.01);
  }
  EXPECT_EQ(total, 6000);
  EXPECT_LT(json.at("features").as_array().size(), 20U);
}

TEST_F(MapTest, AnExportIsNoted) {
  import_text("plain", k_rows);
  const auto csv = incidents.export_csv(chief_a, {});
  EXPECT_EQ(std::ranges::count(csv, '\n'), 3);
  EXPECT_EQ(number("SELECT COUNT(*) FROM journal WHERE action = 'incident.exported'"), 1);
}

}  // namespace
}  // namespace anlan::incidents
