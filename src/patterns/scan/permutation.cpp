#include "patterns/scan/permutation.h"

#include <algorithm>
#include <limits>

#include "base/check.h"
#include "base/problem.h"
#include "patterns/scan/lane_kernel.h"
#include "patterns/scan/likelihood.h"

namespace anlan::patterns {
namespace {

constexpr std::int16_t k_never = std::numeric_limits<std::int16_t>::max();
constexpr std::uint64_t k_max_cells = 400'000'000;  // 800 MB of counts in each thread

}  // namespace

PermutationScan::PermutationScan(std::span<const CaseSlot> slots, std::uint32_t places,
                                 std::uint32_t intervals, const Zones& zones,
                                 std::span<const TimeWindow> windows, std::uint32_t min_cases)
    : zones_(zones),
      windows_(windows),
      min_cases_(std::max<std::uint32_t>(min_cases, 1)),
      total_(static_cast<double>(slots.size())),
      stride_((windows.size() + k_lanes - 1) / k_lanes * k_lanes),
      scanned_from_(intervals),
      places_(places) {
  for (const TimeWindow& window : windows_) scanned_from_ = std::min(scanned_from_, window.first);
  if (places * std::uint64_t{stride_} > k_max_cells ||
      (intervals - scanned_from_) * std::uint64_t{stride_} > k_max_cells)
    throw Problem::too_large("scan.too_large",
                             "Places times time windows are too many; use longer intervals.");
  std::vector<std::uint64_t> interval_cases(intervals, 0);
  std::vector<std::uint64_t> place_cases(places, 0);
  for (const CaseSlot& slot : slots) {
    place_of_slot_.push_back(slot.place);
    ++interval_cases[slot.interval];
    ++place_cases[slot.place];
    if (slot.interval < scanned_from_) continue;
    recent_.push_back(slot.interval);
    recent_slots_.push_back(slot);
  }
  if (recent_.size() >= static_cast<std::size_t>(k_never))
    throw Problem::too_large("scan.too_large",
                             "More than 32,766 cases lie within the time windows.");
  interval_rows_.assign((intervals - scanned_from_) * stride_, 0);
  for (std::size_t w = 0; w < windows_.size(); ++w) {
    std::uint64_t cases = 0;
    for (std::uint32_t i = windows_[w].first; i < windows_[w].last; ++i) {
      interval_rows_[(i - scanned_from_) * stride_ + w] = 1;
      cases += interval_cases[i];
    }
    window_cases_.push_back(cases);
  }

  std::vector<std::uint64_t> step_cases(zones_.steps(), 0);
  for (std::uint32_t centre = 0; centre < zones_.centres(); ++centre) {
    std::uint64_t cases = 0;
    for (std::uint64_t s = zones_.first_step(centre); s < zones_.end_step(centre); ++s) {
      cases += place_cases[zones_.member(s)];
      if (zones_.complete(s)) step_cases[s] = cases;
    }
  }
  row_cases_.assign(1, 0);  // also the row of circles without a case, which never score
  row_cases_.insert(row_cases_.end(), step_cases.begin(), step_cases.end());
  std::sort(row_cases_.begin(), row_cases_.end());
  row_cases_.erase(std::unique(row_cases_.begin(), row_cases_.end()), row_cases_.end());
  for (const std::uint64_t cases : step_cases) {
    const auto row = std::lower_bound(row_cases_.begin(), row_cases_.end(), cases);
    row_of_step_.push_back(static_cast<std::uint32_t>(row - row_cases_.begin()));
  }
  levels_.push_back(thresholds_at(0));
}

double PermutationScan::statistic(std::int64_t count, std::uint64_t zone_cases,
                                  std::size_t window) const {
  const double expected =
      static_cast<double>(zone_cases) * static_cast<double>(window_cases_[window]) / total_;
  const auto cases = static_cast<double>(count);
  return cases > expected ? poisson_log_likelihood_ratio(cases, expected, total_) : 0;
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

std::vector<Candidate> PermutationScan::observed() const {
  std::vector<std::int16_t> cells(places_ * stride_, 0);
  std::vector<std::uint8_t> occupied(places_, 0);
  for (const CaseSlot& slot : recent_slots_) {
    add(slot.interval, &cells[slot.place * stride_]);
    occupied[slot.place] = 1;
  }
  std::vector<Candidate> result;
  std::vector<std::int32_t> sums(stride_);
  for (std::uint32_t centre = 0; centre < zones_.centres(); ++centre) {
    std::fill(sums.begin(), sums.end(), 0);
    Candidate best;
    best.centre = centre;
    bool grown = false;  // a circle that gained no recent case cannot beat the one inside it
    for (std::uint64_t s = zones_.first_step(centre); s < zones_.end_step(centre); ++s) {
      const std::uint32_t place = zones_.member(s);
      if (occupied[place]) {
        grown = true;
        for (std::size_t w = 0; w < windows_.size(); ++w) sums[w] += cells[place * stride_ + w];
      }
      if (!grown || !zones_.complete(s)) continue;
      grown = false;
      const std::uint64_t zone_cases = row_cases_[row_of_step_[s]];
      for (std::size_t w = 0; w < windows_.size(); ++w) {
        if (sums[w] < min_cases_) continue;
        const double value = statistic(sums[w], zone_cases, w);
        if (value <= best.statistic) continue;
        best.statistic = value;
        best.end_step = s + 1;
        best.window = windows_[w];
        best.observed = static_cast<std::uint64_t>(sums[w]);
        best.expected =
            static_cast<double>(zone_cases) * static_cast<double>(window_cases_[w]) / total_;
      }
    }
    if (best.statistic > 0) result.push_back(best);
  }
  return result;
}

PermutationScan::Scratch::Scratch(const PermutationScan& scan)
    : order(scan.place_of_slot_.size()), cells(scan.places_ * scan.stride_, 0), sums(scan.stride_) {
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = static_cast<std::uint32_t>(i);
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

double PermutationScan::centre_maximum(const Thresholds& thresholds, std::uint32_t centre,
                                       Scratch& scratch) const {
  std::fill(scratch.sums.begin(), scratch.sums.end(), 0);
  double best = 0;
  for (std::uint64_t s = zones_.first_step(centre); s < zones_.end_step(centre); ++s) {
    const std::int16_t* cells = &scratch.cells[zones_.member(s) * stride_];
    const std::int16_t* row = &thresholds.rows[row_of_step_[s] * stride_];
    bool reached = false;
    for (std::size_t w = 0; w < stride_; ++w) {
      scratch.sums[w] += cells[w];
      reached |= scratch.sums[w] >= row[w];
    }
    if (!reached) continue;
    for (std::size_t w = 0; w < windows_.size(); ++w) {
      if (scratch.sums[w] >= row[w])
        best = std::max(best, statistic(scratch.sums[w], row_cases_[row_of_step_[s]], w));
    }
  }
  return best;
}

double PermutationScan::maximum_above(const Thresholds& thresholds, Scratch& scratch) const {
  const LaneTables tables{scratch.cells.data(), thresholds.rows.data(), zones_.members().data(),
                          row_of_step_.data(), stride_};
  double best = 0;
  for (std::uint32_t centre = 0; centre < zones_.centres(); ++centre) {
    if (reaches_threshold(tables, zones_.first_step(centre), zones_.end_step(centre)))
      best = std::max(best, centre_maximum(thresholds, centre, scratch));
  }
  return best;
}

double PermutationScan::null_maximum(Random& random, Scratch& scratch) const {
  permute(random, scratch);
  for (const Thresholds& thresholds : levels_) {
    const double best = maximum_above(thresholds, scratch);
    if (best > 0) return best;
  }
  return 0;
}

}  // namespace anlan::patterns
