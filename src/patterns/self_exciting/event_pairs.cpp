#include "patterns/self_exciting/event_pairs.h"

#include <algorithm>
#include <cmath>

#include "base/problem.h"

namespace anlan::patterns {
namespace {

constexpr std::uint64_t k_pairs_max = 500'000'000;  // 4.5 GB
constexpr double k_cells_max = 4'000'000;           // of the grid that finds them

}  // namespace

EventPairs find_event_pairs(std::span<const HawkesEvent> events, const Window& window,
                            double reach_metres, double reach_days) {
  const double cell = std::max(reach_metres, std::sqrt(window.area() / k_cells_max));
  const auto columns = static_cast<std::int64_t>(window.width() / cell) + 1;
  const auto rows = static_cast<std::int64_t>(window.height() / cell) + 1;
  // Each cell keeps its events in the order of time, so that a search runs back until it is too
  // long ago.
  std::vector<std::vector<std::uint32_t>> cells(static_cast<std::size_t>(columns * rows));
  const double reach = reach_metres * reach_metres;
  EventPairs pairs{.begin = {0}};
  for (std::uint32_t j = 0; j < events.size(); ++j) {
    const auto& event = events[j];
    const auto column =
        std::min(static_cast<std::int64_t>((event.x - window.west) / cell), columns - 1);
    const auto row = std::min(static_cast<std::int64_t>((event.y - window.south) / cell), rows - 1);
    for (auto r = std::max<std::int64_t>(row - 1, 0); r <= std::min(row + 1, rows - 1); ++r) {
      for (auto c = std::max<std::int64_t>(column - 1, 0); c <= std::min(column + 1, columns - 1);
           ++c) {
        const auto& parents = cells[static_cast<std::size_t>(r * columns + c)];
        for (auto it = parents.rbegin(); it != parents.rend(); ++it) {
          const auto& parent = events[*it];
          const double delay = event.day - parent.day;
          if (delay > reach_days) break;
          const double dx = event.x - parent.x;
          const double dy = event.y - parent.y;
          const double square = dx * dx + dy * dy;
          if (delay <= 0 || square > reach) continue;
          pairs.delay.push_back(static_cast<float>(delay));
          pairs.square_distance.push_back(static_cast<float>(square));
          pairs.mark.push_back(parent.mark);
        }
      }
    }
    if (pairs.delay.size() > k_pairs_max) {
      throw Problem::too_large("hawkes.pairs",
                               "Too many pairs of events lie within reach; choose a shorter one.");
    }
    pairs.begin.push_back(pairs.delay.size());
    cells[static_cast<std::size_t>(row * columns + column)].push_back(j);
  }
  return pairs;
}

}  // namespace anlan::patterns
