#include "patterns/guards/exploration.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <functional>
#include <limits>

#include "base/problem.h"
#include "base/random.h"

namespace anlan::patterns {
namespace {

void check(std::span<const double> scores, const PatrolSettings& settings) {
  std::vector<FieldFault> faults;
  if (settings.cells > scores.size()) faults.push_back({"cells", "must be at most all cells"});
  if (!(settings.exploration_share >= 0 && settings.exploration_share <= 1)) {
    faults.push_back({"exploration_share", "must be 0 to 1"});
  }
  if (std::ranges::any_of(scores, [](double score) { return std::isnan(score); })) {
    faults.push_back({"scores", "must be numbers"});
  }
  if (!faults.empty()) {
    throw Problem::invalid("guards.patrol", "Patrols cannot be shared out so.", std::move(faults));
  }
}

/// All cells: those that are sure by their score, the highest first; those that draw lots for the
/// last places; and the rest.
struct CellOrder {
  std::vector<std::uint32_t> order;
  std::size_t sure = 0;
  std::size_t lots_end = 0;
};

CellOrder in_order(std::span<const double> scores, std::size_t by_score) {
  CellOrder cells;
  cells.order.reserve(scores.size());
  double edge = std::numeric_limits<double>::infinity();
  if (by_score > 0) {
    std::vector<double> ranked(scores.begin(), scores.end());
    const auto last = ranked.begin() + static_cast<std::ptrdiff_t>(by_score - 1);
    std::ranges::nth_element(ranked, last, std::ranges::greater());
    edge = *last;
  }
  const auto append = [&](const auto& belongs) {
    for (std::uint32_t cell = 0; cell < scores.size(); ++cell) {
      if (belongs(scores[cell])) cells.order.push_back(cell);
    }
    return cells.order.size();
  };
  cells.sure = by_score == 0 ? 0 : append([&](double score) { return score > edge; });
  std::ranges::stable_sort(cells.order, std::ranges::greater(),
                           [&](auto cell) { return scores[cell]; });
  cells.lots_end = by_score == 0 ? 0 : append([&](double score) { return score == edge; });
  append([&](double score) { return by_score == 0 || score < edge; });
  return cells;
}

/// Moves `count` of the values, drawn by simple chance, to the front.
void draw_to_front(std::span<std::uint32_t> values, std::size_t count, Random& random) {
  for (std::size_t i = 0; i < count; ++i) {
    const auto rest = static_cast<std::uint32_t>(values.size() - i);
    std::swap(values[i], values[i + random.below(rest)]);
  }
}

}  // namespace

PatrolAllocation allocate_patrol(std::span<const double> scores, const PatrolSettings& settings) {
  check(scores, settings);
  const auto wanted = std::ceil(settings.exploration_share * settings.cells - 1e-9);
  const auto by_chance = std::min<std::size_t>(settings.cells, static_cast<std::size_t>(wanted));
  const auto by_score = settings.cells - by_chance;
  auto [order, sure, lots_end] = in_order(scores, by_score);
  const auto rest = static_cast<double>(order.size() - by_score);
  const double explored = rest > 0 ? static_cast<double>(by_chance) / rest : 0;
  const double lot =
      lots_end > sure ? static_cast<double>(by_score - sure) / static_cast<double>(lots_end - sure)
                      : 0;
  PatrolAllocation allocation;
  allocation.inclusion_probability.resize(scores.size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    const double chosen = i < sure ? 1 : i < lots_end ? lot : 0;
    allocation.inclusion_probability[order[i]] = chosen + (1 - chosen) * explored;
  }

  Random random(settings.seed, settings.turn);
  draw_to_front(std::span(order).subspan(sure, lots_end - sure), by_score - sure, random);
  draw_to_front(std::span(order).subspan(by_score), by_chance, random);
  for (std::size_t i = 0; i < settings.cells; ++i) {
    allocation.cells.push_back({order[i], i >= by_score});
  }
  return allocation;
}

}  // namespace anlan::patterns
