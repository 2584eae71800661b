#include "patterns/incremental/running_scan.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <tuple>
#include <utility>

#include "base/problem.h"
#include "patterns/scan/likelihood.h"

namespace anlan::patterns {
namespace {

constexpr std::uint32_t k_days_max = 3'660;  // ten years
constexpr double k_place_max = 1e9;          // metres; no map is wider
constexpr std::int64_t k_cells_a_radius = 2;

constexpr std::size_t k_neighbours_max = 16'000'000;  // 256 MB; beyond, they are found anew

double distance_between(const ScanPoint& a, const ScanPoint& b) {
  const double dx = a.x - b.x;
  const double dy = a.y - b.y;
  const double dz = a.z - b.z;
  return std::sqrt(dx * dx + dy * dy + dz * dz);
}

void check(const RunningScanSettings& s) {
  std::vector<FieldFault> faults;
  const double radius = s.max_radius.value();
  if (!(radius > 0) || !(radius <= k_place_max))
    faults.push_back({"max_radius", "must be a number of metres over 0"});
  if (s.max_days < 1 || s.max_days > k_days_max)
    faults.push_back({"max_days", "must be from 1 to 3660"});
  if (!(s.max_share > 0 && s.max_share <= 1)) faults.push_back({"max_share", "must be in (0, 1]"});
  if (faults.empty()) return;
  throw Problem::invalid("running_scan.settings", "The scan cannot be kept up to date so.",
                         std::move(faults));
}

void check(const RunningCase& c) {
  const auto& [x, y, z] = c.place;
  if (std::max({std::fabs(x), std::fabs(y), std::fabs(z)}) <= k_place_max && x + y + z == x + y + z)
    return;
  throw Problem::invalid("running_scan.case", "A case has no usable place.");
}

/// Of equals the smaller circle, then the shorter window, then the place that comes first.
bool is_stronger(const RunningCluster& a, const RunningCluster& b) {
  return std::tuple(-a.statistic, a.radius.value(), b.start, a.centre.x, a.centre.y, a.centre.z) <
         std::tuple(-b.statistic, b.radius.value(), a.start, b.centre.x, b.centre.y, b.centre.z);
}

}  // namespace

RunningScan::RunningScan(std::span<const RunningCase> cases, Day last_day,
                         RunningScanSettings settings)
    : settings_(std::move(settings)), last_day_(last_day) {
  check(settings_);
  gumbel_ = fit_gumbel(settings_.null_maxima);
  in_window_.assign(settings_.max_days, 0);
  observed_.assign(settings_.max_days, 0);
  for (const auto& c : cases) {
    check(c);
    if (c.day > last_day)
      throw Problem::invalid("running_scan.case", "A case lies after the last day.");
    insert(c);
  }
}

RunningScan::CellKey RunningScan::cell_of(const ScanPoint& place) const {
  const double side = settings_.max_radius.value() / k_cells_a_radius;
  const auto along = [side](double v) { return static_cast<std::int64_t>(std::floor(v / side)); };
  return {along(place.x), along(place.y), along(place.z)};
}

/// The place with these coordinates, a new one where there is none.
std::uint32_t RunningScan::place_at(const ScanPoint& at) {
  auto& cell = cells_[cell_of(at)];
  for (const auto i : cell) {
    const auto& known = places_[i].at;
    if (known.x == at.x && known.y == at.y && known.z == at.z) return i;
  }
  const auto added = static_cast<std::uint32_t>(places_.size());
  cell.push_back(added);
  places_.push_back({.at = at});
  neighbours_.emplace_back();
  tell_neighbours(added);
  return added;
}

void RunningScan::insert(const RunningCase& added) {
  const auto& [x, y, z] = added.place;
  tolerance_ =
      std::max({tolerance_, std::fabs(x) * 1e-12, std::fabs(y) * 1e-12, std::fabs(z) * 1e-12});
  auto& place = places_[place_at(added.place)];
  ++place.cases;
  ++case_count_;
  if (age_of(added.day) >= settings_.max_days) return;
  if (place.in_window.empty()) place.in_window.assign(settings_.max_days, 0);
  for (auto age = age_of(added.day); age < settings_.max_days; ++age) {
    ++place.in_window[age];
    ++in_window_[age];
  }
}

void RunningScan::move_to(Day day) {
  const auto days = static_cast<std::size_t>(day - last_day_);
  last_day_ = day;
  const auto shift = [days](std::vector<float>& in_window) {
    const auto moved = std::min(days, in_window.size());
    std::shift_right(in_window.begin(), in_window.end(), static_cast<std::ptrdiff_t>(moved));
    std::fill_n(in_window.begin(), moved, 0.0F);
  };
  shift(in_window_);
  for (auto& place : places_) {
    shift(place.in_window);
    if (!place.in_window.empty() && place.in_window.back() == 0) place.in_window = {};
  }
}

std::optional<RunningCluster> RunningScan::add(const RunningCase& added) {
  check(added);
  if (added.day > last_day_) move_to(added.day);
  insert(added);
  if (age_of(added.day) >= settings_.max_days) return std::nullopt;
  RunningCluster best;
  const auto centres = neighbours_of(place_at(added.place));  // a copy: the lists may be dropped
  for (const auto& centre : centres)
    score_centre(centre.place, centre.distance, age_of(added.day), best);
  if (!(best.statistic > 0)) return std::nullopt;
  const auto& maxima = settings_.null_maxima;
  best.p_value =
      (1.0 + count_reaching(maxima, best.statistic)) / (1.0 + static_cast<double>(maxima.size()));
  best.gumbel_p = gumbel_.upper_tail(best.statistic);
  return best;
}

/// The places within the largest radius, nearest first, itself among them.
std::vector<RunningScan::Neighbour> RunningScan::find_neighbours(const ScanPoint& centre) const {
  constexpr auto k_reach = k_cells_a_radius;
  const double reach = settings_.max_radius.value() + tolerance_;
  std::vector<Neighbour> near;
  const auto [x, y, z] = cell_of(centre);
  for (auto i = x - k_reach; i <= x + k_reach; ++i) {
    for (auto j = y - k_reach; j <= y + k_reach; ++j) {
      auto cell = cells_.lower_bound({i, j, z - k_reach});
      for (; cell != cells_.end() && cell->first <= CellKey{i, j, z + k_reach}; ++cell) {
        for (const auto place : cell->second) {
          const double distance = distance_between(places_[place].at, centre);
          if (distance <= reach) near.push_back({distance, place});
        }
      }
    }
  }
  std::ranges::sort(near, {}, [](const Neighbour& n) { return std::pair(n.distance, n.place); });
  return near;
}

const std::vector<RunningScan::Neighbour>& RunningScan::neighbours_of(std::uint32_t place) {
  auto& list = neighbours_[place];
  if (!list.empty()) return list;
  if (neighbour_count_ > k_neighbours_max) {
    neighbours_.assign(places_.size(), {});
    neighbour_count_ = 0;
  }
  neighbours_[place] = find_neighbours(places_[place].at);
  neighbour_count_ += neighbours_[place].size();
  return neighbours_[place];
}

/// Puts a new place into the lists that were asked for.
void RunningScan::tell_neighbours(std::uint32_t place) {
  if (neighbour_count_ == 0) return;
  for (const auto& near : find_neighbours(places_[place].at)) {
    auto& list = neighbours_[near.place];
    if (near.place == place || list.empty()) continue;
    const auto at = std::ranges::upper_bound(list, near.distance, {}, &Neighbour::distance);
    list.insert(at, {near.distance, place});
    ++neighbour_count_;
  }
}

/// Circles around a centre that hold the new case, which lies at `own_distance` and is `age` days
/// old. Only one on whose edge a recent case lies is worth scoring.
void RunningScan::score_centre(std::uint32_t centre, double own_distance, std::uint32_t age,
                               RunningCluster& best) {
  const auto& list = neighbours_of(centre);
  const double limit = settings_.max_share * static_cast<double>(case_count_) * (1 + 1e-12);
  std::ranges::fill(observed_, 0.0F);
  double held = 0;
  for (std::size_t i = 0; i < list.size();) {
    bool has_recent = false;
    const auto first = i;
    // Distances that rounding alone tells apart enter together: whole circles.
    do {
      const auto& place = places_[list[i].place];
      held += place.cases;
      has_recent = has_recent || !place.in_window.empty();
      for (std::size_t w = 0; w < place.in_window.size(); ++w) observed_[w] += place.in_window[w];
      ++i;
    } while (i < list.size() && list[i].distance - list[i - 1].distance <= tolerance_);
    if (held > limit) return;
    const double radius = list[i - 1].distance;
    if (!has_recent || std::max(radius, list[first].distance) < own_distance - tolerance_) continue;
    if (is_worth_scoring(held, age, best.statistic))
      score_ring(places_[centre].at, radius, held, age, best);
  }
}

/// Whether any window can be stronger than `best`. With ln x <= x - 1 and x ln x - x + 1 <= (x -
/// 1)^2 / 2 for x >= 1, the statistic is at most (n - mu)^2 (c + mu) / (2 mu (c - mu)). In single
/// precision, with room for its rounding.
bool RunningScan::is_worth_scoring(double held, std::uint32_t age, double best) const {
  const auto total = static_cast<float>(case_count_);
  const auto share = static_cast<float>(held) / total;
  const auto level = static_cast<float>(2 * best * .9999);
  int worth = 0;
  for (std::size_t w = age; w < observed_.size(); ++w) {
    const float mu = share * in_window_[w];
    const float more = std::max(observed_[w] - mu, 0.0F);
    worth += static_cast<int>(more * more * (total + mu) > level * mu * (total - mu));
  }
  return worth != 0;
}

/// Windows that hold the new case. The first day of one worth scoring holds a case of the ring.
void RunningScan::score_ring(const ScanPoint& centre, double radius, double held, std::uint32_t age,
                             RunningCluster& best) const {
  const auto total = static_cast<double>(case_count_);
  for (std::uint32_t first = age; first < settings_.max_days; ++first) {
    const double observed = observed_[first];
    if (observed < settings_.min_cases || (first > age && observed_[first - 1] == observed_[first]))
      continue;
    const double expected = held * static_cast<double>(in_window_[first]) / total;
    if (observed <= expected || expected >= total) continue;
    const double more = observed - expected;  // bounded as above
    if (more * more * (total + expected) < 2 * best.statistic * expected * (total - expected))
      continue;
    const RunningCluster cluster{
        .statistic = poisson_log_likelihood_ratio(observed, expected, total),
        .centre = centre,
        .radius = Metres::of(radius),
        .start = last_day_ - static_cast<std::int32_t>(first),
        .observed = static_cast<std::uint64_t>(observed),
        .expected = expected};
    if (is_stronger(cluster, best)) best = cluster;
  }
}

}  // namespace anlan::patterns
