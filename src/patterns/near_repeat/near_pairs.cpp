#include "patterns/near_repeat/near_pairs.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/problem.h"

namespace anlan::patterns {
namespace {

double distance_between(const NearRepeatEvent& a, const NearRepeatEvent& b,
                        NearRepeatMetric metric) {
  const double dx = std::fabs(a.x - b.x);
  const double dy = std::fabs(a.y - b.y);
  return metric == NearRepeatMetric::manhattan ? dx + dy : std::sqrt(dx * dx + dy * dy);
}

/// Events sorted by the column of cells they lie in, then north: neighbours are a few runs.
struct Columns {
  std::vector<std::uint32_t> order;
  std::vector<std::int64_t> column;  ///< of each event in order

  Columns(std::span<const NearRepeatEvent> events, double width) : order(events.size()) {
    std::iota(order.begin(), order.end(), 0U);
    const auto column_of = [&](std::uint32_t i) {
      return static_cast<std::int64_t>(std::floor(events[i].x / width));
    };
    std::ranges::sort(order, [&](std::uint32_t a, std::uint32_t b) {
      const auto ca = column_of(a);
      const auto cb = column_of(b);
      if (ca != cb) return ca < cb;
      return events[a].y != events[b].y ? events[a].y < events[b].y : a < b;
    });
    column.reserve(order.size());
    for (const auto i : order) column.push_back(column_of(i));
  }
};

}  // namespace

std::vector<BandPairs> find_near_pairs(std::span<const NearRepeatEvent> events,
                                       std::span<const double> distance_edges,
                                       NearRepeatMetric metric, std::uint64_t pairs_max) {
  std::vector<BandPairs> bands(distance_edges.size() - 1);
  const double reach = distance_edges.back();
  const Columns columns(events, reach);
  const auto count = columns.order.size();
  std::uint64_t pairs = 0;

  const auto consider = [&](std::uint32_t a, std::uint32_t b) {
    const double distance = distance_between(events[a], events[b], metric);
    if (distance >= reach || distance < distance_edges.front()) return;
    const auto edge = std::upper_bound(distance_edges.begin(), distance_edges.end(), distance);
    auto& band = bands[static_cast<std::size_t>(edge - distance_edges.begin()) - 1];
    band.first.push_back(std::min(a, b));
    band.second.push_back(std::max(a, b));
    if (++pairs > pairs_max) {
      throw Problem::too_large(
          "near_repeat.pairs",
          fmt::format("More than {} pairs lie within {} m; choose a nearer outermost edge.",
                      pairs_max, reach));
    }
  };

  // `other` runs through the next column, always at the first event that is not too far south.
  std::size_t other = 0;
  for (std::size_t at = 0; at < count; ++at) {
    const auto a = columns.order[at];
    const double north = events[a].y + reach;
    for (auto next = at + 1; next < count && columns.column[next] == columns.column[at]; ++next) {
      const auto b = columns.order[next];
      if (events[b].y >= north) break;
      consider(a, b);
    }
    const auto beside = columns.column[at] + 1;
    while (other < count && (columns.column[other] < beside ||
                             (columns.column[other] == beside &&
                              events[columns.order[other]].y <= events[a].y - reach))) {
      ++other;
    }
    for (auto next = other; next < count && columns.column[next] == beside; ++next) {
      const auto b = columns.order[next];
      if (events[b].y >= north) break;
      consider(a, b);
    }
  }
  return bands;
}

}  // namespace anlan::patterns
