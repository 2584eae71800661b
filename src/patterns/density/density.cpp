#include "patterns/density/density.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <thread>
#include <vector>

#include "base/problem.h"
#include "patterns/density/convolution.h"

namespace anlan::patterns {
namespace {

constexpr std::uint64_t k_cells_max = 100'000'000;  // 400 MB of values

void check(std::span<const DensityPoint> points, std::span<const double> weights,
           const DensitySettings& settings, const Surface& surface) {
  std::vector<FieldFault> faults;
  if (!(settings.bandwidth > 0) || !std::isfinite(settings.bandwidth)) {
    faults.push_back({"bandwidth", "must be a number over 0"});
  }
  if (!(surface.window.width() > 0) || !(surface.window.height() > 0) ||
      !std::isfinite(surface.window.area())) {
    faults.push_back({"window", "must have an area"});
  }
  if (surface.columns == 0 || surface.rows == 0) faults.push_back({"grid", "must have cells"});
  if (!weights.empty() && weights.size() != points.size()) {
    faults.push_back({"weights", "must be one a point, or none"});
  }
  if (!faults.empty()) {
    throw Problem::invalid("density.settings", "The density cannot be computed so.",
                           std::move(faults));
  }
  if (std::uint64_t{surface.columns} * surface.rows > k_cells_max) {
    throw Problem::too_large("density.grid", "The grid has more than 100,000,000 cells.");
  }
  const auto is_usable = [](const DensityPoint& p) {
    return std::isfinite(p.x) && std::isfinite(p.y);
  };
  if (!std::ranges::all_of(points, is_usable) ||
      !std::ranges::all_of(weights, [](double w) { return std::isfinite(w); })) {
    throw Problem::invalid("density.points", "A point has no usable place or weight.");
  }
}

/// Runs work(begin, end) on parts of [0, count); the parts do not depend on each other.
template <class Work>
void in_parts(std::uint32_t count, unsigned threads, const Work& work) {
  std::vector<std::thread> running;
  const auto parts = std::max(1U, std::min(threads, count));
  const auto edge = [&](unsigned part) {
    return static_cast<std::uint32_t>(std::uint64_t{count} * part / parts);
  };
  for (unsigned part = 1; part < parts; ++part) {
    running.emplace_back([&work, begin = edge(part), end = edge(part + 1)] { work(begin, end); });
  }
  work(edge(0), edge(1));
  for (auto& thread : running) thread.join();
}

double reach_of(const DensitySettings& settings) {
  return settings.kernel == Kernel::gaussian ? settings.truncation * settings.bandwidth
                                             : settings.bandwidth;
}

/// The two-dimensional kernel at a squared distance.
double kernel_at(double square, const DensitySettings& settings) {
  const double h2 = settings.bandwidth * settings.bandwidth;
  if (settings.kernel == Kernel::gaussian) {
    return std::exp(-square / (2 * h2)) / (2 * std::numbers::pi * h2);
  }
  const double rest = 1 - square / h2;
  return rest > 0 ? 3 / (std::numbers::pi * h2) * rest * rest : 0;
}

/// Cell of a coordinate; the last cell holds the far border.
std::uint32_t cell_of(double value, double origin, double size, std::uint32_t cells) {
  const auto cell = static_cast<std::int64_t>(std::floor((value - origin) / size));
  return static_cast<std::uint32_t>(std::clamp<std::int64_t>(cell, 0, std::int64_t{cells} - 1));
}

bool holds(const Window& window, const DensityPoint& p) {
  return p.x >= window.west && p.x <= window.east && p.y >= window.south && p.y <= window.north;
}

void bin(std::span<const DensityPoint> points, std::span<const double> weights, Surface& surface) {
  std::ranges::fill(surface.values, 0.0F);
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (!holds(surface.window, points[i])) continue;
    const auto column =
        cell_of(points[i].x, surface.window.west, surface.cell_width(), surface.columns);
    const auto row =
        cell_of(points[i].y, surface.window.south, surface.cell_height(), surface.rows);
    surface.values[std::size_t{row} * surface.columns + column] +=
        weights.empty() ? 1.0F : static_cast<float>(weights[i]);
  }
}

/// One side of a one-dimensional Gaussian at whole cells.
std::vector<float> gaussian_taps(double cell, std::uint32_t cells,
                                 const DensitySettings& settings) {
  const auto reach = static_cast<std::size_t>(
      std::min(std::ceil(reach_of(settings) / cell), static_cast<double>(cells - 1)));
  std::vector<float> taps;
  for (std::size_t k = 0; k <= reach; ++k) {
    const double z = static_cast<double>(k) * cell / settings.bandwidth;
    taps.push_back(static_cast<float>(std::exp(-z * z / 2) /
                                      (settings.bandwidth * std::sqrt(2 * std::numbers::pi))));
  }
  return taps;
}

void smooth_gaussian(const DensitySettings& settings, Surface& surface) {
  const auto across = gaussian_taps(surface.cell_width(), surface.columns, settings);
  const auto along = gaussian_taps(surface.cell_height(), surface.rows, settings);
  std::vector<float> between(surface.values.size());
  in_parts(surface.rows, settings.threads, [&](std::uint32_t begin, std::uint32_t end) {
    convolve_rows(surface.values, between, surface.columns, begin, end, across);
  });
  in_parts(surface.rows, settings.threads, [&](std::uint32_t begin, std::uint32_t end) {
    convolve_columns(between, surface.values, surface.columns, surface.rows, begin, end, along);
  });
}

struct WeightedPoint {
  double x = 0, y = 0, weight = 1;
};

/// Adds the kernel of every point to the rows [begin, end), always in the order of the points.
void scatter(std::span<const WeightedPoint> points, const DensitySettings& settings,
             std::uint32_t begin, std::uint32_t end, Surface& surface) {
  const double reach = reach_of(settings);
  const double width = surface.cell_width();
  const double height = surface.cell_height();
  const auto& window = surface.window;
  for (const auto& p : points) {
    const auto first_row =
        std::max(begin, cell_of(p.y - reach, window.south, height, surface.rows));
    const auto last_row = cell_of(p.y + reach, window.south, height, surface.rows);
    const auto first = cell_of(p.x - reach, window.west, width, surface.columns);
    const auto last = cell_of(p.x + reach, window.west, width, surface.columns);
    for (auto row = first_row; row <= last_row && row < end; ++row) {
      const double dy = window.south + (row + .5) * height - p.y;
      for (auto column = first; column <= last; ++column) {
        const double dx = window.west + (column + .5) * width - p.x;
        const double square = dx * dx + dy * dy;
        if (square > reach * reach) continue;
        surface.values[std::size_t{row} * surface.columns + column] +=
            static_cast<float>(p.weight * kernel_at(square, settings));
      }
    }
  }
}

/// Every point where it is, or, binned, one point a cell that holds any.
void spread(std::span<const WeightedPoint> points, const DensitySettings& settings,
            Surface& surface) {
  std::ranges::fill(surface.values, 0.0F);
  in_parts(surface.rows, settings.threads, [&](std::uint32_t begin, std::uint32_t end) {
    scatter(points, settings, begin, end, surface);
  });
}

std::vector<WeightedPoint> cells_with_weight(const Surface& surface) {
  std::vector<WeightedPoint> points;
  for (std::uint32_t row = 0; row < surface.rows; ++row) {
    for (std::uint32_t column = 0; column < surface.columns; ++column) {
      const double weight = surface.at(column, row);
      if (weight == 0) continue;
      points.push_back({surface.window.west + (column + .5) * surface.cell_width(),
                        surface.window.south + (row + .5) * surface.cell_height(), weight});
    }
  }
  return points;
}

void smooth(std::span<const DensityPoint> points, std::span<const double> weights,
            const DensitySettings& settings, Surface& surface) {
  if (settings.method == DensityMethod::exact) {
    std::vector<WeightedPoint> inside;
    for (std::size_t i = 0; i < points.size(); ++i) {
      if (!holds(surface.window, points[i])) continue;
      inside.push_back({points[i].x, points[i].y, weights.empty() ? 1.0 : weights[i]});
    }
    return spread(inside, settings, surface);
  }
  bin(points, weights, surface);
  if (settings.kernel == Kernel::gaussian) return smooth_gaussian(settings, surface);
  const auto cells = cells_with_weight(surface);
  spread(cells, settings, surface);
}

/// Divides by the mass that the kernel has inside the window, taken at the cells.
void correct_edges(const DensitySettings& settings, Surface& surface) {
  Surface mass{
      surface.window, surface.columns, surface.rows,
      std::vector<float>(surface.values.size(),
                         static_cast<float>(surface.cell_width() * surface.cell_height()))};
  if (settings.kernel == Kernel::gaussian) {
    smooth_gaussian(settings, mass);
  } else {
    const auto cells = cells_with_weight(mass);
    spread(cells, settings, mass);
  }
  for (std::size_t i = 0; i < surface.values.size(); ++i) {
    // A cell wider than the kernel holds no more than itself: nothing to correct.
    if (mass.values[i] > 0) surface.values[i] /= mass.values[i];
  }
}

}  // namespace

void kernel_density(std::span<const DensityPoint> points, std::span<const double> weights,
                    const DensitySettings& settings, Surface& surface) {
  check(points, weights, settings, surface);
  surface.values.resize(std::size_t{surface.columns} * surface.rows);
  smooth(points, weights, settings, surface);
  if (settings.edge_correction) correct_edges(settings, surface);
}

double age_weight(double age_days, double scale_days) {
  return age_days < 0 ? 0 : std::exp(-age_days / scale_days);
}

}  // namespace anlan::patterns
