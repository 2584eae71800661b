// Effect: how two rates compare, never said without its interval (docs/methods/outcome.md).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace anlan::warnings {

enum class Verdict { fewer, more, no_difference_can_be_told };
std::string_view to_string(Verdict verdict);

/// A ratio of rates and its 95 % interval. There is none without the other: the only ways to make
/// one take or compute an interval (tests/compile_fail proves it).
class Effect {
 public:
  /// `ratio` is empty where nothing was counted to compare with; `high` is empty where the data set
  /// no upper bound. low <= ratio <= high, or it is a bug.
  static Effect with_interval(std::optional<double> ratio, double low, std::optional<double> high);
  /// The comparison could not be made: from 0 to without bound.
  static Effect unknown() { return with_interval(std::nullopt, 0, std::nullopt); }

  std::optional<double> ratio() const { return ratio_; }
  double low() const { return low_; }
  std::optional<double> high() const { return high_; }
  /// `fewer` if the whole interval lies below 1, `more` if above.
  Verdict verdict() const;

  friend bool operator==(const Effect&, const Effect&) = default;

 private:
  Effect(std::optional<double> ratio, double low, std::optional<double> high)
      : ratio_(ratio), low_(low), high_(high) {}

  std::optional<double> ratio_;
  double low_;
  std::optional<double> high_;
};

/// Events, and for how long they were counted (any unit, the same for both sides).
struct Tally {
  std::int64_t events = 0;
  double exposure = 1;
};

/// (now.events / now.exposure) / (base.events / base.exposure). The interval is Jeffreys' for the
/// share of events that fall in `now` (Brown, Cai and DasGupta 2001), events divided
/// by `dispersion` (>= 1: how much more than Poisson counts vary).
Effect rate_ratio(Tally now, Tally base, double dispersion = 1);

/// Counts of a place and of what it is compared with, in two periods.
struct TwoByTwo {
  std::int64_t place_now = 0;
  std::int64_t place_base = 0;
  std::int64_t other_now = 0;
  std::int64_t other_base = 0;
};

/// (place_now / place_base) / (other_now / other_base): the change of the place over the change
/// elsewhere (difference in differences, on the scale of logarithms). The interval treats both
/// changes as above and combines them; exact to about 0.1 %.
Effect ratio_of_ratios(const TwoByTwo& counts, double dispersion = 1);

/// How much more counts vary than Poisson's, after each row's level and each column's season:
/// Pearson's chi squared over its degrees of freedom, at least 1. Rows are places, columns periods;
/// all rows are of one length. 1 where there is too little to tell.
double dispersion_of(std::span<const std::vector<std::int64_t>> counts);

}  // namespace anlan::warnings
