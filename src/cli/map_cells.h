// MapCells: a window cut into cells, as rows of a table.
#pragma once

#include <cstdint>

#include "cli/event_input.h"

namespace anlan::cli {

/// Cells over a window, row-major from the south-west.
struct MapCells {
  patterns::Window window;
  std::uint32_t columns = 1;
  std::uint32_t rows = 1;

  std::size_t size() const { return std::size_t{columns} * rows; }
  double width() const { return window.width() / columns; }
  double height() const { return window.height() / rows; }
  geometry::Point corner(std::uint32_t column, std::uint32_t row) const {
    return {window.west + column * width(), window.south + row * height()};
  }
  geometry::Point centre(std::size_t cell) const;
  /// The cell of a point; size() where it lies outside. The far edges belong to the last cells.
  std::size_t cell_of(const geometry::Point& point) const;
};

/// Square cells of this side, or nearly so: the window is cut evenly. Throws Problem (too_large,
/// "cells.count") beyond `most`.
MapCells cells_over(const patterns::Window& window, double side, std::size_t most);

/// The window grown to whole squares of this side, whose corners are multiples of it.
patterns::Window whole_squares(const patterns::Window& window, double side);

/// The keys and titles of a place in what the events were written in: longitude and latitude, or x
/// and y.
std::vector<ResultColumn> place_columns(const patterns::EventPlane& plane);
/// The same of a point.
std::vector<Cell> place_cells(const patterns::EventPlane& plane, const geometry::Point& point);

/// The corners of a cell in what the events were written in.
Outline outline_of(const patterns::EventPlane& plane, const MapCells& cells, std::size_t cell);

/// The indices of the largest values, the largest first, at most `count`; of equal ones the first.
std::vector<std::size_t> largest(const std::vector<double>& values, std::size_t count);

}  // namespace anlan::cli
