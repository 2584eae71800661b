// The background of a self-exciting process: where events come of themselves, estimated along with
// the triggering from how far each event came of itself.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "patterns/density/surface.h"
#include "patterns/self_exciting/hawkes.h"

namespace anlan::patterns {

/// The cell of a place in the window; the last of a row or column holds the far border.
std::size_t surface_cell(const Surface& surface, double x, double y);

class HawkesBackground {
 public:
  /// The same everywhere until the first update.
  HawkesBackground(std::span<const HawkesEvent> events, const Window& window,
                   const HawkesSettings& settings);

  /// The kernel density of the events, each counted by the share that nothing begot.
  void update(std::span<const float> shares);

  /// The density a square metre where event j lies, without the part that its own share made: an
  /// event does not speak for itself.
  double seen_by(std::size_t j, float share) const {
    const double seen = surface_.values[cell_[j]] - share * own_a_share_;
    return seen > least_ ? seen : least_;
  }

  const Surface& surface() const { return surface_; }

 private:
  Surface surface_;
  double bandwidth_;
  unsigned threads_;
  double least_;  ///< so that no event is impossible
  double own_a_share_ = 0;
  std::vector<std::uint32_t> cell_;    ///< of each event
  std::vector<DensityPoint> centres_;  ///< of each cell
};

}  // namespace anlan::patterns
