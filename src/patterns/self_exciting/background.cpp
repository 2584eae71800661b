#include "patterns/self_exciting/background.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "patterns/density/density.h"

namespace anlan::patterns {
namespace {

constexpr double k_least = 1e-12;  // of the mean density

Surface even_surface(const Window& window, std::uint32_t columns) {
  const double rows = std::clamp(std::round(columns * window.height() / window.width()), 1.0, 1e5);
  Surface surface{
      .window = window, .columns = columns, .rows = static_cast<std::uint32_t>(rows), .values = {}};
  surface.values.assign(std::size_t{surface.columns} * surface.rows,
                        static_cast<float>(1 / window.area()));
  return surface;
}

std::vector<DensityPoint> centres_of(const Surface& surface) {
  std::vector<DensityPoint> centres;
  for (std::uint32_t row = 0; row < surface.rows; ++row) {
    for (std::uint32_t column = 0; column < surface.columns; ++column) {
      centres.push_back({surface.window.west + (column + .5) * surface.cell_width(),
                         surface.window.south + (row + .5) * surface.cell_height()});
    }
  }
  return centres;
}

}  // namespace

std::size_t surface_cell(const Surface& surface, double x, double y) {
  const auto along = [](double share, std::uint32_t n) {
    return std::min(static_cast<std::size_t>(share * n), std::size_t{n} - 1);
  };
  return along((y - surface.window.south) / surface.window.height(), surface.rows) *
             surface.columns +
         along((x - surface.window.west) / surface.window.width(), surface.columns);
}

HawkesBackground::HawkesBackground(std::span<const HawkesEvent> events, const Window& window,
                                   const HawkesSettings& settings)
    : surface_(even_surface(window, settings.background_columns)),
      bandwidth_(settings.background_bandwidth),
      threads_(settings.threads),
      least_(k_least / window.area()),
      centres_(centres_of(surface_)) {
  cell_.reserve(events.size());
  for (const auto& e : events)
    cell_.push_back(static_cast<std::uint32_t>(surface_cell(surface_, e.x, e.y)));
}

void HawkesBackground::update(std::span<const float> shares) {
  std::vector<double> weights(centres_.size());
  double sum = 0;
  for (std::size_t i = 0; i < shares.size(); ++i) {
    weights[cell_[i]] += shares[i];
    sum += shares[i];
  }
  kernel_density(centres_, weights, {.bandwidth = bandwidth_, .threads = threads_}, surface_);
  double mass = 0;
  for (const float v : surface_.values) mass += v;
  mass *= surface_.cell_width() * surface_.cell_height();
  for (float& v : surface_.values) v = static_cast<float>(std::max(v / mass, least_));
  const double peak = 1 / (2 * std::numbers::pi * bandwidth_ * bandwidth_);
  own_a_share_ = peak / std::max(sum, 1.0);
}

}  // namespace anlan::patterns
