#include "cli/forecast_input.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>

#include "base/problem.h"

namespace anlan::cli {
namespace {

using namespace patterns;

constexpr std::size_t k_cells_max = 1'000'000;  // each is a row of the table

MapCells cells_of(const EventPlane& plane, const ForecastOptions& options) {
  auto window = options.window.empty()
                    ? whole_squares(window_of(plane, "", options.cell * 1e-3), options.cell)
                    : window_of(plane, options.window, 0);
  const auto cells = cells_over(window, options.cell, k_cells_max);
  // The cells of a forecast are squares: the last ones may reach over the window.
  window.east = window.west + cells.columns * options.cell;
  window.north = window.south + cells.rows * options.cell;
  return {window, cells.columns, cells.rows};
}

std::vector<DatedPoint> dated(const Events& events, const EventPlane& plane) {
  std::vector<DatedPoint> points;
  for (std::size_t i = 0; i < events.size(); ++i)
    points.push_back(
        {plane.points()[i].x, plane.points()[i].y, days_between({Day(), 0}, events.times[i])});
  return points;
}

}  // namespace

std::uint32_t ForecastWorld::flagged(const ForecastOptions& options) const {
  const auto one_in_a_hundred = std::max(1U, grid.cells() / 100);
  return std::min(options.flagged_cells > 0 ? options.flagged_cells : one_in_a_hundred,
                  grid.cells());
}

ForecastWorld load_world(const ForecastOptions& options) {
  auto events = load_events(options.input, {.learns = true});
  EventPlane plane(events);
  const auto cells = cells_of(plane, options);
  ForecastGrid grid({.west = cells.window.west,
                     .south = cells.window.south,
                     .cell = options.cell,
                     .columns = cells.columns,
                     .rows = cells.rows});
  auto placed = grid.place(dated(events, plane));
  return {std::move(events), std::move(plane), cells, std::move(grid), std::move(placed)};
}

const std::vector<std::string>& forecast_methods() {
  static const std::vector<std::string> k_methods{"usual", "fast", "density", "counts"};
  return k_methods;
}

StackedForecaster forecaster_of(const ForecastWorld& world, const std::string& method,
                                const ForecastOptions& options) {
  const StackSettings stack{.trials_max = options.trials, .threads = options.run.thread_count()};
  if (method == "counts") return plain_count_forecaster(world.grid, stack);
  if (method == "density") return density_forecaster(world.grid, stack);
  return usual_forecaster(
      world.grid,
      {.unit_metres = options.unit_metres, .has_models = method == "usual", .stack = stack});
}

void add_forecast_options(CLI::App& command, ForecastOptions& options) {
  add_event_options(command, options.input);
  command.add_option("--window", options.window,
                     "west,south,east,north in the coordinates of the file [around all events]");
  command.add_option("--cell", options.cell, "Side of a cell, metres")
      ->capture_default_str()
      ->check(CLI::PositiveNumber);
  command.add_option("--days", options.days, "A forecast is for so many days")
      ->capture_default_str()
      ->check(CLI::Range(1, 3'660));
  command
      .add_option(
          "--method", options.method,
          "usual (a stack of all), fast (without the models fitted anew), density or counts")
      ->capture_default_str()
      ->check(CLI::IsMember(forecast_methods()));
  command
      .add_option("--unit-metres", options.unit_metres,
                  "Length of the unit of x, y and --cell, such as .3048 for feet")
      ->capture_default_str()
      ->check(CLI::PositiveNumber);
  command
      .add_option("--trials", options.trials,
                  "Earlier windows by which the members of a stack are weighed")
      ->capture_default_str()
      ->check(CLI::Range(0U, 1'000U));
  command.add_option("--level", options.level, "Of intervals")
      ->capture_default_str()
      ->check(CLI::Range(.01, .999));
  command.add_option("--flag-cells", options.flagged_cells,
                     "How many cells of highest rank are flagged [one in a hundred]");
}

}  // namespace anlan::cli
