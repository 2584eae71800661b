#include "research/county.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numbers>
#include <utility>

#include "base/check.h"

namespace anlan::research {
namespace {

constexpr std::size_t k_columns = 12;  // villages from west to east: 4 stations of 3
constexpr std::size_t k_rows = 6;      // from south to north: 3 stations of 2
constexpr std::size_t k_station_columns = 3;
constexpr std::size_t k_station_rows = 2;
constexpr double k_width_metres = 46'000;
constexpr double k_height_metres = 31'000;
constexpr double k_corner_jitter = .2;  // of a cell; below .5 the lattice cannot fold
// How far a border's middle is pushed aside, as a share of its length, and how that falls at each
// halving: an end of a border then turns by 27 degrees at most, and two borders that meet in a
// corner do not cross.
constexpr double k_border_roughness = .11;
constexpr double k_roughness_falls = .6;
constexpr int k_border_halvings = 4;  // 16 pieces a border: winding, yet light
constexpr Degrees k_origin{.longitude = 101.20, .latitude = 24.60};
constexpr double k_earth_radius_metres = 6'371'008.8;

struct Name {
  const char* en;
  const char* zh;
};

// Invented, and in use nowhere together; the seat is Yunqu.
constexpr Name k_province{"Lan Province", "澜省"};
constexpr Name k_prefecture{"Anhe Prefecture", "安和市"};
constexpr Name k_county{"Yunqu County", "云渠县"};
constexpr std::array<Name, 12> k_stations{{
    {"Hexi", "河西"},
    {"Songping", "松坪"},
    {"Longtan", "龙潭"},
    {"Yanzishan", "燕子山"},
    {"Baishu", "柏树"},
    {"Chengguan", "城关"},
    {"Dongdu", "东渡"},
    {"Liuwan", "柳湾"},
    {"Maidi", "麦地"},
    {"Nanpo", "南坡"},
    {"Qingshui", "清水"},
    {"Shiqiao", "石桥"},
}};
constexpr std::array<Name, 12> k_village_first{{
    {"Upper", "上"},
    {"Lower", "下"},
    {"East", "东"},
    {"West", "西"},
    {"Big", "大"},
    {"Little", "小"},
    {"New", "新"},
    {"Old", "老"},
    {"Front", "前"},
    {"Back", "后"},
    {"High", "高"},
    {"Long", "长"},
}};
constexpr std::array<Name, 6> k_village_second{{
    {"Bridge", "桥"},
    {"Field", "田"},
    {"Slope", "坡"},
    {"Ford", "渡"},
    {"Grove", "林"},
    {"Well", "井"},
}};

struct Corner {
  std::size_t column = 0;
  std::size_t row = 0;
  friend auto operator<=>(const Corner&, const Corner&) = default;
};

/// Corners of the lattice, jittered and bent, and the winding border between two neighbours.
class Lattice {
 public:
  explicit Lattice(std::uint64_t seed) : seed_(seed) {
    Random random(seed, 1);
    for (auto& phase : phases_) phase = random.uniform() * 2 * std::numbers::pi;
  }

  /// The points from `a` up to, but without, `b`; the border from `b` to `a` has the same points.
  std::vector<Place> border(Corner a, Corner b) const {
    const bool forward = a < b;
    const auto [low, high] = forward ? std::pair(a, b) : std::pair(b, a);
    std::vector<Place> points{corner(low), corner(high)};
    Random random(seed_, 1'000'000 + index(low) * 1'000 + index(high));
    double roughness = k_border_roughness;
    for (int halving = 0; halving < k_border_halvings; ++halving) {
      points = roughened(points, roughness, random);
      roughness *= k_roughness_falls;
    }
    if (!forward) std::reverse(points.begin(), points.end());
    points.pop_back();
    return points;
  }

 private:
  static std::uint64_t index(Corner c) { return c.row * (k_columns + 1) + c.column; }

  Place corner(Corner c) const {
    Random random(seed_, 1'000 + index(c));
    const double u =
        (static_cast<double>(c.column) + k_corner_jitter * (2 * random.uniform() - 1)) / k_columns;
    const double v =
        (static_cast<double>(c.row) + k_corner_jitter * (2 * random.uniform() - 1)) / k_rows;
    // A few long waves bend the whole, so that the county is no rectangle.
    const double east = u * k_width_metres + 2'600 * std::sin(4.1 * v + phases_[0]) +
                        900 * std::sin(9 * v + phases_[1]);
    const double north = v * k_height_metres + 2'900 * std::sin(3.7 * u + phases_[2]) +
                         800 * std::sin(8 * u + phases_[3]);
    return {east, north};
  }

  static std::vector<Place> roughened(const std::vector<Place>& points, double roughness,
                                      Random& random) {
    std::vector<Place> finer;
    finer.reserve(points.size() * 2);
    for (std::size_t i = 0; i + 1 < points.size(); ++i) {
      const auto a = points[i];
      const auto b = points[i + 1];
      const double push = roughness * (2 * random.uniform() - 1);
      finer.push_back(a);
      finer.push_back({(a.east + b.east) / 2 - push * (b.north - a.north),
                       (a.north + b.north) / 2 + push * (b.east - a.east)});
    }
    finer.push_back(points.back());
    return finer;
  }

  std::uint64_t seed_;
  std::array<double, 4> phases_{};
};

/// The outline of the cells [column, column + width) x [row, row + height).
std::vector<Place> outline(const Lattice& lattice, Corner from, std::size_t width,
                           std::size_t height) {
  std::vector<Place> ring;
  const auto walk = [&](Corner a, Corner b) {
    const auto points = lattice.border(a, b);
    ring.insert(ring.end(), points.begin(), points.end());
  };
  const auto east = from.column + width;
  const auto north = from.row + height;
  for (auto c = from.column; c < east; ++c) walk({c, from.row}, {c + 1, from.row});
  for (auto r = from.row; r < north; ++r) walk({east, r}, {east, r + 1});
  for (auto c = east; c > from.column; --c) walk({c, north}, {c - 1, north});
  for (auto r = north; r > from.row; --r) walk({from.column, r}, {from.column, r - 1});
  return ring;
}

UnitCode code_of(std::string text) {
  auto code = UnitCode::parse(text);
  CHECK(code.has_value());
  return *code;
}

Place centre_of(const std::vector<Place>& ring) {
  Place sum;
  for (const auto& place : ring) {
    sum.east += place.east;
    sum.north += place.north;
  }
  const auto n = static_cast<double>(ring.size());
  return {sum.east / n, sum.north / n};
}

std::vector<Settlement> settle(const std::vector<Place>& ring, bool is_town, Random& random) {
  const auto centre = centre_of(ring);
  const unsigned count = is_town ? 4 : 2 + random.below(2);
  std::vector<Settlement> settlements;
  while (settlements.size() < count) {
    const double reach = is_town ? 900 : 1'400;
    const Place place{centre.east + reach * random.normal(),
                      centre.north + reach * random.normal()};
    if (!ring_holds(ring, place)) continue;
    settlements.push_back(
        {.centre = place, .spread_metres = is_town ? 420.0 : 230.0, .share = 1.0 / count});
  }
  return settlements;
}

void add_villages(County& county, const Lattice& lattice, std::size_t station, Corner from,
                  Random& random) {
  const auto parent = county.units[county.station_units[station]].code;
  for (std::size_t cell = 0; cell < k_station_columns * k_station_rows; ++cell) {
    const auto& first = k_village_first[(station * 5 + cell * 2) % k_village_first.size()];
    const auto& second = k_village_second[(station + cell) % k_village_second.size()];
    const Corner corner{from.column + cell % k_station_columns,
                        from.row + cell / k_station_columns};
    auto ring = outline(lattice, corner, 1, 1);
    // Chengguan is the county's seat: four of its six are town, and one of each neighbour's.
    const bool is_town = station == 5 ? cell < 4 : (station == 6 && cell == 0);
    Village village{
        .unit = county.units.size(),
        .station = station,
        .dwellings = is_town ? 5'200 + 900 * random.uniform() : 700 + 500 * random.uniform(),
        .is_town = is_town,
        .settlements = settle(ring, is_town, random)};
    county.units.push_back(
        {.code = code_of(fmt::format("{}{:03}", parent.text(), cell + 1)),
         .parent = parent,
         .level = "community",
         .name_en =
             fmt::format("{} {}{}", first.en, second.en, is_town ? " Community" : " Village"),
         .name_zh = fmt::format("{}{}{}", first.zh, second.zh, is_town ? "社区" : "村"),
         .ring = std::move(ring)});
    county.villages.push_back(std::move(village));
  }
}

}  // namespace

bool ring_holds(const std::vector<Place>& ring, Place place) {
  bool inside = false;
  for (std::size_t i = 0, j = ring.size() - 1; i < ring.size(); j = i++) {
    const auto& a = ring[i];
    const auto& b = ring[j];
    if ((a.north > place.north) == (b.north > place.north)) continue;
    const double crossing =
        a.east + (b.east - a.east) * (place.north - a.north) / (b.north - a.north);
    if (place.east < crossing) inside = !inside;
  }
  return inside;
}

Degrees to_degrees(Place place) {
  constexpr double k_degree = std::numbers::pi / 180;
  const double latitude = k_origin.latitude + place.north / (k_earth_radius_metres * k_degree);
  const double circle = k_earth_radius_metres * k_degree * std::cos(k_origin.latitude * k_degree);
  return {k_origin.longitude + place.east / circle, latitude};
}

County draw_county(std::uint64_t seed) {
  const Lattice lattice(seed);
  Random random(seed, 2);
  County county;
  const auto whole = outline(lattice, {0, 0}, k_columns, k_rows);
  const auto add = [&](const char* code, const char* parent, const char* level, Name name) {
    county.units.push_back({.code = code_of(code),
                            .parent = *parent ? code_of(parent) : UnitCode(),
                            .level = level,
                            .name_en = name.en,
                            .name_zh = name.zh,
                            .ring = whole});
  };
  add("99", "", "province", k_province);
  add("9901", "99", "prefecture", k_prefecture);
  add("990121", "9901", "county", k_county);
  for (std::size_t station = 0; station < k_stations.size(); ++station) {
    const Corner from{station % 4 * k_station_columns, station / 4 * k_station_rows};
    county.station_units.push_back(county.units.size());
    county.units.push_back({.code = code_of(fmt::format("990121{:03}", station + 1)),
                            .parent = code_of("990121"),
                            .level = "station",
                            .name_en = fmt::format("{} Police Station", k_stations[station].en),
                            .name_zh = fmt::format("{}派出所", k_stations[station].zh),
                            .ring = outline(lattice, from, k_station_columns, k_station_rows)});
    add_villages(county, lattice, station, from, random);
  }
  return county;
}

}  // namespace anlan::research
