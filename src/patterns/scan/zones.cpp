#include "patterns/scan/zones.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>
#include <tuple>

#include "base/problem.h"

namespace anlan::patterns {
namespace {

constexpr std::uint64_t k_max_steps = 100'000'000;  // .5 GB of members

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

/// The end of the group of neighbours that begins at `from` and enters the zone at once.
std::size_t group_end(std::span<const Neighbour> near, std::size_t from, TieOrder ties,
                      double tolerance) {
  std::size_t end = from + 1;
  if (ties == TieOrder::compatible) return end;
  while (end < near.size() && near[end].distance - near[end - 1].distance <= tolerance) ++end;
  return end;
}

/// Finds the places within reach of a point without looking at all of them, where the map is flat
/// and the reach is short.
class Finder {
 public:
  Finder(std::span<const ScanPoint> places, double reach) : places_(places), reach_(reach) {
    const bool flat = std::all_of(places.begin(), places.end(), [&](const ScanPoint& p) {
      low_x_ = std::min(low_x_, p.x);
      low_y_ = std::min(low_y_, p.y);
      high_x_ = std::max(high_x_, p.x);
      high_y_ = std::max(high_y_, p.y);
      return p.z == 0;
    });
    constexpr double k_max_side = 4096;
    if (!flat || !(reach > 0) || places.size() < 64) return;
    cell_ = std::max({reach, (high_x_ - low_x_) / k_max_side, (high_y_ - low_y_) / k_max_side});
    if (!(cell_ < std::max(high_x_ - low_x_, high_y_ - low_y_) / 3)) return;
    columns_ = column(high_x_) + 1;
    const std::size_t cells = columns_ * (row(high_y_) + 1);
    first_.assign(cells + 1, 0);
    for (const ScanPoint& p : places) ++first_[cell_of(p) + 1];
    std::partial_sum(first_.begin(), first_.end(), first_.begin());
    sorted_.resize(places.size());
    std::vector<std::uint32_t> next(first_.begin(), first_.end() - 1);
    for (std::uint32_t i = 0; i < places.size(); ++i) sorted_[next[cell_of(places[i])]++] = i;
  }

  /// Places within reach of `centre`, nearest first, then by coordinate and number.
  void find(const ScanPoint& centre, std::vector<Neighbour>& near) const {
    near.clear();
    if (columns_ == 0) {
      for (std::uint32_t i = 0; i < places_.size(); ++i) take(centre, i, near);
    } else {
      for (std::size_t y = row(centre.y - cell_); y <= row(centre.y + cell_); ++y) {
        const std::size_t begin = first_[y * columns_ + column(centre.x - cell_)];
        const std::size_t end = first_[y * columns_ + column(centre.x + cell_) + 1];
        for (std::size_t i = begin; i < end; ++i) take(centre, sorted_[i], near);
      }
    }
    std::sort(near.begin(), near.end(), [&](const Neighbour& a, const Neighbour& b) {
      const ScanPoint& p = places_[a.place];
      const ScanPoint& q = places_[b.place];
      return std::tie(a.distance, p.x, p.y, p.z, a.place) <
             std::tie(b.distance, q.x, q.y, q.z, b.place);
    });
  }

 private:
  void take(const ScanPoint& centre, std::uint32_t place, std::vector<Neighbour>& near) const {
    const double d = distance(centre, places_[place]).value();
    if (d <= reach_) near.push_back({d, place});
  }
  std::size_t column(double x) const {
    return static_cast<std::size_t>((std::clamp(x, low_x_, high_x_) - low_x_) / cell_);
  }
  std::size_t row(double y) const {
    return static_cast<std::size_t>((std::clamp(y, low_y_, high_y_) - low_y_) / cell_);
  }
  std::size_t cell_of(const ScanPoint& p) const { return row(p.y) * columns_ + column(p.x); }

  std::span<const ScanPoint> places_;
  double reach_;
  double low_x_ = std::numeric_limits<double>::infinity();
  double low_y_ = std::numeric_limits<double>::infinity();
  double high_x_ = -std::numeric_limits<double>::infinity();
  double high_y_ = -std::numeric_limits<double>::infinity();
  double cell_ = 0;
  std::size_t columns_ = 0;  // 0: no cells, every place is looked at
  std::vector<std::uint32_t> first_;
  std::vector<std::uint32_t> sorted_;
};

std::vector<ScanPoint> squeezed_all(std::span<const ScanPoint> points, const ZoneList& pattern) {
  std::vector<ScanPoint> result;
  result.reserve(points.size());
  for (const ScanPoint& p : points)
    result.push_back(pattern.shape == 1 ? p : squeezed(p, pattern.shape, pattern.angle));
  return result;
}

}  // namespace

Metres distance(const ScanPoint& a, const ScanPoint& b) {
  const double dx = a.x - b.x;
  const double dy = a.y - b.y;
  const double dz = a.z - b.z;
  return Metres::of(std::sqrt(dx * dx + dy * dy + dz * dz));
}

ScanPoint squeezed(const ScanPoint& point, double shape, double angle) {
  const double along = std::cos(angle) * point.x + std::sin(angle) * point.y;
  const double across = std::cos(angle) * point.y - std::sin(angle) * point.x;
  return {along / shape, across};
}

std::vector<std::uint32_t> Zones::lists_by_centre() const {
  std::vector<std::uint32_t> order(lists_.size());
  std::iota(order.begin(), order.end(), 0U);
  std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return lists_[a].centre < lists_[b].centre;
  });
  return order;
}

void Zones::add_shape(std::span<const ScanPoint> places, std::span<const ScanPoint> centres,
                      std::span<const double> weights, const ScanWindows& windows,
                      const ZoneList& pattern) {
  const std::vector<ScanPoint> map = squeezed_all(places, pattern);
  const std::vector<ScanPoint> middles = squeezed_all(centres, pattern);
  const double tolerance = tie_tolerance(map);
  const double reach = windows.max_radius ? windows.max_radius->value() + tolerance
                                          : std::numeric_limits<double>::infinity();
  const double total = std::accumulate(weights.begin(), weights.end(), 0.0);
  const double limit = windows.max_share * total * (1 + 1e-12);
  const Finder finder(map, reach);
  std::vector<Neighbour> near;
  for (std::uint32_t centre = 0; centre < middles.size(); ++centre) {
    finder.find(middles[centre], near);
    ZoneList list = pattern;
    list.centre = centre;
    list.first_step = members_.size();
    double held = 0;
    for (std::size_t i = 0; i < near.size();) {
      const std::size_t end = group_end(near, i, windows.ties, tolerance);
      for (std::size_t j = i; j < end; ++j) held += weights[near[j].place];
      if (held > limit) break;
      for (; i < end; ++i) {
        members_.push_back(near[i].place);
        complete_.push_back(i + 1 == end);
      }
    }
    list.end_step = members_.size();
    lists_.push_back(list);
    if (members_.size() > k_max_steps)
      throw Problem::too_large("scan.too_large",
                               "The circles hold too many places; set a smaller largest radius.");
  }
}

void Zones::add_whole_map(std::size_t places) {
  for (std::uint32_t i = 0; i < places; ++i) {
    members_.push_back(i);
    complete_.push_back(i + 1 == places);
  }
  ZoneList list;
  list.end_step = members_.size();
  lists_.push_back(list);
}

Zones make_zones(std::span<const ScanPoint> places, std::span<const ScanPoint> centres,
                 std::span<const double> weights, const ScanWindows& windows) {
  Zones zones;
  if (windows.space == SpaceScan::whole_map) {
    zones.add_whole_map(places.size());
    return zones;
  }
  if (!(windows.max_share > 0 && windows.max_share <= 1))
    throw Problem::invalid("scan.windows", "The largest circle must be a share in (0, 1].");
  if (windows.max_radius && !(windows.max_radius->value() >= 0))
    throw Problem::invalid("scan.windows", "The largest radius must not be negative.");
  zones.add_shape(places, centres, weights, windows, {});
  if (windows.space != SpaceScan::ellipses) return zones;
  constexpr double k_max_shape = 100;
  constexpr std::uint32_t k_max_angles = 360;
  for (const EllipseShape& ellipse : windows.ellipses) {
    if (!(ellipse.shape > 1 && ellipse.shape <= k_max_shape) || ellipse.angles == 0 ||
        ellipse.angles > k_max_angles)
      throw Problem::invalid("scan.windows",
                             "An ellipse needs a shape in (1, 100] and 1 to 360 angles.");
    if (std::any_of(places.begin(), places.end(), [](const ScanPoint& p) { return p.z != 0; }))
      throw Problem::invalid("scan.windows", "Ellipses need plane coordinates.");
    for (std::uint32_t i = 0; i < ellipse.angles; ++i) {
      ZoneList pattern;
      pattern.shape = ellipse.shape;
      pattern.angle = std::numbers::pi * i / ellipse.angles;
      pattern.weight = std::pow(4 * ellipse.shape / ((ellipse.shape + 1) * (ellipse.shape + 1)),
                                windows.ellipse_penalty);
      zones.add_shape(places, centres, weights, windows, pattern);
    }
  }
  return zones;
}

}  // namespace anlan::patterns
