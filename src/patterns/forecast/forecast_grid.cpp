#include "patterns/forecast/forecast_grid.h"

#include <algorithm>
#include <cmath>

#include "base/problem.h"

namespace anlan::patterns {
namespace {

void check(const GridSettings& s) {
  std::vector<FieldFault> faults;
  if (!std::isfinite(s.west)) faults.push_back({"west", "must be a number"});
  if (!std::isfinite(s.south)) faults.push_back({"south", "must be a number"});
  if (!(s.cell > 0) || !std::isfinite(s.cell))
    faults.push_back({"cell", "must be a number over 0"});
  if (s.columns == 0) faults.push_back({"columns", "must be over 0"});
  if (s.rows == 0) faults.push_back({"rows", "must be over 0"});
  const auto squares = std::uint64_t{s.columns} * s.rows;
  if (!s.mask.empty() && s.mask.size() != squares)
    faults.push_back({"mask", "must be one a square, or none"});
  if (!s.mask.empty() && std::ranges::find(s.mask, true) == s.mask.end())
    faults.push_back({"mask", "must keep a square"});
  if (!faults.empty()) {
    throw Problem::invalid("forecast.grid", "There is no such grid to forecast on.",
                           std::move(faults));
  }
  if (squares > k_forecast_cells_max) {
    throw Problem::too_large("forecast.grid",
                             "The grid has more than 4,000,000 squares: choose larger cells.");
  }
}

}  // namespace

ForecastGrid::ForecastGrid(GridSettings settings) : settings_(std::move(settings)) {
  check(settings_);
  const auto squares = settings_.columns * settings_.rows;
  cell_of_square_.assign(squares, k_no_cell);
  for (std::uint32_t square = 0; square < squares; ++square) {
    if (!settings_.mask.empty() && !settings_.mask[square]) continue;
    cell_of_square_[square] = cells();
    square_of_cell_.push_back(square);
  }
}

Window ForecastGrid::window() const {
  return {settings_.west, settings_.south, settings_.west + settings_.cell * settings_.columns,
          settings_.south + settings_.cell * settings_.rows};
}

DensityPoint ForecastGrid::centre(std::uint32_t cell) const {
  const auto square = square_of_cell_[cell];
  return {settings_.west + (square % settings_.columns + .5) * settings_.cell,
          settings_.south + (square / settings_.columns + .5) * settings_.cell};
}

std::uint32_t ForecastGrid::cell_at(double x, double y) const {
  const double column = std::floor((x - settings_.west) / settings_.cell);
  const double row = std::floor((y - settings_.south) / settings_.cell);
  if (!(column >= 0 && column < settings_.columns && row >= 0 && row < settings_.rows))
    return k_no_cell;
  return cell_of_square_[static_cast<std::size_t>(row) * settings_.columns +
                         static_cast<std::size_t>(column)];
}

std::vector<CellEvent> ForecastGrid::place(std::span<const DatedPoint> points) const {
  std::vector<CellEvent> events;
  events.reserve(points.size());
  for (const auto& p : points) {
    if (!std::isfinite(p.x) || !std::isfinite(p.y) || !std::isfinite(p.day))
      throw Problem::invalid("forecast.events", "An event has no usable place or day.");
    events.push_back({p.x, p.y, p.day, cell_at(p.x, p.y)});
  }
  std::ranges::stable_sort(events, {}, &CellEvent::day);
  return events;
}

GridSettings grid_around(std::span<const DatedPoint> points, double west, double south,
                         double cell) {
  GridSettings settings{.west = west, .south = south, .cell = cell, .columns = 1, .rows = 1};
  double east = west, north = south;
  for (const auto& p : points) {
    if (std::isfinite(p.x)) east = std::max(east, p.x);
    if (std::isfinite(p.y)) north = std::max(north, p.y);
  }
  const double columns = std::floor((east - west) / cell) + 1;
  const double rows = std::floor((north - south) / cell) + 1;
  if (!(columns * rows <= static_cast<double>(k_forecast_cells_max))) {
    throw Problem::too_large("forecast.grid",
                             "The grid has more than 4,000,000 squares: choose larger cells.");
  }
  settings.columns = static_cast<std::uint32_t>(columns);
  settings.rows = static_cast<std::uint32_t>(rows);
  return settings;
}

}  // namespace anlan::patterns
