#include "warnings/like_places.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <tuple>

namespace anlan::warnings {
namespace {

constexpr double k_metres_a_degree = 6'371'008.8 * std::numbers::pi / 180;
constexpr double k_caliper = 2;  // base counts differ by this factor at most
constexpr double k_centres_a_radius = 2;

/// A plane around the place: true to 0.5 % within a county.
struct Plane {
  double metres_a_degree_east;
  explicit Plane(const Circle& place)
      : metres_a_degree_east(k_metres_a_degree *
                             std::cos(place.centre.latitude * std::numbers::pi / 180)) {}
  double x(double longitude) const { return longitude * metres_a_degree_east; }
  double y(double latitude) const { return latitude * k_metres_a_degree; }
};

struct Dot {
  double x;
  double y;
  Day day;
  friend auto operator<=>(const Dot&, const Dot&) = default;
};

using Cell = std::pair<std::int64_t, std::int64_t>;

/// Dots by square cells, for circles no wider than a cell.
class Squares {
 public:
  Squares(std::vector<Dot> dots, double side) : dots_(std::move(dots)), side_(side) {
    std::ranges::sort(dots_);
    for (std::size_t i = 0; i < dots_.size(); ++i)
      cells_[cell_of(dots_[i].x, dots_[i].y)].push_back(i);
  }
  template <class Visit>
  void for_each_within(double x, double y, double radius, Visit&& visit) const {
    const auto [column, row] = cell_of(x, y);
    for (auto c = column - 1; c <= column + 1; ++c) {
      for (auto r = row - 1; r <= row + 1; ++r) {
        const auto cell = cells_.find({c, r});
        if (cell == cells_.end()) continue;
        for (const auto i : cell->second) {
          if (std::hypot(dots_[i].x - x, dots_[i].y - y) <= radius) visit(dots_[i]);
        }
      }
    }
  }
  const std::vector<Dot>& dots() const { return dots_; }

 private:
  Cell cell_of(double x, double y) const {
    return {static_cast<std::int64_t>(std::floor(x / side_)),
            static_cast<std::int64_t>(std::floor(y / side_))};
  }
  std::vector<Dot> dots_;
  double side_;
  std::map<Cell, std::vector<std::size_t>> cells_;
};

struct Centre {
  double x;
  double y;
  double unlikeness;
};

double log_distance(std::int64_t one, std::int64_t other) {
  return std::abs(std::log((static_cast<double>(one) + 0.5) / (static_cast<double>(other) + 0.5)));
}

/// Centres on a fine grid, wherever there are dots, that are like the place.
std::vector<Centre> like_centres(const LikeWhat& what, const Plane& plane, const Squares& squares) {
  const double radius = what.place.radius.value();
  const double step = radius / k_centres_a_radius;
  std::vector<Cell> cells;
  for (const auto& dot : squares.dots()) {
    cells.emplace_back(static_cast<std::int64_t>(std::floor(dot.x / step)),
                       static_cast<std::int64_t>(std::floor(dot.y / step)));
  }
  std::ranges::sort(cells);
  cells.erase(std::ranges::unique(cells).begin(), cells.end());

  const auto is_clear = [&](double x, double y) {
    const auto is_apart = [&](const Circle& other, double metres) {
      return std::hypot(plane.x(other.centre.longitude) - x, plane.y(other.centre.latitude) - y) >=
             metres;
    };
    return is_apart(what.place, 3 * radius) &&
           std::ranges::all_of(what.apart_from, [&](const Circle& other) {
             return is_apart(other, other.radius.value() + radius);
           });
  };
  std::vector<Centre> centres;
  for (const auto& [column, row] : cells) {
    const double x = (static_cast<double>(column) + 0.5) * step;
    const double y = (static_cast<double>(row) + 0.5) * step;
    if (!is_clear(x, y)) continue;
    std::int64_t base = 0;
    std::int64_t recent = 0;
    squares.for_each_within(x, y, radius, [&](const Dot& dot) {
      base += what.base_from <= dot.day && dot.day <= what.base_to ? 1 : 0;
      recent += what.recent_from <= dot.day && dot.day <= what.recent_to ? 1 : 0;
    });
    const double unlike = log_distance(base, what.base_count);
    if (unlike > std::log(k_caliper)) continue;
    centres.push_back({x, y, unlike + log_distance(recent, what.recent_count)});
  }
  std::ranges::sort(centres, {},
                    [](const Centre& c) { return std::tuple(c.unlikeness, c.y, c.x); });
  return centres;
}

}  // namespace

std::vector<LikePlace> like_places(const LikeWhat& what, std::span<const DatedPosition> points) {
  const double radius = what.place.radius.value();
  if (radius <= 0) return {};
  const Plane plane(what.place);
  std::vector<Dot> dots;
  for (const auto& point : points) {
    dots.push_back(
        {plane.x(point.position.longitude), plane.y(point.position.latitude), point.day});
  }
  const Squares squares(std::move(dots), radius);

  std::vector<Centre> chosen;
  for (const auto& centre : like_centres(what, plane, squares)) {
    if (chosen.size() == k_like_places_max) break;
    const bool overlaps = std::ranges::any_of(chosen, [&](const Centre& other) {
      return std::hypot(other.x - centre.x, other.y - centre.y) < 2 * radius;
    });
    if (!overlaps) chosen.push_back(centre);
  }

  std::vector<LikePlace> places;
  for (const auto& centre : chosen) {
    LikePlace place{.circle = {.centre = {.longitude = centre.x / plane.metres_a_degree_east,
                                          .latitude = centre.y / k_metres_a_degree},
                               .radius = what.place.radius}};
    squares.for_each_within(centre.x, centre.y, radius,
                            [&](const Dot& dot) { place.days.push_back(dot.day); });
    std::ranges::sort(place.days);
    places.push_back(std::move(place));
  }
  return places;
}

}  // namespace anlan::warnings
