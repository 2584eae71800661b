// How many will there be in all?
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "patterns/evaluation/rolling_origins.h"

namespace anlan::patterns {

/// The expected number of events in a window: an exponentially weighted daily rate, times the
/// season's index once there is a past year to take it from. The memory of the rate is the one that
/// would have forecast the earlier windows best (Poisson log score).
class LevelModel {
 public:
  /// Learns from the events in cells before `origin`. `trials` are earlier windows, which must end
  /// by the origin; there may be none.
  LevelModel(std::span<const CellEvent> past, double origin,
             std::span<const ForecastWindow> trials);

  /// For a window that begins at the origin or before; uses nothing after its beginning. Always
  /// over 0: where nothing was ever seen, half an event in the history and the window together.
  double expected(const ForecastWindow& window) const;

  double memory_days() const { return memory_days_; }
  bool has_season() const { return has_season_; }

 private:
  double rate(double at, double memory) const;
  double events_between(double from, double to) const;
  double season_index(const ForecastWindow& window) const;
  double expected_with(const ForecastWindow& window, double memory, bool with_season) const;

  double first_day_ = 0;
  std::vector<double> before_;  ///< events before first_day + i
  double memory_days_ = 365;
  bool has_season_ = false;
};

}  // namespace anlan::patterns
