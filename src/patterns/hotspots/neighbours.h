// Neighbours: which areas are near which, and how much they weigh.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace anlan::patterns {

/// One row of weights an area, compressed: the neighbours of area i are others[begin[i] .. begin[i
/// + 1]).
struct Neighbours {
  std::vector<std::uint32_t> begin;  ///< areas + 1 values
  std::vector<std::uint32_t> others;
  std::vector<double> weights;

  std::size_t areas() const { return begin.empty() ? 0 : begin.size() - 1; }
};

/// Binary weights of a full grid, row-major: the up to eight cells around a cell, and itself if
/// told.
Neighbours queen_neighbours(std::uint32_t columns, std::uint32_t rows, bool with_self);

/// Binary weights of points within a distance of each other (the end included), by comparing all
/// pairs.
struct PlanePoint {
  double x = 0;
  double y = 0;
};
Neighbours distance_neighbours(std::span<const PlanePoint> points, double metres, bool with_self);

/// Binary weights from lists of neighbours, as in a .gal file. Throws Problem (invalid,
/// "hotspots.neighbours") where a list names an area that is not there.
Neighbours listed_neighbours(const std::vector<std::vector<std::uint32_t>>& lists);

/// The same with every row divided by its sum; a row without neighbours stays empty.
Neighbours row_standardised(Neighbours neighbours);

}  // namespace anlan::patterns
