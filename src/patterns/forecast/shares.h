// Where will the next events lie? Each forecaster gives every cell its share of them.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "patterns/forecast/forecast_grid.h"

namespace anlan::patterns {

/// A share a cell, of the events that the window will bring; they add up to 1. Sees the events
/// before the window's origin, sorted by day. Where these tell nothing, all shares are equal.
using ShareForecaster = std::function<std::vector<float>(std::span<const CellEvent> past,
                                                         const ForecastWindow& window)>;

struct NamedShares {
  std::string name;
  ShareForecaster forecast;
};

/// How much an event of the past counts.
struct EventWeights {
  double history_days = 1826;  ///< older events do not count: five years
  double decay_days = 0;       ///< exp(-age / decay); 0 is no decay
  /// Events of one day in one cell are often one deed recorded several times: m of them count m to
  /// this power.
  double same_day_power = 1;
  /// Of an event's weight, the part that only counts at its own time of the year, and the standard
  /// deviation of that time in days.
  double season_part = 0;
  double season_days = 30;
};

/// The weight of each event of the past; 0 for those in no cell. Throws Problem (invalid,
/// "forecast.settings").
std::vector<double> event_weights(std::span<const CellEvent> past, const ForecastWindow& window,
                                  const EventWeights& weights);

/// The same share everywhere: what is known of where by knowing nothing. The grid must outlive each
/// of these forecasters.
ShareForecaster even_shares(const ForecastGrid& grid);

/// As many as there were in the cell, by weight: with the usual weights a plain count of five
/// years; with a season, a seasonal count.
ShareForecaster count_shares(const ForecastGrid& grid, EventWeights weights = {});

/// Gaussian kernel density of the weighted events, of this standard deviation.
ShareForecaster density_shares(const ForecastGrid& grid, double bandwidth,
                               EventWeights weights = {});

/// Divides by the sum; all equal where it is 0.
void make_shares(std::vector<float>& values);

}  // namespace anlan::patterns
