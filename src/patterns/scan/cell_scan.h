// CellScan: the plain way to scan. Every cylinder is looked at; a model says how it is scored.
//
// A model has
//   Cells       what lies at each place and slot of time;
//   Sums        with reset(), add(cells, place), close(), and then for slots [a, b):
//               statistic(a, b) >= 0 and reaches(thresholds, a, b), false only where the statistic
//               is not above the thresholds' level;
//   Thresholds  from thresholds(level);
//   Scratch     from scratch(), filled by draw(random, scratch), which returns replicated Cells;
//   cells()     those of the data;
//   describe(sums, a, b, cluster).
#pragma once

#include <algorithm>
#include <vector>

#include "patterns/scan/best_of_windows.h"
#include "patterns/scan/cell_axis.h"
#include "patterns/scan/engine.h"
#include "patterns/scan/zones.h"

namespace anlan::patterns {

template <class Model>
class CellScan final : public ScanEngine {
 public:
  CellScan(Model model, const Zones& zones, CellAxis axis, TieOrder ties)
      : model_(std::move(model)), zones_(zones), axis_(std::move(axis)), ties_(ties) {
    expect_level(0);
  }

  std::vector<Candidate> candidates(double level) const override {
    std::vector<Candidate> result;
    BestOfWindows best(axis_.windows().size(), ties_);
    const auto thresholds = model_.thresholds(level);
    auto sums = model_.sums();
    const std::vector<std::uint32_t> order = zones_.lists_by_centre();
    for (std::size_t i = 0; i < order.size();) {
      const std::uint32_t centre = zones_.lists()[order[i]].centre;
      best.begin(level);
      for (; i < order.size() && zones_.lists()[order[i]].centre == centre; ++i) {
        scan_list(order[i], model_.cells(), sums, thresholds,
                  [&](double statistic, std::uint64_t end_step, std::size_t w) {
                    if (best.beats(w, statistic))
                      best.take(w, {statistic, order[i], end_step, axis_.windows()[w].window});
                  });
      }
      best.move_to(result, [&](std::size_t w) { return axis_.windows()[w].latest_end; });
    }
    return result;
  }

  void describe(const Candidate& candidate, ScanCluster& cluster) const override {
    auto sums = model_.sums();
    sums.reset();
    const ZoneList& list = zones_.lists()[candidate.list];
    for (const std::uint32_t place : zones_.zone(list, candidate.end_step))
      sums.add(model_.cells(), place);
    sums.close();
    for (const SlotWindow& window : axis_.windows()) {
      if (window.window.first != candidate.window.first) continue;
      if (window.window.last > candidate.window.last || window.latest_end < candidate.window.last)
        continue;
      model_.describe(sums, window.first, window.last, cluster);
      return;
    }
  }

  double maximum() override { return maximum_of(model_.cells()); }

  void use_workers(unsigned workers) override {
    scratches_.clear();
    for (unsigned i = 0; i < workers; ++i) scratches_.push_back(model_.scratch());
  }

  void null_maxima(std::uint64_t seed, std::uint32_t first, std::span<double> maxima,
                   unsigned worker) override {
    for (std::size_t i = 0; i < maxima.size(); ++i) {
      Random random(seed, first + i);
      maxima[i] = maximum_of(model_.draw(random, scratches_[worker]));
    }
  }

  void expect_level(double level) override {
    levels_.clear();
    if (level > 0.5) levels_.push_back(model_.thresholds(level));
    levels_.push_back(model_.thresholds(0));
  }

 private:
  /// Calls found(statistic, end step, window) for each cylinder above the level.
  template <class Sums, class Found>
  void scan_list(std::uint32_t index, const typename Model::Cells& cells, Sums& sums,
                 const typename Model::Thresholds& thresholds, Found found) const {
    const ZoneList& list = zones_.lists()[index];
    sums.reset();
    for (std::uint64_t step = list.first_step; step < list.end_step; ++step) {
      sums.add(cells, zones_.member(step));
      if (!zones_.complete(step)) continue;
      sums.close();
      for (std::size_t w = 0; w < axis_.windows().size(); ++w) {
        const SlotWindow& window = axis_.windows()[w];
        // A weight is at most 1, so that no cylinder is above the level that is not without it.
        if (!sums.reaches(thresholds, window.first, window.last)) continue;
        found(list.weight * sums.statistic(window.first, window.last), step + 1, w);
      }
    }
  }

  double maximum_of(const typename Model::Cells& cells) const {
    auto sums = model_.sums();
    double best = 0;
    for (const auto& thresholds : levels_) {
      for (std::uint32_t list = 0; list < zones_.lists().size(); ++list) {
        scan_list(list, cells, sums, thresholds, [&](double statistic, std::uint64_t, std::size_t) {
          best = std::max(best, statistic);
        });
      }
      if (best > thresholds.level) return best;
    }
    return best;
  }

  Model model_;
  const Zones& zones_;
  CellAxis axis_;
  TieOrder ties_;
  std::vector<typename Model::Thresholds> levels_;
  std::vector<typename Model::Scratch> scratches_;
};

}  // namespace anlan::patterns
