#include "geometry/area_index.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "geometry/orientation.h"

namespace anlan::geometry {
namespace {

constexpr std::uint32_t k_node_size = 8;
constexpr std::uint32_t k_edges_per_band = 4;  // then a band is crossed by some 8
constexpr std::uint32_t k_bands_max = 1 << 16;

double middle_x(const Bounds& box) { return box.west + box.east; }
double middle_y(const Bounds& box) { return box.south + box.north; }

/// The areas in the order of sort-tile-recursive: slices from west to east, each from south to
/// north.
std::vector<std::uint32_t> tiled_order(const std::vector<Bounds>& boxes) {
  std::vector<std::uint32_t> order;
  for (std::uint32_t i = 0; i < boxes.size(); ++i) {
    if (!boxes[i].empty()) order.push_back(i);
  }
  std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return middle_x(boxes[a]) < middle_x(boxes[b]);
  });
  const auto leaves = std::ceil(static_cast<double>(order.size()) / k_node_size);
  const auto slice = static_cast<std::size_t>(std::ceil(std::sqrt(leaves))) * k_node_size;
  for (std::size_t begin = 0; begin < order.size(); begin += slice) {
    const auto end = std::min(begin + slice, order.size());
    std::stable_sort(
        order.begin() + static_cast<std::ptrdiff_t>(begin),
        order.begin() + static_cast<std::ptrdiff_t>(end),
        [&](std::uint32_t a, std::uint32_t b) { return middle_y(boxes[a]) < middle_y(boxes[b]); });
  }
  return order;
}

}  // namespace

AreaIndex::AreaIndex(std::span<const MultiPolygon* const> areas) {
  for (const auto* area : areas) add_area(*area);
  band_begin_.push_back(static_cast<std::uint32_t>(edges_.size()));
  build_tree();
}

void AreaIndex::add_area(const MultiPolygon& area) {
  std::vector<std::uint32_t> starts;  // of edges that a level line can cross
  const auto add_ring = [&](const Ring& ring) {
    for (std::size_t i = 0; i < ring.size(); ++i) {
      if (ring[i].latitude != ring[(i + 1) % ring.size()].latitude)
        starts.push_back(static_cast<std::uint32_t>(corners_.size()));
      corners_.push_back(ring[i]);
    }
    if (!ring.empty()) corners_.push_back(ring.front());
  };
  for (const auto& polygon : area) {
    add_ring(polygon.outer);
    for (const auto& hole : polygon.holes) add_ring(hole);
  }
  const auto& box = boxes_.emplace_back(geometry::bounds(area));
  const auto edge_count = static_cast<std::uint32_t>(starts.size());
  Bands bands{.south = box.south,
              .first = static_cast<std::uint32_t>(band_begin_.size()),
              .count = std::clamp(edge_count / k_edges_per_band, 1U, k_bands_max)};
  if (box.north > box.south) bands.per_degree = bands.count / (box.north - box.south);
  bands_.push_back(bands);
  const auto range = [&](std::uint32_t start) {
    const auto [low, high] = std::minmax(corners_[start].latitude, corners_[start + 1].latitude);
    return std::pair(bands.of(low), bands.of(high));
  };
  std::vector<std::uint32_t> next(bands.count + 1, 0);
  for (const auto start : starts) {
    const auto [low, high] = range(start);
    for (auto band = low; band <= high; ++band) ++next[band + 1];
  }
  next[0] = static_cast<std::uint32_t>(edges_.size());
  std::partial_sum(next.begin(), next.end(), next.begin());
  edges_.resize(next.back());
  next.pop_back();
  band_begin_.insert(band_begin_.end(), next.begin(), next.end());
  for (const auto start : starts) {
    const auto [low, high] = range(start);
    for (auto band = low; band <= high; ++band) edges_[next[band]++] = start;
  }
}

void AreaIndex::build_tree() {
  leaf_areas_ = tiled_order(boxes_);
  for (const auto area : leaf_areas_) nodes_.push_back(boxes_[area]);
  level_begin_ = {0, static_cast<std::uint32_t>(nodes_.size())};
  while (level_begin_.back() - level_begin_[level_begin_.size() - 2] > 1) {
    const auto begin = level_begin_[level_begin_.size() - 2], end = level_begin_.back();
    for (auto i = begin; i < end; i += k_node_size) {
      Bounds box;
      for (auto child = i; child < std::min(i + k_node_size, end); ++child)
        box.include(nodes_[child]);
      nodes_.push_back(box);
    }
    level_begin_.push_back(static_cast<std::uint32_t>(nodes_.size()));
  }
}

template <class Visit>
void AreaIndex::visit(const Bounds& wanted, Visit&& found) const {
  struct Step {
    std::uint32_t level, node;
  };
  if (leaf_areas_.empty()) return;
  std::array<Step, 128> stack;  // 11 levels of 8 hold every 32-bit number
  std::size_t depth = 0;
  const auto top = static_cast<std::uint32_t>(level_begin_.size()) - 2;
  stack[depth++] = {top, level_begin_[top]};
  while (depth > 0) {
    const auto [level, node] = stack[--depth];
    if (!nodes_[node].intersects(wanted)) continue;
    if (level == 0) {
      found(leaf_areas_[node]);
      continue;
    }
    const auto below = level_begin_[level - 1];
    const auto begin = below + (node - level_begin_[level]) * k_node_size;
    const auto end = std::min(begin + k_node_size, level_begin_[level]);
    for (auto child = begin; child < end; ++child) stack[depth++] = {level - 1, child};
  }
}

bool AreaIndex::holds(std::uint32_t area, const Position& place) const {
  const auto& bands = bands_[area];
  const auto band = bands.first + bands.of(place.latitude);
  bool is_within = false;
  for (auto i = band_begin_[band]; i < band_begin_[band + 1]; ++i) {
    const auto& a = corners_[edges_[i]];
    const auto& b = corners_[edges_[i] + 1];
    const auto& low = a.latitude < b.latitude ? a : b;
    const auto& high = a.latitude < b.latitude ? b : a;
    if (!(low.latitude <= place.latitude && place.latitude < high.latitude)) continue;
    is_within ^= orientation(low.longitude, low.latitude, high.longitude, high.latitude,
                             place.longitude, place.latitude) > 0;
  }
  return is_within;
}

std::optional<std::uint32_t> AreaIndex::find(const Position& place) const {
  std::optional<std::uint32_t> least;
  visit({place.longitude, place.latitude, place.longitude, place.latitude},
        [&](std::uint32_t area) {
          if ((!least || area < *least) && holds(area, place)) least = area;
        });
  return least;
}

std::vector<std::uint32_t> AreaIndex::find_all(const Position& place) const {
  std::vector<std::uint32_t> found;
  visit({place.longitude, place.latitude, place.longitude, place.latitude},
        [&](std::uint32_t area) {
          if (holds(area, place)) found.push_back(area);
        });
  std::sort(found.begin(), found.end());
  return found;
}

std::vector<std::uint32_t> AreaIndex::touching(const Bounds& wanted) const {
  std::vector<std::uint32_t> found;
  visit(wanted, [&](std::uint32_t area) { found.push_back(area); });
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace anlan::geometry
