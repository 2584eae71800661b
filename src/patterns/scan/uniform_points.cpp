#include "patterns/scan/uniform_points.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "base/problem.h"
#include "patterns/scan/likelihood.h"

namespace anlan::patterns {
namespace {

constexpr double k_edge_of_world = 1e12;  // a region that comes near it has no edge there

double triangle_area(const ScanPoint& a, const ScanPoint& b, const ScanPoint& c) {
  return 0.5 * std::fabs((b.x - a.x) * (c.y - a.y) - (c.x - a.x) * (b.y - a.y));
}

/// Cuts a polygon by a half plane (Sutherland and Hodgman 1974).
std::vector<ScanPoint> cut(const std::vector<ScanPoint>& polygon, const HalfPlane& plane) {
  std::vector<ScanPoint> result;
  const auto excess = [&](const ScanPoint& p) { return plane.a * p.x + plane.b * p.y - plane.c; };
  for (std::size_t i = 0; i < polygon.size(); ++i) {
    const ScanPoint& p = polygon[i];
    const ScanPoint& q = polygon[(i + 1) % polygon.size()];
    const double at_p = excess(p);
    const double at_q = excess(q);
    if (at_p <= 0) result.push_back(p);
    if ((at_p < 0 && at_q > 0) || (at_p > 0 && at_q < 0)) {
      const double part = at_p / (at_p - at_q);
      result.push_back({p.x + part * (q.x - p.x), p.y + part * (q.y - p.y)});
    }
  }
  return result;
}

}  // namespace

std::vector<ScanPoint> corners(const ConvexRegion& region) {
  constexpr double e = k_edge_of_world;
  std::vector<ScanPoint> polygon{{-e, -e}, {e, -e}, {e, e}, {-e, e}};
  for (const HalfPlane& plane : region) {
    if (!std::isfinite(plane.a) || !std::isfinite(plane.b) || !std::isfinite(plane.c))
      throw Problem::invalid("scan.region", "A region has an edge that is no number.");
    polygon = cut(polygon, plane);
  }
  if (polygon.size() < 3) throw Problem::invalid("scan.region", "A region is empty.");
  for (const ScanPoint& p : polygon) {
    if (std::max(std::fabs(p.x), std::fabs(p.y)) > 0.5 * e)
      throw Problem::invalid("scan.region", "A region reaches to infinity.");
  }
  return polygon;
}

RegionSampler::RegionSampler(const std::vector<ConvexRegion>& regions) {
  for (const ConvexRegion& region : regions) {
    const std::vector<ScanPoint> polygon = corners(region);
    for (std::size_t i = 2; i < polygon.size(); ++i) {
      triangles_.push_back({polygon[0], polygon[i - 1], polygon[i], area_});
      area_ += triangle_area(polygon[0], polygon[i - 1], polygon[i]);
    }
  }
  if (!(area_ > 0)) throw Problem::invalid("scan.region", "The regions have no area.");
}

ScanPoint RegionSampler::draw(Random& random) const {
  const double at = random.uniform() * area_;
  const auto after =
      std::upper_bound(triangles_.begin(), triangles_.end(), at,
                       [](double value, const Triangle& t) { return value < t.area_before; });
  const Triangle& t = *(after - 1);
  double u = random.uniform();
  double v = random.uniform();
  if (u + v > 1) {
    u = 1 - u;
    v = 1 - v;
  }
  return {t.a.x + u * (t.b.x - t.a.x) + v * (t.c.x - t.a.x),
          t.a.y + u * (t.b.y - t.a.y) + v * (t.c.y - t.a.y)};
}

UniformPointsScan::UniformPointsScan(const ScanData& data, const ScanPlan& plan, const Zones& zones,
                                     double max_radius, RegionSampler regions)
    : data_(data),
      zones_(zones),
      centres_(data.centres.empty() ? data.places : data.centres),
      min_cases_(std::max<std::uint32_t>(1, plan.likelihood.min_cases)),
      max_radius_(max_radius),
      regions_(std::move(regions)),
      total_(static_cast<double>(data.places.size())) {}

double UniformPointsScan::expected(double radius) const {
  return total_ * std::numbers::pi * radius * radius / regions_.area();
}

double UniformPointsScan::statistic(std::uint64_t count, double radius) const {
  const double due = expected(radius);
  const auto cases = static_cast<double>(count);
  if (count < min_cases_ || !(due > 0) || !(cases > due)) return 0;
  return poisson_log_likelihood_ratio(cases, due, total_);
}

double UniformPointsScan::radius_at(const ZoneList& list, std::uint64_t step) const {
  return distance(centres_[list.centre], data_.places[zones_.member(step)]).value();
}

std::vector<Candidate> UniformPointsScan::candidates(double level) const {
  std::vector<Candidate> result;
  for (std::uint32_t i = 0; i < zones_.lists().size(); ++i) {
    const ZoneList& list = zones_.lists()[i];
    Candidate best{level, i, 0, {0, 1}};
    for (std::uint64_t s = list.first_step; s < list.end_step; ++s) {
      if (!zones_.complete(s)) continue;
      const double value = statistic(s + 1 - list.first_step, radius_at(list, s));
      if (value <= best.statistic) continue;
      best.statistic = value;
      best.end_step = s + 1;
    }
    if (best.end_step > 0) result.push_back(best);
  }
  return result;
}

void UniformPointsScan::describe(const Candidate& candidate, ScanCluster& cluster) const {
  const ZoneList& list = zones_.lists()[candidate.list];
  cluster.observed = candidate.end_step - list.first_step;
  cluster.expected = expected(radius_at(list, candidate.end_step - 1));
}

double UniformPointsScan::maximum() {
  double best = 0;
  for (const Candidate& c : candidates(0)) best = std::max(best, c.statistic);
  return best;
}

void UniformPointsScan::use_workers(unsigned workers) { scratches_.resize(workers); }

void UniformPointsScan::null_maxima(std::uint64_t seed, std::uint32_t first,
                                    std::span<double> maxima, unsigned worker) {
  for (std::size_t i = 0; i < maxima.size(); ++i) {
    Random random(seed, first + i);
    maxima[i] = null_maximum(random, scratches_[worker]);
  }
}

double UniformPointsScan::null_maximum(Random& random, Scratch& scratch) const {
  scratch.points.clear();
  for (std::size_t i = 0; i < data_.places.size(); ++i)
    scratch.points.push_back(regions_.draw(random));
  double best = 0;
  const double reach = max_radius_ * max_radius_;
  for (const ScanPoint& centre : centres_) {
    scratch.distances.clear();
    for (const ScanPoint& p : scratch.points) {
      const double dx = p.x - centre.x;
      const double dy = p.y - centre.y;
      const double squared = dx * dx + dy * dy;
      if (squared <= reach) scratch.distances.push_back(squared);
    }
    std::sort(scratch.distances.begin(), scratch.distances.end());
    for (std::size_t i = 0; i < scratch.distances.size(); ++i)
      best = std::max(best, statistic(i + 1, std::sqrt(scratch.distances[i])));
  }
  return best;
}

}  // namespace anlan::patterns
