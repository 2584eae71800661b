#include "patterns/forecast/usual_forecast.h"

#include <cmath>

#include "base/problem.h"
#include "patterns/forecast/model_shares.h"

namespace anlan::patterns {
namespace {

constexpr double k_reach_metres = 500;       // of what an event begets
constexpr double k_background_metres = 200;  // of a place that is hit for good

}  // namespace

std::vector<NamedShares> usual_members(const ForecastGrid& grid, const UsualSettings& settings) {
  if (!(settings.unit_metres > 0) || !std::isfinite(settings.unit_metres)) {
    throw Problem::invalid("forecast.settings", "The grid's unit must be some metres long.");
  }
  const double cell = grid.cell_side();
  const EventWeights single{.same_day_power = .5};
  const auto recent = [](double days) { return EventWeights{.decay_days = days}; };
  std::vector<NamedShares> members{
      {"counts", count_shares(grid)},
      {"single", count_shares(grid, single)},
      {"recent", count_shares(grid, {.decay_days = 1000, .same_day_power = .5})},
      {"seasonal", count_shares(grid, {.same_day_power = .5, .season_part = .8})},
      {"density_1", density_shares(grid, cell, single)},
      {"density_2", density_shares(grid, 2 * cell, single)},
      {"density_4", density_shares(grid, 4 * cell, single)},
      {"density_8", density_shares(grid, 8 * cell, single)},
      {"density_2_of_a_year", density_shares(grid, 2 * cell, recent(365))},
      {"density_4_of_a_year", density_shares(grid, 4 * cell, recent(365))},
      {"density_8_of_two_months", density_shares(grid, 8 * cell, recent(60))}};
  if (!settings.has_models) return members;
  members.push_back(
      {"self_exciting",
       hawkes_shares(grid, {.reach = k_reach_metres / settings.unit_metres,
                            .background_bandwidth = k_background_metres / settings.unit_metres})});
  members.push_back({"regression", regression_shares(grid)});
  return members;
}

StackedForecaster usual_forecaster(const ForecastGrid& grid, const UsualSettings& settings) {
  return StackedForecaster(grid, usual_members(grid, settings), settings.stack);
}

StackedForecaster plain_count_forecaster(const ForecastGrid& grid, StackSettings settings) {
  settings.gates.clear();
  return StackedForecaster(grid, {{"counts", count_shares(grid)}}, settings);
}

StackedForecaster density_forecaster(const ForecastGrid& grid, StackSettings settings) {
  settings.gates.clear();
  std::vector<NamedShares> members;
  for (const int width : {1, 2, 4, 8}) {
    members.push_back(
        {"density_" + std::to_string(width), density_shares(grid, width * grid.cell_side())});
  }
  return StackedForecaster(grid, std::move(members), settings);
}

}  // namespace anlan::patterns
