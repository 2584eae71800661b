#include "patterns/seasons/season_model.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <optional>

namespace anlan::patterns {
namespace {

constexpr int k_iterations_max = 40;
constexpr double k_settled = 1e-8;
constexpr double k_linear_max = 30;  // e^30 a slot: beyond any count, and far from overflow

struct Fit {
  Eigen::VectorXd coefficients;
  Eigen::MatrixXd information;
  double log_likelihood = 0;  ///< without what does not depend on the mean
  double pearson = 0;
  double degrees = 0;
};

Eigen::VectorXd regressors(double time, double phase, std::uint32_t harmonics) {
  Eigen::VectorXd x(2 + 2 * harmonics);
  x[0] = 1;
  x[1] = time;
  for (std::uint32_t h = 1; h <= harmonics; ++h) {
    const double angle = 2 * std::numbers::pi * h * phase;
    x[2 * h] = std::cos(angle);
    x[2 * h + 1] = std::sin(angle);
  }
  return x;
}

double mean_of(const SeasonRow& row, double linear) {
  return row.exposure * std::exp(std::clamp(linear, -k_linear_max, k_linear_max));
}

std::optional<Fit> fit(const std::vector<SeasonRow>& rows, std::uint32_t harmonics, double level) {
  const auto n = static_cast<Eigen::Index>(rows.size());
  const auto size = static_cast<Eigen::Index>(2 + 2 * harmonics);
  Eigen::MatrixXd design(n, size);
  for (Eigen::Index i = 0; i < n; ++i) {
    const auto& row = rows[static_cast<std::size_t>(i)];
    design.row(i) = regressors(row.time, row.phase, harmonics);
  }
  Fit result{.coefficients = Eigen::VectorXd::Zero(size)};
  result.coefficients[0] = level;
  Eigen::VectorXd mean(n), rest(n);
  double before = -std::numeric_limits<double>::infinity();
  for (int iteration = 0; iteration < k_iterations_max; ++iteration) {
    const Eigen::VectorXd linear = design * result.coefficients;
    result.log_likelihood = result.pearson = 0;
    for (Eigen::Index i = 0; i < n; ++i) {
      const auto& row = rows[static_cast<std::size_t>(i)];
      mean[i] = mean_of(row, linear[i]);
      rest[i] = row.count - mean[i];
      result.log_likelihood += row.count * linear[i] - mean[i];
      result.pearson += rest[i] * rest[i] / mean[i];
    }
    result.information = design.transpose() * mean.asDiagonal() * design;
    result.degrees = static_cast<double>(n - size);
    if (std::fabs(result.log_likelihood - before) <
        k_settled * (std::fabs(result.log_likelihood) + .1)) {
      return result;
    }
    before = result.log_likelihood;
    const Eigen::LDLT<Eigen::MatrixXd> factors(result.information);
    if (factors.info() != Eigen::Success || !factors.isPositive()) return std::nullopt;
    const Eigen::VectorXd step = factors.solve(design.transpose() * rest);
    if (!step.allFinite()) return std::nullopt;
    // Newton's step, held so that a sparse start does not leap out of reach.
    result.coefficients += step * std::min(1.0, 2 / std::max(step.lpNorm<Eigen::Infinity>(), 1e-9));
  }
  return std::nullopt;
}

}  // namespace

double SeasonModel::relative_rate(double phase) const {
  double sum = 0;
  for (std::uint32_t h = 0; h < harmonics; ++h) {
    const double angle = 2 * std::numbers::pi * (h + 1) * phase;
    sum += cosine[h] * std::cos(angle) + sine[h] * std::sin(angle);
  }
  return std::exp(sum);
}

SeasonModel fit_season(const std::vector<SeasonRow>& rows, std::uint32_t harmonics_max) {
  std::vector<SeasonRow> used;
  double count = 0, exposure = 0;
  for (const auto& row : rows) {
    if (row.exposure <= 0) continue;
    used.push_back(row);
    count += row.count;
    exposure += row.exposure;
  }
  SeasonModel model;
  if (count <= 0) return model;
  model.level = std::log(count / exposure);
  std::vector<Fit> fits;
  for (std::uint32_t h = 0; h <= harmonics_max && 2 + 2 * h < used.size(); ++h) {
    auto next = fit(used, h, model.level);
    if (!next) break;  // too few counts for so fine a curve
    fits.push_back(std::move(*next));
  }
  if (fits.empty()) return model;
  const auto& largest = fits.back();
  model.dispersion = std::max(1.0, largest.pearson / std::max(1.0, largest.degrees));
  const auto criterion = [&](const Fit& one) {
    return -2 * one.log_likelihood / model.dispersion +
           2 * static_cast<double>(one.coefficients.size());
  };
  const auto& chosen = *std::ranges::min_element(fits, {}, criterion);
  model.has_converged = true;
  model.harmonics = static_cast<std::uint32_t>(chosen.coefficients.size() / 2 - 1);
  model.level = chosen.coefficients[0];
  model.trend = chosen.coefficients[1];
  const Eigen::MatrixXd covariance = chosen.information.ldlt().solve(
      Eigen::MatrixXd::Identity(chosen.information.rows(), chosen.information.cols()));
  model.trend_error = std::sqrt(model.dispersion * std::max(0.0, covariance(1, 1)));
  for (std::uint32_t h = 1; h <= model.harmonics; ++h) {
    model.cosine.push_back(chosen.coefficients[2 * h]);
    model.sine.push_back(chosen.coefficients[2 * h + 1]);
  }
  return model;
}

}  // namespace anlan::patterns
