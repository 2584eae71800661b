#include "patterns/incremental/running_surface.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

#include "base/problem.h"

namespace anlan::patterns {
namespace {

constexpr std::uint64_t k_cells_max = 100'000'000;
constexpr double k_scales_max = 200;  // ages of the epoch in scales: e^200 is far from overflowing

/// The cells whose centres lie within reach of a coordinate, [first, second).
std::pair<std::uint32_t, std::uint32_t> cells_near(double value, double reach, double origin,
                                                   double size, std::uint32_t cells) {
  const auto cell = [&](double at) {
    return static_cast<std::uint32_t>(
        std::clamp(std::ceil((at - origin) / size - .5), 0.0, static_cast<double>(cells)));
  };
  return {cell(value - reach), cell(value + reach)};
}

}  // namespace

RunningSurface::RunningSurface(const Window& window, std::uint32_t columns, std::uint32_t rows,
                               const RunningSurfaceSettings& settings)
    : settings_(settings), shape_{window, columns, rows, {}} {
  const auto is_positive = [](double v) { return v > 0 && std::isfinite(v); };
  if (!is_positive(settings.bandwidth) || !is_positive(settings.scale_days) ||
      !is_positive(settings.truncation) || !is_positive(window.width()) ||
      !is_positive(window.height()) || columns == 0 || rows == 0 ||
      std::uint64_t{columns} * rows > k_cells_max) {
    throw Problem::invalid("running_surface.settings", "The surface cannot be kept so.");
  }
  sums_.assign(std::size_t{columns} * rows, 0);
}

/// What a sum as of the epoch is worth at a time.
double RunningSurface::worth(double day) const {
  return std::exp((epoch_day_ - day) / settings_.scale_days);
}

void RunningSurface::add(double x, double y, double day) {
  if (!std::isfinite(x) || !std::isfinite(y) || !std::isfinite(day))
    throw Problem::invalid("running_surface.event", "An event has no usable place or time.");
  if (is_empty_) epoch_day_ = day;
  is_empty_ = false;
  if (day - epoch_day_ > k_scales_max * settings_.scale_days) {
    const double kept = worth(day);
    for (double& sum : sums_) sum *= kept;
    epoch_day_ = day;
  }
  const double h2 = settings_.bandwidth * settings_.bandwidth;
  const double peak = 1 / (worth(day) * 2 * std::numbers::pi * h2);
  const double reach = settings_.truncation * settings_.bandwidth;
  const auto& w = shape_.window;
  const auto [west, east] = cells_near(x, reach, w.west, shape_.cell_width(), shape_.columns);
  const auto [south, north] = cells_near(y, reach, w.south, shape_.cell_height(), shape_.rows);
  for (auto row = south; row < north; ++row) {
    const double dy = w.south + (row + .5) * shape_.cell_height() - y;
    for (auto column = west; column < east; ++column) {
      const double dx = w.west + (column + .5) * shape_.cell_width() - x;
      const double square = dx * dx + dy * dy;
      if (square > reach * reach) continue;
      sums_[std::size_t{row} * shape_.columns + column] += peak * std::exp(-square / (2 * h2));
    }
  }
}

Surface RunningSurface::as_of(double day) const {
  Surface surface = shape_;
  const double kept = worth(day);
  for (const double sum : sums_) surface.values.push_back(static_cast<float>(sum * kept));
  return surface;
}

double RunningSurface::at(double x, double y, double day) const {
  const auto& w = shape_.window;
  if (!(x >= w.west && x <= w.east && y >= w.south && y <= w.north)) return 0;
  const auto cell = [](double share, std::uint32_t n) {
    return std::min(static_cast<std::uint32_t>(share * n), n - 1);
  };
  const auto row = cell((y - w.south) / w.height(), shape_.rows);
  const auto column = cell((x - w.west) / w.width(), shape_.columns);
  return sums_[std::size_t{row} * shape_.columns + column] * worth(day);
}

}  // namespace anlan::patterns
