#include <Eigen/Dense>
#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <numbers>

#include "base/problem.h"
#include "base/random.h"
#include "patterns/forecast/model_shares.h"

namespace anlan::patterns {
namespace {

constexpr double k_window_days_least = 28;
constexpr int k_newton_steps = 12;
constexpr double k_step_max = 2;  // of a coefficient, so that the first steps do not overshoot
constexpr double k_settled = 1e-4;
constexpr double k_lag_penalty = 1;

/// Lags: of counts in the cell and of densities of a width in cells, events of an age in days.
struct Lag {
  double width = 0;  ///< 0 is the cell itself
  double from = 0, to = 0;
};
constexpr std::array k_lags{Lag{0, 0, 28},    Lag{0, 28, 365}, Lag{0, 365, 1826}, Lag{2, 0, 91},
                            Lag{2, 91, 1826}, Lag{4, 0, 365},  Lag{4, 365, 1826}, Lag{8, 0, 1826}};
constexpr std::array<std::size_t, 3> k_lags_of_points{1, 2, 4};  // by which cells are drawn

struct Frequency {
  double x = 0, y = 0, t = 0;  ///< radians a unit
};

/// One row each: a cell of an earlier window, with its events or in place of cells like it.
struct Rows {
  Eigen::MatrixXd features;
  Eigen::VectorXd count;   ///< events: what the logarithm of the mean counts for
  Eigen::VectorXd weight;  ///< what the mean counts for
};

class Regression {
 public:
  Regression(const ForecastGrid& grid, const RegressionShareSettings& settings)
      : grid_(grid), settings_(settings) {
    Random random(settings.seed);
    const double length = settings.length_scale > 0 ? settings.length_scale : 16 * grid.cell_side();
    for (std::uint32_t i = 0; i < settings.frequencies; ++i) {
      const double x = random.normal() / length;
      const double y = random.normal() / length;
      frequencies_.push_back({x, y, random.normal() / settings.time_scale_days});
    }
  }

  std::vector<float> forecast(std::span<const CellEvent> past, const ForecastWindow& window) const {
    const auto rows = learn_from(past, window);
    std::vector<float> shares(grid_.cells(), 0);
    if (rows.count.size() > 0 && rows.count.sum() > 0)
      shares = predict(fit(rows), lags(past, window.origin), window.origin);
    make_shares(shares);
    return shares;
  }

 private:
  Eigen::Index columns() const {
    return static_cast<Eigen::Index>(1 + k_lags.size() + 2 * frequencies_.size());
  }

  /// log(1 + count), or log(1 + density relative to an even one), of each lag and cell.
  std::vector<std::vector<float>> lags(std::span<const CellEvent> past, double origin) const {
    std::vector<std::vector<float>> all;
    for (const auto& lag : k_lags) {
      const auto older = events_before(past, origin - lag.to);
      const auto until = events_before(past, origin - lag.from);
      const auto events = until.subspan(older.size());
      const ForecastWindow window{origin, origin + 1};
      const auto forecaster = lag.width == 0 ? count_shares(grid_)
                                             : density_shares(grid_, lag.width * grid_.cell_side());
      auto values = forecaster(events, window);
      const auto scale = static_cast<float>(lag.width == 0 ? events.size() : grid_.cells());
      for (float& v : values) v = std::log1p(v * scale);
      all.push_back(std::move(values));
    }
    return all;
  }

  void fill_row(Eigen::MatrixXd& features, Eigen::Index row,
                const std::vector<std::vector<float>>& lagged, std::uint32_t cell,
                double day) const {
    features(row, 0) = 1;
    Eigen::Index at = 1;
    for (const auto& lag : lagged) features(row, at++) = lag[cell];
    const auto centre = grid_.centre(cell);
    for (const auto& f : frequencies_) {
      const double angle = f.x * centre.x + f.y * centre.y + f.t * day;
      features(row, at++) = std::cos(angle);
      features(row, at++) = std::sin(angle);
    }
  }

  Rows learn_from(std::span<const CellEvent> past, const ForecastWindow& window) const {
    Rows rows;
    if (past.empty()) return rows;
    const double days = std::max(window.days(), k_window_days_least);
    const auto most = Eigen::Index(past.size() + settings_.windows * settings_.points);
    rows.features.resize(most, columns());
    rows.count.setZero(most);
    rows.weight.setZero(most);
    Eigen::Index row = 0;
    for (std::uint32_t w = 1; w <= settings_.windows; ++w) {
      const double begin = window.origin - w * days;
      if (begin - past.front().day < days) break;
      const auto lagged = lags(past, begin);
      const auto counts = counts_in(past, begin, begin + days, grid_.cells());
      for (std::uint32_t cell = 0; cell < grid_.cells(); ++cell) {
        if (counts[cell] == 0) continue;
        fill_row(rows.features, row, lagged, cell, begin);
        rows.count(row++) = counts[cell];
      }
      for (const auto& point : points(lagged)) {
        fill_row(rows.features, row, lagged, point.cell, begin);
        rows.weight(row++) = point.weight;
      }
    }
    rows.features.conservativeResize(row, Eigen::NoChange);
    rows.count.conservativeResize(row);
    rows.weight.conservativeResize(row);
    return rows;
  }

  struct Point {
    std::uint32_t cell = 0;
    double weight = 0;
  };

  /// Cells that stand for all in the sum of means, weighted by the inverse of their probability:
  /// this is mixed of an even one and of what some lags show, so that cells of large means are all
  /// there.
  std::vector<Point> points(const std::vector<std::vector<float>>& lagged) const {
    const double even = 1. / grid_.cells();
    std::vector<double> share(grid_.cells(), 0);
    for (const auto k : k_lags_of_points) {
      double sum = 0;
      for (const float v : lagged[k]) sum += std::expm1(v);
      for (std::uint32_t cell = 0; cell < grid_.cells(); ++cell)
        share[cell] += sum > 0 ? std::expm1(lagged[k][cell]) / sum : even;
    }
    std::vector<Point> points;
    double passed = 0;
    for (std::uint32_t cell = 0; cell < grid_.cells(); ++cell) {
      const double q = (even + share[cell]) / (1 + k_lags_of_points.size());
      const double before = std::floor(passed * settings_.points + .5);
      passed += q;
      const double drawn = std::floor(passed * settings_.points + .5) - before;
      if (drawn > 0) points.push_back({cell, drawn / (q * settings_.points)});
    }
    return points;
  }

  /// Newton's method on the penalised likelihood; the penalty of a frequency makes the process's
  /// variance amplitude^2.
  Eigen::VectorXd fit(const Rows& rows) const {
    Eigen::VectorXd penalty = Eigen::VectorXd::Constant(
        columns(), static_cast<double>(frequencies_.size()) / std::pow(settings_.amplitude, 2));
    penalty.head(1 + Eigen::Index(k_lags.size())).setConstant(k_lag_penalty);
    penalty(0) = 1e-9;
    Eigen::VectorXd coefficients = Eigen::VectorXd::Zero(columns());
    coefficients(0) = std::log(rows.count.sum() / rows.weight.sum());
    for (int step = 0; step < k_newton_steps; ++step) {
      const Eigen::ArrayXd linear = (rows.features * coefficients).array().min(10.0).max(-30.0);
      const Eigen::ArrayXd mean = rows.weight.array() * linear.exp();
      const Eigen::VectorXd gradient =
          rows.features.transpose() * (rows.count.array() - mean).matrix() -
          penalty.cwiseProduct(coefficients);
      const Eigen::MatrixXd scaled = mean.sqrt().matrix().asDiagonal() * rows.features;
      Eigen::MatrixXd curvature = penalty.asDiagonal();
      curvature.selfadjointView<Eigen::Lower>().rankUpdate(scaled.transpose());
      Eigen::VectorXd change = curvature.selfadjointView<Eigen::Lower>().ldlt().solve(gradient);
      const double largest = change.cwiseAbs().maxCoeff();
      if (!std::isfinite(largest)) break;
      coefficients += change * std::min(1.0, k_step_max / largest);
      if (largest < k_settled) break;
    }
    return coefficients;
  }

  std::vector<float> predict(const Eigen::VectorXd& b,
                             const std::vector<std::vector<float>>& lagged, double day) const {
    std::vector<float> squares(std::size_t{grid_.columns()} * grid_.rows(), 0);
    const auto window = grid_.window();
    const double cell = grid_.cell_side();
    Eigen::Index at = 1 + Eigen::Index(k_lags.size());
    for (const auto& f : frequencies_) {
      // b cos(angle) + c sin(angle) is the real part of (b - ic) e^(i angle), which turns by the
      // same angle from column to column.
      const std::complex<float> turn = std::polar(1.0F, static_cast<float>(f.x * cell));
      const std::complex<double> amplitude(b(at), -b(at + 1));
      at += 2;
      for (std::uint32_t row = 0; row < grid_.rows(); ++row) {
        const double angle =
            f.x * (window.west + cell / 2) + f.y * (window.south + (row + .5) * cell) + f.t * day;
        std::complex<float> value(amplitude * std::polar(1.0, angle));
        float* out = &squares[std::size_t{row} * grid_.columns()];
        for (std::uint32_t column = 0; column < grid_.columns(); ++column) {
          out[column] += value.real();
          value = {value.real() * turn.real() - value.imag() * turn.imag(),
                   value.real() * turn.imag() + value.imag() * turn.real()};
        }
      }
    }
    std::vector<float> shares(grid_.cells());
    for (std::uint32_t i = 0; i < grid_.cells(); ++i) {
      float linear = squares[grid_.square(i)];
      for (std::size_t k = 0; k < lagged.size(); ++k)
        linear += static_cast<float>(b(1 + Eigen::Index(k))) * lagged[k][i];
      shares[i] = std::exp(std::clamp(linear, -30.0F, 30.0F));
    }
    return shares;
  }

  const ForecastGrid& grid_;
  RegressionShareSettings settings_;
  std::vector<Frequency> frequencies_;
};

}  // namespace

ShareForecaster regression_shares(const ForecastGrid& grid, RegressionShareSettings settings) {
  if (settings.points == 0 || settings.windows == 0 || !(settings.time_scale_days > 0) ||
      !(settings.amplitude > 0) || !(settings.length_scale >= 0)) {
    throw Problem::invalid("forecast.settings",
                           "A regression needs windows, points and scales over 0.");
  }
  return [regression = Regression(grid, settings)](std::span<const CellEvent> past,
                                                   const ForecastWindow& window) {
    return regression.forecast(past, window);
  };
}

}  // namespace anlan::patterns
