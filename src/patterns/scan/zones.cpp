#include "patterns/scan/zones.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <tuple>

#include "base/problem.h"

namespace anlan::patterns {
namespace {

constexpr std::uint64_t k_max_steps = 400'000'000;  // 2 GB of members

struct Neighbour {
  double distance;
  std::uint32_t place;
};

/// Distances that differ by less are the same one: rounding of turned coordinates stays below it,
/// and two micrometres on a map of 2,000 km are no difference.
double tie_tolerance(std::span<const ScanPoint> places) {
  double largest = 0;
  for (const ScanPoint& p : places)
    largest = std::max({largest, std::fabs(p.x), std::fabs(p.y), std::fabs(p.z)});
  return largest * 1e-12;
}

/// The end of the group of neighbours that begins at `from` and enters the circle at once.
std::size_t group_end(std::span<const Neighbour> near, std::size_t from, TieOrder ties,
                      double tolerance) {
  std::size_t end = from + 1;
  if (ties == TieOrder::compatible) return end;
  while (end < near.size() && near[end].distance - near[end - 1].distance <= tolerance) ++end;
  return end;
}

void find_neighbours(std::span<const ScanPoint> places, const ScanPoint& centre, double reach,
                     std::vector<Neighbour>& near) {
  near.clear();
  for (std::uint32_t i = 0; i < places.size(); ++i) {
    const double d = distance(centre, places[i]).value();
    if (d <= reach) near.push_back({d, i});
  }
  std::sort(near.begin(), near.end(), [&](const Neighbour& a, const Neighbour& b) {
    const ScanPoint& p = places[a.place];
    const ScanPoint& q = places[b.place];
    return std::tie(a.distance, p.x, p.y, p.z, a.place) <
           std::tie(b.distance, q.x, q.y, q.z, b.place);
  });
}

}  // namespace

Metres distance(const ScanPoint& a, const ScanPoint& b) {
  const double dx = a.x - b.x;
  const double dy = a.y - b.y;
  const double dz = a.z - b.z;
  return Metres::of(std::sqrt(dx * dx + dy * dy + dz * dz));
}

Zones circles(std::span<const ScanPoint> places, std::span<const std::uint64_t> weights,
              const ScanWindows& windows) {
  if (!(windows.max_case_share > 0 && windows.max_case_share <= 1))
    throw Problem::invalid("scan.windows", "The largest circle must be a share in (0, 1].");
  if (windows.max_radius && !(windows.max_radius->value() >= 0))
    throw Problem::invalid("scan.windows", "The largest radius must not be negative.");
  const double tolerance = tie_tolerance(places);
  const double reach = windows.max_radius ? windows.max_radius->value() + tolerance
                                          : std::numeric_limits<double>::infinity();
  const auto total = std::accumulate(weights.begin(), weights.end(), std::uint64_t{0});
  const double limit = windows.max_case_share * static_cast<double>(total) + 1e-9;

  Zones zones;
  std::vector<Neighbour> near;
  for (const ScanPoint& centre : places) {
    find_neighbours(places, centre, reach, near);
    double held = 0;
    for (std::size_t i = 0; i < near.size();) {
      const std::size_t end = group_end(near, i, windows.ties, tolerance);
      for (std::size_t j = i; j < end; ++j) held += static_cast<double>(weights[near[j].place]);
      if (held > limit) break;
      for (; i < end; ++i) {
        zones.members_.push_back(near[i].place);
        zones.complete_.push_back(i + 1 == end);
      }
    }
    zones.first_.push_back(zones.members_.size());
    if (zones.members_.size() > k_max_steps)
      throw Problem::too_large("scan.too_large",
                               "The circles hold too many places; set a smaller largest radius.");
  }
  return zones;
}

}  // namespace anlan::patterns
