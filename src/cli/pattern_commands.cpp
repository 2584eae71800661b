#include "cli/pattern_commands.h"

namespace anlan::cli {

void add_pattern_commands(CLI::App& app) {
  add_backtest_command(app);
  add_density_command(app);
  add_forecast_command(app);
  add_hawkes_command(app);
  add_hotspots_command(app);
  add_near_repeat_command(app);
  add_seasons_command(app);
  add_series_command(app);
}

}  // namespace anlan::cli
