// What stays the same in every permutation of days.
#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "base/random.h"
#include "patterns/scan/lane_kernel.h"
#include "patterns/scan/time_axis.h"
#include "patterns/scan/zones.h"

namespace anlan::patterns {

/// One case: where, and in which interval.
struct CaseSlot {
  std::uint32_t place = 0;
  std::uint32_t interval = 0;
};

/// Per row of zone cases and per window, from how many cases on the statistic exceeds the level.
struct LaneThresholds {
  double level = 0;
  std::vector<std::int16_t> rows;
};

/// Which cases a permutation draws from; one a thread.
struct DrawOrder {
  std::vector<std::uint32_t> order;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> swaps;
};

/// The expected count of a cylinder, (cases of its circle) x (cases of its window) / (all cases),
/// is the same in every permutation, and the statistic grows with the count. So circles with
/// equally many cases share a row of thresholds.
class PermutationTables {
 public:
  PermutationTables(std::span<const CaseSlot> slots, std::uint32_t places, std::uint32_t intervals,
                    const Zones& zones, std::span<const TimeWindow> windows,
                    std::uint32_t min_cases);

  /// Whether the counts fit into 16-bit lanes, and the tables into memory.
  static bool fits(std::span<const CaseSlot> slots, std::uint32_t places,
                   std::span<const TimeWindow> windows);

  const Zones& zones() const { return zones_; }
  std::span<const TimeWindow> windows() const { return windows_; }
  std::uint32_t places() const { return places_; }
  std::size_t stride() const { return stride_; }  ///< Lanes in a row: windows, and some to spare.
  /// Rows of an interval i at (i - scanned_from()) x stride(): 1 where a window holds it.
  std::span<const std::int16_t> interval_rows() const { return interval_rows_; }
  std::uint32_t scanned_from() const { return scanned_from_; }
  /// The cases that lie within some window.
  std::span<const CaseSlot> recent() const { return recent_; }
  /// How many of its steps' places have a recent case, on average over permutations.
  double expected_visits() const { return expected_visits_; }

  std::span<const std::uint32_t> row_of_step() const { return row_of_step_; }
  std::uint64_t zone_cases(std::uint32_t row) const { return row_cases_[row]; }
  double expected(std::uint64_t zone_cases, std::size_t window) const {
    return static_cast<double>(zone_cases) * static_cast<double>(window_cases_[window]) / total_;
  }
  /// Of a cylinder with `count` cases; 0 where they are not more than expected.
  double statistic(std::int64_t count, std::uint64_t zone_cases, std::size_t window) const;
  LaneThresholds thresholds_at(double level) const;
  /// Those of the level, of some lower ones, and of 0, where no cylinder is left out.
  std::vector<LaneThresholds> falling_levels(double level) const;

  /// Adds a case of the interval to each window that holds it.
  void add(std::uint32_t interval, std::int16_t* cells) const {
    const std::int16_t* row = &interval_rows_[(interval - scanned_from_) * stride_];
    for (std::size_t w = 0; w < stride_; ++w)
      cells[w] = static_cast<std::int16_t>(cells[w] + row[w]);
  }

  DrawOrder draw_order() const;
  /// Calls drawn(place, interval) for the recent cases of a permutation of days.
  template <class Drawn>
  void permute(Random& random, DrawOrder& draw, Drawn drawn) const {
    // The recent days go to as many cases, drawn without replacement: the beginning of a
    // Fisher-Yates shuffle, undone afterwards so that the next one starts from the same order.
    const auto total = static_cast<std::uint32_t>(place_of_slot_.size());
    draw.swaps.clear();
    for (std::uint32_t i = 0; i < recent_.size(); ++i) {
      const std::uint32_t j = i + random.below(total - i);
      std::swap(draw.order[i], draw.order[j]);
      draw.swaps.emplace_back(i, j);
      drawn(place_of_slot_[draw.order[i]], recent_[i].interval);
    }
    for (auto swap = draw.swaps.rbegin(); swap != draw.swaps.rend(); ++swap)
      std::swap(draw.order[swap->first], draw.order[swap->second]);
  }

 private:
  void number_rows(std::span<const std::uint64_t> place_cases);

  const Zones& zones_;
  std::vector<TimeWindow> windows_;
  std::int64_t min_cases_;
  double total_ = 0;
  std::size_t stride_ = 0;
  std::uint32_t scanned_from_ = 0;
  std::uint32_t places_ = 0;
  double expected_visits_ = 0;
  std::vector<std::uint32_t> place_of_slot_;
  std::vector<CaseSlot> recent_;
  std::vector<std::int16_t> interval_rows_;
  std::vector<std::uint64_t> window_cases_;
  std::vector<std::uint64_t> row_cases_;  // row 0: circles without a case, which never score
  std::vector<std::uint32_t> row_of_step_;
};

}  // namespace anlan::patterns
