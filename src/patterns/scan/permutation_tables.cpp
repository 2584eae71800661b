#include "patterns/scan/permutation_tables.h"

#include <algorithm>
#include <limits>
#include <numeric>

#include "base/check.h"
#include "patterns/scan/likelihood.h"

namespace anlan::patterns {
namespace {

constexpr std::int16_t k_never = std::numeric_limits<std::int16_t>::max();
constexpr std::uint64_t k_max_cells = 100'000'000;  // 200 MB of counts in each thread

std::size_t lanes_of(std::size_t windows) { return (windows + k_lanes - 1) / k_lanes * k_lanes; }

}  // namespace

bool PermutationTables::fits(std::span<const CaseSlot> slots, std::uint32_t places,
                             std::span<const TimeWindow> windows) {
  const std::uint64_t stride = lanes_of(windows.size());
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

PermutationTables::PermutationTables(std::span<const CaseSlot> slots, std::uint32_t places,
                                     std::uint32_t intervals, const Zones& zones,
                                     std::span<const TimeWindow> windows, std::uint32_t min_cases)
    : zones_(zones),
      windows_(windows.begin(), windows.end()),
      min_cases_(std::max<std::uint32_t>(min_cases, 1)),
      total_(static_cast<double>(slots.size())),
      stride_(lanes_of(windows.size())),
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
  std::vector<std::uint64_t> place_cases(places, 0);
  for (const CaseSlot& slot : slots) {
    place_of_slot_.push_back(slot.place);
    ++place_cases[slot.place];
    if (slot.interval >= scanned_from_) recent_.push_back(slot);
  }
  number_rows(place_cases);
}

void PermutationTables::number_rows(std::span<const std::uint64_t> place_cases) {
  // Places that enter together share the row of the circle that holds them all. While only some of
  // them have entered, their count is compared with too high a threshold, which finds nothing new.
  std::vector<std::uint32_t> step_cases(zones_.steps());
  std::uint64_t most = 0;
  double held = 0;
  for (const ZoneList& list : zones_.lists()) {
    std::uint64_t cases = 0;
    for (std::uint64_t s = list.first_step; s < list.end_step;) {
      std::uint64_t end = s;
      do {
        cases += place_cases[zones_.member(end)];
        held += static_cast<double>(place_cases[zones_.member(end)]);
      } while (!zones_.complete(end++));
      for (; s < end; ++s) step_cases[s] = static_cast<std::uint32_t>(cases);
    }
    most = std::max(most, cases);
  }
  expected_visits_ = held * static_cast<double>(recent_.size()) / total_;
  std::vector<std::uint32_t> row_of(most + 1, 0);
  for (const std::uint32_t cases : step_cases) row_of[cases] = 1;
  row_of[0] = 0;
  row_cases_.assign(1, 0);
  for (std::uint64_t cases = 1; cases <= most; ++cases) {
    if (row_of[cases] == 0) continue;
    row_of[cases] = static_cast<std::uint32_t>(row_cases_.size());
    row_cases_.push_back(cases);
  }
  for (std::uint32_t& cases : step_cases) cases = row_of[cases];
  row_of_step_ = std::move(step_cases);
}

double PermutationTables::statistic(std::int64_t count, std::uint64_t zone_cases,
                                    std::size_t window) const {
  const double due = expected(zone_cases, window);
  const auto cases = static_cast<double>(count);
  return cases > due ? poisson_log_likelihood_ratio(cases, due, total_) : 0;
}

LaneThresholds PermutationTables::thresholds_at(double level) const {
  LaneThresholds result{level, std::vector<std::int16_t>(row_cases_.size() * stride_, k_never)};
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

std::vector<LaneThresholds> PermutationTables::falling_levels(double level) const {
  std::vector<LaneThresholds> levels;
  for (const double part : {1.0, 0.75, 0.5})
    if (level * part > 0.5) levels.push_back(thresholds_at(level * part));
  levels.push_back(thresholds_at(0));
  return levels;
}

DrawOrder PermutationTables::draw_order() const {
  DrawOrder draw;
  draw.order.resize(place_of_slot_.size());
  std::iota(draw.order.begin(), draw.order.end(), 0U);
  return draw;
}

}  // namespace anlan::patterns
