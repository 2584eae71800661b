#include "cli/map_cells.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/problem.h"

namespace anlan::cli {

using patterns::EventPlane;
using patterns::Window;

geometry::Point MapCells::centre(std::size_t cell) const {
  const auto column = static_cast<double>(cell % columns);
  const auto row = static_cast<double>(cell / columns);
  return {window.west + (column + .5) * width(), window.south + (row + .5) * height()};
}

std::size_t MapCells::cell_of(const geometry::Point& point) const {
  if (point.x < window.west || point.x > window.east || point.y < window.south ||
      point.y > window.north)
    return size();
  const auto column =
      std::min(static_cast<std::uint32_t>((point.x - window.west) / width()), columns - 1);
  const auto row =
      std::min(static_cast<std::uint32_t>((point.y - window.south) / height()), rows - 1);
  return std::size_t{row} * columns + column;
}

MapCells cells_over(const Window& window, double side, std::size_t most) {
  // A hair less than a whole number of cells is that number, whatever rounding did to the window.
  const double columns = std::max(1.0, std::ceil(window.width() / side - 1e-6));
  const double rows = std::max(1.0, std::ceil(window.height() / side - 1e-6));
  if (!(columns * rows <= static_cast<double>(most)))
    throw Problem::too_large(
        "cells.count",
        fmt::format("The window has more than {} cells: take a larger --cell.", most));
  return {window, static_cast<std::uint32_t>(columns), static_cast<std::uint32_t>(rows)};
}

Window whole_squares(const Window& window, double side) {
  const double west = std::floor(window.west / side) * side;
  const double south = std::floor(window.south / side) * side;
  // What lies on a far edge belongs to the next square.
  return {west, south, (std::floor(window.east / side) + 1) * side,
          (std::floor(window.north / side) + 1) * side};
}

std::vector<ResultColumn> place_columns(const EventPlane& plane) {
  if (plane.is_projected()) return {{"longitude", "longitude", 5}, {"latitude", "latitude", 5}};
  return {{"x", "x", -8}, {"y", "y", -8}};
}

std::vector<Cell> place_cells(const EventPlane& plane, const geometry::Point& point) {
  const auto place = plane.as_written(point);
  if (!plane.is_projected()) return {place.x, place.y};
  // A ten-millionth of a degree is a centimetre.
  const auto rounded = [](double degrees) { return std::round(degrees * 1e7) / 1e7; };
  return {rounded(place.x), rounded(place.y)};
}

Outline outline_of(const EventPlane& plane, const MapCells& cells, std::size_t cell) {
  const auto column = static_cast<std::uint32_t>(cell % cells.columns);
  const auto row = static_cast<std::uint32_t>(cell / cells.columns);
  Outline outline;
  for (const auto& corner : {cells.corner(column, row), cells.corner(column + 1, row),
                             cells.corner(column + 1, row + 1), cells.corner(column, row + 1)}) {
    const auto place = place_cells(plane, corner);
    outline.push_back({std::get<double>(place[0]), std::get<double>(place[1])});
  }
  return outline;
}

std::vector<std::size_t> largest(const std::vector<double>& values, std::size_t count) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  count = std::min(count, order.size());
  std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(count), order.end(),
                    [&](std::size_t a, std::size_t b) {
                      return values[a] != values[b] ? values[a] > values[b] : a < b;
                    });
  order.resize(count);
  return order;
}

}  // namespace anlan::cli
