#include "patterns/evaluation/paired.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "base/problem.h"
#include "base/random.h"

namespace anlan::patterns {
namespace {

constexpr double k_infinity = std::numeric_limits<double>::infinity();

struct Sums {
  double a = 0, b = 0;
};

void check(std::span<const double> a, std::span<const double> b, const BootstrapSettings& s) {
  const auto is_usable = [](double v) { return std::isfinite(v); };
  if (a.empty() || a.size() != b.size() || !std::ranges::all_of(a, is_usable) ||
      !std::ranges::all_of(b, is_usable) || s.replicates < 20 || s.block == 0 ||
      !(s.level > 0 && s.level < 1)) {
    throw Problem::invalid("evaluation.pairs",
                           "A comparison needs two usable scores an origin, a block of at least 1, "
                           "20 replicates and a level between 0 and 1.");
  }
}

/// As many origins as there are, drawn in blocks that wrap around the end.
Sums draw(std::span<const double> a, std::span<const double> b, std::uint32_t block,
          Random& random) {
  const auto n = static_cast<std::uint32_t>(a.size());
  Sums sums;
  for (std::uint32_t taken = 0; taken < n;) {
    const auto first = random.below(n);
    for (std::uint32_t k = 0; k < block && taken < n; ++k, ++taken) {
      const auto i = static_cast<std::uint32_t>((std::uint64_t{first} + k) % n);
      sums.a += a[i];
      sums.b += b[i];
    }
  }
  return sums;
}

/// Between order statistics, as R's type 7.
double sample_quantile(const std::vector<double>& sorted, double p) {
  const double at = p * static_cast<double>(sorted.size() - 1);
  const auto i = static_cast<std::size_t>(at);
  if (i + 1 >= sorted.size() || sorted[i] == sorted[i + 1]) return sorted[i];
  return sorted[i] + (at - static_cast<double>(i)) * (sorted[i + 1] - sorted[i]);
}

template <class Statistic>
IntervalEstimate bootstrap(std::span<const double> a, std::span<const double> b,
                           const BootstrapSettings& settings, const Statistic& statistic) {
  check(a, b, settings);
  Sums all;
  for (std::size_t i = 0; i < a.size(); ++i) {
    all.a += a[i];
    all.b += b[i];
  }
  if (a.size() == 1) return {statistic(all), -k_infinity, k_infinity};
  std::vector<double> values;
  values.reserve(settings.replicates);
  for (std::uint32_t r = 0; r < settings.replicates; ++r) {
    Random random(settings.seed, r);
    values.push_back(statistic(draw(a, b, settings.block, random)));
  }
  std::ranges::sort(values);
  const double beyond = (1 - settings.level) / 2;
  return {statistic(all), sample_quantile(values, beyond), sample_quantile(values, 1 - beyond)};
}

}  // namespace

IntervalEstimate paired_difference(std::span<const double> a, std::span<const double> b,
                                   const BootstrapSettings& settings) {
  const auto n = static_cast<double>(a.size());
  return bootstrap(a, b, settings, [n](const Sums& s) { return (s.a - s.b) / n; });
}

IntervalEstimate paired_ratio(std::span<const double> a, std::span<const double> b,
                              const BootstrapSettings& settings) {
  return bootstrap(a, b, settings, [](const Sums& s) { return s.b == 0 ? k_infinity : s.a / s.b; });
}

}  // namespace anlan::patterns
