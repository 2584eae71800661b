// The commands of the patterns engine: a file of events in, a table out, no data folder.
#pragma once

namespace CLI {
class App;
}

namespace anlan::cli {

/// All of them.
void add_pattern_commands(CLI::App& app);

void add_backtest_command(CLI::App& app);     ///< anlan backtest
void add_forecast_command(CLI::App& app);     ///< anlan forecast
void add_near_repeat_command(CLI::App& app);  ///< anlan near-repeat
void add_seasons_command(CLI::App& app);      ///< anlan seasons
void add_series_command(CLI::App& app);       ///< anlan series
void add_density_command(CLI::App& app);      ///< anlan density
void add_hotspots_command(CLI::App& app);     ///< anlan hotspots
void add_hawkes_command(CLI::App& app);       ///< anlan hawkes

}  // namespace anlan::cli
