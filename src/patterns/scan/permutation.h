// Counts whose days are permuted: the space-time permutation scan (Kulldorff et al. 2005).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/random.h"
#include "patterns/scan/time_axis.h"
#include "patterns/scan/zones.h"

namespace anlan::patterns {

/// One case: where, and in which interval.
struct CaseSlot {
  std::uint32_t place = 0;
  std::uint32_t interval = 0;
};

/// The best cylinder around a centre.
struct Candidate {
  double statistic = 0;
  std::uint32_t centre = 0;
  std::uint64_t end_step = 0;  ///< The circle holds the steps [zones.first_step(centre), end_step).
  TimeWindow window;
  std::uint64_t observed = 0;
  double expected = 0;
};

/// Scores every cylinder on the data and on permuted data. The expected count of a cylinder, (cases
/// of its circle) x (cases of its window) / (all cases), is the same in every permutation, and the
/// statistic grows with the count. So the statistic is needed only where a count reaches a
/// threshold that depends on those two numbers, and thresholds are compared 32 windows at a time.
class PermutationScan {
 public:
  PermutationScan(std::span<const CaseSlot> slots, std::uint32_t places, std::uint32_t intervals,
                  const Zones& zones, std::span<const TimeWindow> windows, std::uint32_t min_cases);

  /// The best cylinder of each centre that has one; ties go to the smaller circle, then to the
  /// earlier window of the list.
  std::vector<Candidate> observed() const;

  /// Sets the level above which null maxima are expected to lie. Changes the speed of
  /// null_maximum(), never its value.
  void expect_level(double level);

  /// What one thread needs of its own.
  class Scratch {
   public:
    explicit Scratch(const PermutationScan& scan);

   private:
    friend class PermutationScan;
    std::vector<std::uint32_t> order;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> swaps;
    std::vector<std::int16_t> cells;
    std::vector<std::uint32_t> touched;
    std::vector<std::int32_t> sums;
  };

  /// The largest statistic after a permutation of days; 0 where no cylinder holds more cases than
  /// expected. Safe to call from many threads, each with its own scratch.
  double null_maximum(Random& random, Scratch& scratch) const;

 private:
  struct Thresholds {
    double level = 0;
    std::vector<std::int16_t> rows;
  };

  Thresholds thresholds_at(double level) const;
  double statistic(std::int64_t count, std::uint64_t zone_cases, std::size_t window) const;
  void permute(Random& random, Scratch& scratch) const;
  double maximum_above(const Thresholds& thresholds, Scratch& scratch) const;
  double centre_maximum(const Thresholds& thresholds, std::uint32_t centre, Scratch& scratch) const;
  void add(std::uint32_t interval, std::int16_t* cells) const;

  const Zones& zones_;
  std::span<const TimeWindow> windows_;
  std::int64_t min_cases_;
  double total_ = 0;
  std::size_t stride_ = 0;
  std::uint32_t scanned_from_ = 0;
  std::vector<std::uint32_t> place_of_slot_;
  std::vector<std::uint32_t> recent_;        // intervals of the cases that lie in some window
  std::vector<CaseSlot> recent_slots_;       // the same cases with their places
  std::vector<std::int16_t> interval_rows_;  // interval - scanned_from_ -> 1 where a window has it
  std::vector<std::uint64_t> window_cases_;
  std::vector<std::uint64_t> row_cases_;  // row of thresholds -> cases of the circle; row 0: never
  std::vector<std::uint32_t> row_of_step_;
  std::uint32_t places_ = 0;
  std::vector<Thresholds> levels_;  // falling; the last one is 0
};

}  // namespace anlan::patterns
