// The cells of a forecast: a raster of squares, all of it or what a mask leaves.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "patterns/density/surface.h"
#include "patterns/evaluation/rolling_origins.h"

namespace anlan::patterns {

/// More cells than this are a mistake in the cell's size: a forecast holds some ten numbers each.
constexpr std::uint64_t k_forecast_cells_max = 4'000'000;

struct GridSettings {
  double west = 0;  ///< of the raster's south-west corner, in metres or any one unit of length
  double south = 0;
  double cell = 0;  ///< side of a cell
  std::uint32_t columns = 0;
  std::uint32_t rows = 0;
  /// One a square, row-major from the south-west: false squares are no cells. Empty keeps all.
  std::vector<bool> mask;
};

/// Where and when something happened; `day` counts from any one day 0.
struct DatedPoint {
  double x = 0;
  double y = 0;
  double day = 0;
};

/// Cells are numbered in the order of the raster, over those that the mask keeps.
class ForecastGrid {
 public:
  /// Throws Problem: invalid ("forecast.grid"), too_large ("forecast.grid").
  explicit ForecastGrid(GridSettings settings);

  std::uint32_t cells() const { return static_cast<std::uint32_t>(square_of_cell_.size()); }
  std::uint32_t columns() const { return settings_.columns; }
  std::uint32_t rows() const { return settings_.rows; }
  double cell_side() const { return settings_.cell; }
  Window window() const;
  /// The square of the raster that a cell is: row x columns + column.
  std::uint32_t square(std::uint32_t cell) const { return square_of_cell_[cell]; }
  DensityPoint centre(std::uint32_t cell) const;
  /// k_no_cell outside the raster and where the mask keeps none. A cell holds its western and
  /// southern border.
  std::uint32_t cell_at(double x, double y) const;

  /// Gives each point its cell, and sorts them by day. Throws Problem (invalid, "forecast.events")
  /// where a number is not one.
  std::vector<CellEvent> place(std::span<const DatedPoint> points) const;

 private:
  GridSettings settings_;
  std::vector<std::uint32_t> square_of_cell_;
  std::vector<std::uint32_t> cell_of_square_;
};

/// The least raster of such cells, from the south-west corner given, that holds these points.
GridSettings grid_around(std::span<const DatedPoint> points, double west, double south,
                         double cell);

}  // namespace anlan::patterns
