// CellAxis: the intervals that a scan must tell apart.
#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "patterns/scan/time_axis.h"

namespace anlan::patterns {

/// A window over slots, and the first window of the plan that holds the same slots.
struct SlotWindow {
  std::uint32_t first = 0;  ///< Slots [first, last).
  std::uint32_t last = 0;
  TimeWindow window;
  std::uint32_t latest_end = 0;  ///< Of the windows of the plan that begin like `window`.
};

/// Intervals where nothing can lie need no slot, nor do those that no window reaches; windows that
/// hold the same slots are one.
class CellAxis {
 public:
  static constexpr std::uint32_t k_none = std::numeric_limits<std::uint32_t>::max();

  CellAxis(const std::vector<TimeWindow>& windows, const std::vector<bool>& occupied);

  std::uint32_t slots() const { return slots_; }
  /// k_none where the interval has none.
  std::uint32_t slot_of(std::uint32_t interval) const { return slot_of_[interval]; }
  /// In the order of the plan's windows.
  const std::vector<SlotWindow>& windows() const { return windows_; }

 private:
  std::uint32_t slots_ = 0;
  std::vector<std::uint32_t> slot_of_;
  std::vector<SlotWindow> windows_;
};

}  // namespace anlan::patterns
