#include "patterns/evaluation/ranking.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

#include "base/problem.h"

namespace anlan::patterns {
namespace {

/// The k-th highest value.
template <class Value>
Value threshold_of(std::span<const Value> values, std::uint32_t k) {
  std::vector<Value> sorted(values.begin(), values.end());
  std::ranges::nth_element(sorted, sorted.begin() + (k - 1), std::greater<>());
  return sorted[k - 1];
}

double best_hits(std::span<const std::uint32_t> counts, std::uint32_t k) {
  const auto threshold = threshold_of(counts, k);
  double sum = 0;
  std::uint32_t above = 0;
  for (const auto n : counts) {
    if (n <= threshold) continue;
    sum += n;
    ++above;
  }
  return sum + static_cast<double>(k - above) * threshold;
}

}  // namespace

RankingScore score_ranking(std::span<const double> rank, std::span<const std::uint32_t> counts,
                           std::uint32_t flagged_cells, double whole_area_cells) {
  if (rank.size() != counts.size() || flagged_cells == 0 || flagged_cells > rank.size() ||
      !(whole_area_cells >= flagged_cells) || !std::isfinite(whole_area_cells) ||
      std::ranges::any_of(rank, [](double v) { return std::isnan(v); })) {
    throw Problem::invalid(
        "evaluation.ranking",
        "A ranking needs one usable rank a cell, and fewer flagged cells than there are.");
  }
  const double threshold = threshold_of(rank, flagged_cells);
  double above_hits = 0, tied_hits = 0, above = 0, tied = 0;
  RankingScore score{.area_share = flagged_cells / whole_area_cells};
  for (std::size_t i = 0; i < rank.size(); ++i) {
    score.events += counts[i];
    if (rank[i] > threshold) {
      above_hits += counts[i];
      ++above;
    } else if (rank[i] == threshold) {
      tied_hits += counts[i];
      ++tied;
    }
  }
  score.hits = above_hits + tied_hits * (flagged_cells - above) / tied;
  if (score.events == 0) return score;
  score.best_hits = best_hits(counts, flagged_cells);
  score.hit_rate = score.hits / score.events;
  score.accuracy_index = score.hit_rate / score.area_share;
  score.efficiency_index = score.best_hits > 0 ? score.hits / score.best_hits : 0;
  return score;
}

}  // namespace anlan::patterns
