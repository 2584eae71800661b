// What `anlan forecast` and `anlan backtest` share: events in cells, and a stack of forecasters.
#pragma once

#include <string>
#include <vector>

#include "cli/event_input.h"
#include "cli/map_cells.h"
#include "patterns/forecast/stack.h"

namespace anlan::cli {

struct ForecastOptions {
  EventOptions input;
  RunOptions run;
  std::string window;
  double cell = 250;
  std::vector<std::string> members{"counts", "recent", "density", "seasonal"};
  std::int32_t days = 7;
  double history_days = 1'826;
  double decay_days = 90;
  double bandwidth = 250;
  double season_part = .5;
  double season_days = 30;
  std::uint32_t trials = 20;
  double level = .9;
  std::uint32_t flagged_cells = 0;  ///< 0: one in a hundred
};

/// The events of the file in the cells of a raster. Days are Day::number().
struct ForecastWorld {
  patterns::Events events;
  patterns::EventPlane plane;
  MapCells cells;
  patterns::ForecastGrid grid;
  std::vector<patterns::CellEvent> placed;  ///< sorted by day

  DayRange days() const { return days_of(events); }
  std::uint32_t flagged(const ForecastOptions& options) const;
};

/// Reads the file and lays the raster over it: over --window, or squares over all events. Throws
/// Problem (too_large, "cells.count").
ForecastWorld load_world(const ForecastOptions& options);

/// The stack of these members. The world must outlive it. Throws Problem (invalid,
/// "forecast.members") for a name that is none.
patterns::StackedForecaster stack_of(const ForecastWorld& world,
                                     const std::vector<std::string>& members,
                                     const ForecastOptions& options);

/// Adds the options that both commands have.
void add_forecast_options(CLI::App& command, ForecastOptions& options);

}  // namespace anlan::cli
