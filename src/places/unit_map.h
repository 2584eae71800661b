// UnitMap: the areas of units as a map draws them, at every zoom.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "geometry/simplify.h"
#include "geometry/tile.h"
#include "places/gazetteer.h"

namespace anlan::places {

/// The level that is drawn at a zoom where none is asked for: the deepest that has areas and can be
/// told apart; empty where no unit has an area.
std::optional<Level> level_at_zoom(const Gazetteer& units, int zoom);

/// Draws the units of one gazetteer. Simplifies a level once for each zoom, all its areas together,
/// so that tiles fit each other and neighbours share their border; keeps the tiles that were asked
/// for. Safe to share between threads.
class UnitMap {
 public:
  explicit UnitMap(std::shared_ptr<const Gazetteer> units) : units_(std::move(units)) {}

  /// A vector tile with one layer, "units": areas with code, level, name_en and name_zh, of the
  /// units of the level within the scope. Empty where there are none.
  std::string tile(const geometry::Tile& tile, Level level, const UnitPath& scope);

  const std::shared_ptr<const Gazetteer>& units() const { return units_; }

 private:
  using Areas = std::shared_ptr<const std::vector<geometry::WorldArea>>;
  Areas areas(Level level, int zoom);
  std::string draw(const geometry::Tile& tile, Level level, const UnitPath& scope);

  std::shared_ptr<const Gazetteer> units_;
  std::mutex areas_mutex_;                        // guards areas_; held while they are made
  std::map<std::pair<Level, int>, Areas> areas_;  // as the gazetteer numbers them
  std::mutex tiles_mutex_;                        // guards tiles_ and tile_bytes_
  std::unordered_map<std::string, std::string> tiles_;
  std::size_t tile_bytes_ = 0;
};

}  // namespace anlan::places
