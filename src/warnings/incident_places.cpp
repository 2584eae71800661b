#include "warnings/incident_places.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <tuple>

namespace anlan::warnings {
namespace {

constexpr double k_earth_radius = 6'371'008.8;  // mean, metres
constexpr double k_radians = std::numbers::pi / 180;
constexpr double k_metres_a_degree = k_earth_radius * k_radians;
constexpr double k_least_cosine = 0.01;  // nearer to a pole a row is one cell of a kind

struct Cell {
  std::int64_t row = 0;  // to the north
  std::int64_t column = 0;
  friend auto operator<=>(const Cell&, const Cell&) = default;
};

double metres_a_degree_east(std::int64_t row, double grid) {
  const double latitude = (static_cast<double>(row) + 0.5) * grid / k_metres_a_degree;
  return k_metres_a_degree * std::max(k_least_cosine, std::cos(latitude * k_radians));
}

Cell cell_of(const geometry::Position& position, double grid) {
  const auto row =
      static_cast<std::int64_t>(std::floor(position.latitude * k_metres_a_degree / grid));
  const double east = position.longitude * metres_a_degree_east(row, grid);
  return {.row = row, .column = static_cast<std::int64_t>(std::floor(east / grid))};
}

geometry::Position middle_of(const Cell& cell, double grid) {
  return {.longitude = (static_cast<double>(cell.column) + 0.5) * grid /
                       metres_a_degree_east(cell.row, grid),
          .latitude = (static_cast<double>(cell.row) + 0.5) * grid / k_metres_a_degree};
}

Cell exact_cell_of(const geometry::Position& position) {
  return {.row = std::llround(position.latitude * 1e7),
          .column = std::llround(position.longitude * 1e7)};
}

}  // namespace

IncidentPlaces bring_together(std::span<const DetectionPoint> points, Metres grid) {
  const double size = grid.value();
  std::vector<Cell> of_point;
  of_point.reserve(points.size());
  for (const auto& point : points) {
    of_point.push_back(size > 0 ? cell_of(point.position, size) : exact_cell_of(point.position));
  }
  std::vector<Cell> cells = of_point;
  std::ranges::sort(cells);
  cells.erase(std::ranges::unique(cells).begin(), cells.end());

  IncidentPlaces result;
  for (const auto& cell : cells) {
    const geometry::Position exact{.longitude = static_cast<double>(cell.column) / 1e7,
                                   .latitude = static_cast<double>(cell.row) / 1e7};
    result.places.push_back(size > 0 ? middle_of(cell, size) : exact);
  }
  for (const auto& cell : of_point) {
    const auto at = std::ranges::lower_bound(cells, cell) - cells.begin();
    result.place_of.push_back(static_cast<std::uint32_t>(at));
  }
  return result;
}

SpherePoint on_sphere(const geometry::Position& position) {
  const double latitude = position.latitude * k_radians;
  const double longitude = position.longitude * k_radians;
  return {.x = k_earth_radius * std::cos(latitude) * std::cos(longitude),
          .y = k_earth_radius * std::cos(latitude) * std::sin(longitude),
          .z = k_earth_radius * std::sin(latitude)};
}

geometry::Position from_sphere(const SpherePoint& point) {
  return {.longitude = std::atan2(point.y, point.x) / k_radians,
          .latitude = std::atan2(point.z, std::hypot(point.x, point.y)) / k_radians};
}

}  // namespace anlan::warnings
