#include "patterns/scan/permutation.h"

#include <algorithm>
#include <limits>
#include <numeric>

#include "base/check.h"
#include "patterns/scan/best_of_windows.h"
#include "patterns/scan/lane_kernel.h"
#include "patterns/scan/likelihood.h"

namespace anlan::patterns {
namespace {

constexpr std::int16_t k_never = std::numeric_limits<std::int16_t>::max();
constexpr std::uint64_t k_max_cells = 100'000'000;  // 200 MB of counts in each thread
constexpr double k_first_guess = 6;                 // maxima of maps of some size lie above it

}  // namespace

bool PermutationScan::fits(std::span<const CaseSlot> slots, std::uint32_t places,
                           std::span<const TimeWindow> windows) {
  const std::uint64_t stride = (windows.size() + k_lanes - 1) / k_lanes * k_lanes;
  std::uint32_t from = std::numeric_limits<std::uint32_t>::max();
  std::uint32_t to = 0;
  for (const TimeWindow& window : windows) {
    from = std::min(from, window.first);
    to = std::max(to, window.last);
  }
  const auto scanned = std::count_if(slots.begin(), slots.end(), [&](const CaseSlot& slot) {
    return from <= slot.interval && slot.interval < to;
  });
  return scanned < k_never && places * stride <= k_max_cells && (to - from) * stride <= k_max_cells;
}

PermutationScan::PermutationScan(std::span<const CaseSlot> slots, std::uint32_t places,
                                 std::uint32_t intervals, const Zones& zones,
                                 std::span<const TimeWindow> windows, std::uint32_t min_cases,
                                 TieOrder ties)
    : zones_(zones),
      windows_(windows.begin(), windows.end()),
      min_cases_(std::max<std::uint32_t>(min_cases, 1)),
      ties_(ties),
      total_(static_cast<double>(slots.size())),
      stride_((windows.size() + k_lanes - 1) / k_lanes * k_lanes),
      scanned_from_(intervals),
      places_(places) {
  CHECK(fits(slots, places, windows));
  for (const TimeWindow& window : windows_) scanned_from_ = std::min(scanned_from_, window.first);
  std::vector<std::uint64_t> interval_cases(intervals, 0);
  for (const CaseSlot& slot : slots) ++interval_cases[slot.interval];
  interval_rows_.assign((intervals - scanned_from_) * stride_, 0);
  for (std::size_t w = 0; w < windows_.size(); ++w) {
    std::uint64_t cases = 0;
    for (std::uint32_t i = windows_[w].first; i < windows_[w].last; ++i) {
      interval_rows_[(i - scanned_from_) * stride_ + w] = 1;
      cases += interval_cases[i];
    }
    window_cases_.push_back(cases);
  }
  data_cells_.assign(places_ * stride_, 0);
  std::vector<std::uint64_t> place_cases(places, 0);
  for (const CaseSlot& slot : slots) {
    place_of_slot_.push_back(slot.place);
    ++place_cases[slot.place];
    if (slot.interval < scanned_from_) continue;
    recent_.push_back(slot.interval);
    add(slot.interval, &data_cells_[slot.place * stride_]);
  }
  number_rows(place_cases);
  expect_level(k_first_guess);
}

void PermutationScan::number_rows(std::span<const std::uint64_t> place_cases) {
  std::vector<std::uint64_t> step_cases(zones_.steps(), 0);
  std::uint64_t most = 0;
  for (const ZoneList& list : zones_.lists()) {
    std::uint64_t cases = 0;
    for (std::uint64_t s = list.first_step; s < list.end_step; ++s) {
      cases += place_cases[zones_.member(s)];
      if (zones_.complete(s)) step_cases[s] = cases;
    }
    most = std::max(most, cases);
  }
  std::vector<std::uint32_t> row_of(most + 1, 0);
  for (const std::uint64_t cases : step_cases) row_of[cases] = 1;
  row_of[0] = 0;
  row_cases_.assign(1, 0);  // also the row of circles without a case, which never score
  for (std::uint64_t cases = 1; cases <= most; ++cases) {
    if (row_of[cases] == 0) continue;
    row_of[cases] = static_cast<std::uint32_t>(row_cases_.size());
    row_cases_.push_back(cases);
  }
  row_of_step_.reserve(step_cases.size());
  for (const std::uint64_t cases : step_cases) row_of_step_.push_back(row_of[cases]);
}

double PermutationScan::expected(std::uint64_t zone_cases, std::size_t window) const {
  return static_cast<double>(zone_cases) * static_cast<double>(window_cases_[window]) / total_;
}

double PermutationScan::statistic(std::int64_t count, std::uint64_t zone_cases,
                                  std::size_t window) const {
  const double due = expected(zone_cases, window);
  const auto cases = static_cast<double>(count);
  return cases > due ? poisson_log_likelihood_ratio(cases, due, total_) : 0;
}

PermutationScan::Thresholds PermutationScan::thresholds_at(double level) const {
  Thresholds result{level, std::vector<std::int16_t>(row_cases_.size() * stride_, k_never)};
  for (std::size_t w = 0; w < windows_.size(); ++w) {
    // The threshold grows with the cases of the circle, so it is found by one walk upward.
    std::int64_t count = min_cases_;
    const auto most = static_cast<std::int64_t>(std::min<std::uint64_t>(window_cases_[w], k_never));
    for (std::size_t row = 1; row < row_cases_.size(); ++row) {
      while (count <= most && !(statistic(count, row_cases_[row], w) > level)) ++count;
      if (count > most) break;
      result.rows[row * stride_ + w] = static_cast<std::int16_t>(count);
    }
  }
  return result;
}

void PermutationScan::expect_level(double level) {
  levels_.clear();
  for (const double part : {1.0, 0.75, 0.5}) {
    if (level * part > 0.5) levels_.push_back(thresholds_at(level * part));
  }
  levels_.push_back(thresholds_at(0));
}

void PermutationScan::add(std::uint32_t interval, std::int16_t* cells) const {
  const std::int16_t* row = &interval_rows_[(interval - scanned_from_) * stride_];
  for (std::size_t w = 0; w < stride_; ++w) cells[w] = static_cast<std::int16_t>(cells[w] + row[w]);
}

template <class Found>
void PermutationScan::visit(const Thresholds& thresholds, const ZoneList& list,
                            const std::vector<std::int16_t>& cells, std::vector<std::int32_t>& sums,
                            Found found) const {
  const LaneTables tables{cells.data(), thresholds.rows.data(), zones_.members().data(),
                          row_of_step_.data(), stride_};
  if (!reaches_threshold(tables, list.first_step, list.end_step)) return;
  std::fill(sums.begin(), sums.end(), 0);
  for (std::uint64_t s = list.first_step; s < list.end_step; ++s) {
    const std::int16_t* added = &cells[zones_.member(s) * stride_];
    const std::uint32_t row = row_of_step_[s];
    const std::int16_t* least = &thresholds.rows[row * stride_];
    bool reached = false;
    for (std::size_t w = 0; w < stride_; ++w) {
      sums[w] += added[w];
      reached |= sums[w] >= least[w];
    }
    if (!reached) continue;
    for (std::size_t w = 0; w < windows_.size(); ++w)
      if (sums[w] >= least[w]) found(list.weight * statistic(sums[w], row_cases_[row], w), s, w);
  }
}

std::vector<Candidate> PermutationScan::candidates(double level) const {
  std::vector<Candidate> result;
  const Thresholds thresholds = thresholds_at(level);
  std::vector<std::int32_t> sums(stride_);
  BestOfWindows best(windows_.size(), ties_);
  const std::vector<std::uint32_t> order = zones_.lists_by_centre();
  for (std::size_t i = 0; i < order.size();) {
    const std::uint32_t centre = zones_.lists()[order[i]].centre;
    best.begin(level);
    for (; i < order.size() && zones_.lists()[order[i]].centre == centre; ++i) {
      visit(thresholds, zones_.lists()[order[i]], data_cells_, sums,
            [&](double value, std::uint64_t step, std::size_t w) {
              if (best.beats(w, value)) best.take(w, {value, order[i], step + 1, windows_[w]});
            });
    }
    best.move_to(result, [&](std::size_t w) { return windows_[w].last; });
  }
  return result;
}

void PermutationScan::describe(const Candidate& candidate, ScanCluster& cluster) const {
  const auto w = static_cast<std::size_t>(
      std::find(windows_.begin(), windows_.end(), candidate.window) - windows_.begin());
  const ZoneList& list = zones_.lists()[candidate.list];
  for (const std::uint32_t place : zones_.zone(list, candidate.end_step))
    cluster.observed += static_cast<std::uint64_t>(data_cells_[place * stride_ + w]);
  cluster.expected = expected(row_cases_[row_of_step_[candidate.end_step - 1]], w);
}

void PermutationScan::permute(Random& random, Scratch& scratch) const {
  for (const std::uint32_t place : scratch.touched)
    std::fill_n(&scratch.cells[place * stride_], stride_, std::int16_t{0});
  scratch.touched.clear();
  // The recent days go to as many cases, drawn without replacement: the beginning of a Fisher-Yates
  // shuffle, undone afterwards so that the next one starts from the same order.
  const auto total = static_cast<std::uint32_t>(place_of_slot_.size());
  scratch.swaps.clear();
  for (std::uint32_t i = 0; i < recent_.size(); ++i) {
    const std::uint32_t j = i + random.below(total - i);
    std::swap(scratch.order[i], scratch.order[j]);
    scratch.swaps.emplace_back(i, j);
    const std::uint32_t place = place_of_slot_[scratch.order[i]];
    add(recent_[i], &scratch.cells[place * stride_]);
    scratch.touched.push_back(place);
  }
  for (auto swap = scratch.swaps.rbegin(); swap != scratch.swaps.rend(); ++swap)
    std::swap(scratch.order[swap->first], scratch.order[swap->second]);
}

double PermutationScan::maximum_of(const std::vector<std::int16_t>& cells,
                                   std::vector<std::int32_t>& sums) const {
  double best = 0;
  for (const Thresholds& thresholds : levels_) {
    for (const ZoneList& list : zones_.lists())
      visit(thresholds, list, cells, sums,
            [&](double value, std::uint64_t, std::size_t) { best = std::max(best, value); });
    if (best > thresholds.level) return best;
  }
  return best;
}

double PermutationScan::maximum() {
  std::vector<std::int32_t> sums(stride_);
  return maximum_of(data_cells_, sums);
}

void PermutationScan::use_workers(unsigned workers) {
  scratches_.resize(workers);
  for (Scratch& scratch : scratches_) {
    scratch.order.resize(place_of_slot_.size());
    std::iota(scratch.order.begin(), scratch.order.end(), 0U);
    scratch.cells.assign(places_ * stride_, 0);
    scratch.touched.clear();
    scratch.sums.resize(stride_);
  }
}

double PermutationScan::null_maximum(Random& random, unsigned worker) {
  Scratch& scratch = scratches_[worker];
  permute(random, scratch);
  return maximum_of(scratch.cells, scratch.sums);
}

}  // namespace anlan::patterns
