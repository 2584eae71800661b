#include "incidents/cells.h"

#include <memory>

#include "base/check.h"

namespace anlan::incidents {
namespace {

constexpr std::size_t k_cells = std::size_t{1} << (2 * k_cell_bits);
constexpr int k_extent_bits = 12;

/// What a cell gathers.
struct Gathered {
  std::uint64_t sum_x = 0;
  std::uint64_t sum_y = 0;
  std::uint32_t count = 0;
  std::uint32_t row = 0;
};

/// The first row whose place on the Morton curve, cut to the tile's zoom, is not below `prefix`.
std::size_t first_row(const Columns& columns, int zoom, std::uint64_t prefix) {
  std::size_t low = 0, high = columns.placed;
  while (low < high) {
    const auto middle = low + (high - low) / 2;
    const auto morton = morton_of(columns.xs[middle], columns.ys[middle]);
    const auto cut = zoom == 0 ? 0 : morton >> (64 - 2 * zoom);
    if (cut < prefix) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

}  // namespace

std::pair<std::size_t, std::size_t> rows_within(const Columns& columns,
                                                const geometry::Tile& tile) {
  if (tile.zoom == 0) return {0, columns.placed};
  const auto prefix = morton_of(tile.x, tile.y);
  return {first_row(columns, tile.zoom, prefix), first_row(columns, tile.zoom, prefix + 1)};
}

std::vector<Cell> cells_of(const Columns& columns, const Selection& selection,
                           const geometry::Tile& tile) {
  CHECK(tile.zoom >= 0 && tile.zoom <= 32 - k_cell_bits);
  const auto [begin, end] = rows_within(columns, tile);
  if (begin == end) return {};
  // A world unit is 2^-32 of the world; a tile unit 2^-12 of the tile, finer than that above 20.
  const int shift = 32 - tile.zoom - k_extent_bits;
  const auto in_tile = [shift](std::uint32_t world) {
    const auto units = shift >= 0 ? world >> shift : world << -shift;
    return units & (k_tile_extent - 1);
  };
  const auto cells = std::make_unique<std::array<Gathered, k_cells>>();
  for_each_selected(columns, selection, begin, end, [&](std::uint32_t row) {
    const auto x = in_tile(columns.xs[row]);
    const auto y = in_tile(columns.ys[row]);
    constexpr int k_cut = k_extent_bits - k_cell_bits;
    auto& cell = (*cells)[(y >> k_cut) << k_cell_bits | x >> k_cut];
    cell.sum_x += x;
    cell.sum_y += y;
    if (cell.count++ == 0) cell.row = row;
  });
  std::vector<Cell> found;
  for (const auto& cell : *cells) {
    if (cell.count == 0) continue;
    found.push_back({.x = static_cast<std::uint32_t>(cell.sum_x / cell.count),
                     .y = static_cast<std::uint32_t>(cell.sum_y / cell.count),
                     .count = cell.count,
                     .row = cell.row});
  }
  return found;
}

}  // namespace anlan::incidents
