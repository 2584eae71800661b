// Shares from models that are fitted anew at each origin.
#pragma once

#include <cstdint>

#include "patterns/forecast/shares.h"

namespace anlan::patterns {

struct HawkesShareSettings {
  double history_days = 1826;
  double reach = 500;  ///< of triggering, in the grid's unit of length
  double reach_days = 60;
  /// In the grid's unit. Narrower than one would fit it to learn about triggering: the background
  /// has to say which places are hit for good, and that is most of a forecast.
  double background_bandwidth = 200;
  std::uint32_t iterations_max = 40;
};

/// A self-exciting model (patterns/self_exciting): the background, and what the events of the last
/// days still beget in the window, integrated over each cell. What these beget in their turn is
/// left to the level. All equal with fewer than three events.
ShareForecaster hawkes_shares(const ForecastGrid& grid, HawkesShareSettings settings = {});

struct RegressionShareSettings {
  /// Pairs of a cosine and a sine in place and time whose mixture stands for a Gaussian process of
  /// these scales (Rahimi and Recht 2007).
  std::uint32_t frequencies = 24;
  double length_scale = 0;  ///< in the grid's unit; 0 takes 16 cells
  double time_scale_days = 365;
  double amplitude = 1;  ///< standard deviation of the process, on the logarithm
  /// Earlier windows to learn from, each as long as the window or 28 days.
  std::uint32_t windows = 5;
  /// Cells that are drawn from each, to stand for all in the sum of means.
  std::uint32_t points = 800;
  std::uint64_t seed = 1;
};

/// Poisson regression on random Fourier features and lagged counts and densities, the model of
/// Flaxman, Chirico, Pereira and Loeffler (2019): log mean = process(place, time) + sum over lags
/// of coefficient x log(1 + relative density then), by penalised likelihood. All equal where there
/// was no earlier window with an event.
ShareForecaster regression_shares(const ForecastGrid& grid, RegressionShareSettings settings = {});

}  // namespace anlan::patterns
