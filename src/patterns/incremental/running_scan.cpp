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

double distance_between(double dx, double dy) { return std::sqrt(dx * dx + dy * dy); }

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
  if (std::fabs(c.x) <= k_place_max && std::fabs(c.y) <= k_place_max) return;
  throw Problem::invalid("running_scan.case", "A case has no usable place.");
}

/// Of equals the smaller circle, then the shorter window, then the place that comes first.
bool is_stronger(const RunningCluster& a, const RunningCluster& b) {
  return std::tuple(-a.statistic, a.radius.value(), b.start, a.x, a.y) <
         std::tuple(-b.statistic, b.radius.value(), a.start, b.x, b.y);
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

RunningScan::CellKey RunningScan::cell_of(double x, double y) const {
  const double side = settings_.max_radius.value() / k_cells_a_radius;
  return {static_cast<std::int64_t>(std::floor(x / side)),
          static_cast<std::int64_t>(std::floor(y / side))};
}

void RunningScan::insert(const RunningCase& added) {
  tolerance_ = std::max({tolerance_, std::fabs(added.x) * 1e-12, std::fabs(added.y) * 1e-12});
  auto& cell = cells_[cell_of(added.x, added.y)];
  std::size_t place = 0;
  while (place < cell.x.size() && !(cell.x[place] == added.x && cell.y[place] == added.y)) ++place;
  if (place == cell.x.size()) {
    cell.x.push_back(added.x);
    cell.y.push_back(added.y);
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
  for (const auto* cell : cells_around(added.x, added.y)) {
    for (std::size_t i = 0; i < cell->x.size(); ++i) {
      const Centre centre{cell->x[i], cell->y[i]};
      if (distance_between(centre.x - added.x, centre.y - added.y) <= reach)
        score_centre(centre, added, best);
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
std::vector<const RunningScan::Cell*> RunningScan::cells_around(double x, double y) const {
  std::vector<const Cell*> around;
  const auto [column, row] = cell_of(x, y);
  for (auto c = column - k_cells_a_radius; c <= column + k_cells_a_radius; ++c) {
    auto cell = cells_.lower_bound({c, row - k_cells_a_radius});
    for (; cell != cells_.end() && cell->first <= CellKey{c, row + k_cells_a_radius}; ++cell)
      around.push_back(&cell->second);
  }
  return around;
}

/// The recent cases around a centre, and the radii at which they enter.
void RunningScan::find_rings(const Centre& centre, std::span<const Cell* const> cells) {
  const double reach = settings_.max_radius.value() + tolerance_;
  recents_.clear();
  for (const auto* cell : cells) {
    for (const auto& c : cell->recent) {
      const double distance = distance_between(c.x - centre.x, c.y - centre.y);
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

void RunningScan::count_cases(const Centre& centre, std::span<const Cell* const> cells) {
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
      const double dx = cell->x[i] - centre.x;
      const double dy = cell->y[i] - centre.y;
      if (dx * dx + dy * dy > last * last) continue;  // most end here, without a root
      const double distance = std::min(distance_between(dx, dy), last);
      auto at = ring_guess_[static_cast<std::size_t>(distance * per_metre)];
      while (rings_[at] + tolerance_ < distance) ++at;
      ring_cases_[at] += cell->cases[i];
    }
  }
}

void RunningScan::score_centre(const Centre& centre, const RunningCase& added,
                               RunningCluster& best) {
  const auto cells = cells_around(centre.x, centre.y);
  find_rings(centre, cells);
  count_cases(centre, cells);
  const double own = distance_between(added.x - centre.x, added.y - centre.y) - tolerance_;
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
void RunningScan::score_ring(const Centre& centre, double radius, std::uint64_t held,
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
        .x = centre.x,
        .y = centre.y,
        .radius = Metres::of(radius),
        .start = last_day_ - static_cast<std::int32_t>(first),
        .observed = observed,
        .expected = expected};
    if (is_stronger(cluster, best)) best = cluster;
  }
}

}  // namespace anlan::patterns
