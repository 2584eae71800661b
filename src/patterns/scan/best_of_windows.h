// BestOfWindows: what one centre offers as clusters.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "patterns/scan/engine.h"

namespace anlan::patterns {

/// Whether windows overlap, or no interval lies between them.
inline bool meet_in_time(const TimeWindow& a, const TimeWindow& b) {
  return a.first <= b.last && b.first <= a.last;
}

/// The best zone around one centre for each time window; of these, from the strongest on, those
/// that do not meet a stronger one in time. Equal ones: the earlier window of the list first. But
/// SaTScan gives its further clusters of a centre the latest end that holds the same cases, so in
/// `compatible` order they have that.
class BestOfWindows {
 public:
  BestOfWindows(std::size_t windows, TieOrder ties)
      : best_(windows), later_ends_(ties == TieOrder::compatible) {}

  void begin(double level) {
    level_ = level;
    for (Candidate& c : best_) c.statistic = level;
    found_ = false;
  }
  bool beats(std::size_t window, double statistic) const {
    return statistic > best_[window].statistic;
  }
  void take(std::size_t window, const Candidate& candidate) {
    best_[window] = candidate;
    found_ = true;
  }

  /// `latest_end` of a window by its number: where it could end and hold the same cases.
  template <class LatestEnd>
  void move_to(std::vector<Candidate>& candidates, LatestEnd latest_end) {
    if (!found_) return;
    order_.clear();
    for (std::size_t w = 0; w < best_.size(); ++w)
      if (best_[w].statistic > level_) order_.push_back(w);
    const auto strength = [&](std::size_t w) { return std::round(best_[w].statistic * 1e9); };
    std::stable_sort(order_.begin(), order_.end(),
                     [&](std::size_t a, std::size_t b) { return strength(a) > strength(b); });
    if (later_ends_)
      std::stable_sort(order_.begin() + 1, order_.end(), [&](std::size_t a, std::size_t b) {
        if (strength(a) != strength(b)) return strength(a) > strength(b);
        return best_[a].window.last > best_[b].window.last;
      });
    const std::size_t mine = candidates.size();
    for (const std::size_t w : order_) {
      Candidate next = best_[w];
      if (later_ends_ && candidates.size() > mine) next.window.last = latest_end(w);
      const bool meets =
          std::any_of(candidates.begin() + static_cast<std::ptrdiff_t>(mine), candidates.end(),
                      [&](const Candidate& c) { return meet_in_time(c.window, next.window); });
      if (!meets) candidates.push_back(next);
    }
  }

 private:
  std::vector<Candidate> best_;
  std::vector<std::size_t> order_;
  double level_ = 0;
  bool later_ends_;
  bool found_ = false;
};

}  // namespace anlan::patterns
