#include "warnings/outcome.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <tuple>

#include "base/check.h"
#include "warnings/like_places.h"

namespace anlan::warnings {
namespace {

constexpr double k_ring_radii = 2;
constexpr std::size_t k_periods_max = 26;

struct Span {
  Day from;
  Day to;
  bool holds(Day day) const { return from <= day && day <= to; }
  std::int32_t days() const { return to - from + 1; }
};

struct Spans {
  Span window;
  Span base;
  Span before;
};

Spans spans_of(const OutcomeQuestion& question, std::span<const OutcomePoint> points) {
  const Span window{question.window_from, question.window_to};
  CHECK(window.days() > 0 && question.base_days > 0);
  Span base{question.cluster_start - question.base_days, question.cluster_start - 1};
  // Before the first record there is no rate: a young archive has a short base.
  Day first = base.to;
  for (const auto& point : points) first = std::min(first, point.day);
  base.from = std::max(base.from, first);
  const Span before{question.warned_as_of - window.days() + 1, question.warned_as_of};
  return {.window = window, .base = base, .before = before};
}

void count(NowAndBase& counts, const Spans& spans, Day day) {
  counts.now += spans.window.holds(day) ? 1 : 0;
  counts.base += spans.base.holds(day) ? 1 : 0;
}

/// What each point is to the question.
struct Counted {
  NowAndBase place;
  NowAndBase rest;
  NowAndBase ring;
  std::int64_t before = 0;
  std::vector<Day> place_days;
};

Counted count_points(const OutcomeQuestion& question, const Spans& spans,
                     std::span<const OutcomePoint> points) {
  Counted counted;
  const double radius = question.place.radius.value();
  for (const auto& point : points) {
    const double metres = distance(point.position, question.place.centre).value();
    if (metres <= radius) {
      if (!point.is_in_unit) continue;
      count(counted.place, spans, point.day);
      counted.before += spans.before.holds(point.day) ? 1 : 0;
      counted.place_days.push_back(point.day);
    } else if (metres <= k_ring_radii * radius) {
      count(counted.ring, spans, point.day);
    } else {
      const bool is_warned = std::ranges::any_of(question.also_warned, [&](const Circle& other) {
        return distance(point.position, other.centre) <= other.radius;
      });
      if (!is_warned) count(counted.rest, spans, point.day);
    }
  }
  return counted;
}

/// What the change of the rest makes of a base count; by the length of the spans where the rest
/// tells nothing.
double expected_of(std::int64_t base, const NowAndBase& rest, const Spans& spans) {
  if (spans.base.days() <= 0) return 0;
  const double change = rest.base > 0
                            ? static_cast<double>(rest.now) / static_cast<double>(rest.base)
                            : static_cast<double>(spans.window.days()) / spans.base.days();
  return static_cast<double>(base) * change;
}

/// Counts by place and period: the base cut into pieces as long as the window.
std::vector<std::vector<std::int64_t>> by_period(const Spans& spans,
                                                 std::span<const std::vector<Day>> days_of_places) {
  const auto length = spans.window.days();
  const auto periods = std::clamp<std::int32_t>(spans.base.days() / length, 0, k_periods_max);
  std::vector<std::vector<std::int64_t>> counts;
  for (const auto& days : days_of_places) {
    std::vector<std::int64_t> row(static_cast<std::size_t>(periods), 0);
    for (const Day day : days) {
      if (!spans.base.holds(day)) continue;
      const auto period = static_cast<std::size_t>((spans.base.to - day) / length);
      if (period < row.size()) ++row[period];
    }
    counts.push_back(std::move(row));
  }
  return counts;
}

Effect against_rest(const NowAndBase& place, const NowAndBase& rest, const Spans& spans,
                    double dispersion) {
  if (spans.base.days() <= 0) return Effect::unknown();
  if (rest.now + rest.base > 0) {
    return ratio_of_ratios({.place_now = place.now,
                            .place_base = place.base,
                            .other_now = rest.now,
                            .other_base = rest.base},
                           dispersion);
  }
  return rate_ratio({.events = place.now, .exposure = double(spans.window.days())},
                    {.events = place.base, .exposure = double(spans.base.days())}, dispersion);
}

}  // namespace

Outcome measure_outcome(const OutcomeQuestion& question, std::span<const OutcomePoint> points) {
  const auto spans = spans_of(question, points);
  const auto counted = count_points(question, spans, points);

  std::vector<DatedPosition> dated;
  for (const auto& point : points) {
    if (spans.base.holds(point.day) || spans.window.holds(point.day) ||
        spans.before.holds(point.day))
      dated.push_back({.position = point.position, .day = point.day});
  }
  const auto like = like_places({.place = question.place,
                                 .apart_from = question.also_warned,
                                 .base_from = spans.base.from,
                                 .base_to = spans.base.to,
                                 .recent_from = spans.before.from,
                                 .recent_to = spans.before.to,
                                 .base_count = counted.place.base,
                                 .recent_count = counted.before},
                                dated);
  NowAndBase beside;
  std::vector<std::vector<Day>> days_of_places{counted.place_days};
  for (const auto& place : like) {
    for (const Day day : place.days) count(beside, spans, day);
    days_of_places.push_back(place.days);
  }
  const double dispersion = dispersion_of(by_period(spans, days_of_places));
  const auto against_beside = like.empty() ? Effect::unknown()
                                           : ratio_of_ratios({.place_now = counted.place.now,
                                                              .place_base = counted.place.base,
                                                              .other_now = beside.now,
                                                              .other_base = beside.base},
                                                             dispersion);
  return {.window_from = spans.window.from,
          .window_to = spans.window.to,
          .base_from = spans.base.from,
          .base_to = spans.base.to,
          .place = counted.place,
          .rest = counted.rest,
          .before = counted.before,
          .beside = beside,
          .beside_places = static_cast<std::int32_t>(like.size()),
          .ring = counted.ring,
          .expected = expected_of(counted.place.base, counted.rest, spans),
          .ring_expected = expected_of(counted.ring.base, counted.rest, spans),
          .dispersion = dispersion,
          .against_expected = against_rest(counted.place, counted.rest, spans, dispersion),
          .against_before =
              rate_ratio({.events = counted.place.now}, {.events = counted.before}, dispersion),
          .against_beside = against_beside};
}

}  // namespace anlan::warnings
