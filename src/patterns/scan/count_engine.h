// What engines of counts are made of.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "base/problem.h"
#include "patterns/scan/cell_scan.h"
#include "patterns/scan/count_model.h"
#include "patterns/scan/engines.h"
#include "patterns/scan/null_sampler.h"

namespace anlan::patterns {

constexpr std::uint64_t k_max_cells = 100'000'000;  ///< 1.2 GB of counts and measures.

/// The intervals in which somebody is.
inline std::vector<bool> occupied_intervals(const ScanData& data, const TimeAxis& axis) {
  std::vector<bool> occupied(axis.size(), false);
  for (const auto* people : {&data.cases, &data.controls})
    for (const ScanCase& c : *people)
      if (c.count > 0) occupied[axis.interval_of(c.day)] = true;
  return occupied;
}

/// Where the individuals are: slots of time, and cells of the table of places and slots.
class Layout {
 public:
  Layout(const ScanData& data, const TimeAxis& axis, CellAxis cells)
      : axis_(axis), cells_(std::move(cells)) {
    if (data.places.size() * std::uint64_t{cells_.slots()} > k_max_cells)
      throw Problem::too_large("scan.too_large",
                               "Places times time intervals are too many; use longer intervals.");
  }
  const CellAxis& cells() const { return cells_; }
  std::uint32_t slot_of(const ScanCase& c) const {
    return cells_.slot_of(axis_.interval_of(c.day));
  }
  std::uint32_t cell_of(const ScanCase& c) const {
    const std::uint32_t slot = slot_of(c);
    return slot == CellAxis::k_none ? k_no_cell : c.place * cells_.slots() + slot;
  }

 private:
  const TimeAxis& axis_;
  CellAxis cells_;
};

/// `most` is the largest count that a cylinder can have.
template <class Score>
std::unique_ptr<ScanEngine> count_engine(Score score, const ScanPlan& plan, CountTable table,
                                         std::uint64_t most,
                                         std::unique_ptr<const CountSampler> sampler,
                                         CountDescription description, const Zones& zones,
                                         CellAxis axis) {
  return std::make_unique<CellScan<CountModel<Score>>>(
      CountModel<Score>(score, CountInterest{plan.likelihood.rates, plan.likelihood.min_cases},
                        std::move(table), static_cast<std::int64_t>(most), std::move(sampler),
                        std::move(description)),
      zones, std::move(axis), plan.windows.ties);
}

inline void describe_cases(std::int64_t k, double m, ScanCluster& cluster) {
  cluster.observed = static_cast<std::uint64_t>(k);
  cluster.expected = m;
}

}  // namespace anlan::patterns
