#include "patterns/forecast/shares.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/problem.h"
#include "patterns/density/density.h"

namespace anlan::patterns {
namespace {

constexpr double k_year = 365.2425;

void check(const EventWeights& w) {
  std::vector<FieldFault> faults;
  if (!(w.history_days > 0)) faults.push_back({"history_days", "must be over 0"});
  if (!(w.decay_days >= 0)) faults.push_back({"decay_days", "must be at least 0"});
  if (!(w.same_day_power >= 0 && w.same_day_power <= 1))
    faults.push_back({"same_day_power", "must be from 0 to 1"});
  if (!(w.season_part >= 0 && w.season_part <= 1))
    faults.push_back({"season_part", "must be from 0 to 1"});
  if (!(w.season_days > 0)) faults.push_back({"season_days", "must be over 0"});
  if (!faults.empty()) {
    throw Problem::invalid("forecast.settings", "Events cannot be weighted so.", std::move(faults));
  }
}

/// How many events share the cell and the day of each.
std::vector<double> same_day_counts(std::span<const CellEvent> past) {
  std::vector<std::uint32_t> order(past.size());
  std::iota(order.begin(), order.end(), 0U);
  const auto key = [&](std::uint32_t i) {
    return std::pair(past[i].cell, std::floor(past[i].day));
  };
  std::ranges::sort(order, {}, key);
  std::vector<double> counts(past.size());
  for (std::size_t begin = 0, end = 0; begin < order.size(); begin = end) {
    while (end < order.size() && key(order[end]) == key(order[begin])) ++end;
    for (auto i = begin; i < end; ++i) counts[order[i]] = static_cast<double>(end - begin);
  }
  return counts;
}

/// 1 at the window's own time of the year, less the further from it.
double season_weight(double day, const ForecastWindow& window, double deviation) {
  const double years = ((window.origin + window.end) / 2 - day) / k_year;
  const double away = (years - std::round(years)) * k_year / deviation;
  return std::exp(-away * away / 2);
}

}  // namespace

std::vector<double> event_weights(std::span<const CellEvent> past, const ForecastWindow& window,
                                  const EventWeights& weights) {
  check(weights);
  std::vector<double> values(past.size());
  std::vector<double> same_day;
  if (weights.same_day_power < 1) same_day = same_day_counts(past);
  for (std::size_t i = 0; i < past.size(); ++i) {
    const double age = window.origin - past[i].day;
    if (past[i].cell == k_no_cell || age > weights.history_days) continue;
    double v = 1;
    if (weights.decay_days > 0) v *= std::exp(-age / weights.decay_days);
    if (!same_day.empty()) v *= std::pow(same_day[i], weights.same_day_power - 1);
    if (weights.season_part > 0) {
      v *= 1 - weights.season_part +
           weights.season_part * season_weight(past[i].day, window, weights.season_days);
    }
    values[i] = v;
  }
  return values;
}

void make_shares(std::vector<float>& values) {
  double sum = 0;
  for (const float v : values) sum += v;
  if (!(sum > 0)) {
    std::ranges::fill(values, 1.0F / static_cast<float>(values.size()));
    return;
  }
  for (float& v : values) v = static_cast<float>(v / sum);
}

ShareForecaster even_shares(const ForecastGrid& grid) {
  return [&grid](std::span<const CellEvent>, const ForecastWindow&) {
    return std::vector<float>(grid.cells(), 1.0F / static_cast<float>(grid.cells()));
  };
}

ShareForecaster count_shares(const ForecastGrid& grid, EventWeights weights) {
  check(weights);
  return [&grid, weights](std::span<const CellEvent> past, const ForecastWindow& window) {
    const auto weight = event_weights(past, window, weights);
    std::vector<float> shares(grid.cells());
    for (std::size_t i = 0; i < past.size(); ++i)
      if (weight[i] > 0) shares[past[i].cell] += static_cast<float>(weight[i]);
    make_shares(shares);
    return shares;
  };
}

ShareForecaster density_shares(const ForecastGrid& grid, double bandwidth, EventWeights weights) {
  check(weights);
  return
      [&grid, bandwidth, weights](std::span<const CellEvent> past, const ForecastWindow& window) {
        const auto weight = event_weights(past, window, weights);
        std::vector<DensityPoint> points;
        for (const auto& e : past) points.push_back({e.x, e.y});
        Surface surface{grid.window(), grid.columns(), grid.rows()};
        kernel_density(points, weight, {.bandwidth = bandwidth, .edge_correction = false}, surface);
        std::vector<float> shares(grid.cells());
        for (std::uint32_t cell = 0; cell < grid.cells(); ++cell)
          shares[cell] = surface.values[grid.square(cell)];
        make_shares(shares);
        return shares;
      };
}

}  // namespace anlan::patterns
