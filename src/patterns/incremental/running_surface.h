// RunningSurface: the density of what happened lately, kept up to date event by event.
#pragma once

#include <cstdint>
#include <vector>

#include "patterns/density/surface.h"

namespace anlan::patterns {

struct RunningSurfaceSettings {
  double bandwidth = 300;  ///< deviation of the Gaussian around an event; metres, over 0
  double scale_days = 14;  ///< an event of this age counts 1/e; over 0
  double truncation = 4;   ///< the Gaussian ends after so many deviations
};

/// A space-time kernel density (docs/methods/density.md) in which an event weighs exp(-age /
/// scale). Every weight falls by the same factor in the same time, so that ageing is one number,
/// and an event costs only the cells around it.
class RunningSurface {
 public:
  /// An empty surface over a window. Throws Problem (invalid, "running_surface.settings").
  RunningSurface(const Window& window, std::uint32_t columns, std::uint32_t rows,
                 const RunningSurfaceSettings& settings);

  /// Adds an event at a time in days, which may lie before the latest one. Outside of the window
  /// it counts as far as its Gaussian reaches in. Throws Problem (invalid,
  /// "running_surface.event").
  void add(double x, double y, double day);

  /// The density a square metre of the cells, as of a time not before the latest event.
  Surface as_of(double day) const;
  /// At one place; 0 outside of the window.
  double at(double x, double y, double day) const;

 private:
  double worth(double day) const;

  RunningSurfaceSettings settings_;
  Surface shape_;             // its window and cells; no values
  std::vector<double> sums_;  // of weights as of epoch_day_
  double epoch_day_ = 0;
  bool is_empty_ = true;
};

}  // namespace anlan::patterns
