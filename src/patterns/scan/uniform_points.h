// UniformPointsScan: cases are points anywhere in the regions (continuous Poisson).
#pragma once

#include <vector>

#include "patterns/scan/engine.h"
#include "patterns/scan/zones.h"

namespace anlan::patterns {

/// The corners of a convex region, in order. Throws Problem (scan.region) where it is empty or
/// reaches to infinity.
std::vector<ScanPoint> corners(const ConvexRegion& region);

/// Points spread evenly over convex regions.
class RegionSampler {
 public:
  explicit RegionSampler(const std::vector<ConvexRegion>& regions);
  double area() const { return area_; }
  ScanPoint draw(Random& random) const;

 private:
  struct Triangle {
    ScanPoint a, b, c;
    double area_before = 0;
  };
  std::vector<Triangle> triangles_;
  double area_ = 0;
};

/// Circles around the centres that end at a point; one of radius r expects the share pi r^2 / area
/// of the points, whatever of it lies outside. High rates only.
class UniformPointsScan final : public ScanEngine {
 public:
  /// `zones` are those of the data's points, and not larger than `max_radius`.
  UniformPointsScan(const ScanData& data, const ScanPlan& plan, const Zones& zones,
                    double max_radius, RegionSampler regions);

  std::vector<Candidate> candidates(double level) const override;
  void describe(const Candidate& candidate, ScanCluster& cluster) const override;
  double maximum() override;
  void use_workers(unsigned workers) override;
  void null_maxima(std::uint64_t seed, std::uint32_t first, std::span<double> maxima,
                   unsigned worker) override;
  void expect_level(double) override {}

 private:
  struct Scratch {
    std::vector<ScanPoint> points;
    std::vector<double> distances;
  };
  double null_maximum(Random& random, Scratch& scratch) const;
  double expected(double radius) const;
  double statistic(std::uint64_t count, double radius) const;
  double radius_at(const ZoneList& list, std::uint64_t step) const;

  const ScanData& data_;
  const Zones& zones_;
  const std::vector<ScanPoint>& centres_;
  std::uint64_t min_cases_;
  double max_radius_;
  RegionSampler regions_;
  double total_;
  std::vector<Scratch> scratches_;
};

}  // namespace anlan::patterns
