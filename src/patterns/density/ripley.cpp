#include "patterns/density/ripley.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>
#include <thread>

#include "base/check.h"
#include "base/problem.h"
#include "base/random.h"
#include "patterns/density/step_kernel.h"

namespace anlan::patterns {
namespace {

constexpr std::uint32_t k_steps_max = 100'000;  // finer than anybody reads
constexpr std::uint64_t k_weight_unit =
    1ULL << 32;  // weights add up as whole numbers: any order, one sum

double border_distance(const DensityPoint& p, const Window& w) {
  return std::min({p.x - w.west, w.east - p.x, p.y - w.south, w.north - p.y});
}

/// The angle of a circle's part that lies beyond a straight border at this distance from its
/// centre.
double angle_beyond(double border, double radius) {
  return border >= radius ? 0 : std::acos(border / radius);
}

/// 1 / (share of the circle around p, through another point, that lies in the window).
double isotropic_weight(const DensityPoint& p, double radius, const Window& w) {
  const std::array<double, 4> to{w.east - p.x, w.north - p.y, p.x - w.west, p.y - w.south};
  double outside = 0;
  for (std::size_t side = 0; side < 4; ++side) outside += 2 * angle_beyond(to[side], radius);
  // Where a corner lies within the circle, its two parts beyond overlap.
  for (std::size_t side = 0; side < 4; ++side) {
    const double a = to[side];
    const double b = to[(side + 1) % 4];
    if (a * a + b * b < radius * radius) {
      outside -= angle_beyond(a, radius) + angle_beyond(b, radius) - std::numbers::pi / 2;
    }
  }
  return 1 / (1 - outside / (2 * std::numbers::pi));
}

/// Points sorted by cell; a row of cells is contiguous.
struct Cells {
  Window window;
  std::uint32_t columns = 1, rows = 1;
  std::vector<std::uint32_t> begin;
  std::vector<double> x, y;
  std::vector<std::uint8_t> is_inner;  ///< of a cell: its points have the border beyond the reach

  Cells(std::span<const DensityPoint> input, const Window& w, double reach) : window(w) {
    // Cells at least as wide as the reach, and no more of them than points.
    const double most = std::max(1.0, std::sqrt(static_cast<double>(input.size())));
    columns = static_cast<std::uint32_t>(std::clamp(std::floor(w.width() / reach), 1.0, most));
    rows = static_cast<std::uint32_t>(std::clamp(std::floor(w.height() / reach), 1.0, most));
    begin.assign(std::size_t{columns} * rows + 1, 0);
    std::vector<std::uint32_t> cell(input.size());
    for (std::size_t i = 0; i < input.size(); ++i) {
      cell[i] = cell_of(input[i]);
      ++begin[cell[i] + 1];
    }
    std::partial_sum(begin.begin(), begin.end(), begin.begin());
    x.resize(input.size());
    y.resize(input.size());
    is_inner.assign(begin.size() - 1, 1);
    auto next = begin;
    for (std::size_t i = 0; i < input.size(); ++i) {
      const auto to = next[cell[i]]++;
      x[to] = input[i].x;
      y[to] = input[i].y;
      if (border_distance(input[i], window) < reach) is_inner[cell[i]] = 0;
    }
  }

  DensityPoint point(std::size_t i) const { return {x[i], y[i]}; }
  bool are_inner(std::uint32_t first, std::uint32_t last) const {
    return std::all_of(is_inner.begin() + first, is_inner.begin() + last + 1,
                       [](auto inner) { return inner != 0; });
  }

  std::uint32_t cell_of(const DensityPoint& p) const {
    const auto along = [](double share, std::uint32_t n) {
      return std::min(static_cast<std::uint32_t>(share * n), n - 1);
    };
    return along((p.y - window.south) / window.height(), rows) * columns +
           along((p.x - window.west) / window.width(), columns);
  }
};

/// The distances at which K is asked for. A pair at the very distance of a step belongs to it.
struct Steps {
  std::vector<double> distances;
  double per_unit;

  Steps(double reach, std::uint32_t steps) : per_unit(steps / reach) {
    for (std::uint32_t i = 0; i <= steps; ++i) distances.push_back(reach * i / steps);
  }
  StepScale scale() const {
    return {distances.back(), per_unit, static_cast<std::int32_t>(distances.size() - 1)};
  }
  /// The first step at or beyond a distance within reach.
  std::size_t first_reaching(double distance) const {
    auto step = std::min(static_cast<std::size_t>(distance * per_unit), distances.size() - 1);
    while (step > 0 && distances[step - 1] >= distance) --step;
    while (step + 1 < distances.size() && distances[step] < distance) ++step;
    return step;
  }
  /// The last step at or below a distance of at least 0.
  std::size_t last_within(double distance) const {
    auto step = std::min(static_cast<std::size_t>(distance * per_unit), distances.size() - 1);
    while (step + 1 < distances.size() && distances[step + 1] <= distance) ++step;
    while (step > 0 && distances[step] > distance) --step;
    return step;
  }
};

class PairSums {
 public:
  PairSums(const Cells& cells, const Steps& steps, EdgeCorrection correction)
      : cells_(cells),
        steps_(steps),
        correction_(correction),
        sums_(steps.distances.size()),
        counts_(steps.distances.size() + 1) {}

  /// Pairs whose first point lies in the cell rows [begin, end).
  void add_rows(std::uint32_t begin, std::uint32_t end) {
    for (auto row = begin; row < end; ++row) {
      for (std::uint32_t column = 0; column < cells_.columns; ++column) add_cell(column, row);
    }
  }
  /// Of both points' weights, by step.
  std::vector<std::uint64_t> sums() const {
    auto all = sums_;
    for (std::size_t i = 0; i < all.size(); ++i) all[i] += counts_[i] * 2 * k_weight_unit;
    return all;
  }

 private:
  void add_cell(std::uint32_t column, std::uint32_t row) {
    const auto cell = row * cells_.columns + column;
    const auto west = column == 0 ? 0 : column - 1;
    const auto east = std::min(column + 1, cells_.columns - 1);
    // Each pair once: the rest of the own row of cells up to the east, then the row above.
    const auto own_end = row * cells_.columns + east;
    const bool has_above = row + 1 < cells_.rows;
    const auto above = (row + 1) * cells_.columns;
    const bool counts_one =
        correction_ == EdgeCorrection::none ||
        (correction_ == EdgeCorrection::isotropic && cells_.are_inner(cell, own_end) &&
         (!has_above || cells_.are_inner(above + west, above + east)));
    for (auto i = cells_.begin[cell]; i < cells_.begin[cell + 1]; ++i) {
      add_run(i, i + 1, cells_.begin[own_end + 1], counts_one);
      if (has_above) {
        add_run(i, cells_.begin[above + west], cells_.begin[above + east + 1], counts_one);
      }
    }
  }

  /// The pairs of point i with [from, to), each of the weight 1 or of its own.
  void add_run(std::uint32_t i, std::uint32_t from, std::uint32_t to, bool counts_one) {
    constexpr std::uint32_t k_at_once = 512;
    std::array<std::int32_t, k_at_once> steps;
    const auto scale = steps_.scale();
    for (auto begin = from; begin < to; begin += k_at_once) {
      const auto count = std::min(to - begin, k_at_once);
      steps_between(cells_.x.data() + begin, cells_.y.data() + begin, count, cells_.x[i],
                    cells_.y[i], scale, steps.data());
      for (std::uint32_t k = 0; k < count; ++k) {
        auto step = static_cast<std::size_t>(steps[k]);
        if (steps[k] == scale.unclear()) [[unlikely]]
          step = steps_.first_reaching(distance_between(i, begin + k));
        if (counts_one) {
          ++counts_[step];
        } else if (step < sums_.size()) {
          add_pair(i, begin + k, step);
        }
      }
    }
  }

  double distance_between(std::uint32_t i, std::uint32_t j) const {
    const double dx = cells_.x[j] - cells_.x[i];
    const double dy = cells_.y[j] - cells_.y[i];
    return std::sqrt(dx * dx + dy * dy);
  }

  void add_pair(std::uint32_t i, std::uint32_t j, std::size_t step) {
    const auto p = cells_.point(i);
    const auto q = cells_.point(j);
    switch (correction_) {
      case EdgeCorrection::none: CHECK(false);  // each counts one
      case EdgeCorrection::translation: {
        const auto& w = cells_.window;
        const double overlap =
            (w.width() - std::fabs(q.x - p.x)) * (w.height() - std::fabs(q.y - p.y));
        sums_[step] += 2 * fixed(w.area() / overlap);
        break;
      }
      case EdgeCorrection::isotropic: {
        const double distance = distance_between(i, j);
        sums_[step] += fixed(weight_around(p, distance)) + fixed(weight_around(q, distance));
        break;
      }
      case EdgeCorrection::border:
        add_border(p, step);
        add_border(q, step);
        break;
    }
  }

  double weight_around(const DensityPoint& p, double distance) const {
    if (border_distance(p, cells_.window) >= distance) return 1;
    return isotropic_weight(p, distance, cells_.window);
  }

  /// Counts from the pair's step up to the last one at which the centre is inside by so much.
  void add_border(const DensityPoint& p, std::size_t step) {
    const double border = border_distance(p, cells_.window);
    if (border < steps_.distances[step]) return;
    const auto last = steps_.last_within(border);
    sums_[step] += k_weight_unit;
    // Wraps below zero; the running sum over the steps is right again.
    if (last + 1 < sums_.size()) sums_[last + 1] -= k_weight_unit;
  }

  static std::uint64_t fixed(double weight) {
    return static_cast<std::uint64_t>(std::llround(weight * static_cast<double>(k_weight_unit)));
  }

  const Cells& cells_;
  const Steps& steps_;
  EdgeCorrection correction_;
  std::vector<std::uint64_t> sums_;
  std::vector<std::uint64_t> counts_;  // of pairs whose weights are 1; the last is beyond the reach
};

void check(std::span<const DensityPoint> points, const Window& window, double reach,
           std::uint32_t steps) {
  if (!(window.width() > 0 && window.height() > 0) || !std::isfinite(window.area()) ||
      !(reach > 0) || reach > std::min(window.width(), window.height()) / 2 || steps == 0 ||
      steps > k_steps_max) {
    throw Problem::invalid(
        "ripley.settings",
        "K needs a window, a reach of at most half its shorter side, and steps.");
  }
  const auto is_inside = [&](const DensityPoint& p) { return border_distance(p, window) >= 0; };
  if (points.size() < 2 || !std::ranges::all_of(points, is_inside)) {
    throw Problem::invalid("ripley.points", "K needs at least two points, all within the window.");
  }
}

/// How many points have the border at least so far away, a number a step.
std::vector<double> inner_points(std::span<const DensityPoint> points, const Window& window,
                                 const Steps& steps) {
  std::vector<double> counts(steps.distances.size());
  for (const auto& p : points) ++counts[steps.last_within(border_distance(p, window))];
  for (std::size_t i = counts.size() - 1; i > 0; --i) counts[i - 1] += counts[i];
  return counts;
}

std::vector<std::uint64_t> pair_sums(const Cells& cells, const Steps& steps,
                                     EdgeCorrection correction, unsigned threads) {
  const auto parts = std::clamp(threads, 1U, cells.rows);
  std::vector<PairSums> sums(parts, PairSums(cells, steps, correction));
  std::vector<std::thread> running;
  for (unsigned part = 0; part < parts; ++part) {
    running.emplace_back([&, part] {
      sums[part].add_rows(cells.rows * part / parts, cells.rows * (part + 1) / parts);
    });
  }
  for (auto& thread : running) thread.join();
  std::vector<std::uint64_t> total(steps.distances.size());
  for (const auto& part : sums) {
    const auto own = part.sums();
    for (std::size_t i = 0; i < total.size(); ++i) total[i] += own[i];
  }
  return total;
}

}  // namespace

RipleyCurve ripley(std::span<const DensityPoint> points, const Window& window, double reach,
                   std::uint32_t steps, EdgeCorrection correction, unsigned threads) {
  check(points, window, reach, steps);
  const Cells cells(points, window, reach);
  const Steps at(reach, steps);
  const auto sums = pair_sums(cells, at, correction, threads);
  const auto inner = inner_points(points, window, at);
  const auto n = static_cast<double>(points.size());
  RipleyCurve curve;
  std::uint64_t running = 0;
  for (std::uint32_t i = 0; i <= steps; ++i) {
    running += sums[i];
    const double pairs = static_cast<double>(running) / static_cast<double>(k_weight_unit);
    const double k = correction == EdgeCorrection::border
                         ? (inner[i] > 0 ? window.area() * pairs / (n * inner[i])
                                         : std::numeric_limits<double>::quiet_NaN())
                         : window.area() * pairs / (n * (n - 1));
    curve.distance.push_back(at.distances[i]);
    curve.k.push_back(k);
    curve.l.push_back(std::sqrt(k / std::numbers::pi));
  }
  return curve;
}

RipleyEnvelope ripley_envelope(std::size_t points, const Window& window, double reach,
                               std::uint32_t steps, EdgeCorrection correction,
                               std::uint32_t simulations, std::uint64_t seed, unsigned threads,
                               const std::function<bool(std::uint32_t, std::uint32_t)>& progress) {
  RipleyEnvelope envelope{std::vector<double>(steps + 1, std::numeric_limits<double>::infinity()),
                          std::vector<double>(steps + 1, -std::numeric_limits<double>::infinity())};
  std::vector<DensityPoint> simulated(points);
  for (std::uint32_t simulation = 0; simulation < simulations; ++simulation) {
    Random random(seed, simulation);
    for (auto& p : simulated) {
      p = {window.west + random.uniform() * window.width(),
           window.south + random.uniform() * window.height()};
    }
    const auto curve = ripley(simulated, window, reach, steps, correction, threads);
    for (std::size_t i = 0; i <= steps; ++i) {
      envelope.low[i] = std::min(envelope.low[i], curve.k[i]);
      envelope.high[i] = std::max(envelope.high[i], curve.k[i]);
    }
    if (progress && !progress(simulation + 1, simulations))
      throw Problem::unavailable("ripley.cancelled", "The simulations were cancelled.");
  }
  return envelope;
}

}  // namespace anlan::patterns
