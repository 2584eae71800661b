// Cells: the incidents of a map tile, gathered until they can be told apart.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "geometry/tile.h"
#include "incidents/columns.h"
#include "incidents/selection.h"

namespace anlan::incidents {

constexpr std::uint32_t k_tile_extent = 4096;  ///< the units of a tile's side, as vector tiles have
constexpr int k_cell_bits = 6;                 ///< 64 x 64 cells a tile: eight pixels apart

/// Incidents of one cell: where they are on average, and how many.
struct Cell {
  std::uint32_t x = 0;  ///< 0..4095 from the tile's west
  std::uint32_t y = 0;  ///< 0..4095 from the tile's north
  std::uint32_t count = 0;
  std::uint32_t row = 0;  ///< one of them in the columns: the one where count is 1
};

/// The cells with something selected in them. The rows of a tile are neighbours in the columns, so
/// the cost is that of its own rows alone.
std::vector<Cell> cells_of(const Columns& columns, const Selection& selection,
                           const geometry::Tile& tile);

/// The rows [first, second) that lie in the tile.
std::pair<std::size_t, std::size_t> rows_within(const Columns& columns, const geometry::Tile& tile);

}  // namespace anlan::incidents
