#include <algorithm>
#include <cmath>
#include <numbers>

#include "base/problem.h"
#include "patterns/forecast/model_shares.h"
#include "patterns/self_exciting/hawkes.h"

namespace anlan::patterns {
namespace {

constexpr std::uint32_t k_background_columns_max = 128;

/// Share of an event's offspring that come in the window.
double delay_mass(const HawkesModel& m, double age, double days) {
  if (age >= m.reach_days) return 0;
  const auto left = [&](double delay) {
    return std::exp(-m.omega * std::min(delay, m.reach_days));
  };
  return (left(age) - left(age + days)) / (1 - left(m.reach_days));
}

/// The Gaussian's mass in each cell from `first` on, along one axis.
std::vector<double> masses_along(double at, double origin, double cell, double sigma,
                                 std::int64_t first, std::int64_t last) {
  std::vector<double> masses;
  const auto below = [&](std::int64_t edge) {
    const double border = origin + static_cast<double>(edge) * cell;
    return .5 * std::erf((border - at) / (sigma * std::numbers::sqrt2));
  };
  for (auto i = first; i <= last; ++i) masses.push_back(below(i + 1) - below(i));
  return masses;
}

struct Reach {
  std::int64_t first = 0, last = 0;
};

Reach cells_within(double at, double origin, double cell, double reach, std::uint32_t cells) {
  const auto clamp = [&](double value) {
    return std::clamp<std::int64_t>(static_cast<std::int64_t>(std::floor(value)), 0,
                                    std::int64_t{cells} - 1);
  };
  return {clamp((at - reach - origin) / cell), clamp((at + reach - origin) / cell)};
}

/// Adds what an event still begets to the squares around it.
void add_offspring(const ForecastGrid& grid, const HawkesModel& model, const CellEvent& event,
                   double offspring, std::vector<float>& squares) {
  const auto window = grid.window();
  const double cell = grid.cell_side();
  const auto across = cells_within(event.x, window.west, cell, model.reach_metres, grid.columns());
  const auto along = cells_within(event.y, window.south, cell, model.reach_metres, grid.rows());
  const auto x = masses_along(event.x, window.west, cell, model.sigma, across.first, across.last);
  const auto y = masses_along(event.y, window.south, cell, model.sigma, along.first, along.last);
  for (auto row = along.first; row <= along.last; ++row) {
    const double part = offspring * y[static_cast<std::size_t>(row - along.first)];
    for (auto column = across.first; column <= across.last; ++column) {
      squares[static_cast<std::size_t>(row * grid.columns() + column)] +=
          static_cast<float>(part * x[static_cast<std::size_t>(column - across.first)]);
    }
  }
}

/// The background that each square expects in the window.
std::vector<float> background_squares(const ForecastGrid& grid, const HawkesModel& model,
                                      double days) {
  const double scale = model.background_per_day * days * grid.cell_side() * grid.cell_side();
  const auto& background = model.background;
  std::vector<float> squares;
  squares.reserve(std::size_t{grid.columns()} * grid.rows());
  for (std::uint32_t row = 0; row < grid.rows(); ++row) {
    const auto r = static_cast<std::uint32_t>((row + .5) / grid.rows() * background.rows);
    for (std::uint32_t column = 0; column < grid.columns(); ++column) {
      const auto c =
          static_cast<std::uint32_t>((column + .5) / grid.columns() * background.columns);
      squares.push_back(static_cast<float>(scale * background.at(c, r)));
    }
  }
  return squares;
}

}  // namespace

ShareForecaster hawkes_shares(const ForecastGrid& grid, HawkesShareSettings settings) {
  return [&grid, settings](std::span<const CellEvent> past, const ForecastWindow& window) {
    std::vector<HawkesEvent> events;
    double first = 0;
    for (const auto& e : past) {
      if (e.cell == k_no_cell || window.origin - e.day > settings.history_days) continue;
      if (events.empty()) first = e.day;
      events.push_back({e.x, e.y, e.day - first, 0});
    }
    std::vector<float> shares(grid.cells(), 0);
    if (events.size() >= 3) {
      const auto fit =
          fit_hawkes(events, grid.window(), window.origin - first,
                     {.reach_days = settings.reach_days,
                      .reach_metres = settings.reach,
                      .background_bandwidth = settings.background_bandwidth,
                      .background_columns = std::min(grid.columns(), k_background_columns_max),
                      .iterations_max = settings.iterations_max,
                      .settled = 1e-3});
      auto squares = background_squares(grid, fit.model, window.days());
      for (const auto& e : past) {
        const double left = delay_mass(fit.model, window.origin - e.day, window.days());
        if (e.cell == k_no_cell || left <= 0) continue;
        add_offspring(grid, fit.model, e, fit.model.productivity[0] * left, squares);
      }
      for (std::uint32_t cell = 0; cell < grid.cells(); ++cell)
        shares[cell] = squares[grid.square(cell)];
    }
    make_shares(shares);
    return shares;
  };
}

}  // namespace anlan::patterns
