#include "patterns/scan/cell_axis.h"

#include <algorithm>
#include <unordered_map>

namespace anlan::patterns {

CellAxis::CellAxis(const std::vector<TimeWindow>& windows, const std::vector<bool>& occupied)
    : slot_of_(occupied.size(), k_none) {
  std::vector<bool> reached(occupied.size(), false);
  std::uint32_t least = static_cast<std::uint32_t>(occupied.size());
  for (const TimeWindow& w : windows) least = std::min(least, w.first);
  std::vector<std::uint32_t> before(occupied.size() + 1, 0);  // slots before an interval
  for (std::uint32_t i = 0; i < occupied.size(); ++i) {
    if (i >= least && occupied[i]) slot_of_[i] = slots_++;
    before[i + 1] = slots_;
  }
  std::unordered_map<std::uint64_t, std::size_t> seen;
  for (const TimeWindow& w : windows) {
    const SlotWindow slots{before[w.first], before[w.last], w, w.last};
    if (slots.first == slots.last) continue;
    const auto [at, is_new] =
        seen.emplace(std::uint64_t{slots.first} << 32 | slots.last, windows_.size());
    if (is_new) {
      windows_.push_back(slots);
    } else if (SlotWindow& first = windows_[at->second]; first.window.first == w.first) {
      first.latest_end = std::max(first.latest_end, w.last);
    }
  }
}

}  // namespace anlan::patterns
