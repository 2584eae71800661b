// What `anlan forecast` and `anlan backtest` share: events in cells, and a stack of forecasters.
#pragma once

#include <string>
#include <vector>

#include "cli/event_input.h"
#include "cli/map_cells.h"
#include "patterns/forecast/usual_forecast.h"

namespace anlan::cli {

struct ForecastOptions {
  EventOptions input;
  RunOptions run;
  std::string window;
  double cell = 250;
  double unit_metres = 1;  ///< length of the unit of --cell and of places that are not in degrees
  std::string method = "usual";
  std::int32_t days = 7;
  std::uint32_t trials = 20;
  double level = .9;
  std::uint32_t flagged_cells = 0;  ///< 0: one in a hundred
};

/// usual, fast, density, counts.
const std::vector<std::string>& forecast_methods();

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

/// The forecaster of a method. The world must outlive it.
patterns::StackedForecaster forecaster_of(const ForecastWorld& world, const std::string& method,
                                          const ForecastOptions& options);

/// Adds the options that both commands have.
void add_forecast_options(CLI::App& command, ForecastOptions& options);

}  // namespace anlan::cli
