#include "patterns/scan/permutation.h"

#include <algorithm>
#include <bit>
#include <limits>

#include "base/check.h"
#include "patterns/scan/best_of_windows.h"
#include "patterns/scan/lane_kernel.h"

namespace anlan::patterns {
namespace {

constexpr double k_first_guess = 6;  // maxima of maps of some size lie above it

}  // namespace

PermutationScan::PermutationScan(PermutationTables tables, TieOrder ties, Mode mode)
    : tables_(std::move(tables)), ties_(ties) {
  // A place that is visited costs as much as three that are passed by in the dense way.
  const bool few = 3 * tables_.expected_visits() < static_cast<double>(tables_.zones().steps());
  sparse_ = mode == Mode::sparse || (mode == Mode::automatic && few);
  if (!can_be_sparse()) sparse_ = false;
  data_cells_.assign(tables_.places() * tables_.stride(), 0);
  for (const CaseSlot& slot : tables_.recent())
    tables_.add(slot.interval, &data_cells_[slot.place * tables_.stride()]);
  expect_level(k_first_guess);
}

bool PermutationScan::can_be_sparse() const {
  const std::size_t rows =
      tables_.interval_rows().size() / tables_.stride() + k_batch * tables_.recent().size();
  return rows < std::numeric_limits<std::uint16_t>::max();
}

template <class Cells, class Found>
void PermutationScan::score(const LaneThresholds& thresholds, const ZoneList& list, Cells cells,
                            std::vector<std::int32_t>& sums, Found found) const {
  const std::size_t stride = tables_.stride();
  const std::size_t windows = tables_.windows().size();
  const Zones& zones = tables_.zones();
  std::fill(sums.begin(), sums.end(), 0);
  for (std::uint64_t s = list.first_step; s < list.end_step; ++s) {
    const std::int16_t* added = cells(zones.member(s));
    if (added == nullptr && !zones.complete(s)) continue;
    const std::uint32_t row = tables_.row_of_step()[s];
    const std::int16_t* least = &thresholds.rows[row * stride];
    bool reached = false;
    for (std::size_t w = 0; w < stride; ++w) {
      if (added != nullptr) sums[w] += added[w];
      reached |= sums[w] >= least[w];
    }
    if (!reached || !zones.complete(s)) continue;
    for (std::size_t w = 0; w < windows; ++w) {
      if (sums[w] >= least[w])
        found(list.weight * tables_.statistic(sums[w], tables_.zone_cases(row), w), s, w);
    }
  }
}

template <class Found>
void PermutationScan::visit(const LaneThresholds& thresholds, const ZoneList& list,
                            const std::vector<std::int16_t>& cells, std::vector<std::int32_t>& sums,
                            Found found) const {
  const std::size_t stride = tables_.stride();
  const LaneTables tables{cells.data(), thresholds.rows.data(), tables_.zones().members().data(),
                          tables_.row_of_step().data(), stride};
  if (!reaches_threshold(tables, list.first_step, list.end_step)) return;
  score(thresholds, list, [&](std::uint32_t place) { return &cells[place * stride]; }, sums, found);
}

std::vector<Candidate> PermutationScan::candidates(double level) const {
  std::vector<Candidate> result;
  const LaneThresholds thresholds = tables_.thresholds_at(level);
  std::vector<std::int32_t> sums(tables_.stride());
  const auto windows = tables_.windows();
  BestOfWindows best(windows.size(), ties_);
  const auto lists = tables_.zones().lists();
  const std::vector<std::uint32_t> order = tables_.zones().lists_by_centre();
  for (std::size_t i = 0; i < order.size();) {
    const std::uint32_t centre = lists[order[i]].centre;
    best.begin(level);
    for (; i < order.size() && lists[order[i]].centre == centre; ++i) {
      visit(thresholds, lists[order[i]], data_cells_, sums,
            [&](double value, std::uint64_t step, std::size_t w) {
              if (best.beats(w, value)) best.take(w, {value, order[i], step + 1, windows[w]});
            });
    }
    best.move_to(result, [&](std::size_t w) { return windows[w].last; });
  }
  return result;
}

void PermutationScan::describe(const Candidate& candidate, ScanCluster& cluster) const {
  const auto windows = tables_.windows();
  const auto w = static_cast<std::size_t>(
      std::find(windows.begin(), windows.end(), candidate.window) - windows.begin());
  const ZoneList& list = tables_.zones().lists()[candidate.list];
  for (const std::uint32_t place : tables_.zones().zone(list, candidate.end_step))
    cluster.observed += static_cast<std::uint64_t>(data_cells_[place * tables_.stride() + w]);
  const std::uint32_t row = tables_.row_of_step()[candidate.end_step - 1];
  cluster.expected = tables_.expected(tables_.zone_cases(row), w);
}

double PermutationScan::maximum_of(const std::vector<std::int16_t>& cells,
                                   std::vector<std::int32_t>& sums) const {
  double best = 0;
  for (const LaneThresholds& thresholds : levels_) {
    for (const ZoneList& list : tables_.zones().lists())
      visit(thresholds, list, cells, sums,
            [&](double value, std::uint64_t, std::size_t) { best = std::max(best, value); });
    if (best > thresholds.level) return best;
  }
  return best;
}

double PermutationScan::maximum() {
  std::vector<std::int32_t> sums(tables_.stride());
  return maximum_of(data_cells_, sums);
}

void PermutationScan::use_workers(unsigned workers) {
  scratches_.clear();
  scratches_.resize(workers);
  const std::size_t places = tables_.places();
  for (Scratch& scratch : scratches_) {
    scratch.draw = tables_.draw_order();
    scratch.sums.resize(tables_.stride());
    if (!sparse_) {
      scratch.cells.assign(places * tables_.stride(), 0);
      continue;
    }
    scratch.occupied.assign(places, 0);
    scratch.cell_of.assign(places * k_batch, 0);
    scratch.room = std::make_unique<SparseSums>();
  }
}

void PermutationScan::permute_dense(Random& random, Scratch& scratch) const {
  const std::size_t stride = tables_.stride();
  for (const std::uint32_t place : scratch.touched)
    std::fill_n(&scratch.cells[place * stride], stride, std::int16_t{0});
  scratch.touched.clear();
  tables_.permute(random, scratch.draw, [&](std::uint32_t place, std::uint32_t interval) {
    tables_.add(interval, &scratch.cells[place * stride]);
    scratch.touched.push_back(place);
  });
}

void PermutationScan::begin_batch(Scratch& scratch) const {
  for (const std::uint32_t place : scratch.touched) scratch.occupied[place] = 0;
  scratch.touched.clear();
  const auto intervals = tables_.interval_rows();
  scratch.cells.assign(intervals.begin(), intervals.end());
}

void PermutationScan::permute_sparse(Random& random, std::size_t replicate,
                                     Scratch& scratch) const {
  const std::size_t stride = tables_.stride();
  const std::size_t shared = tables_.interval_rows().size() / stride;
  const auto bit = static_cast<std::uint16_t>(1U << replicate);
  tables_.permute(random, scratch.draw, [&](std::uint32_t place, std::uint32_t interval) {
    std::uint16_t& cell = scratch.cell_of[place * k_batch + replicate];
    if ((scratch.occupied[place] & bit) == 0) {
      scratch.occupied[place] = static_cast<std::uint16_t>(scratch.occupied[place] | bit);
      scratch.touched.push_back(place);
      cell = static_cast<std::uint16_t>(interval - tables_.scanned_from());
      return;
    }
    if (cell < shared) {  // a second case: the row of one interval no longer does
      const std::size_t from = cell * stride;
      cell = static_cast<std::uint16_t>(scratch.cells.size() / stride);
      scratch.cells.resize(scratch.cells.size() + stride);
      std::copy_n(&scratch.cells[from], stride, &scratch.cells[cell * stride]);
    }
    tables_.add(interval, &scratch.cells[cell * stride]);
  });
}

void PermutationScan::sparse_maxima(Scratch& scratch, std::span<double> maxima) const {
  const std::size_t stride = tables_.stride();
  std::uint32_t wanted = (1U << maxima.size()) - 1;
  std::fill(maxima.begin(), maxima.end(), 0.0);
  for (const LaneThresholds& thresholds : levels_) {
    const SparseTables sparse{scratch.occupied.data(),
                              scratch.cell_of.data(),
                              scratch.cells.data(),
                              thresholds.rows.data(),
                              tables_.zones().members().data(),
                              tables_.row_of_step().data(),
                              stride};
    for (const ZoneList& list : tables_.zones().lists()) {
      std::uint32_t reaching =
          replicates_reaching(sparse, list.first_step, list.end_step,
                              static_cast<std::uint16_t>(wanted), *scratch.room);
      for (; reaching != 0; reaching &= reaching - 1) {
        const auto replicate = static_cast<std::size_t>(std::countr_zero(reaching));
        const auto cells = [&](std::uint32_t place) -> const std::int16_t* {
          if ((std::uint32_t{scratch.occupied[place]} >> replicate & 1U) == 0) return nullptr;
          return &scratch.cells[scratch.cell_of[place * k_batch + replicate] * stride];
        };
        score(thresholds, list, cells, scratch.sums, [&](double value, std::uint64_t, std::size_t) {
          maxima[replicate] = std::max(maxima[replicate], value);
        });
      }
    }
    for (std::size_t i = 0; i < maxima.size(); ++i)
      if (maxima[i] > thresholds.level) wanted &= ~(1U << i);
    if (wanted == 0) return;
  }
}

void PermutationScan::null_maxima(std::uint64_t seed, std::uint32_t first, std::span<double> maxima,
                                  unsigned worker) {
  Scratch& scratch = scratches_[worker];
  CHECK(maxima.size() <= batch());
  if (sparse_) {
    begin_batch(scratch);
    for (std::size_t i = 0; i < maxima.size(); ++i) {
      Random random(seed, first + i);
      permute_sparse(random, i, scratch);
    }
    sparse_maxima(scratch, maxima);
    return;
  }
  for (std::size_t i = 0; i < maxima.size(); ++i) {
    Random random(seed, first + i);
    permute_dense(random, scratch);
    maxima[i] = maximum_of(scratch.cells, scratch.sums);
  }
}

}  // namespace anlan::patterns
