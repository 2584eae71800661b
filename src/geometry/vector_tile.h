// Vector tiles: what maps draw, as Mapbox's vector tile specification 2.1 encodes it.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

#include "geometry/simplify.h"
#include "geometry/tile.h"

namespace anlan::geometry {

constexpr int k_tile_extent = 4096;      ///< a tile's width in its own units
constexpr int k_tile_area_margin = 128;  ///< areas reach over the edge, so that it is not drawn

using TileValue = std::variant<std::string_view, std::int64_t, double, bool>;
struct TileAttribute {
  std::string_view key;
  TileValue value;
};

/// A place in a tile's units from its north-west corner, x to the east and y to the south.
struct TilePoint {
  std::int32_t x = 0;
  std::int32_t y = 0;
  friend bool operator==(const TilePoint&, const TilePoint&) = default;
};

/// Where the place lies in the tile; beyond 0 .. k_tile_extent - 1 it lies in another.
TilePoint to_tile(const WorldPoint& place, const Tile& tile);

/// How far simplified() may move a line so that it is not seen at this zoom: an eighth of a pixel,
/// where a tile is drawn 512 pixels wide.
double unseen_tolerance(int zoom);

/// One layer of one tile. Keys and values are kept once each, as the specification asks. Strings
/// are UTF-8.
class VectorTileLayer {
 public:
  VectorTileLayer(std::string_view name, const Tile& tile);

  /// A place that lies in another tile is left out, so that each is drawn once.
  void add_point(const TilePoint& place, std::span<const TileAttribute> attributes,
                 std::optional<std::uint64_t> id = {});
  void add_point(const Position& place, std::span<const TileAttribute> attributes,
                 std::optional<std::uint64_t> id = {});
  /// What reaches further than the margin is cut off; an area of which nothing is left is left out.
  void add_area(const WorldArea& area, std::span<const TileAttribute> attributes,
                std::optional<std::uint64_t> id = {});

  std::size_t feature_count() const { return feature_count_; }
  /// A tile with this layer; empty where it has no feature. Tiles are put together by putting their
  /// bytes one behind the other.
  std::string encoded() const;

 private:
  void add_feature(int type, std::span<const TileAttribute> attributes,
                   std::optional<std::uint64_t> id);
  std::uint32_t key_number(std::string_view key);
  std::uint32_t value_number(const TileValue& value);

  std::string name_;
  Tile tile_;
  std::size_t feature_count_ = 0;
  std::string features_;             // encoded, each with its tag
  std::vector<std::string> keys_;    // few
  std::vector<std::string> values_;  // encoded
  std::unordered_map<std::string, std::uint32_t> value_numbers_;
  std::vector<std::uint32_t> geometry_;  // of the feature in hand: commands and parameters
  std::vector<std::uint32_t> tags_;      // of the feature in hand
};

}  // namespace anlan::geometry
