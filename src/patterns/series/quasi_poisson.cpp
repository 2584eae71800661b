#include "patterns/series/quasi_poisson.h"

#include <algorithm>
#include <cmath>

namespace anlan::patterns {
namespace {

constexpr int k_iterations_max = 25;
constexpr double k_settled = 1e-8;

double deviance_part(double count, double mean) {
  const double log_part = count > 0 ? count * std::log(count / mean) : 0;
  return 2 * (log_part - (count - mean));
}

/// One weighted least squares of the working response on groups and time.
void solve(const PoissonRows& rows, std::span<const double> weight,
           std::span<const double> response, PoissonFit& fit) {
  auto& sum = fit.group_weight;
  auto& time = fit.group_time;
  std::vector<double> mean(rows.groups);
  std::ranges::fill(sum, 0);
  std::ranges::fill(time, 0);
  for (std::size_t i = 0; i < rows.count.size(); ++i) {
    const auto g = rows.group[i];
    sum[g] += weight[i];
    time[g] += weight[i] * rows.time[i];
    mean[g] += weight[i] * response[i];
  }
  for (std::uint32_t g = 0; g < rows.groups; ++g) {
    if (sum[g] <= 0) continue;
    time[g] /= sum[g];
    mean[g] /= sum[g];
  }
  fit.slope = 0;
  fit.time_spread = 0;
  if (fit.has_trend) {
    double product = 0;
    for (std::size_t i = 0; i < rows.count.size(); ++i) {
      const auto g = rows.group[i];
      const double t = rows.time[i] - time[g];
      fit.time_spread += weight[i] * t * t;
      product += weight[i] * t * (response[i] - mean[g]);
    }
    if (fit.time_spread > 0) fit.slope = product / fit.time_spread;
  }
  for (std::uint32_t g = 0; g < rows.groups; ++g) fit.level[g] = mean[g] - fit.slope * time[g];
}

/// `weight` are those of the last step, as in R: a step before the means, which matters in the
/// fifth digit.
void finish(const PoissonRows& rows, std::span<const double> weight, PoissonFit& fit) {
  double pearson = 0;
  fit.leverage.resize(rows.count.size());
  for (std::size_t i = 0; i < rows.count.size(); ++i) {
    const double rest = (rows.count[i] - fit.mean[i]) / fit.mean[i];
    pearson += weight[i] * rest * rest;
    fit.leverage[i] = weight[i] * fit.linear_variance(rows.group[i], rows.time[i]);
  }
  const auto used = std::ranges::count_if(fit.group_weight, [](double w) { return w > 0; });
  fit.degrees =
      static_cast<double>(rows.count.size()) - static_cast<double>(used) - (fit.has_trend ? 1 : 0);
  fit.dispersion = fit.degrees > 0 ? pearson / fit.degrees : 1;
}

}  // namespace

double PoissonFit::linear_variance(std::uint32_t group, double time) const {
  const double t = time - group_time[group];
  return 1 / group_weight[group] + (has_trend && time_spread > 0 ? t * t / time_spread : 0);
}

PoissonFit fit_quasi_poisson(const PoissonRows& rows, std::span<const double> weights,
                             bool with_trend) {
  const auto n = rows.count.size();
  PoissonFit fit{.has_trend = with_trend,
                 .level = std::vector<double>(rows.groups),
                 .mean = std::vector<double>(n),
                 .group_weight = std::vector<double>(rows.groups),
                 .group_time = std::vector<double>(rows.groups)};
  std::vector<double> weight(n), response(n);
  double deviance = 0;
  const auto prior = [&](std::size_t i) { return weights.empty() ? 1.0 : weights[i]; };
  for (std::size_t i = 0; i < n; ++i) {
    fit.mean[i] = rows.count[i] + .1;
    deviance += prior(i) * deviance_part(rows.count[i], fit.mean[i]);
  }
  for (int iteration = 0; iteration < k_iterations_max && !fit.has_converged; ++iteration) {
    for (std::size_t i = 0; i < n; ++i) {
      weight[i] = prior(i) * fit.mean[i];
      response[i] = std::log(fit.mean[i]) + (rows.count[i] - fit.mean[i]) / fit.mean[i];
    }
    solve(rows, weight, response, fit);
    double next = 0;
    for (std::size_t i = 0; i < n; ++i) {
      fit.mean[i] = std::exp(fit.linear(rows.group[i], rows.time[i]));
      next += prior(i) * deviance_part(rows.count[i], fit.mean[i]);
    }
    fit.has_converged = std::fabs(next - deviance) / (std::fabs(next) + .1) < k_settled;
    deviance = next;
    if (!std::isfinite(deviance)) break;
  }
  finish(rows, weight, fit);
  return fit;
}

}  // namespace anlan::patterns
