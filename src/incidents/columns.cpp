#include "incidents/columns.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "base/check.h"

namespace anlan::incidents {
namespace {

constexpr std::int64_t k_day_ms = 86'400'000;
constexpr std::int64_t k_hour_ms = 3'600'000;
constexpr double k_latitude_max = 85.05112877980659;  // where the square of Web Mercator ends

std::uint32_t fraction_of_world(double fraction) {
  return static_cast<std::uint32_t>(std::clamp(fraction * 0x1p32, 0.0, 0x1p32 - 1.0));
}

/// The bits of a number with a zero between each two.
std::uint64_t spread(std::uint32_t value) {
  std::uint64_t bits = value;
  bits = (bits | bits << 16) & 0x0000FFFF0000FFFF;
  bits = (bits | bits << 8) & 0x00FF00FF00FF00FF;
  bits = (bits | bits << 4) & 0x0F0F0F0F0F0F0F0F;
  bits = (bits | bits << 2) & 0x3333333333333333;
  bits = (bits | bits << 1) & 0x5555555555555555;
  return bits;
}

/// Days and hours of many moments: asks the zone once a day, not once a row.
class DayTable {
 public:
  DayTable(const Zone& zone, std::int64_t first_ms, std::int64_t last_ms) : zone_(zone) {
    first_ = zone.day_of(Instant::from_unix_milliseconds(first_ms)).number();
    const auto last = zone.day_of(Instant::from_unix_milliseconds(last_ms)).number();
    for (auto day = first_; day <= last + 1; ++day) {
      starts_.push_back(zone.start_of(Day::from_number(day)).unix_milliseconds());
    }
  }
  std::int32_t day_of(std::int64_t ms) const {
    auto i = static_cast<std::size_t>((ms - starts_.front()) / k_day_ms);
    i = std::min(i, starts_.size() - 2);
    while (starts_[i] > ms) --i;
    while (starts_[i + 1] <= ms) ++i;
    return first_ + static_cast<std::int32_t>(i);
  }
  std::uint8_t hour_of(std::int64_t ms, std::int32_t day) const {
    const auto i = static_cast<std::size_t>(day - first_);
    if (starts_[i + 1] - starts_[i] == k_day_ms) {
      return static_cast<std::uint8_t>((ms - starts_[i]) / k_hour_ms);
    }
    return static_cast<std::uint8_t>(zone_.millisecond_of_day(Instant::from_unix_milliseconds(ms)) /
                                     k_hour_ms);
  }

 private:
  const Zone& zone_;
  std::int32_t first_ = 0;
  std::vector<std::int64_t> starts_;
};

struct Placed {
  std::uint64_t morton = 0;
  std::uint32_t x = 0;
  std::uint32_t y = 0;
  std::uint32_t row = 0;
};

bool has_position(const ColumnRow& row) { return row.latitude_e7 != ColumnRow::k_nowhere; }

std::vector<Placed> in_map_order(const std::vector<ColumnRow>& rows) {
  std::vector<Placed> order(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    order[i].row = static_cast<std::uint32_t>(i);
    if (!has_position(rows[i])) {
      order[i].morton = UINT64_MAX;
      continue;
    }
    order[i].x = mercator_x(rows[i].longitude_e7);
    order[i].y = mercator_y(rows[i].latitude_e7);
    order[i].morton = morton_of(order[i].x, order[i].y);
  }
  // Rows of one place in the order of their arrival, so that the same data stand in the same order.
  std::ranges::sort(order, [&](const Placed& a, const Placed& b) {
    if (a.morton != b.morton) return a.morton < b.morton;
    if (has_position(rows[a.row]) != has_position(rows[b.row])) return has_position(rows[a.row]);
    return rows[a.row].sequence < rows[b.row].sequence;
  });
  return order;
}

template <class Value, class Read>
void fill(std::vector<Value>& column, const std::vector<Placed>& order, Read&& read) {
  column.resize(order.size());
  for (std::size_t i = 0; i < order.size(); ++i) column[i] = read(order[i]);
}

void fill_times(Columns& columns, const std::vector<ColumnRow>& rows,
                const std::vector<Placed>& order, const Zone& zone) {
  fill(columns.from_ms, order, [&](const Placed& p) { return rows[p.row].from_ms; });
  fill(columns.to_ms, order, [&](const Placed& p) { return rows[p.row].to_ms; });
  columns.days.resize(rows.size());
  columns.hours.resize(rows.size());
  if (rows.empty()) return;
  const auto [first, last] = std::ranges::minmax(columns.from_ms);
  const DayTable table(zone, first, last);
  columns.first_day = table.day_of(first);
  columns.last_day = table.day_of(last);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    columns.days[i] = table.day_of(columns.from_ms[i]);
    columns.hours[i] = table.hour_of(columns.from_ms[i], columns.days[i]);
  }
}

std::uint16_t code_of(const ColumnRow& row) {
  return Columns::code_of(row.kind, row.known_by, row.is_unfounded);
}

std::vector<ColumnRow> rows_of(const Columns& columns) {
  std::vector<ColumnRow> rows(columns.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    rows[i] = {.id = columns.ids[i],
               .sequence = columns.sequences[i],
               .from_ms = columns.from_ms[i],
               .to_ms = columns.to_ms[i],
               .longitude_e7 = columns.longitudes_e7[i],
               .latitude_e7 = columns.latitudes_e7[i],
               .unit = columns.unit_numbers[i],
               .kind = columns.kind_number(i),
               .known_by = columns.known_by(i),
               .is_unfounded = (columns.codes[i] & Columns::k_unfounded) != 0,
               .precision = columns.place_precision(i),
               .reported_ms = columns.reported_ms[i]};
  }
  return rows;
}

}  // namespace

std::uint64_t morton_of(std::uint32_t x, std::uint32_t y) { return spread(x) | spread(y) << 1; }

std::uint32_t mercator_x(std::int32_t longitude_e7) {
  return fraction_of_world(longitude_e7 / 3.6e9 + 0.5);
}

std::uint32_t mercator_y(std::int32_t latitude_e7) {
  const double latitude = std::clamp(latitude_e7 / 1e7, -k_latitude_max, k_latitude_max);
  const double sine = std::sin(latitude * std::numbers::pi / 180);
  return fraction_of_world(0.5 - std::atanh(sine) / (2 * std::numbers::pi));
}

std::pair<std::uint32_t, std::uint32_t> Columns::units_within(const UnitPath& scope) const {
  if (scope.empty()) return {0, 0};
  const auto path_of = [](const PlacedUnit& unit) { return std::string_view(unit.path.text()); };
  const std::string end = scope.range_end();
  const auto first = std::ranges::lower_bound(units, std::string_view(scope.text()), {}, path_of);
  const auto last = std::ranges::lower_bound(units, std::string_view(end), {}, path_of);
  return {static_cast<std::uint32_t>(first - units.begin()),
          static_cast<std::uint32_t>(last - units.begin())};
}

Columns build_columns(std::vector<ColumnRow> rows, std::vector<PlacedUnit> units,
                      std::vector<std::string> kinds, const Zone& zone) {
  CHECK(rows.size() < UINT32_MAX);
  Columns columns;
  columns.units = std::move(units);
  columns.kinds = std::move(kinds);
  const auto order = in_map_order(rows);
  const auto of = [&rows](auto ColumnRow::* member) {
    return [&rows, member](const Placed& p) { return rows[p.row].*member; };
  };
  fill(columns.xs, order, [](const Placed& p) { return p.x; });
  fill(columns.ys, order, [](const Placed& p) { return p.y; });
  fill(columns.unit_numbers, order, of(&ColumnRow::unit));
  fill(columns.codes, order, [&rows](const Placed& p) { return code_of(rows[p.row]); });
  fill(columns.longitudes_e7, order, of(&ColumnRow::longitude_e7));
  fill(columns.latitudes_e7, order, of(&ColumnRow::latitude_e7));
  fill(columns.reported_ms, order, of(&ColumnRow::reported_ms));
  fill(columns.place_precisions, order,
       [&rows](const Placed& p) { return static_cast<std::uint8_t>(rows[p.row].precision); });
  fill(columns.sequences, order, of(&ColumnRow::sequence));
  fill(columns.ids, order, of(&ColumnRow::id));
  fill_times(columns, rows, order, zone);
  const auto padded = rows.size() + Columns::k_padding;
  columns.xs.resize(padded);
  columns.ys.resize(padded);
  columns.days.resize(padded);
  columns.unit_numbers.resize(padded);
  columns.placed = static_cast<std::size_t>(std::ranges::count_if(rows, has_position));
  for (const auto& row : rows)
    columns.last_sequence = std::max(columns.last_sequence, row.sequence);
  return columns;
}

Columns with_more(const Columns& columns, std::vector<ColumnRow> more, const Zone& zone) {
  auto rows = rows_of(columns);
  rows.insert(rows.end(), more.begin(), more.end());
  auto grown = build_columns(std::move(rows), columns.units, columns.kinds, zone);
  grown.last_sequence = std::max(grown.last_sequence, columns.last_sequence);
  return grown;
}

}  // namespace anlan::incidents
