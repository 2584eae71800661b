#include "geometry/vector_tile.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <protozero/pbf_builder.hpp>
#include <protozero/pbf_writer.hpp>

namespace anlan::geometry {
namespace {

enum class TileTag : protozero::pbf_tag_type { layer = 3 };
enum class LayerTag : protozero::pbf_tag_type {
  name = 1,
  feature = 2,
  key = 3,
  value = 4,
  extent = 5,
  version = 15
};
enum class FeatureTag : protozero::pbf_tag_type { id = 1, tags = 2, type = 3, geometry = 4 };
enum class ValueTag : protozero::pbf_tag_type { text = 1, real = 3, integer = 6, boolean = 7 };

constexpr int k_type_point = 1;
constexpr int k_type_polygon = 3;
constexpr std::uint32_t k_version = 2;
constexpr std::uint32_t k_move_to = 1;
constexpr std::uint32_t k_line_to = 2;
constexpr std::uint32_t k_close_path = 7;

constexpr std::uint32_t command(std::uint32_t id, std::size_t count) {
  return id | static_cast<std::uint32_t>(count) << 3;
}
constexpr std::uint32_t zigzag(std::int32_t value) {
  return (static_cast<std::uint32_t>(value) << 1) ^ static_cast<std::uint32_t>(value >> 31);
}

/// Appends commands, with each place relative to the one before.
class Pen {
 public:
  explicit Pen(std::vector<std::uint32_t>& commands) : commands_(commands) {}
  void move_to(const TilePoint& p) {
    commands_.push_back(command(k_move_to, 1));
    go(p);
  }
  void ring(std::span<const TilePoint> corners) {
    move_to(corners[0]);
    commands_.push_back(command(k_line_to, corners.size() - 1));
    for (const auto& corner : corners.subspan(1)) go(corner);
    commands_.push_back(command(k_close_path, 1));
  }

 private:
  void go(const TilePoint& p) {
    commands_.push_back(zigzag(p.x - at_.x));
    commands_.push_back(zigzag(p.y - at_.y));
    at_ = p;
  }
  std::vector<std::uint32_t>& commands_;
  TilePoint at_;
};

struct Spot {  // in tile units, not yet rounded
  double x, y;
};

/// Cuts a ring at a line; `depth` says how far a spot lies on the side that is kept (Sutherland and
/// Hodgman, Communications of the ACM 17, 1974).
template <class Depth>
std::vector<Spot> cut(const std::vector<Spot>& ring, Depth depth) {
  std::vector<Spot> kept;
  kept.reserve(ring.size() + 8);
  for (std::size_t i = 0; i < ring.size(); ++i) {
    const auto &a = ring[i], &b = ring[(i + 1) % ring.size()];
    const double da = depth(a), db = depth(b);
    if (da >= 0) kept.push_back(a);
    if ((da >= 0) == (db >= 0)) continue;
    const double share = da / (da - db);
    kept.push_back({a.x + share * (b.x - a.x), a.y + share * (b.y - a.y)});
  }
  return kept;
}

std::vector<Spot> cut_to_tile(std::vector<Spot> ring) {
  constexpr double k_low = -k_tile_area_margin, k_high = k_tile_extent + k_tile_area_margin;
  double west = k_high, north = k_high, east = k_low, south = k_low;
  for (const auto& spot : ring) {
    west = std::min(west, spot.x), east = std::max(east, spot.x);
    north = std::min(north, spot.y), south = std::max(south, spot.y);
  }
  if (east < k_low || west > k_high || south < k_low || north > k_high) return {};
  if (west < k_low) ring = cut(ring, [](const Spot& s) { return s.x - k_low; });
  if (east > k_high) ring = cut(ring, [](const Spot& s) { return k_high - s.x; });
  if (north < k_low) ring = cut(ring, [](const Spot& s) { return s.y - k_low; });
  if (south > k_high) ring = cut(ring, [](const Spot& s) { return k_high - s.y; });
  return ring;
}

/// Twice the area; positive where the ring runs clockwise as the map is seen, y to the south.
std::int64_t doubled_area(std::span<const TilePoint> ring) {
  std::int64_t doubled = 0;
  for (std::size_t i = 0; i < ring.size(); ++i) {
    const auto &a = ring[i], &b = ring[(i + 1) % ring.size()];
    doubled += std::int64_t{a.x} * b.y - std::int64_t{b.x} * a.y;
  }
  return doubled;
}

/// Whether b adds nothing between a and c.
bool is_on_line(const TilePoint& a, const TilePoint& b, const TilePoint& c) {
  return std::int64_t{b.x - a.x} * (c.y - b.y) == std::int64_t{b.y - a.y} * (c.x - b.x);
}

/// The ring on the tile's grid, without repeated and idle corners; empty where it has no area left.
std::vector<TilePoint> on_grid(const std::vector<Spot>& ring) {
  std::vector<TilePoint> corners;
  for (const auto& spot : ring) {
    const TilePoint p{static_cast<std::int32_t>(std::lround(spot.x)),
                      static_cast<std::int32_t>(std::lround(spot.y))};
    if (!corners.empty() && corners.back() == p) continue;
    while (corners.size() > 1 && is_on_line(corners[corners.size() - 2], corners.back(), p))
      corners.pop_back();
    if (corners.empty() || corners.back() != p) corners.push_back(p);
  }
  while (corners.size() > 1 && corners.back() == corners.front()) corners.pop_back();
  if (corners.size() < 3 || doubled_area(corners) == 0) return {};
  return corners;
}

std::vector<TilePoint> tile_ring(const RingOf<WorldPoint>& ring, const Tile& tile, bool is_outer) {
  std::vector<Spot> spots;
  spots.reserve(ring.size());
  const double n = tile.count();
  for (const auto& p : ring)
    spots.push_back({(p.x * n - tile.x) * k_tile_extent, (p.y * n - tile.y) * k_tile_extent});
  auto corners = on_grid(cut_to_tile(std::move(spots)));
  if (!corners.empty() && (doubled_area(corners) > 0) != is_outer) std::ranges::reverse(corners);
  return corners;
}

std::string encoded_value(const TileValue& value) {
  std::string bytes;
  protozero::pbf_builder<ValueTag> writer(bytes);
  if (const auto* text = std::get_if<std::string_view>(&value)) {
    writer.add_string(ValueTag::text, text->data(), text->size());
  } else if (const auto* integer = std::get_if<std::int64_t>(&value)) {
    writer.add_sint64(ValueTag::integer, *integer);
  } else if (const auto* real = std::get_if<double>(&value)) {
    writer.add_double(ValueTag::real, *real);
  } else {
    writer.add_bool(ValueTag::boolean, std::get<bool>(value));
  }
  return bytes;
}

}  // namespace

TilePoint to_tile(const WorldPoint& place, const Tile& tile) {
  const double n = tile.count();
  const auto unit = [](double share) {  // far places stay within what a number holds
    constexpr double k_far = std::numeric_limits<std::int32_t>::max() / 4.0;
    return static_cast<std::int32_t>(std::clamp(std::floor(share * k_tile_extent), -k_far, k_far));
  };
  return {unit(place.x * n - tile.x), unit(place.y * n - tile.y)};
}

double unseen_tolerance(int zoom) {
  constexpr double k_parts_of_tile = 8 * 512;
  return std::ldexp(1.0 / k_parts_of_tile, -zoom);
}

VectorTileLayer::VectorTileLayer(std::string_view name, const Tile& tile)
    : name_(name), tile_(tile) {}

void VectorTileLayer::add_point(const TilePoint& place, std::span<const TileAttribute> attributes,
                                std::optional<std::uint64_t> id) {
  const auto is_within = [](std::int32_t at) { return at >= 0 && at < k_tile_extent; };
  if (!is_within(place.x) || !is_within(place.y)) return;
  geometry_.clear();
  Pen(geometry_).move_to(place);
  add_feature(k_type_point, attributes, id);
}

void VectorTileLayer::add_point(const Position& place, std::span<const TileAttribute> attributes,
                                std::optional<std::uint64_t> id) {
  add_point(to_tile(to_world(place), tile_), attributes, id);
}

void VectorTileLayer::add_area(const WorldArea& area, std::span<const TileAttribute> attributes,
                               std::optional<std::uint64_t> id) {
  geometry_.clear();
  Pen pen(geometry_);
  for (const auto& polygon : area) {
    const auto outer = tile_ring(polygon.outer, tile_, true);
    if (outer.empty()) continue;
    pen.ring(outer);
    for (const auto& hole : polygon.holes) {
      const auto inner = tile_ring(hole, tile_, false);
      if (!inner.empty()) pen.ring(inner);
    }
  }
  if (!geometry_.empty()) add_feature(k_type_polygon, attributes, id);
}

void VectorTileLayer::add_feature(int type, std::span<const TileAttribute> attributes,
                                  std::optional<std::uint64_t> id) {
  tags_.clear();
  for (const auto& attribute : attributes) {
    tags_.push_back(key_number(attribute.key));
    tags_.push_back(value_number(attribute.value));
  }
  protozero::pbf_builder<LayerTag> layer(features_);
  protozero::pbf_builder<FeatureTag> feature(layer, LayerTag::feature);
  if (id) feature.add_uint64(FeatureTag::id, *id);
  if (!tags_.empty()) feature.add_packed_uint32(FeatureTag::tags, tags_.begin(), tags_.end());
  feature.add_enum(FeatureTag::type, type);
  feature.add_packed_uint32(FeatureTag::geometry, geometry_.begin(), geometry_.end());
  ++feature_count_;
}

std::uint32_t VectorTileLayer::key_number(std::string_view key) {
  const auto known = std::ranges::find(keys_, key);
  const auto number = static_cast<std::uint32_t>(known - keys_.begin());
  if (known == keys_.end()) keys_.emplace_back(key);
  return number;
}

std::uint32_t VectorTileLayer::value_number(const TileValue& value) {
  auto bytes = encoded_value(value);
  const auto [number, is_new] =
      value_numbers_.try_emplace(std::move(bytes), static_cast<std::uint32_t>(values_.size()));
  if (is_new) values_.push_back(number->first);
  return number->second;
}

std::string VectorTileLayer::encoded() const {
  std::string bytes;
  if (feature_count_ == 0) return bytes;
  protozero::pbf_builder<TileTag> tile(bytes);
  protozero::pbf_builder<LayerTag> layer(tile, TileTag::layer);
  layer.add_uint32(LayerTag::version, k_version);
  layer.add_string(LayerTag::name, name_);
  bytes += features_;  // each has its tag and length already
  for (const auto& key : keys_) layer.add_string(LayerTag::key, key);
  for (const auto& value : values_) layer.add_message(LayerTag::value, value);
  layer.add_uint32(LayerTag::extent, k_tile_extent);
  return bytes;
}

}  // namespace anlan::geometry
