#include "cli/forecast_input.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>

#include "base/problem.h"

namespace anlan::cli {
namespace {

using namespace patterns;

constexpr std::size_t k_cells_max = 1'000'000;  // each is a row of the table
const std::vector<std::string> k_members{"counts", "recent", "density", "seasonal", "even"};

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

NamedShares member_of(const std::string& name, const ForecastGrid& grid,
                      const ForecastOptions& options) {
  const EventWeights all{.history_days = options.history_days};
  auto recent = all;
  recent.decay_days = options.decay_days;
  auto seasonal = all;
  seasonal.season_part = options.season_part;
  seasonal.season_days = options.season_days;
  if (name == "counts") return {name, count_shares(grid, all)};
  if (name == "recent") return {name, density_shares(grid, options.bandwidth, recent)};
  if (name == "density") return {name, density_shares(grid, options.bandwidth, all)};
  if (name == "seasonal") return {name, count_shares(grid, seasonal)};
  if (name == "even") return {name, even_shares(grid)};
  throw Problem::invalid("forecast.members", fmt::format("There is no member \"{}\"; there are {}.",
                                                         name, fmt::join(k_members, ", ")));
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

StackedForecaster stack_of(const ForecastWorld& world, const std::vector<std::string>& members,
                           const ForecastOptions& options) {
  std::vector<NamedShares> shares;
  for (const auto& name : members) shares.push_back(member_of(name, world.grid, options));
  return {world.grid,
          std::move(shares),
          {.trials_max = options.trials, .threads = options.run.thread_count()}};
}

void add_forecast_options(CLI::App& command, ForecastOptions& options) {
  add_event_options(command, options.input);
  command.add_option("--window", options.window,
                     "west,south,east,north in the coordinates of the file [around all events]");
  command.add_option("--cell", options.cell, "Side of a cell in metres")
      ->capture_default_str()
      ->check(CLI::PositiveNumber);
  command.add_option("--days", options.days, "A forecast is for so many days")
      ->capture_default_str()
      ->check(CLI::Range(1, 3'660));
  command
      .add_option("--members", options.members,
                  "What is stacked, each by what it was worth before: counts, recent, density, "
                  "seasonal, even")
      ->capture_default_str()
      ->delimiter(',')
      ->check(CLI::IsMember(k_members));
  const auto number = [&](const char* name, double& target, const char* what) {
    command.add_option(name, target, what)->capture_default_str()->check(CLI::PositiveNumber);
  };
  number("--history-days", options.history_days, "Older events do not count");
  number("--decay-days", options.decay_days, "Of recent: an event so old weighs 1/e");
  number("--bandwidth", options.bandwidth, "Of recent and density, metres");
  number("--season-days", options.season_days, "Of seasonal: width of the time of the year");
  command
      .add_option("--season-part", options.season_part,
                  "Of seasonal: the part of an event that counts at its time of the year only")
      ->capture_default_str()
      ->check(CLI::Range(0.0, 1.0));
  command.add_option("--trials", options.trials, "Earlier windows by which members are weighed")
      ->capture_default_str()
      ->check(CLI::Range(0U, 1'000U));
  command.add_option("--level", options.level, "Of intervals")
      ->capture_default_str()
      ->check(CLI::Range(.01, .999));
  command.add_option("--flag-cells", options.flagged_cells,
                     "How many cells of highest rank are flagged [one in a hundred]");
}

}  // namespace anlan::cli
