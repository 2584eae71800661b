#include "patterns/evaluation/scores.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/problem.h"
#include "base/random.h"

namespace anlan::patterns {
namespace {

void check(const CountForecast& forecast, std::span<const std::uint32_t> counts) {
  if (counts.empty())
    throw Problem::invalid("evaluation.counts", "There are no cells to judge a forecast by.");
  check_forecast(forecast, counts.size());
}

double distance_from_uniform(std::vector<double>& values) {
  std::ranges::sort(values);
  const auto n = static_cast<double>(values.size());
  double largest = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const auto rank = static_cast<double>(i);
    largest = std::max({largest, values[i] - rank / n, (rank + 1) / n - values[i]});
  }
  return largest;
}

}  // namespace

LogScore log_score(const CountForecast& forecast, std::span<const std::uint32_t> counts) {
  check(forecast, counts);
  LogScore score{.cells = static_cast<double>(counts.size())};
  double expected = 0;
  for (const double mean : forecast.mean) expected += mean;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    score.total += log_probability(forecast.at(i), counts[i]);
    if (counts[i] == 0) continue;
    score.events += counts[i];
    score.place += counts[i] * std::log(forecast.mean[i] / expected);
  }
  return score;
}

Calibration calibration(const CountForecast& forecast, std::span<const std::uint32_t> counts,
                        double level, std::uint64_t seed, double mean_least) {
  check(forecast, counts);
  Calibration result;
  std::vector<double> transforms;
  double covered = 0;
  const double beyond = (1 - level) / 2;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const auto d = forecast.at(i);
    if (d.mean < mean_least) continue;
    const double below = cumulative(d, std::int64_t{counts[i]} - 1);
    const double upto = cumulative(d, counts[i]);
    const double u = below + Random(seed, i).uniform() * (upto - below);
    transforms.push_back(u);
    result.transform[std::min<std::size_t>(9, static_cast<std::size_t>(u * 10))] += 1;
    // In the interval from the quantile of `beyond` to that of 1 - `beyond`.
    if (upto >= beyond && below < 1 - beyond) ++covered;
    if (u >= beyond && u <= 1 - beyond) result.transform_coverage += 1;
  }
  if (transforms.empty()) return result;
  result.cells = static_cast<double>(transforms.size());
  for (double& share : result.transform) share /= result.cells;
  result.interval_coverage = covered / result.cells;
  result.transform_coverage /= result.cells;
  result.uniform_distance = distance_from_uniform(transforms);
  return result;
}

}  // namespace anlan::patterns
