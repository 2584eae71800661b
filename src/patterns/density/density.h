// Kernel density: how many events an area are to be expected here?
#pragma once

#include <cstdint>
#include <span>

#include "patterns/density/surface.h"

namespace anlan::patterns {

enum class Kernel {
  gaussian,  ///< bandwidth = standard deviation
  quartic,   ///< bandwidth = radius beyond which it is 0 (biweight)
};

enum class DensityMethod {
  binned,  ///< points move to the centre of their cell: error of the order of (cell / bandwidth)^2
  exact,   ///< every point where it is
};

struct DensitySettings {
  Kernel kernel = Kernel::gaussian;
  double bandwidth = 0;
  DensityMethod method = DensityMethod::binned;
  /// Divides by the kernel's mass inside the window (Diggle 1985), so that borders are not
  /// darkened.
  bool edge_correction = true;
  /// A Gaussian ends after so many standard deviations; beyond 4 lie 0.03 % of its mass.
  double truncation = 4;
  unsigned threads = 1;
};

/// Fills `surface` (window, columns and rows given) with events a unit of area: the sum over points
/// of weight x kernel. Weights may be empty (1 each); a space-time density gives each event the
/// weight of its age. Points outside the window count for nothing. The same for any number of
/// threads. Throws Problem (invalid, "density.settings" or "density.points"; too_large,
/// "density.grid").
void kernel_density(std::span<const DensityPoint> points, std::span<const double> weights,
                    const DensitySettings& settings, Surface& surface);

/// The weight of an event of this age in a space-time density: exp(-age / scale) for ages of at
/// least 0, else 0: only the past counts.
double age_weight(double age_days, double scale_days);

}  // namespace anlan::patterns
