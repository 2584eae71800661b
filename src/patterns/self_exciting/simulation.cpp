#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/problem.h"
#include "patterns/self_exciting/hawkes.h"

namespace anlan::patterns {
namespace {

constexpr std::size_t k_events_max =
    50'000'000;  // more than memory should be asked for by a mistake

std::uint8_t draw_mark(std::span<const double> shares, Random& random) {
  double left = random.uniform() * std::accumulate(shares.begin(), shares.end(), 0.0);
  for (std::size_t mark = 0; mark + 1 < shares.size(); ++mark) {
    if (left < shares[mark]) return static_cast<std::uint8_t>(mark);
    left -= shares[mark];
  }
  return static_cast<std::uint8_t>(shares.empty() ? 0 : shares.size() - 1);
}

/// Background events: a cell by its density, then anywhere within it.
std::vector<HawkesEvent> draw_background(const HawkesModel& model, double days,
                                         std::span<const double> shares, Random& random) {
  const auto& surface = model.background;
  std::vector<double> cumulative(surface.values.size());
  std::partial_sum(surface.values.begin(), surface.values.end(), cumulative.begin(),
                   std::plus<double>());
  const auto count = random.poisson(model.background_per_day * days);
  std::vector<HawkesEvent> events;
  for (std::uint32_t i = 0; i < count; ++i) {
    const auto cell = static_cast<std::size_t>(
        std::ranges::upper_bound(cumulative, random.uniform() * cumulative.back()) -
        cumulative.begin());
    const auto at = std::min(cell, cumulative.size() - 1);
    const auto column = static_cast<double>(at % surface.columns);
    const auto whole_rows = at / surface.columns;
    const auto row = static_cast<double>(whole_rows);
    events.push_back({surface.window.west + (column + random.uniform()) * surface.cell_width(),
                      surface.window.south + (row + random.uniform()) * surface.cell_height(),
                      random.uniform() * days, draw_mark(shares, random)});
  }
  return events;
}

}  // namespace

std::vector<HawkesEvent> simulate_hawkes(const HawkesModel& model, double days,
                                         std::span<const double> mark_shares, Random& random) {
  const auto marks = std::max<std::size_t>(mark_shares.size(), 1);
  const bool explodes = std::any_of(model.productivity.begin(),
                                    model.productivity.begin() + static_cast<std::ptrdiff_t>(marks),
                                    [](double a) { return a >= 1; });
  if (explodes) {
    throw Problem::invalid("hawkes.explosive",
                           "An event that begets one or more on average never ends.");
  }
  auto events = draw_background(model, days, mark_shares, random);
  const auto& window = model.background.window;
  const double whole = 1 - std::exp(-model.omega * model.reach_days);
  // Events that are begotten come behind their parents, and beget in their turn.
  for (std::size_t i = 0; i < events.size() && events.size() < k_events_max; ++i) {
    const auto parent = events[i];
    for (auto left = random.poisson(model.productivity[parent.mark]); left > 0; --left) {
      double dx = 0, dy = 0;
      do {
        dx = model.sigma * random.normal();
        dy = model.sigma * random.normal();
      } while (dx * dx + dy * dy > model.reach_metres * model.reach_metres);
      const HawkesEvent child{parent.x + dx, parent.y + dy,
                              parent.day - std::log(1 - random.uniform() * whole) / model.omega,
                              draw_mark(mark_shares, random)};
      const bool is_inside = child.x >= window.west && child.x <= window.east &&
                             child.y >= window.south && child.y <= window.north &&
                             child.day <= days;
      if (is_inside) events.push_back(child);
    }
  }
  std::ranges::sort(events, {}, &HawkesEvent::day);
  return events;
}

}  // namespace anlan::patterns
