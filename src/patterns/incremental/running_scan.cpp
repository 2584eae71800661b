#include "patterns/incremental/running_scan.h"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "base/problem.h"
#include "patterns/scan/likelihood.h"

namespace anlan::patterns {
namespace {

constexpr std::uint32_t k_days_max = 3'660;  // ten years
constexpr double k_place_max = 1e9;          // metres; no map is wider
constexpr std::int64_t k_cells_a_radius = 2;

double square_of(double dx, double dy, double dz) { return dx * dx + dy * dy + dz * dz; }

double distance_between(const ScanPoint& a, const ScanPoint& b) {
  return std::sqrt(square_of(a.x - b.x, a.y - b.y, a.z - b.z));
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
  cases_by_age_.assign(settings_.max_days, 0);
  recent_by_age_.assign(settings_.max_days, 0);
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

void RunningScan::insert(const RunningCase& added) {
  const auto& [x, y, z] = added.place;
  tolerance_ =
      std::max({tolerance_, std::fabs(x) * 1e-12, std::fabs(y) * 1e-12, std::fabs(z) * 1e-12});
  auto& cell = cells_[cell_of(added.place)];
  std::size_t place = 0;
  while (place < cell.x.size() && !(cell.x[place] == x && cell.y[place] == y && cell.z[place] == z))
    ++place;
  if (place == cell.x.size()) {
    cell.x.push_back(x);
    cell.y.push_back(y);
    cell.z.push_back(z);
    cell.cases.push_back(0);
  }
  ++cell.cases[place];
  ++case_count_;
  if (age_of(added.day) >= settings_.max_days) return;
  cell.recent.push_back(added);
  ++cases_by_age_[age_of(added.day)];
}

void RunningScan::move_to(Day day) {
  const auto days = std::min(static_cast<std::size_t>(day - last_day_), cases_by_age_.size());
  cases_by_age_.insert(cases_by_age_.begin(), days, 0);
  cases_by_age_.resize(settings_.max_days);
  last_day_ = day;
  for (auto& [key, cell] : cells_) {
    std::erase_if(cell.recent,
                  [&](const RunningCase& c) { return age_of(c.day) >= settings_.max_days; });
  }
}

std::optional<RunningCluster> RunningScan::add(const RunningCase& added) {
  check(added);
  if (added.day > last_day_) move_to(added.day);
  insert(added);
  if (age_of(added.day) >= settings_.max_days) return std::nullopt;
  RunningCluster best;
  const double reach = settings_.max_radius.value() + tolerance_;
  for (const auto* cell : cells_around(added.place)) {
    for (std::size_t i = 0; i < cell->x.size(); ++i) {
      const ScanPoint centre{cell->x[i], cell->y[i], cell->z[i]};
      if (distance_between(centre, added.place) <= reach) score_centre(centre, added, best);
    }
  }
  if (!(best.statistic > 0)) return std::nullopt;
  const auto& maxima = settings_.null_maxima;
  best.p_value =
      (1.0 + count_reaching(maxima, best.statistic)) / (1.0 + static_cast<double>(maxima.size()));
  best.gumbel_p = gumbel_.upper_tail(best.statistic);
  return best;
}

/// The cells that may hold places within the largest radius.
std::vector<const RunningScan::Cell*> RunningScan::cells_around(const ScanPoint& place) const {
  constexpr auto k_reach = k_cells_a_radius;
  std::vector<const Cell*> around;
  const auto [x, y, z] = cell_of(place);
  for (auto i = x - k_reach; i <= x + k_reach; ++i) {
    for (auto j = y - k_reach; j <= y + k_reach; ++j) {
      auto cell = cells_.lower_bound({i, j, z - k_reach});
      for (; cell != cells_.end() && cell->first <= CellKey{i, j, z + k_reach}; ++cell)
        around.push_back(&cell->second);
    }
  }
  return around;
}

/// The recent cases around a centre, and the radii at which they enter.
void RunningScan::find_rings(const ScanPoint& centre, std::span<const Cell* const> cells) {
  const double reach = settings_.max_radius.value() + tolerance_;
  recents_.clear();
  for (const auto* cell : cells) {
    for (const auto& c : cell->recent) {
      const double distance = distance_between(c.place, centre);
      if (distance <= reach) recents_.push_back({distance, age_of(c.day)});
    }
  }
  std::ranges::sort(recents_, {}, &Recent::distance);
  rings_.clear();
  for (const auto& recent : recents_) {
    // Distances that rounding alone tells apart enter together: whole circles.
    if (!rings_.empty() && recent.distance - rings_.back() <= tolerance_) {
      rings_.back() = recent.distance;
    } else {
      rings_.push_back(recent.distance);
    }
  }
}

void RunningScan::count_cases(const ScanPoint& centre, std::span<const Cell* const> cells) {
  // The last ring ends what is counted, and a bucket of the distance tells nearly which ring it is.
  constexpr double k_buckets = 128;
  const double last = rings_.back() + tolerance_;
  const double per_metre = k_buckets / (last + 1);
  ring_guess_.clear();
  std::uint32_t ring = 0;
  for (double bucket = 0; bucket <= k_buckets; ++bucket) {
    while (ring + 1 < rings_.size() && (rings_[ring] + tolerance_) * per_metre < bucket) ++ring;
    ring_guess_.push_back(ring);
  }
  ring_cases_.assign(rings_.size(), 0);
  for (const auto* cell : cells) {
    for (std::size_t i = 0; i < cell->x.size(); ++i) {
      const double square =
          square_of(cell->x[i] - centre.x, cell->y[i] - centre.y, cell->z[i] - centre.z);
      if (square > last * last) continue;  // most end here, without a root
      const double distance = std::min(std::sqrt(square), last);
      auto at = ring_guess_[static_cast<std::size_t>(distance * per_metre)];
      while (rings_[at] + tolerance_ < distance) ++at;
      ring_cases_[at] += cell->cases[i];
    }
  }
}

void RunningScan::score_centre(const ScanPoint& centre, const RunningCase& added,
                               RunningCluster& best) {
  const auto cells = cells_around(centre);
  find_rings(centre, cells);
  count_cases(centre, cells);
  const double own = distance_between(added.place, centre) - tolerance_;
  const double limit = settings_.max_share * static_cast<double>(case_count_) * (1 + 1e-12);
  std::ranges::fill(recent_by_age_, 0);
  std::uint64_t held = 0;
  auto recent = recents_.begin();
  for (std::size_t ring = 0; ring < rings_.size(); ++ring) {
    held += ring_cases_[ring];
    if (static_cast<double>(held) > limit) return;
    for (; recent != recents_.end() && recent->distance <= rings_[ring]; ++recent)
      ++recent_by_age_[recent->age];
    if (rings_[ring] >= own) score_ring(centre, rings_[ring], held, age_of(added.day), best);
  }
}

/// Windows that hold the new case. The first day of one worth scoring holds a case of the ring.
void RunningScan::score_ring(const ScanPoint& centre, double radius, std::uint64_t held,
                             std::uint32_t age, RunningCluster& best) const {
  const auto total = static_cast<double>(case_count_);
  std::uint64_t observed = 0;
  std::uint64_t in_window = 0;
  for (std::uint32_t first = 0; first < settings_.max_days; ++first) {
    observed += recent_by_age_[first];
    in_window += cases_by_age_[first];
    if (first < age || recent_by_age_[first] == 0 || observed < settings_.min_cases) continue;
    const double expected = static_cast<double>(held) * static_cast<double>(in_window) / total;
    if (static_cast<double>(observed) <= expected || expected >= total) continue;
    RunningCluster cluster{
        .statistic = poisson_log_likelihood_ratio(static_cast<double>(observed), expected, total),
        .centre = centre,
        .radius = Metres::of(radius),
        .start = last_day_ - static_cast<std::int32_t>(first),
        .observed = observed,
        .expected = expected};
    if (is_stronger(cluster, best)) best = cluster;
  }
}

}  // namespace anlan::patterns
