#include "warnings/methods/frame.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

#include "base/problem.h"

namespace anlan::warnings {
namespace {

constexpr double k_metres_a_degree = 6'371'008.8 * std::numbers::pi / 180;
constexpr double k_least_cosine = 0.01;

geometry::Bounds bounds_of(const DetectionInput& input) {
  if (!input.bounds.empty()) return input.bounds;
  geometry::Bounds bounds;
  for (const auto& point : input.points) bounds.include(point.position);
  return bounds;
}

double metres_a_degree_east(double latitude) {
  return k_metres_a_degree * std::max(k_least_cosine, std::cos(latitude * std::numbers::pi / 180));
}

std::uint32_t cells_along(double metres, double cell_metres) {
  return static_cast<std::uint32_t>(std::clamp(std::ceil(metres / cell_metres), 1.0, 1e9));
}

void sort(std::vector<FramedPoint>& points) {
  std::ranges::sort(points, {},
                    [](const FramedPoint& point) { return std::pair(point.day, point.incident); });
}

}  // namespace

GridFrame plane_over(const DetectionInput& input) {
  const auto bounds = bounds_of(input);
  GridFrame plane{.cell_metres = 1, .row_degrees = 1 / k_metres_a_degree};
  if (bounds.empty()) return plane;
  plane.origin = {.longitude = bounds.west, .latitude = bounds.south};
  plane.column_degrees = 1 / metres_a_degree_east((bounds.south + bounds.north) / 2);
  return plane;
}

GridFrame frame_over(const DetectionInput& input, double cell_metres) {
  const auto bounds = bounds_of(input);
  GridFrame frame{.cell_metres = cell_metres};
  if (bounds.empty()) return frame;
  const double middle = (bounds.south + bounds.north) / 2;
  const double east = metres_a_degree_east(middle);
  frame.row_degrees = cell_metres / k_metres_a_degree;
  frame.column_degrees = cell_metres / east;
  const auto columns = cells_along((bounds.east - bounds.west) * east, cell_metres);
  const auto rows = cells_along((bounds.north - bounds.south) * k_metres_a_degree, cell_metres);
  if (std::uint64_t{columns} * rows > k_result_cells_max) {
    throw Problem::too_large(
        "analyses.grid",
        fmt::format("The area has {} x {} cells of {:g} m, more than {} in all: choose larger "
                    "cells or a smaller area.",
                    columns, rows, cell_metres, k_result_cells_max));
  }
  // Three at least, since a cell is held against its neighbours; the bounds lie in the middle.
  frame.columns = std::max(columns, 3U);
  frame.rows = std::max(rows, 3U);
  frame.origin = {
      .longitude = (bounds.west + bounds.east) / 2 - frame.column_degrees * frame.columns / 2,
      .latitude = middle - frame.row_degrees * frame.rows / 2};
  return frame;
}

FramePoint point_on(const GridFrame& frame, const geometry::Position& position) {
  return {
      .x = (position.longitude - frame.origin.longitude) / frame.column_degrees * frame.cell_metres,
      .y = (position.latitude - frame.origin.latitude) / frame.row_degrees * frame.cell_metres};
}

geometry::Position position_on(const GridFrame& frame, const FramePoint& point) {
  return {.longitude = frame.origin.longitude + point.x / frame.cell_metres * frame.column_degrees,
          .latitude = frame.origin.latitude + point.y / frame.cell_metres * frame.row_degrees};
}

bool holds(const GridFrame& frame, const FramePoint& point) {
  return point.x >= 0 && point.y >= 0 && point.x < frame.columns * frame.cell_metres &&
         point.y < frame.rows * frame.cell_metres;
}

std::uint32_t cell_at(const GridFrame& frame, const FramePoint& point) {
  const auto along = [&](double metres, std::uint32_t count) {
    return std::min(static_cast<std::uint32_t>(metres / frame.cell_metres), count - 1);
  };
  return along(point.y, frame.rows) * frame.columns + along(point.x, frame.columns);
}

FramePoint middle_of(const GridFrame& frame, std::uint32_t cell) {
  return {.x = (cell % frame.columns + 0.5) * frame.cell_metres,
          .y = (cell / frame.columns + 0.5) * frame.cell_metres};
}

std::vector<FramedPoint> framed_points(const DetectionInput& input, const GridFrame& frame) {
  std::vector<FramedPoint> points;
  if (frame.cells() == 0) return points;
  for (const auto& point : input.points) {
    const auto at = point_on(frame, point.position);
    if (!holds(frame, at)) continue;
    points.push_back(
        {.at = at, .cell = cell_at(frame, at), .day = point.day, .incident = point.incident});
  }
  sort(points);
  return points;
}

std::vector<FramedPoint> placed_points(const DetectionInput& input, const GridFrame& plane) {
  std::vector<FramedPoint> points;
  for (const auto& point : input.points) {
    points.push_back(
        {.at = point_on(plane, point.position), .day = point.day, .incident = point.incident});
  }
  sort(points);
  return points;
}

std::vector<std::vector<std::uint32_t>> regions_of(const GridFrame& frame,
                                                   const std::vector<bool>& marked) {
  std::vector<std::vector<std::uint32_t>> regions;
  std::vector<bool> seen(marked.size(), false);
  for (std::uint32_t first = 0; first < marked.size(); ++first) {
    if (!marked[first] || seen[first]) continue;
    std::vector<std::uint32_t> region{first};
    seen[first] = true;
    for (std::size_t next = 0; next < region.size(); ++next) {
      const auto column = region[next] % frame.columns;
      const auto row = region[next] / frame.columns;
      for (auto r = row > 0 ? row - 1 : 0; r <= std::min(row + 1, frame.rows - 1); ++r) {
        for (auto c = column > 0 ? column - 1 : 0; c <= std::min(column + 1, frame.columns - 1);
             ++c) {
          const auto cell = r * frame.columns + c;
          if (!marked[cell] || seen[cell]) continue;
          seen[cell] = true;
          region.push_back(cell);
        }
      }
    }
    std::ranges::sort(region);
    regions.push_back(std::move(region));
  }
  return regions;
}

Circle circle_around(const GridFrame& frame, const std::vector<std::uint32_t>& cells) {
  std::vector<FramePoint> middles;
  for (const auto cell : cells) middles.push_back(middle_of(frame, cell));
  auto circle = circle_around(frame, middles, 0);
  circle.radius = circle.radius + Metres::of(frame.cell_metres * std::numbers::sqrt2 / 2);
  return circle;
}

Circle circle_around(const GridFrame& frame, const std::vector<FramePoint>& points,
                     double least_metres) {
  FramePoint centre;
  for (const auto& point : points) {
    centre.x += point.x / static_cast<double>(points.size());
    centre.y += point.y / static_cast<double>(points.size());
  }
  double radius = least_metres;
  for (const auto& point : points)
    radius = std::max(radius, std::hypot(point.x - centre.x, point.y - centre.y));
  return {.centre = position_on(frame, centre), .radius = Metres::of(radius)};
}

}  // namespace anlan::warnings
