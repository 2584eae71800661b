#include "geometry/simplify.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <unordered_map>

namespace anlan::geometry {
namespace {

using WorldRing = RingOf<WorldPoint>;

struct PointHash {
  std::size_t operator()(const WorldPoint& p) const {
    constexpr std::uint64_t k_odd = 0x9E3779B97F4A7C15;  // Fibonacci hashing
    const auto x = std::bit_cast<std::uint64_t>(p.x), y = std::bit_cast<std::uint64_t>(p.y);
    return static_cast<std::size_t>(((x * k_odd) ^ (y + (x >> 31))) * k_odd >> 7);
  }
};

bool is_before(const WorldPoint& a, const WorldPoint& b) {
  return a.x != b.x ? a.x < b.x : a.y < b.y;
}

template <class Visit>
void each_ring(const WorldArea& area, Visit&& visit) {
  for (const auto& polygon : area) {
    visit(polygon.outer);
    for (const auto& hole : polygon.holes) visit(hole);
  }
}

/// Corners at which lines meet or part: those with more than two different neighbours.
class Junctions {
 public:
  explicit Junctions(std::span<const WorldArea> areas) {
    std::size_t count = 0;
    const auto count_ring = [&](const WorldRing& ring) { count += ring.size(); };
    for (const auto& area : areas) each_ring(area, count_ring);
    corners_.reserve(count);
    for (const auto& area : areas) each_ring(area, [this](const WorldRing& ring) { add(ring); });
  }
  bool holds(const WorldPoint& p) const { return corners_.at(p).is_junction; }

 private:
  struct Corner {
    std::array<WorldPoint, 2> neighbours;
    bool is_junction = false;
  };
  void add(const WorldRing& ring) {
    for (std::size_t i = 0; i < ring.size(); ++i) {
      const auto& before = ring[(i + ring.size() - 1) % ring.size()];
      const auto& after = ring[(i + 1) % ring.size()];
      auto [corner, is_new] = corners_.try_emplace(ring[i], Corner{{before, after}, false});
      if (is_new) continue;
      const auto& known = corner->second.neighbours;
      const bool is_alike =
          (known[0] == before && known[1] == after) || (known[0] == after && known[1] == before);
      if (!is_alike) corner->second.is_junction = true;
    }
  }
  std::unordered_map<WorldPoint, Corner, PointHash> corners_;
};

double squared_distance(const WorldPoint& p, const WorldPoint& a, const WorldPoint& b) {
  const double dx = b.x - a.x, dy = b.y - a.y;
  const double length = dx * dx + dy * dy;
  const double share =
      length > 0 ? std::clamp(((p.x - a.x) * dx + (p.y - a.y) * dy) / length, 0.0, 1.0) : 0.0;
  const double x = p.x - a.x - share * dx, y = p.y - a.y - share * dy;
  return x * x + y * y;
}

/// Marks in `is_kept` what must stay of line[first..last], both ends left out.
void mark_kept(std::span<const WorldPoint> line, std::size_t first, std::size_t last,
               double squared_tolerance, std::vector<char>& is_kept) {
  std::vector<std::pair<std::size_t, std::size_t>> parts{{first, last}};
  while (!parts.empty()) {
    const auto [begin, end] = parts.back();
    parts.pop_back();
    double farthest = squared_tolerance;
    std::size_t split = 0;
    for (auto i = begin + 1; i < end; ++i) {
      const double distance = squared_distance(line[i], line[begin], line[end]);
      if (distance <= farthest) continue;
      farthest = distance;
      split = i;
    }
    if (split == 0) continue;
    is_kept[split] = 1;
    parts.emplace_back(begin, split);
    parts.emplace_back(split, end);
  }
}

/// Appends the line's first corner and what is kept of the rest but its last. The same corners come
/// out whichever end it is given from.
void append_line(std::vector<WorldPoint>& line, double tolerance, WorldRing& out) {
  const bool is_turned = is_before(line.back(), line.front());
  if (is_turned) std::ranges::reverse(line);
  std::vector<char> is_kept(line.size(), 0);
  mark_kept(line, 0, line.size() - 1, tolerance * tolerance, is_kept);
  is_kept[is_turned ? line.size() - 1 : 0] = 1;
  if (is_turned) {
    std::ranges::reverse(line);
    std::ranges::reverse(is_kept);
  }
  for (std::size_t i = 0; i + 1 < line.size(); ++i) {
    if (is_kept[i]) out.push_back(line[i]);
  }
}

/// Where a ring without junctions is cut: at its first corner from the west, and at the one that is
/// farthest from there. Both areas of the line find the same two.
std::vector<std::size_t> ends_of_free_ring(const WorldRing& ring) {
  const auto first = std::ranges::min_element(ring, is_before);
  const auto distance = [&](const WorldPoint& p) {
    return std::hypot(p.x - first->x, p.y - first->y);
  };
  auto farthest = first;
  for (auto p = ring.begin(); p != ring.end(); ++p) {
    const double d = distance(*p), most = distance(*farthest);
    if (d > most || (d == most && is_before(*p, *farthest))) farthest = p;
  }
  std::vector ends{static_cast<std::size_t>(first - ring.begin()),
                   static_cast<std::size_t>(farthest - ring.begin())};
  std::ranges::sort(ends);
  return ends;
}

WorldRing simplified_ring(const WorldRing& ring, const Junctions& junctions, double tolerance) {
  std::vector<std::size_t> ends;
  for (std::size_t i = 0; i < ring.size(); ++i) {
    if (junctions.holds(ring[i])) ends.push_back(i);
  }
  if (ends.size() < 2) ends = ends_of_free_ring(ring);
  WorldRing out;
  std::vector<WorldPoint> line;
  for (std::size_t i = 0; i < ends.size(); ++i) {
    const auto begin = ends[i];
    const auto end = i + 1 < ends.size() ? ends[i + 1] : ends[0] + ring.size();
    line.clear();
    for (auto corner = begin; corner <= end; ++corner) line.push_back(ring[corner % ring.size()]);
    append_line(line, tolerance, out);
  }
  if (out.size() < 3) out.clear();
  return out;
}

}  // namespace

WorldArea to_world(const MultiPolygon& area) {
  const auto ring_to_world = [](const Ring& ring) {
    WorldRing out;
    out.reserve(ring.size());
    for (const auto& corner : ring) out.push_back(to_world(corner));
    return out;
  };
  WorldArea out;
  out.reserve(area.size());
  for (const auto& polygon : area) {
    auto& part = out.emplace_back(PolygonOf<WorldPoint>{.outer = ring_to_world(polygon.outer)});
    for (const auto& hole : polygon.holes) part.holes.push_back(ring_to_world(hole));
  }
  return out;
}

std::vector<WorldArea> simplified(std::span<const WorldArea> areas, double tolerance) {
  const Junctions junctions(areas);
  std::vector<WorldArea> out;
  out.reserve(areas.size());
  for (const auto& area : areas) {
    auto& left = out.emplace_back();
    for (const auto& polygon : area) {
      PolygonOf<WorldPoint> part{.outer = simplified_ring(polygon.outer, junctions, tolerance)};
      if (part.outer.empty()) continue;
      for (const auto& hole : polygon.holes) {
        auto ring = simplified_ring(hole, junctions, tolerance);
        if (!ring.empty()) part.holes.push_back(std::move(ring));
      }
      left.push_back(std::move(part));
    }
  }
  return out;
}

}  // namespace anlan::geometry
