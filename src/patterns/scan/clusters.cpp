#include "patterns/scan/clusters.h"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "patterns/scan/best_of_windows.h"

namespace anlan::patterns {
namespace {

constexpr double k_rounding = 1e-9;

/// A zone with what the question of overlap needs.
struct Kept {
  Candidate candidate;
  const ZoneList* list;
  std::span<const std::uint32_t> places;
  double radius;
};

/// From a centre to a place, on the map where the zones of a list are circles.
double distance_in(const ZoneList& list, const ScanPoint& centre, const ScanPoint& place) {
  if (list.shape == 1) return distance(centre, place).value();
  return distance(squeezed(centre, list.shape, list.angle), squeezed(place, list.shape, list.angle))
      .value();
}

class KeptClusters {
 public:
  KeptClusters(const std::vector<ScanPoint>& places, const std::vector<ScanPoint>& centres,
               TieOrder ties)
      : places_(places), centres_(centres), ties_(ties), taken_(places.size()) {}

  bool overlap(const Kept& next) const {
    if (ties_ == TieOrder::compatible)
      return std::any_of(kept_.begin(), kept_.end(), [&](const Kept& other) {
        return meet_in_time(other.candidate.window, next.candidate.window) && touch(other, next);
      });
    return std::any_of(next.places.begin(), next.places.end(), [&](std::uint32_t place) {
      return std::any_of(taken_[place].begin(), taken_[place].end(), [&](const TimeWindow& w) {
        return meet_in_time(w, next.candidate.window);
      });
    });
  }

  void keep(const Kept& next) {
    kept_.push_back(next);
    for (const std::uint32_t place : next.places) taken_[place].push_back(next.candidate.window);
  }
  const std::vector<Kept>& all() const { return kept_; }

 private:
  bool touch(const Kept& a, const Kept& b) const {
    const double apart = distance(centres_[a.list->centre], centres_[b.list->centre]).value();
    if (apart > a.radius * a.list->shape + b.radius * b.list->shape + k_rounding) return false;
    const bool a_smaller = a.places.size() <= b.places.size();
    const Kept& small = a_smaller ? a : b;
    const Kept& large = a_smaller ? b : a;
    const ScanPoint& middle = centres_[large.list->centre];
    return std::any_of(small.places.begin(), small.places.end(), [&](std::uint32_t p) {
      return distance_in(*large.list, middle, places_[p]) <= large.radius + k_rounding;
    });
  }

  const std::vector<ScanPoint>& places_;
  const std::vector<ScanPoint>& centres_;
  TieOrder ties_;
  std::vector<std::vector<TimeWindow>> taken_;
  std::vector<Kept> kept_;
};

}  // namespace

void sort_candidates(std::vector<Candidate>& candidates, const Zones& zones,
                     const std::vector<ScanPoint>& places, const std::vector<ScanPoint>& centres,
                     std::span<const std::uint32_t> centre_numbers, TieOrder ties) {
  using Key = std::tuple<double, std::uint64_t, double, std::uint32_t, std::uint32_t, double,
                         std::uint32_t, std::uint32_t>;
  const bool compatible = ties == TieOrder::compatible;
  const auto key = [&](const Candidate& c) {
    const ZoneList& list = zones.lists()[c.list];
    const double strength = -std::round(c.statistic * 1e9);
    const ScanPoint& p = centres[list.centre];
    const std::uint32_t number = centre_numbers[list.centre];
    const double radius = distance_in(list, p, places[zones.member(c.end_step - 1)]);
    // Of the windows of one zone that hold the same cases, the tight one comes first.
    return Key(strength, c.end_step - list.first_step,
               compatible ? number : std::round(radius * 1e6), c.window.last, ~c.window.first, p.x,
               number, c.list);
  };
  std::vector<std::pair<Key, Candidate>> keyed;
  keyed.reserve(candidates.size());
  for (const Candidate& c : candidates) keyed.emplace_back(key(c), c);
  std::sort(keyed.begin(), keyed.end(),
            [](const auto& a, const auto& b) { return a.first < b.first; });
  for (std::size_t i = 0; i < keyed.size(); ++i) candidates[i] = keyed[i].second;
}

std::vector<Candidate> without_overlap(const std::vector<Candidate>& candidates, const Zones& zones,
                                       const std::vector<ScanPoint>& places,
                                       const std::vector<ScanPoint>& centres, TieOrder ties) {
  KeptClusters kept(places, centres, ties);
  for (const Candidate& c : candidates) {
    const ZoneList& list = zones.lists()[c.list];
    Kept next{c, &list, zones.zone(list, c.end_step), 0};
    next.radius = distance_in(list, centres[list.centre], places[next.places.back()]);
    if (kept.overlap(next)) continue;
    kept.keep(next);
    if (kept.all().size() == k_max_clusters) break;
  }
  std::vector<Candidate> result;
  for (const Kept& k : kept.all()) result.push_back(k.candidate);
  return result;
}

}  // namespace anlan::patterns
