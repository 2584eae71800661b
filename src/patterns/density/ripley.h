// Ripley's K and L: do points attract or avoid each other, and at which distance?
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "patterns/density/surface.h"

namespace anlan::patterns {

enum class EdgeCorrection {
  none,
  border,       ///< only points farther than r from the border are centres
  translation,  ///< pairs weigh by the overlap of the window with itself moved
  isotropic,    ///< pairs weigh by the share of the circle that lies inside (Ripley 1977)
};

struct RipleyCurve {
  std::vector<double> distance;
  std::vector<double> k;  ///< pi r^2 where points ignore each other
  std::vector<double> l;  ///< sqrt(k / pi), r where points ignore each other
};

/// K at `steps` equal steps up to `reach` (0 first), which is at most half the shorter side of the
/// window. Pairs come from cells, so time grows with the near pairs. The same for any number of
/// threads. Throws Problem (invalid, "ripley.settings" or "ripley.points").
RipleyCurve ripley(std::span<const DensityPoint> points, const Window& window, double reach,
                   std::uint32_t steps, EdgeCorrection correction, unsigned threads = 1);

struct RipleyEnvelope {
  std::vector<double>
      low;  ///< the pointwise extremes of K over simulations of points that ignore each other
  std::vector<double> high;
};

/// As many points at random in the window, `simulations` times. `progress` is told how many are
/// done; where it returns false, Problem (unavailable, "ripley.cancelled") is thrown.
RipleyEnvelope ripley_envelope(
    std::size_t points, const Window& window, double reach, std::uint32_t steps,
    EdgeCorrection correction, std::uint32_t simulations, std::uint64_t seed, unsigned threads = 1,
    const std::function<bool(std::uint32_t done, std::uint32_t all)>& progress = {});

}  // namespace anlan::patterns
