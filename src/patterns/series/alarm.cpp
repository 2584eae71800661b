#include "patterns/series/alarm.h"

#include <algorithm>
#include <numeric>

namespace anlan::patterns {

std::vector<bool> false_discovery(std::span<const double> p_values, double rate) {
  std::vector<std::size_t> order(p_values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, {}, [&](std::size_t i) { return p_values[i]; });
  const auto n = static_cast<double>(order.size());
  std::size_t kept = 0;  // the last rank whose p lies under the rising line keeps all before it
  for (std::size_t rank = 1; rank <= order.size(); ++rank) {
    if (p_values[order[rank - 1]] <= rate * static_cast<double>(rank) / n) kept = rank;
  }
  std::vector<bool> stands(p_values.size());
  for (std::size_t rank = 0; rank < kept; ++rank) stands[order[rank]] = true;
  return stands;
}

std::vector<double> discovery_q_values(std::span<const double> p_values) {
  std::vector<std::size_t> order(p_values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, {}, [&](std::size_t i) { return p_values[i]; });
  std::vector<double> q_values(p_values.size());
  double least = 1;
  for (auto rank = order.size(); rank > 0; --rank) {
    const auto at = order[rank - 1];
    least = std::min(least,
                     p_values[at] * static_cast<double>(order.size()) / static_cast<double>(rank));
    q_values[at] = least;
  }
  return q_values;
}

}  // namespace anlan::patterns
