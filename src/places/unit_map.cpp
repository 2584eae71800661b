#include "places/unit_map.h"

#include <fmt/format.h>

#include <algorithm>

#include "geometry/vector_tile.h"

namespace anlan::places {
namespace {

/// From here on lines are drawn as they are: a hundredth of a tile's unit is a centimetre.
constexpr int k_zoom_whole = 15;
constexpr std::size_t k_tiles_bytes_max = 64 << 20;
constexpr double k_margin =
    static_cast<double>(geometry::k_tile_area_margin) / geometry::k_tile_extent;

/// How deep a level may be at a zoom: a county fills a tile at 9, a station at 12.
Level deepest_at(int zoom) {
  if (zoom < 5) return Level::province;
  if (zoom < 7) return Level::prefecture;
  if (zoom < 9) return Level::county;
  return zoom < 12 ? Level::station : Level::community;
}

}  // namespace

std::optional<Level> level_at_zoom(const Gazetteer& units, int zoom) {
  std::optional<Level> found;
  for (int i = 0; i < k_level_count; ++i) {
    const auto level = static_cast<Level>(i);
    if (units.with_boundary(level).empty()) continue;
    if (found && level > deepest_at(zoom)) break;
    found = level;
  }
  return found;
}

UnitMap::Areas UnitMap::areas(Level level, int zoom) {
  const auto kept_zoom = std::min(zoom, k_zoom_whole);
  const std::lock_guard lock(areas_mutex_);
  auto& kept = areas_[{level, kept_zoom}];
  if (kept) return kept;
  auto& whole = areas_[{level, k_zoom_whole}];
  if (!whole) {
    std::vector<geometry::WorldArea> world;
    for (const auto number : units_->with_boundary(level))
      world.push_back(geometry::to_world(units_->area(number)));
    whole = std::make_shared<const std::vector<geometry::WorldArea>>(std::move(world));
  }
  if (kept_zoom < k_zoom_whole) {
    kept = std::make_shared<const std::vector<geometry::WorldArea>>(
        geometry::simplified(*whole, geometry::unseen_tolerance(kept_zoom)));
  }
  return kept;
}

std::string UnitMap::draw(const geometry::Tile& tile, Level level, const UnitPath& scope) {
  geometry::VectorTileLayer layer("units", tile);
  const auto numbers = units_->with_boundary(level);
  const auto drawn = areas(level, tile.zoom);
  for (const auto index : units_->near(tile.bounds(k_margin), level)) {
    const auto& unit = units_->all()[numbers[index]];
    if (!scope.contains(unit.path)) continue;
    const std::array<geometry::TileAttribute, 4> attributes{
        {{"code", std::string_view(unit.code.text())},
         {"level", to_string(unit.level)},
         {"name_en", std::string_view(unit.name.en)},
         {"name_zh", std::string_view(unit.name.zh)}}};
    layer.add_area((*drawn)[index], attributes);
  }
  return layer.encoded();
}

std::string UnitMap::tile(const geometry::Tile& tile, Level level, const UnitPath& scope) {
  const auto name =
      fmt::format("{}/{}/{}/{}/{}", to_string(level), tile.zoom, tile.x, tile.y, scope.text());
  {
    const std::lock_guard lock(tiles_mutex_);
    if (const auto known = tiles_.find(name); known != tiles_.end()) return known->second;
  }
  auto bytes = draw(tile, level, scope);
  const std::lock_guard lock(tiles_mutex_);
  if (tile_bytes_ > k_tiles_bytes_max) {  // begin anew: a map looks at few places at a time
    tiles_.clear();
    tile_bytes_ = 0;
  }
  tile_bytes_ += bytes.size() + name.size();
  tiles_.emplace(name, bytes);
  return bytes;
}

}  // namespace anlan::places
