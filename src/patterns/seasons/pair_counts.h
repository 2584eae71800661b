// The records of one unit and kind, laid out by span and slot.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "patterns/seasons/arc_search.h"
#include "patterns/seasons/cycle.h"
#include "patterns/seasons/season_model.h"
#include "patterns/seasons/seasons.h"
#include "patterns/seasons/shrinkage.h"

namespace anlan::patterns {

/// The rows of a panel by unit and kind, so that those of one pair lie together.
class PairIndex {
 public:
  explicit PairIndex(const SeasonPanel& panel);
  std::size_t pairs() const { return begin_.size() - 1; }
  std::span<const SeasonCount> of(std::size_t pair) const {
    return std::span(rows_).subspan(begin_[pair], begin_[pair + 1] - begin_[pair]);
  }
  std::size_t pair(std::uint32_t unit, std::uint32_t kind) const {
    return std::size_t{unit} * kinds_ + kind;
  }
  std::uint32_t kinds() const { return kinds_; }

 private:
  std::uint32_t kinds_;
  std::vector<SeasonCount> rows_;
  std::vector<std::size_t> begin_;
};

/// A part of the cycle, in slots.
struct SlotArc {
  std::uint32_t begin = 0;
  std::uint32_t length = 1;
};

/// Whether two arcs of a cycle have a slot in common.
bool overlap(SlotArc one, SlotArc other, std::uint32_t slots);

/// Records and, once a trend is known, expected records by span and slot.
class PairCounts {
 public:
  PairCounts(const CycleGrid& grid, std::span<const SeasonCount> rows);

  /// As if the arc were no part of the cycle.
  void leave_out(SlotArc arc);

  double total() const { return total_; }
  std::uint32_t spans_with_records() const;
  /// One row a span and bin, for the model.
  std::vector<SeasonRow> season_rows() const;
  /// Spreads the records of every span over its slots as a trend alone would.
  void expect(double trend);
  /// Adds products of what bins have more than the mean of all spans, 0, 1, .. bins apart, over the
  /// mean of a bin. A season cancels out; spells stay.
  void add_products(std::span<double> by_lag) const;
  /// By bins.
  SpanCounts span_counts() const;

  double observed(std::uint32_t span, SlotArc arc) const { return sum(count_, span, arc); }
  double expected(std::uint32_t span, SlotArc arc) const { return sum(expected_, span, arc); }
  double total(std::uint32_t span) const { return span_total_[span]; }
  /// Of all spans together.
  PeriodCounts period_counts(SlotArc arc) const;

 private:
  double sum(const std::vector<double>& values, std::uint32_t span, SlotArc arc) const;
  /// In spans: where between 0 and the number of spans a slot of a span lies.
  double time_of(std::uint32_t span, std::uint32_t slot) const;

  const CycleGrid& grid_;
  std::vector<std::uint32_t> visits_;  ///< of the grid, without what is left out
  std::vector<double> count_;
  std::vector<double> expected_;
  std::vector<double> span_total_;
  double total_ = 0;
};

}  // namespace anlan::patterns
