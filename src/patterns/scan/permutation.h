// Counts whose days are permuted: the space-time permutation scan (Kulldorff et al. 2005).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "patterns/scan/engine.h"
#include "patterns/scan/zones.h"

namespace anlan::patterns {

/// One case: where, and in which interval.
struct CaseSlot {
  std::uint32_t place = 0;
  std::uint32_t interval = 0;
};

/// Scores every cylinder on the data and on permuted data. The expected count of a cylinder, (cases
/// of its circle) x (cases of its window) / (all cases), is the same in every permutation, and the
/// statistic grows with the count. So the statistic is needed only where a count reaches a
/// threshold that depends on those two numbers, and thresholds are compared 32 windows at a time.
class PermutationScan final : public ScanEngine {
 public:
  PermutationScan(std::span<const CaseSlot> slots, std::uint32_t places, std::uint32_t intervals,
                  const Zones& zones, std::span<const TimeWindow> windows, std::uint32_t min_cases,
                  TieOrder ties);

  /// Whether the counts fit into the lanes, and the tables into memory.
  static bool fits(std::span<const CaseSlot> slots, std::uint32_t places,
                   std::span<const TimeWindow> windows);

  std::vector<Candidate> candidates(double level) const override;
  void describe(const Candidate& candidate, ScanCluster& cluster) const override;
  double maximum() override;
  void use_workers(unsigned workers) override;
  double null_maximum(Random& random, unsigned worker) override;
  void expect_level(double level) override;

 private:
  struct Thresholds {
    double level = 0;
    std::vector<std::int16_t> rows;
  };

  /// What one thread needs of its own.
  struct Scratch {
    std::vector<std::uint32_t> order;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> swaps;
    std::vector<std::int16_t> cells;
    std::vector<std::uint32_t> touched;
    std::vector<std::int32_t> sums;
  };

  void number_rows(std::span<const std::uint64_t> place_cases);
  Thresholds thresholds_at(double level) const;
  double expected(std::uint64_t zone_cases, std::size_t window) const;
  double statistic(std::int64_t count, std::uint64_t zone_cases, std::size_t window) const;
  void permute(Random& random, Scratch& scratch) const;
  double maximum_of(const std::vector<std::int16_t>& cells, std::vector<std::int32_t>& sums) const;
  /// Calls found(statistic, step, window) for each cylinder of the list at or above the level.
  template <class Found>
  void visit(const Thresholds& thresholds, const ZoneList& list,
             const std::vector<std::int16_t>& cells, std::vector<std::int32_t>& sums,
             Found found) const;
  void add(std::uint32_t interval, std::int16_t* cells) const;

  const Zones& zones_;
  std::vector<TimeWindow> windows_;
  std::int64_t min_cases_;
  TieOrder ties_;
  double total_ = 0;
  std::size_t stride_ = 0;
  std::uint32_t scanned_from_ = 0;
  std::vector<std::uint32_t> place_of_slot_;
  std::vector<std::uint32_t> recent_;        // intervals of the cases that lie in some window
  std::vector<std::int16_t> interval_rows_;  // interval - scanned_from_ -> 1 where a window has it
  std::vector<std::uint64_t> window_cases_;
  std::vector<std::uint64_t> row_cases_;  // row of thresholds -> cases of the circle; row 0: never
  std::vector<std::uint32_t> row_of_step_;
  std::uint32_t places_ = 0;
  std::vector<std::int16_t> data_cells_;
  std::vector<Thresholds> levels_;  // falling; the last one is 0
  std::vector<Scratch> scratches_;
};

}  // namespace anlan::patterns
