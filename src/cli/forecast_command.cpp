#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <numeric>

#include "base/problem.h"
#include "cli/forecast_input.h"
#include "cli/pattern_commands.h"

namespace anlan::cli {
namespace {

using namespace patterns;

struct Options : ForecastOptions {
  std::string from;
  std::size_t top = 20;
};

Day first_day(const ForecastWorld& world, const Options& options) {
  if (options.from.empty()) return world.days().below;
  const auto day = Day::parse(options.from);
  if (!day) throw Problem::invalid("forecast.from", "--from must be a day such as 2026-02-03.");
  return *day;
}

void add_facts(ResultTable& table, const ForecastWorld& world, const CountForecast& forecast,
               const StackedForecaster& stack, Day from, const Options& options) {
  const auto& report = stack.report();
  const double all = std::accumulate(forecast.mean.begin(), forecast.mean.end(), 0.0);
  // Cells of one dispersion add up to another count of it.
  const double size = report.dispersion > 1 ? all / (report.dispersion - 1) : k_poisson_size;
  const auto interval = central_interval({all, size}, options.level);
  auto sorted = forecast.mean;
  std::ranges::sort(sorted, std::greater());
  const auto flagged = world.flagged(options);
  const double in_flagged = std::accumulate(sorted.begin(), sorted.begin() + flagged, 0.0);
  table.facts = {
      {{"events", "events of the past"},
       static_cast<std::int64_t>(events_before(world.placed, from.number()).size())},
      {{"days", "forecast of the days"}, DayRange{from, from + options.days}},
      {{"expected", "expected events", 1}, all},
      {{"expected_low", fmt::format("at least ({:g} %)", options.level * 100)},
       std::int64_t{interval.low}},
      {{"expected_high", "at most"}, std::int64_t{interval.high}},
      {{"cells", "cells"}, std::int64_t{world.grid.cells()}},
      {{"cell_metres", "side of a cell (m)", -6}, world.grid.cell_side()},
      {{"flagged_cells", "flagged cells"}, std::int64_t{flagged}},
      {{"flagged_share", "share of events expected there", 3}, all > 0 ? in_flagged / all : 0},
      {{"dispersion", "dispersion", 2}, report.dispersion},
      {{"trials", "earlier windows tried"}, std::int64_t{report.trials}}};
  const auto names = stack.names();
  for (std::size_t i = 0; i < names.size(); ++i) {
    // Text passes over members that count for next to nothing.
    const auto title = report.weights[i] < .005 ? "" : "weight of " + names[i];
    table.facts.push_back({{"weight_" + names[i], title, 3}, report.weights[i]});
  }
}

ResultTable table_of(const ForecastWorld& world, const CountForecast& forecast,
                     const StackedForecaster& stack, Day from, const Options& options) {
  ResultTable table;
  table.title = "Forecast: how many events, in which cell?";
  add_facts(table, world, forecast, stack, from, options);
  table.columns = place_columns(world.plane);
  for (auto&& column : std::vector<ResultColumn>{{"rank", "rank"},
                                                 {"expected", "expected", -3},
                                                 {"low", "at least"},
                                                 {"high", "at most"},
                                                 {"is_flagged", "flagged"}})
    table.columns.push_back(column);
  const auto order = largest(forecast.mean, forecast.mean.size());
  const auto flagged = world.flagged(options);
  table.rows.resize(order.size());
  for (std::size_t rank = 0; rank < order.size(); ++rank) {
    const auto cell = order[rank];
    const auto interval = central_interval(forecast.at(cell), options.level);
    auto& row = table.rows[cell];
    row = place_cells(world.plane, world.cells.centre(cell));
    row.insert(row.end(),
               {static_cast<std::int64_t>(rank + 1), forecast.mean[cell],
                std::int64_t{interval.low}, std::int64_t{interval.high}, rank < flagged});
  }
  if (options.run.is_geojson)
    for (std::size_t cell = 0; cell < order.size(); ++cell)
      table.places.push_back(outline_of(world.plane, world.cells, cell));
  table.rows_in_text = largest(forecast.mean, options.top);
  table.rows_in_text_title =
      fmt::format("The {} cells of highest rank of {}, by their centres; --csv prints all:",
                  table.rows_in_text->size(), table.rows.size());
  if (stack.report().trials == 0)
    table.notes.emplace_back(
        "There is too little history to weigh the members: each weighs the same.");
  table.notes.push_back(fmt::format(
      "at least, at most: the number of events lies there with {:g} %, both ends included.",
      options.level * 100));
  return table;
}

void run(const Options& options) {
  const auto world = load_world(options);
  auto stack = forecaster_of(world, options.method, options);
  const auto from = first_day(world, options);
  const ForecastWindow window{static_cast<double>(from.number()),
                              static_cast<double>(from.number() + options.days)};
  const auto forecast = stack.forecast(world.placed, window);
  print(table_of(world, forecast, stack, from, options), options.run);
}

}  // namespace

void add_forecast_command(CLI::App& app) {
  auto options = std::make_shared<Options>();
  auto* command =
      app.add_subcommand("forecast", "How many events will the next days bring, and where?");
  add_forecast_options(*command, *options);
  command->add_option("--from", options->from,
                      "First day of the forecast; later events do not count [after the last]");
  command->add_option("--top", options->top, "Cells in the text")->capture_default_str();
  add_run_options(*command, options->run, {.has_places = true});
  command->callback([options] { run(*options); });
}

}  // namespace anlan::cli
