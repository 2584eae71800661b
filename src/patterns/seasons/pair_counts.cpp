#include "patterns/seasons/pair_counts.h"

#include <algorithm>
#include <cmath>

namespace anlan::patterns {

PairIndex::PairIndex(const SeasonPanel& panel) : kinds_(panel.kinds), rows_(panel.counts) {
  begin_.assign(std::size_t{panel.units} * panel.kinds + 1, 0);
  std::ranges::sort(rows_, {}, [&](const SeasonCount& row) { return pair(row.unit, row.kind); });
  for (const auto& row : rows_) ++begin_[pair(row.unit, row.kind) + 1];
  for (std::size_t i = 1; i < begin_.size(); ++i) begin_[i] += begin_[i - 1];
}

bool overlap(SlotArc one, SlotArc other, std::uint32_t slots) {
  return (other.begin + slots - one.begin) % slots < one.length ||
         (one.begin + slots - other.begin) % slots < other.length;
}

PairCounts::PairCounts(const CycleGrid& grid, std::span<const SeasonCount> rows)
    : grid_(grid),
      visits_(grid.visits()),
      count_(std::size_t{grid.spans()} * grid.slots()),
      span_total_(grid.spans()) {
  for (const auto& row : rows) {
    const auto hour = row.hour.value_or(0);
    const auto span = grid.span_of(row.day, hour);
    if (span == CycleGrid::k_outside) continue;
    const auto at = static_cast<std::size_t>(span);
    count_[at * grid.slots() + grid.slot_of(row.day, hour)] += row.count;
    span_total_[at] += row.count;
    total_ += row.count;
  }
}

void PairCounts::leave_out(SlotArc arc) {
  const auto slots = grid_.slots();
  for (std::uint32_t s = 0; s < grid_.spans(); ++s) {
    for (std::uint32_t i = 0; i < std::min(arc.length, slots); ++i) {
      const auto at = std::size_t{s} * slots + (arc.begin + i) % slots;
      span_total_[s] -= count_[at];
      total_ -= count_[at];
      count_[at] = 0;
      visits_[at] = 0;
    }
  }
}

std::uint32_t PairCounts::spans_with_records() const {
  return static_cast<std::uint32_t>(
      std::ranges::count_if(span_total_, [](double n) { return n > 0; }));
}

double PairCounts::time_of(std::uint32_t span, std::uint32_t slot) const {
  if (grid_.spans() < grid_.cycles()) return span + .5;  // many cycles together: no time within
  const auto slots = grid_.slots();
  const auto since = (slot + slots - grid_.first_slot()) % slots;
  return span + (since + .5) / slots;
}

std::vector<SeasonRow> PairCounts::season_rows() const {
  const auto per_bin = grid_.slots_per_bin();
  std::vector<SeasonRow> rows;
  for (std::uint32_t s = 0; s < grid_.spans(); ++s) {
    for (std::uint32_t b = 0; b < grid_.bins(); ++b) {
      auto& row = rows.emplace_back();
      for (auto slot = b * per_bin; slot < (b + 1) * per_bin; ++slot) {
        const auto at = std::size_t{s} * grid_.slots() + slot;
        row.count += count_[at];
        row.exposure += visits_[at];
      }
      row.time = time_of(s, b * per_bin + per_bin / 2);
      row.phase = (b + .5) / grid_.bins();
    }
  }
  return rows;
}

void PairCounts::add_products(std::span<double> by_lag) const {
  if (total_ <= 0) return;
  const auto bins = grid_.bins(), spans = grid_.spans();
  const auto rows = season_rows();
  const double mean = total_ / static_cast<double>(rows.size());
  std::vector<double> rest(bins);
  for (std::uint32_t s = 0; s < spans; ++s) {
    for (std::uint32_t b = 0; b < bins; ++b) {
      double usual = 0;
      for (std::uint32_t other = 0; other < spans; ++other) usual += rows[other * bins + b].count;
      rest[b] = rows[s * bins + b].count - usual / spans;
    }
    for (std::size_t lag = 0; lag < by_lag.size(); ++lag) {
      for (std::uint32_t b = 0; b < bins; ++b) {
        by_lag[lag] += rest[b] * rest[(b + lag) % bins] / mean;
      }
    }
  }
}

void PairCounts::expect(double trend) {
  const auto slots = grid_.slots();
  expected_.assign(count_.size(), 0);
  for (std::uint32_t s = 0; s < grid_.spans(); ++s) {
    double sum = 0;
    for (std::uint32_t slot = 0; slot < slots; ++slot) {
      const auto at = std::size_t{s} * slots + slot;
      expected_[at] = visits_[at] * std::exp(trend * (time_of(s, slot) - s - .5));
      sum += expected_[at];
    }
    for (std::uint32_t slot = 0; slot < slots; ++slot) {
      expected_[std::size_t{s} * slots + slot] *= sum > 0 ? span_total_[s] / sum : 0;
    }
  }
}

SpanCounts PairCounts::span_counts() const {
  SpanCounts counts{.spans = grid_.spans(), .bins = grid_.bins()};
  const auto per_bin = grid_.slots_per_bin();
  for (std::uint32_t s = 0; s < counts.spans; ++s) {
    for (std::uint32_t b = 0; b < counts.bins; ++b) {
      const SlotArc bin{b * per_bin, per_bin};
      counts.count.push_back(observed(s, bin));
      counts.expected.push_back(expected(s, bin));
    }
  }
  return counts;
}

PeriodCounts PairCounts::period_counts(SlotArc arc) const {
  PeriodCounts counts;
  for (std::uint32_t s = 0; s < grid_.spans(); ++s) counts.inside += observed(s, arc);
  counts.outside = total_ - counts.inside;
  const auto slots = grid_.slots();
  for (std::size_t i = 0; i < visits_.size(); ++i) {
    const auto slot = static_cast<std::uint32_t>(i % slots);
    const bool is_inside = (slot + slots - arc.begin) % slots < arc.length;
    (is_inside ? counts.exposure_inside : counts.exposure_outside) += visits_[i];
  }
  return counts;
}

double PairCounts::sum(const std::vector<double>& values, std::uint32_t span, SlotArc arc) const {
  const auto slots = grid_.slots();
  double sum = 0;
  for (std::uint32_t i = 0; i < arc.length; ++i) {
    sum += values[std::size_t{span} * slots + (arc.begin + i) % slots];
  }
  return sum;
}

}  // namespace anlan::patterns
