#include "incidents/columns.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>

#include "base/random.h"
#include "incidents/cells.h"
#include "incidents/counts.h"
#include "incidents/points.h"

namespace anlan::incidents {
namespace {

const std::vector<std::string> k_kinds{"order.drugs", "property.arson", "robbery.personal"};

std::vector<PlacedUnit> units() {
  std::vector<PlacedUnit> all;
  for (const auto* text : {"c/", "c/a/", "c/a/v1/", "c/a/v2/", "c/b/"}) {
    const auto path = *UnitPath::parse(text);
    all.push_back({.code = path.unit(), .path = path});
  }
  return all;
}

std::vector<ColumnRow> random_rows(std::uint64_t seed, int count) {
  Random random(seed);
  std::vector<ColumnRow> rows;
  for (int i = 0; i < count; ++i) {
    const auto from = 1'700'000'000'000 + std::int64_t{random.below(90 * 86'400)} * 1000;
    ColumnRow row{.id = Id::named("row", std::to_string(seed) + "/" + std::to_string(i)),
                  .sequence = i + 1,
                  .from_ms = from,
                  .to_ms = from + random.below(1000),
                  .unit = random.below(5),
                  .kind = static_cast<std::uint8_t>(random.below(3)),
                  .known_by = static_cast<KnownBy>(random.below(3)),
                  .is_unfounded = random.below(10) == 0,
                  .precision = static_cast<PlacePrecision>(random.below(10) / 2),
                  .reported_ms = random.below(2) == 0 ? from + random.below(1'000'000'000)
                                                      : ColumnRow::k_no_time};
    if (random.below(20) != 0) {
      row.longitude_e7 = 1'000'000'000 + static_cast<std::int32_t>(random.below(20'000'000));
      row.latitude_e7 = 250'000'000 + static_cast<std::int32_t>(random.below(20'000'000));
    }
    rows.push_back(row);
  }
  return rows;
}

/// Any filter: of each part, sometimes none.
struct Asked {
  UnitPath scope;
  Filter filter;
  std::vector<std::string> kinds;
};

Asked random_question(std::uint64_t seed) {
  Random random(seed, 1);
  Asked asked;
  asked.scope = units()[random.below(5)].path;
  if (random.below(2) == 0) asked.kinds = asked.filter.kinds = {k_kinds[random.below(3)]};
  if (random.below(2) == 0) {
    asked.filter.first_day = Day::from_number(19'675 + static_cast<std::int32_t>(random.below(60)));
    asked.filter.last_day = *asked.filter.first_day + static_cast<std::int32_t>(random.below(40));
  }
  if (random.below(2) == 0) asked.filter.known_by = static_cast<KnownBy>(random.below(3));
  if (random.below(3) == 0) {
    asked.filter.bounds =
        geometry::Bounds{.west = 100.5, .south = 25.3, .east = 101.7, .north = 26.2};
  }
  return asked;
}

/// The same question, answered a row at a time in the words of the filter.
bool is_asked(const ColumnRow& row, const Asked& asked, const Zone& zone) {
  const auto day = zone.day_of(Instant::from_unix_milliseconds(row.from_ms));
  const auto& filter = asked.filter;
  if (row.is_unfounded || !asked.scope.contains(units()[row.unit].path)) return false;
  if (!asked.kinds.empty() && k_kinds[row.kind] != asked.kinds.front()) return false;
  if (filter.first_day && day < *filter.first_day) return false;
  if (filter.last_day && day > *filter.last_day) return false;
  if (filter.known_by && row.known_by != *filter.known_by) return false;
  if (!filter.bounds) return true;
  const double longitude = row.longitude_e7 / 1e7, latitude = row.latitude_e7 / 1e7;
  return row.longitude_e7 != ColumnRow::k_nowhere && longitude >= filter.bounds->west &&
         longitude <= filter.bounds->east && latitude >= filter.bounds->south &&
         latitude <= filter.bounds->north;
}

RC_GTEST_PROP(Columns, CountAsARowAtATimeWould, (std::uint64_t seed)) {
  const auto zone = Zone::named("America/New_York");  // the clock goes back within these months
  const auto rows = random_rows(seed, 1500);
  const auto columns = build_columns(rows, units(), k_kinds, zone);
  const auto asked = random_question(seed);
  const auto selection =
      select(columns, asked.scope, asked.filter, asked.kinds, Unfounded::left_out);
  std::map<std::string, std::int64_t> days, hours, kinds;
  std::int64_t total = 0;
  for (const auto& row : rows) {
    if (!is_asked(row, asked, zone)) continue;
    const auto from = Instant::from_unix_milliseconds(row.from_ms);
    ++days[zone.day_of(from).to_string()];
    ++hours[std::to_string(zone.millisecond_of_day(from) / 3'600'000)];
    ++kinds[k_kinds[row.kind]];
    ++total;
  }
  const auto check = [&](CountBy by, const std::map<std::string, std::int64_t>& expected) {
    const auto counts = count_rows(columns, selection, by);
    std::map<std::string, std::int64_t> got;
    for (const auto& group : counts.groups) got[group.key] = group.count;
    RC_ASSERT(got == expected);
    RC_ASSERT(counts.total == total);
  };
  check(CountBy::day, days);
  check(CountBy::hour, hours);
  check(CountBy::kind, kinds);
}

RC_GTEST_PROP(Columns, ATileHoldsItsOwnIncidentsAndNoOther, (std::uint64_t seed)) {
  const auto zone = Zone::utc();
  const auto rows = random_rows(seed, 1500);
  const auto columns = build_columns(rows, units(), k_kinds, zone);
  const auto asked = random_question(seed);
  const auto selection =
      select(columns, asked.scope, asked.filter, asked.kinds, Unfounded::left_out);
  std::uint64_t placed = 0;
  for (const auto& row : rows) {
    placed += row.longitude_e7 != ColumnRow::k_nowhere && is_asked(row, asked, zone) ? 1U : 0U;
  }
  // Where zoom 0 is one tile, every finer zoom has the same incidents, each in one tile.
  for (const int zoom : {0, 3, 9, 22}) {
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint64_t> tiles;
    for (std::size_t i = 0; i < columns.placed; ++i) {
      tiles[{zoom == 0 ? 0 : columns.xs[i] >> (32 - zoom),
             zoom == 0 ? 0 : columns.ys[i] >> (32 - zoom)}];
    }
    std::uint64_t found = 0;
    for (const auto& [at, ignored] : tiles) {
      for (const auto& cell : cells_of(columns, selection, {zoom, at.first, at.second})) {
        RC_ASSERT(cell.x < k_tile_extent && cell.y < k_tile_extent && cell.count > 0);
        found += cell.count;
      }
    }
    RC_ASSERT(found == placed);
  }
}

RC_GTEST_PROP(Columns, GrowAsIfTheyHadBeenBuiltAtOnce, (std::uint64_t seed)) {
  const auto zone = Zone::utc();
  auto rows = random_rows(seed, 300);
  const auto cut = static_cast<std::ptrdiff_t>(*rc::gen::inRange(0, 301));
  const auto whole = build_columns(rows, units(), k_kinds, zone);
  const auto grown =
      with_more(build_columns({rows.begin(), rows.begin() + cut}, units(), k_kinds, zone),
                {rows.begin() + cut, rows.end()}, zone);
  RC_ASSERT(grown.ids == whole.ids);
  RC_ASSERT(grown.days == whole.days);
  RC_ASSERT(grown.xs == whole.xs && grown.ys == whole.ys);
  RC_ASSERT(grown.codes == whole.codes && grown.unit_numbers == whole.unit_numbers);
  RC_ASSERT(grown.reported_ms == whole.reported_ms);
  RC_ASSERT(grown.place_precisions == whole.place_precisions);
  RC_ASSERT(grown.last_sequence == whole.last_sequence && grown.placed == whole.placed);
}

TEST(Columns, PointsDoNotDependOnTheOrderOfArrival) {
  auto rows = random_rows(7, 500);
  const auto columns = build_columns(rows, units(), k_kinds, Zone::utc());
  std::reverse(rows.begin(), rows.end());
  std::int64_t sequence = 0;
  for (auto& row : rows) row.sequence = ++sequence;
  const auto other = build_columns(rows, units(), k_kinds, Zone::utc());
  const auto points = [](const Columns& of) {
    return points_of(of, select(of, *UnitPath::parse("c/"), {}, {}, Unfounded::left_out),
                     Purpose::learning);
  };
  EXPECT_GT(points(columns).size(), 100U);
  EXPECT_EQ(points(columns).ids, points(other).ids);
}

RC_GTEST_PROP(ColumnsProperty, EveryRecordIsAdmittedOrCountedApartForOneReason,
              (std::uint64_t seed)) {
  const auto rows = random_rows(seed, 300);
  const auto columns = build_columns(rows, units(), k_kinds, Zone::utc());
  const auto all = select(columns, *UnitPath::parse("c/"), {}, {}, Unfounded::left_out);
  const auto until = Instant::from_unix_milliseconds(1'700'000'000'000 + 45LL * 86'400'000);
  const auto admitted = admit(columns, all, until);
  const auto happened = std::ranges::count_if(rows, [](const auto& r) { return !r.is_unfounded; });
  RC_ASSERT(static_cast<std::int64_t>(admitted.placed.size() + admitted.unplaced.size()) +
                admitted.police_initiative + admitted.reported_later ==
            happened);
  std::map<Id, const ColumnRow*> by_id;
  for (const auto& row : rows) by_id[row.id] = &row;
  const auto is_seen = [&](const ColumnRow& row) {
    const auto known = row.reported_ms == ColumnRow::k_no_time ? row.to_ms : row.reported_ms;
    return row.known_by != KnownBy::police_initiative && known < until.unix_milliseconds();
  };
  for (const auto& id : admitted.placed.ids) {
    RC_ASSERT(is_seen(*by_id[id]) && by_id[id]->precision <= PlacePrecision::grid);
    RC_ASSERT(by_id[id]->latitude_e7 != ColumnRow::k_nowhere);
  }
  for (const auto& id : admitted.unplaced.ids) {
    RC_ASSERT(is_seen(*by_id[id]));
    RC_ASSERT(by_id[id]->precision > PlacePrecision::grid ||
              by_id[id]->latitude_e7 == ColumnRow::k_nowhere);
  }
  RC_ASSERT(admitted.unplaced.longitudes.empty());
}

TEST(Columns, MercatorIsTheWebs) {
  EXPECT_EQ(mercator_x(0), 1U << 31);
  EXPECT_EQ(mercator_y(0), 1U << 31);
  EXPECT_EQ(mercator_x(-1'800'000'000), 0U);
  EXPECT_EQ(mercator_x(1'800'000'000), UINT32_MAX);
  EXPECT_EQ(mercator_y(900'000'000), 0U);
  EXPECT_EQ(mercator_y(-900'000'000), UINT32_MAX);
  // Kunming lies in tile 12/3216/1753 (longitude 102.7126, latitude 25.0406).
  EXPECT_EQ(mercator_x(1'027'126'000) >> 20, 3216U);
  EXPECT_EQ(mercator_y(250'406'000) >> 20, 1753U);
}

}  // namespace
}  // namespace anlan::incidents
