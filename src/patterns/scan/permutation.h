// Counts whose days are permuted: the space-time permutation scan (Kulldorff et al. 2005).
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "patterns/scan/engine.h"
#include "patterns/scan/permutation_tables.h"
#include "patterns/scan/sparse_kernel.h"

namespace anlan::patterns {

/// Scores every cylinder on the data and on permuted data. The statistic is computed only where a
/// count reaches its threshold, and counts are compared 32 windows at a time: step by step along
/// each growing circle where most places have cases in the windows (dense), and otherwise only at
/// those that have, 16 replicates at a time (sparse).
class PermutationScan final : public ScanEngine {
 public:
  enum class Mode { automatic, dense, sparse };

  PermutationScan(PermutationTables tables, TieOrder ties, Mode mode = Mode::automatic);

  std::vector<Candidate> candidates(double level) const override;
  void describe(const Candidate& candidate, ScanCluster& cluster) const override;
  double maximum() override;
  void use_workers(unsigned workers) override;
  std::uint32_t batch() const override { return sparse_ ? k_batch : 1; }
  void null_maxima(std::uint64_t seed, std::uint32_t first, std::span<double> maxima,
                   unsigned worker) override;
  void expect_level(double level) override { levels_ = tables_.falling_levels(level); }

 private:
  /// What one thread needs of its own.
  struct Scratch {
    DrawOrder draw;
    std::vector<std::uint32_t> touched;
    std::vector<std::int32_t> sums;
    std::vector<std::int16_t> cells;      // dense: a row a place; sparse: intervals, then others
    std::vector<std::uint16_t> occupied;  // sparse only, as the next two
    std::vector<std::uint16_t> cell_of;
    std::unique_ptr<SparseSums> room;
  };

  bool can_be_sparse() const;
  void permute_dense(Random& random, Scratch& scratch) const;
  void permute_sparse(Random& random, std::size_t replicate, Scratch& scratch) const;
  void begin_batch(Scratch& scratch) const;
  double maximum_of(const std::vector<std::int16_t>& cells, std::vector<std::int32_t>& sums) const;
  void sparse_maxima(Scratch& scratch, std::span<double> maxima) const;
  /// Calls found(statistic, step, window) for each cylinder of the list above the level;
  /// `cells(place)` is a row of counts, null where there are none.
  template <class Cells, class Found>
  void score(const LaneThresholds& thresholds, const ZoneList& list, Cells cells,
             std::vector<std::int32_t>& sums, Found found) const;
  /// The same for a row a place, if the kernel finds that it is worth it.
  template <class Found>
  void visit(const LaneThresholds& thresholds, const ZoneList& list,
             const std::vector<std::int16_t>& cells, std::vector<std::int32_t>& sums,
             Found found) const;

  PermutationTables tables_;
  TieOrder ties_;
  bool sparse_;
  std::vector<std::int16_t> data_cells_;
  std::vector<LaneThresholds> levels_;  // falling; the last one is 0
  std::vector<Scratch> scratches_;
};

}  // namespace anlan::patterns
