#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "base/problem.h"
#include "patterns/hotspots/hotspots.h"

namespace anlan::patterns {
namespace {

constexpr double k_nearly_always = .9;  // of the slices, as in Esri's emerging hot spot analysis
constexpr double k_trend_z = 1.959964;  // two-sided 5 %

/// One side: slices in which the area is hot (or cold), and in which it is the opposite.
struct History {
  std::vector<bool> on;
  bool was_opposite = false;
  double trend_z = 0;  ///< positive where this side gets stronger
};

/// Slices from the last one back that are on without a break.
std::size_t run_at_the_end(const std::vector<bool>& on) {
  return static_cast<std::size_t>(std::find(on.rbegin(), on.rend(), false) - on.rbegin());
}

Emergence classify(const History& history) {
  const auto slices = history.on.size();
  const auto times = static_cast<std::size_t>(std::ranges::count(history.on, true));
  const bool nearly_always =
      static_cast<double>(times) >= k_nearly_always * static_cast<double>(slices);
  if (times == 0) return Emergence::none;
  if (!history.on.back()) return nearly_always ? Emergence::historical : Emergence::none;
  if (nearly_always && slices > 1) {
    if (history.trend_z > k_trend_z) return Emergence::intensifying;
    if (history.trend_z < -k_trend_z) return Emergence::diminishing;
    return Emergence::persistent;
  }
  if (times == 1) return history.was_opposite ? Emergence::oscillating : Emergence::new_spot;
  if (history.was_opposite) return Emergence::oscillating;
  return run_at_the_end(history.on) == times ? Emergence::consecutive : Emergence::sporadic;
}

}  // namespace

std::string_view to_string(Emergence emergence) {
  constexpr std::array<std::string_view, 9> k_names{"none",         "new",         "consecutive",
                                                    "intensifying", "persistent",  "diminishing",
                                                    "sporadic",     "oscillating", "historical"};
  return k_names[static_cast<std::size_t>(emergence)];
}

double mann_kendall(std::span<const double> values) {
  const auto n = values.size();
  if (n < 3) return 0;
  double s = 0;
  std::map<double, double> ties;
  for (std::size_t i = 0; i < n; ++i) {
    ++ties[values[i]];
    for (std::size_t j = i + 1; j < n; ++j) {
      s += values[j] > values[i] ? 1 : values[j] < values[i] ? -1 : 0;
    }
  }
  const auto m = static_cast<double>(n);
  double variance = m * (m - 1) * (2 * m + 5);
  for (const auto& [value, t] : ties) variance -= t * (t - 1) * (2 * t + 5);
  variance /= 18;
  if (variance <= 0 || s == 0) return 0;
  return (s > 0 ? s - 1 : s + 1) / std::sqrt(variance);
}

EmergingSpot classify_emergence(std::span<const double> z_scores, double z_threshold) {
  History hot;
  History cold;
  for (const double z : z_scores) {
    hot.on.push_back(z > z_threshold);
    cold.on.push_back(z < -z_threshold);
  }
  const auto ever = [](const std::vector<bool>& on) {
    return std::ranges::find(on, true) != on.end();
  };
  hot.was_opposite = ever(cold.on);
  cold.was_opposite = ever(hot.on);
  EmergingSpot spot{.trend_z = mann_kendall(z_scores)};
  hot.trend_z = spot.trend_z;
  cold.trend_z = -spot.trend_z;
  if (z_scores.empty()) return spot;
  spot.hot = classify(hot);
  spot.cold = classify(cold);
  return spot;
}

std::vector<EmergingSpot> emerging_spots(std::span<const double> counts,
                                         const Neighbours& neighbours, double z_threshold) {
  const auto areas = neighbours.areas();
  if (areas == 0 || counts.empty() || counts.size() % areas != 0) {
    throw Problem::invalid("hotspots.values",
                           "Emerging hot spots need one value for each area and slice.");
  }
  const auto slices = counts.size() / areas;
  std::vector<double> z_scores(counts.size());  // area by area
  for (std::size_t slice = 0; slice < slices; ++slice) {
    const auto z = getis_ord(counts.subspan(slice * areas, areas), neighbours);
    for (std::size_t area = 0; area < areas; ++area) z_scores[area * slices + slice] = z[area];
  }
  std::vector<EmergingSpot> spots;
  for (std::size_t area = 0; area < areas; ++area) {
    spots.push_back(
        classify_emergence(std::span(z_scores).subspan(area * slices, slices), z_threshold));
  }
  return spots;
}

}  // namespace anlan::patterns
