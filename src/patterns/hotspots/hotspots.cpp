#include "patterns/hotspots/hotspots.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/problem.h"
#include "base/random.h"

namespace anlan::patterns {
namespace {

void check(std::span<const double> values, const Neighbours& neighbours) {
  const bool is_finite = std::ranges::all_of(values, [](double v) { return std::isfinite(v); });
  if (values.size() < 3 || values.size() != neighbours.areas() || !is_finite) {
    throw Problem::invalid("hotspots.values",
                           "Hot spots need one finite value for each of at least three areas.");
  }
}

void report(const HotspotProgress& progress, std::uint32_t done, std::uint32_t all) {
  if (progress && !progress(done, all))
    throw Problem::unavailable("hotspots.cancelled", "The permutations were cancelled.");
}

struct Spread {
  double mean = 0;
  double variance = 0;  ///< divided by n
};

Spread spread_of(std::span<const double> values) {
  const auto n = static_cast<double>(values.size());
  const double mean = std::accumulate(values.begin(), values.end(), 0.0) / n;
  double square = 0;
  for (const double v : values) square += (v - mean) * (v - mean);
  return {mean, square / n};
}

/// Sums of a row of weights: of w, of w squared, and of w x over the neighbours.
struct RowSums {
  double weight = 0;
  double square = 0;
  double weighted = 0;
  bool has_self = false;
};

RowSums row_sums(std::size_t i, std::span<const double> values, const Neighbours& neighbours) {
  RowSums sums;
  for (auto at = neighbours.begin[i]; at < neighbours.begin[i + 1]; ++at) {
    const double w = neighbours.weights[at];
    sums.weight += w;
    sums.square += w * w;
    sums.weighted += w * values[neighbours.others[at]];
    sums.has_self = sums.has_self || neighbours.others[at] == i;
  }
  return sums;
}

double spatial_lag(std::size_t i, std::span<const double> deviations,
                   const Neighbours& neighbours) {
  return row_sums(i, deviations, neighbours).weighted;
}

std::vector<double> deviations_of(std::span<const double> values, double mean) {
  std::vector<double> deviations(values.begin(), values.end());
  for (double& v : deviations) v -= mean;
  return deviations;
}

/// Sums over all weights that the variance of Moran's I needs.
struct WeightSums {
  double s0 = 0, s1 = 0, s2 = 0;
};

WeightSums weight_sums(const Neighbours& neighbours) {
  WeightSums sums;
  std::vector<double> columns(neighbours.areas());
  std::vector<double> rows(neighbours.areas());
  for (std::size_t i = 0; i < neighbours.areas(); ++i) {
    for (auto at = neighbours.begin[i]; at < neighbours.begin[i + 1]; ++at) {
      const auto j = neighbours.others[at];
      const double w = neighbours.weights[at];
      rows[i] += w;
      columns[j] += w;
      const auto begin = neighbours.others.begin() + neighbours.begin[j];
      const auto end = neighbours.others.begin() + neighbours.begin[j + 1];
      const auto back = std::find(begin, end, static_cast<std::uint32_t>(i));
      const double other =
          back == end
              ? 0
              : neighbours.weights[static_cast<std::size_t>(back - neighbours.others.begin())];
      // A pair that is listed both ways is met twice, one listed once only once.
      sums.s1 += back == end ? w * w : (w + other) * (w + other) / 2;
    }
  }
  for (std::size_t i = 0; i < rows.size(); ++i) {
    sums.s0 += rows[i];
    sums.s2 += (rows[i] + columns[i]) * (rows[i] + columns[i]);
  }
  return sums;
}

double moran_statistic(std::span<const double> deviations, double variance, double s0,
                       const Neighbours& neighbours) {
  double sum = 0;
  for (std::size_t i = 0; i < deviations.size(); ++i) {
    sum += deviations[i] * spatial_lag(i, deviations, neighbours);
  }
  return sum / (s0 * variance);
}

}  // namespace

std::vector<double> getis_ord(std::span<const double> values, const Neighbours& neighbours) {
  check(values, neighbours);
  const auto whole = spread_of(values);
  const auto n = static_cast<double>(values.size());
  std::vector<double> z(values.size());
  if (whole.variance <= 0) return z;
  const double sum = whole.mean * n;
  const double squares = (whole.variance + whole.mean * whole.mean) * n;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const auto row = row_sums(i, values, neighbours);
    // Without self, the mean and variance are those of the others.
    const double m = row.has_self ? n : n - 1;
    const double mean = row.has_self ? whole.mean : (sum - values[i]) / m;
    const double variance =
        row.has_self ? whole.variance : (squares - values[i] * values[i]) / m - mean * mean;
    const double scale = variance * (m * row.square - row.weight * row.weight) / (m - 1);
    if (scale > 1e-12 * variance) z[i] = (row.weighted - row.weight * mean) / std::sqrt(scale);
  }
  return z;
}

MoranResult moran(std::span<const double> values, const Neighbours& neighbours,
                  std::uint32_t permutations, std::uint64_t seed, const HotspotProgress& progress) {
  check(values, neighbours);
  const auto whole = spread_of(values);
  const auto n = static_cast<double>(values.size());
  MoranResult result{.expected = -1 / (n - 1)};
  const auto sums = weight_sums(neighbours);
  if (whole.variance <= 0 || sums.s0 <= 0) return result;
  auto deviations = deviations_of(values, whole.mean);
  result.statistic = moran_statistic(deviations, whole.variance, sums.s0, neighbours);
  const double variance =
      (n * n * sums.s1 - n * sums.s2 + 3 * sums.s0 * sums.s0) / ((n * n - 1) * sums.s0 * sums.s0) -
      result.expected * result.expected;
  if (variance > 0) result.z = (result.statistic - result.expected) / std::sqrt(variance);
  std::uint32_t at_least = 0;
  for (std::uint32_t permutation = 0; permutation < permutations; ++permutation) {
    Random random(seed, permutation);
    random.shuffle(std::span(deviations));
    const double value = moran_statistic(deviations, whole.variance, sums.s0, neighbours);
    at_least += value >= result.statistic ? 1U : 0U;
    report(progress, permutation + 1, permutations);
  }
  result.p_value = (1.0 + at_least) / (1.0 + permutations);
  return result;
}

std::vector<LocalMoran> local_moran(std::span<const double> values, const Neighbours& neighbours,
                                    std::uint32_t permutations, std::uint64_t seed,
                                    const HotspotProgress& progress) {
  check(values, neighbours);
  const auto whole = spread_of(values);
  const auto deviations = deviations_of(values, whole.mean);
  std::vector<LocalMoran> results(values.size());
  if (whole.variance <= 0) return results;
  std::vector<std::uint32_t> others(values.size() - 1);
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double lag = spatial_lag(i, deviations, neighbours);
    auto& result = results[i];
    result.statistic = deviations[i] / whole.variance * lag;
    result.quadrant = deviations[i] >= 0
                          ? (lag >= 0 ? MoranQuadrant::high_high : MoranQuadrant::high_low)
                          : (lag >= 0 ? MoranQuadrant::low_high : MoranQuadrant::low_low);
    for (std::uint32_t j = 0, at = 0; j < values.size(); ++j) {
      if (j != i) others[at++] = j;
    }
    Random random(seed, i);
    std::uint32_t at_least = 0;
    for (std::uint32_t permutation = 0; permutation < permutations; ++permutation) {
      double drawn = 0;
      std::uint32_t taken = 0;
      // The first steps of a shuffle are a sample without replacement.
      for (auto at = neighbours.begin[i]; at < neighbours.begin[i + 1]; ++at) {
        if (neighbours.others[at] == i) continue;
        const auto left = static_cast<std::uint32_t>(others.size()) - taken;
        std::swap(others[taken], others[taken + random.below(left)]);
        drawn += neighbours.weights[at] * deviations[others[taken++]];
      }
      at_least += deviations[i] / whole.variance * drawn >= result.statistic ? 1U : 0U;
    }
    result.p_value = (1.0 + std::min(at_least, permutations - at_least)) / (1.0 + permutations);
    report(progress, static_cast<std::uint32_t>(i + 1), static_cast<std::uint32_t>(values.size()));
  }
  return results;
}

}  // namespace anlan::patterns
