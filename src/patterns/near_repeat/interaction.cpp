#include "patterns/near_repeat/interaction.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <numeric>
#include <vector>

#include "base/problem.h"
#include "base/random.h"

namespace anlan::patterns {
namespace {

constexpr std::size_t k_events_max = 20'000;  // 200 million pairs: half a second a permutation

using Times = std::vector<std::int32_t>;

double distance_between(const NearRepeatEvent& a, const NearRepeatEvent& b) {
  return std::hypot(a.x - b.x, a.y - b.y);
}

void check(std::span<const NearRepeatEvent> events) {
  if (events.size() < 3) {
    throw Problem::invalid("interaction.events",
                           "A test of interaction needs at least three events.");
  }
  if (events.size() > k_events_max) {
    throw Problem::too_large(
        "interaction.events",
        "A test over all pairs takes at most 20,000 events; use near repeats in bands.");
  }
  for (const auto& event : events) {
    if (!std::isfinite(event.x) || !std::isfinite(event.y)) {
      throw Problem::invalid("interaction.events", "An event has no usable place.");
    }
  }
}

/// Runs `statistic` on the times as they are and as chance would have them.
template <class Statistic>
InteractionResult test_by_permutation(std::span<const NearRepeatEvent> events,
                                      const InteractionTest& test, const Statistic& statistic) {
  Times times;
  for (const auto& event : events) times.push_back(event.time);
  InteractionResult result{.statistic = statistic(times)};
  // A permutation that gives the same value in another order of summing counts as equal.
  const double reached = result.statistic - 1e-9 * std::max(1.0, std::fabs(result.statistic));
  std::uint32_t at_least = 0;
  double sum = 0;
  for (std::uint32_t replicate = 0; replicate < test.replicates; ++replicate) {
    auto shuffled = times;
    Random random(test.seed, replicate);
    random.shuffle(std::span(shuffled));
    const double value = statistic(shuffled);
    sum += value;
    at_least += value >= reached ? 1U : 0U;
    if (test.progress && !test.progress(replicate + 1, test.replicates))
      throw Problem::unavailable("interaction.cancelled", "The test was cancelled.");
  }
  if (test.replicates > 0) result.expected = sum / test.replicates;
  result.p_value = (1.0 + at_least) / (1.0 + test.replicates);
  return result;
}

/// The `count` nearest of every event, the event itself left out; a row an event.
template <class Distance>
std::vector<std::uint32_t> nearest(std::size_t events, std::uint32_t count,
                                   const Distance& distance) {
  std::vector<std::uint32_t> rows;
  rows.reserve(events * count);
  std::vector<std::pair<double, std::uint32_t>> others;
  for (std::uint32_t i = 0; i < events; ++i) {
    others.clear();
    for (std::uint32_t j = 0; j < events; ++j) {
      if (j != i) others.emplace_back(distance(i, j), j);
    }
    std::partial_sort(others.begin(), others.begin() + count, others.end());
    for (std::uint32_t k = 0; k < count; ++k) rows.push_back(others[k].second);
  }
  return rows;
}

/// Whether each pair i < j, row by row, is near in space.
std::vector<std::pair<std::uint32_t, std::uint32_t>> pairs_within(
    std::span<const NearRepeatEvent> events, double metres) {
  std::vector<std::pair<std::uint32_t, std::uint32_t>> pairs;
  for (std::uint32_t i = 0; i < events.size(); ++i) {
    for (std::uint32_t j = i + 1; j < events.size(); ++j) {
      if (distance_between(events[i], events[j]) <= metres) pairs.emplace_back(i, j);
    }
  }
  return pairs;
}

}  // namespace

InteractionResult mantel(std::span<const NearRepeatEvent> events, MantelScale scale,
                         const InteractionTest& test) {
  check(events);
  const auto scaled = [scale](double value) {
    return scale == MantelScale::reciprocal ? 1 / (value + 1) : value;
  };
  std::vector<double> nearness;  // of each pair in space, its mean taken off
  for (std::size_t i = 0; i < events.size(); ++i) {
    for (std::size_t j = i + 1; j < events.size(); ++j) {
      nearness.push_back(scaled(distance_between(events[i], events[j])));
    }
  }
  const auto pairs = static_cast<double>(nearness.size());
  const double mean = std::accumulate(nearness.begin(), nearness.end(), 0.0) / pairs;
  double spread = 0;
  for (auto& value : nearness) {
    value -= mean;
    spread += value * value;
  }
  return test_by_permutation(events, test, [&](const Times& times) {
    double sum = 0, square = 0, product = 0;
    std::size_t pair = 0;
    for (std::size_t i = 0; i < times.size(); ++i) {
      for (std::size_t j = i + 1; j < times.size(); ++j, ++pair) {
        const double soon = scaled(std::fabs(static_cast<double>(times[i]) - times[j]));
        sum += soon;
        square += soon * soon;
        product += soon * nearness[pair];
      }
    }
    const double variance = square - sum * sum / pairs;
    return spread > 0 && variance > 0 ? product / std::sqrt(spread * variance) : 0.0;
  });
}

InteractionResult modified_knox(std::span<const NearRepeatEvent> events, double metres,
                                std::int32_t ticks, const InteractionTest& test) {
  check(events);
  const auto near = pairs_within(events, metres);
  const auto n = events.size();
  std::vector<double> near_in_space(n);
  for (const auto& [i, j] : near) {
    ++near_in_space[i];
    ++near_in_space[j];
  }
  return test_by_permutation(events, test, [&](const Times& times) {
    const auto is_soon = [&](std::uint32_t i, std::uint32_t j) {
      return std::abs(std::int64_t{times[i]} - times[j]) <= ticks;
    };
    double both = 0;
    for (const auto& [i, j] : near) both += is_soon(i, j) ? 1 : 0;
    // Sorted times give how many others lie within the delay of each.
    auto sorted = times;
    std::ranges::sort(sorted);
    double by_chance = 0;
    for (std::size_t i = 0; i < n; ++i) {
      const auto low = std::ranges::lower_bound(sorted, std::int64_t{times[i]} - ticks);
      const auto high = std::ranges::upper_bound(sorted, std::int64_t{times[i]} + ticks);
      by_chance += near_in_space[i] * static_cast<double>(high - low - 1);
    }
    return both - by_chance / 2 / static_cast<double>(n - 1);
  });
}

InteractionResult jacquez(std::span<const NearRepeatEvent> events, std::uint32_t neighbours,
                          const InteractionTest& test) {
  check(events);
  if (neighbours == 0 || neighbours >= events.size()) {
    throw Problem::invalid(
        "interaction.neighbours",
        "The number of neighbours must be at least 1 and below that of the events.");
  }
  const auto n = events.size();
  const auto in_space = nearest(n, neighbours, [&](std::uint32_t i, std::uint32_t j) {
    return distance_between(events[i], events[j]);
  });
  return test_by_permutation(events, test, [&](const Times& times) {
    const auto in_time = nearest(n, neighbours, [&](std::uint32_t i, std::uint32_t j) {
      return std::fabs(static_cast<double>(times[i]) - times[j]);
    });
    double both = 0;
    for (std::size_t i = 0; i < n; ++i) {
      const auto row = std::span(in_time).subspan(i * neighbours, neighbours);
      for (std::size_t k = 0; k < neighbours; ++k) {
        both += std::ranges::count(row, in_space[i * neighbours + k]) > 0 ? 1 : 0;
      }
    }
    return both;
  });
}

}  // namespace anlan::patterns
