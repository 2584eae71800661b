// A surface of cells, and the window that it covers.
#pragma once

#include <cstdint>
#include <vector>

namespace anlan::patterns {

struct DensityPoint {
  double x = 0;
  double y = 0;
};

/// A rectangle in metres (or any one unit of length).
struct Window {
  double west = 0, south = 0, east = 0, north = 0;
  double width() const { return east - west; }
  double height() const { return north - south; }
  double area() const { return width() * height(); }
};

/// Cells over a window, row-major from the south-west; a value belongs to the centre of its cell.
struct Surface {
  Window window;
  std::uint32_t columns = 0;
  std::uint32_t rows = 0;
  std::vector<float> values;

  double cell_width() const { return window.width() / columns; }
  double cell_height() const { return window.height() / rows; }
  float at(std::uint32_t column, std::uint32_t row) const {
    return values[std::size_t{row} * columns + column];
  }
};

}  // namespace anlan::patterns
