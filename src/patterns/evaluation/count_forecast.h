// What a forecast says: a distribution of the count in each cell, not only a rank.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace anlan::patterns {

/// A size of infinity makes the negative binomial a Poisson.
constexpr double k_poisson_size = std::numeric_limits<double>::infinity();

/// A count of mean `mean` and variance mean + mean^2 / size: negative binomial.
struct CountDistribution {
  double mean = 0;  ///< at least 0
  double size = k_poisson_size;

  double variance() const { return mean + mean * mean / size; }
};

/// One distribution a cell, in the order of the cells.
struct CountForecast {
  std::vector<double> mean;
  std::vector<double> size;  ///< one a cell, or a single one for all

  CountDistribution at(std::size_t cell) const {
    return {mean[cell], size.size() == 1 ? size.front() : size[cell]};
  }
};

/// The logarithm of the probability of `count`; minus infinity where the mean is 0 and the count is
/// not.
double log_probability(const CountDistribution& d, std::uint32_t count);

/// The probability of at most `count`; of -1 it is 0.
double cumulative(const CountDistribution& d, std::int64_t count);

/// The least count whose cumulative probability is at least `probability`, in [0, 1).
std::uint32_t quantile(const CountDistribution& d, double probability);

struct CountInterval {
  std::uint32_t low = 0;
  std::uint32_t high = 0;
};

/// The central interval: at most (1 - level) / 2 lies beyond each end.
CountInterval central_interval(const CountDistribution& d, double level);

/// Throws Problem (invalid, "evaluation.forecast") unless there is one usable mean a cell, at least
/// 0, and one usable size, over 0, for all or for each.
void check_forecast(const CountForecast& forecast, std::size_t cells);

}  // namespace anlan::patterns
