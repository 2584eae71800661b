#include "patterns/evaluation/count_forecast.h"

#include <algorithm>
#include <boost/math/special_functions/beta.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>

#include "base/problem.h"

namespace anlan::patterns {
namespace {

constexpr std::int64_t k_count_max = std::numeric_limits<std::uint32_t>::max();
// Beyond this size the variance differs from the mean by less than rounding for any usable count.
constexpr double k_size_of_poisson = 1e12;

bool is_poisson(const CountDistribution& d) { return d.size >= k_size_of_poisson; }

/// The cumulative probability of a small count, term by term: most cells hold none or one.
double cumulative_by_terms(const CountDistribution& d, std::int64_t count) {
  double term = std::exp(log_probability(d, 0));
  double sum = term;
  for (std::int64_t k = 0; k < count; ++k) {
    const auto n = static_cast<double>(k);
    const double ratio = is_poisson(d) ? d.mean : d.mean * (d.size + n) / (d.size + d.mean);
    term *= ratio / (n + 1);
    sum += term;
  }
  return std::min(sum, 1.0);
}

}  // namespace

double log_probability(const CountDistribution& d, std::uint32_t count) {
  const double none = is_poisson(d) ? -d.mean : -d.size * std::log1p(d.mean / d.size);
  if (count == 0) return none;
  if (d.mean <= 0) return -std::numeric_limits<double>::infinity();
  const double k = count;
  if (is_poisson(d)) return none + k * std::log(d.mean) - std::lgamma(k + 1);
  double ways = 0;  // log of (size)(size + 1)...(size + k - 1) / (size + mean)^k
  if (count <= 32) {
    for (std::uint32_t i = 0; i < count; ++i) ways += std::log((d.size + i) / (d.size + d.mean));
  } else {
    ways = std::lgamma(d.size + k) - std::lgamma(d.size) - k * std::log(d.size + d.mean);
  }
  return none + ways + k * std::log(d.mean) - std::lgamma(k + 1);
}

double cumulative(const CountDistribution& d, std::int64_t count) {
  if (count < 0) return 0;
  if (d.mean <= 0) return 1;
  if (count <= 8 && d.mean < 100) return cumulative_by_terms(d, count);
  const double above = static_cast<double>(count) + 1;
  if (is_poisson(d)) return boost::math::gamma_q(above, d.mean);
  return boost::math::ibeta(d.size, above, d.size / (d.size + d.mean));
}

std::uint32_t quantile(const CountDistribution& d, double probability) {
  if (cumulative(d, 0) >= probability) return 0;
  std::int64_t low = 0;  // too little
  std::int64_t high = 1;
  while (high < k_count_max && cumulative(d, high) < probability) {
    low = high;
    high = std::min(2 * high, k_count_max);
  }
  while (high - low > 1) {
    const auto middle = (low + high) / 2;
    (cumulative(d, middle) < probability ? low : high) = middle;
  }
  return static_cast<std::uint32_t>(high);
}

CountInterval central_interval(const CountDistribution& d, double level) {
  const double beyond = (1 - level) / 2;
  return {quantile(d, beyond), quantile(d, 1 - beyond)};
}

void check_forecast(const CountForecast& forecast, std::size_t cells) {
  std::vector<FieldFault> faults;
  const auto is_usable_mean = [](double v) { return v >= 0 && std::isfinite(v); };
  if (forecast.mean.size() != cells) faults.push_back({"mean", "must be one a cell"});
  if (!std::ranges::all_of(forecast.mean, is_usable_mean))
    faults.push_back({"mean", "must be numbers of at least 0"});
  if (forecast.size.size() != 1 && forecast.size.size() != cells)
    faults.push_back({"size", "must be one a cell, or one for all"});
  if (!std::ranges::all_of(forecast.size, [](double v) { return v > 0; }))
    faults.push_back({"size", "must be over 0"});
  if (!faults.empty()) {
    throw Problem::invalid("evaluation.forecast", "The forecast cannot be judged.",
                           std::move(faults));
  }
}

}  // namespace anlan::patterns
