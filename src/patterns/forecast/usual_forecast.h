// The forecaster to begin with: all members, stacked.
#pragma once

#include "patterns/forecast/stack.h"

namespace anlan::patterns {

struct UsualSettings {
  double unit_metres = 1;  ///< length of the grid's unit; .3048 for feet
  /// False leaves out the members that are fitted anew (self-exciting, regression): some four times
  /// as fast.
  bool has_models = true;
  StackSettings stack;
};

/// counts (of five years), single (m events of a day count as sqrt m), recent, seasonal, densities
/// of 1, 2, 4 and 8 cells, long and recent, self_exciting, regression. The grid must outlive them.
std::vector<NamedShares> usual_members(const ForecastGrid& grid,
                                       const UsualSettings& settings = {});

/// A stack of the usual members. The grid must outlive it.
StackedForecaster usual_forecaster(const ForecastGrid& grid, const UsualSettings& settings = {});

/// Plain counts of five years, and what to compare with: smoothed evenly by as much as was best on
/// earlier windows, with the level and the dispersion of every stack.
StackedForecaster plain_count_forecaster(const ForecastGrid& grid, StackSettings settings = {});

/// Densities of 1, 2, 4 and 8 cells of all events, as mixed as was best on earlier windows.
StackedForecaster density_forecaster(const ForecastGrid& grid, StackSettings settings = {});

}  // namespace anlan::patterns
