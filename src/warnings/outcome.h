// Outcome: what came of a warning, told by counts and intervals (docs/methods/outcome.md). Pure.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/bilingual.h"
#include "base/instant.h"
#include "geometry/position.h"
#include "warnings/effect.h"
#include "warnings/shape.h"

namespace anlan::warnings {

/// An incident of the warning's kinds in the area of its analysis.
struct OutcomePoint {
  geometry::Position position;
  Day day;
  bool is_in_unit = false;  ///< in the warned unit; asked only of those within the circle
};

/// What is asked: a place, a window, and what was known before.
struct OutcomeQuestion {
  Circle place;  ///< its part in the warned unit is what counts
  Day window_from;
  Day window_to;
  Day cluster_start;  ///< the base ends the day before: the cluster is no part of the usual rate
  Day warned_as_of;   ///< the last day of the data on which the warning was first given
  std::int32_t base_days = 365;
  std::vector<Circle> also_warned;  ///< other places that were warned in the window: no comparison
};

/// What was done about it.
struct Work {
  std::int64_t tasks = 0;
  std::int64_t done = 0;
  std::int64_t minutes = 0;
  friend bool operator==(const Work&, const Work&) = default;
};

/// Counts of one place: in the window, and in the base period.
struct NowAndBase {
  std::int64_t now = 0;
  std::int64_t base = 0;
  friend bool operator==(const NowAndBase&, const NowAndBase&) = default;
};

struct Outcome {
  Day window_from;
  Day window_to;
  Day base_from;
  Day base_to;
  NowAndBase place;
  NowAndBase rest;          ///< the area without the place, the ring and what else was warned
  std::int64_t before = 0;  ///< in the place, in as many days up to the warning
  NowAndBase beside;        ///< all like places together
  std::int32_t beside_places = 0;
  NowAndBase ring;      ///< from the circle's edge to twice its radius: where it may have moved
  double expected = 0;  ///< base of the place times the change of the rest
  double ring_expected = 0;  ///< the same for the ring
  double dispersion = 1;     ///< how much more than Poisson's such counts vary
  Effect against_expected;
  Effect against_before;
  Effect against_beside;
  friend bool operator==(const Outcome&, const Outcome&) = default;
};

/// Measures. Points outside of base, window and the days before are not looked at. The order of the
/// points changes nothing.
Outcome measure_outcome(const OutcomeQuestion& question, std::span<const OutcomePoint> points);

/// The outcome in words: each comparison with its interval, and "no difference can be told" where
/// it spans 1.
Bilingual words_of(const Outcome& outcome, const Work& work);

/// "fewer" and the like, in words.
Bilingual words_of(const Effect& effect);

}  // namespace anlan::warnings
