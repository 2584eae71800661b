#include "warnings/effect.h"

#include <algorithm>
#include <boost/math/quadrature/gauss.hpp>
#include <boost/math/special_functions/beta.hpp>
#include <boost/math/tools/toms748_solve.hpp>
#include <cmath>
#include <numeric>

#include "base/check.h"

namespace anlan::warnings {
namespace {

constexpr double k_tail = 0.025;  // on each side of a 95 % interval
constexpr std::uintmax_t k_steps_max = 60;
constexpr int k_bits = 20;  // of the logarithm of a bound

using Nodes = boost::math::quadrature::gauss<double, 30>;
// long double would cost ten times as much and change no digit that is shown.
using Fast = boost::math::policies::policy<boost::math::policies::promote_double<false>>;

/// The odds q / (1 - q) of a share q ~ Beta(a, b).
struct Odds {
  double a;
  double b;
  /// From x events on one side and y on the other: Jeffreys', and where one side has none the exact
  /// law of Clopper and Pearson, so that a single event is no proof (Brown et al.).
  static Odds of(double x, double y) {
    if (y <= 0) return {x, 1};
    if (x <= 0) return {1, y};
    return {x + 0.5, y + 0.5};
  }
  double quantile(double share) const {
    double rest = 0;
    const double q = boost::math::ibeta_inv(a, b, share, &rest, Fast());
    return q / rest;
  }
  double at_most(double odds) const {
    const double q = odds / (1 + odds);
    return boost::math::ibeta(a, b, q, Fast());
  }
};

/// The law of place / other, by Gauss's quadrature over the probability of the other.
class OddsRatio {
 public:
  OddsRatio(const Odds& place, const Odds& other) : place_(place), other_(other) {
    const auto& nodes = Nodes::abscissa();  // the positive half of [-1, 1]
    for (std::size_t i = 0; i < nodes.size(); ++i) {
      const double weight = Nodes::weights()[i] / 2;
      slices_.push_back({other.quantile((1 + nodes[i]) / 2), weight});
      slices_.push_back({other.quantile((1 - nodes[i]) / 2), weight});
    }
  }

  double quantile(double share) const {
    // P(place / other < x_a / y_(1-a)) <= 2a, and the same above: the quantile lies between.
    const double below = share / 2;
    const double above = (1 - share) / 2;
    const double low = place_.quantile(below) / other_.quantile(1 - below);
    const double high = place_.quantile(1 - above) / other_.quantile(above);
    const auto miss = [&](double log_ratio) { return at_most(std::exp(log_ratio)) - share; };
    double from = std::log(low);
    double to = std::log(high);
    while (miss(from) > 0) from -= 1;  // only where the quadrature errs in a far tail
    while (miss(to) < 0) to += 1;
    auto steps = k_steps_max;
    const auto [a, b] = boost::math::tools::toms748_solve(
        miss, from, to, boost::math::tools::eps_tolerance<double>(k_bits), steps);
    return std::exp((a + b) / 2);
  }

 private:
  struct Slice {
    double odds;
    double weight;
  };
  double at_most(double ratio) const {
    double sum = 0;
    for (const auto& slice : slices_) sum += slice.weight * place_.at_most(ratio * slice.odds);
    return sum;
  }

  Odds place_;
  Odds other_;
  std::vector<Slice> slices_;
};

std::optional<double> quotient(double above, double below) {
  if (below <= 0) return std::nullopt;
  return above / below;
}

/// The bounds, moved where rounding or a small sample put them on the wrong side of the ratio, and
/// opened where no events were seen on a side (Brown et al.: the interval then ends at 0 or not at
/// all).
Effect bounded(std::optional<double> ratio, double low, double high, bool none_now,
               bool none_base) {
  if (none_now) low = 0;
  if (ratio) low = std::min(low, *ratio);
  if (none_base) return Effect::with_interval(ratio, low, std::nullopt);
  if (ratio) high = std::max(high, *ratio);
  return Effect::with_interval(ratio, low, high);
}

}  // namespace

std::string_view to_string(Verdict verdict) {
  switch (verdict) {
    case Verdict::fewer: return "fewer";
    case Verdict::more: return "more";
    case Verdict::no_difference_can_be_told: return "no_difference_can_be_told";
  }
  check_failed("a known Verdict", __FILE__, __LINE__);
}

Effect Effect::with_interval(std::optional<double> ratio, double low, std::optional<double> high) {
  CHECK(low >= 0);
  CHECK(!high || low <= *high);
  CHECK(!ratio || (low <= *ratio && (!high || *ratio <= *high)));
  return {ratio, low, high};
}

Verdict Effect::verdict() const {
  if (high_ && *high_ < 1) return Verdict::fewer;
  if (low_ > 1) return Verdict::more;
  return Verdict::no_difference_can_be_told;
}

Effect rate_ratio(Tally now, Tally base, double dispersion) {
  CHECK(now.events >= 0 && base.events >= 0 && now.exposure > 0 && base.exposure > 0);
  CHECK(dispersion >= 1);
  if (now.events + base.events == 0) return Effect::unknown();
  const double scale = base.exposure / now.exposure;
  const auto odds = Odds::of(static_cast<double>(now.events) / dispersion,
                             static_cast<double>(base.events) / dispersion);
  const auto ratio =
      quotient(static_cast<double>(now.events) * scale, static_cast<double>(base.events));
  return bounded(ratio, odds.quantile(k_tail) * scale, odds.quantile(1 - k_tail) * scale,
                 now.events == 0, base.events == 0);
}

Effect ratio_of_ratios(const TwoByTwo& counts, double dispersion) {
  CHECK(counts.place_now >= 0 && counts.place_base >= 0);
  CHECK(counts.other_now >= 0 && counts.other_base >= 0 && dispersion >= 1);
  if (counts.place_now + counts.place_base == 0) return Effect::unknown();
  if (counts.other_now + counts.other_base == 0) return Effect::unknown();
  const auto of = [&](std::int64_t events) { return static_cast<double>(events) / dispersion; };
  const OddsRatio law(Odds::of(of(counts.place_now), of(counts.place_base)),
                      Odds::of(of(counts.other_now), of(counts.other_base)));
  const auto ratio =
      quotient(static_cast<double>(counts.place_now) * static_cast<double>(counts.other_base),
               static_cast<double>(counts.place_base) * static_cast<double>(counts.other_now));
  return bounded(ratio, law.quantile(k_tail), law.quantile(1 - k_tail),
                 counts.place_now == 0 || counts.other_base == 0,
                 counts.place_base == 0 || counts.other_now == 0);
}

double dispersion_of(std::span<const std::vector<std::int64_t>> counts) {
  if (counts.size() < 2 || counts.front().size() < 2) return 1;
  const std::size_t periods = counts.front().size();
  std::vector<double> season(periods, 0);
  double all = 0;
  std::size_t places = 0;
  for (const auto& row : counts) {
    CHECK(row.size() == periods);
    double level = 0;
    for (std::size_t j = 0; j < periods; ++j) {
      season[j] += static_cast<double>(row[j]);
      level += static_cast<double>(row[j]);
    }
    all += level;
    places += level > 0 ? 1 : 0;
  }
  const auto seasons = static_cast<std::size_t>(
      std::count_if(season.begin(), season.end(), [](double s) { return s > 0; }));
  if (places < 2 || seasons < 2) return 1;

  double chi_squared = 0;
  for (const auto& row : counts) {
    const auto level = static_cast<double>(std::accumulate(row.begin(), row.end(), std::int64_t{}));
    for (std::size_t j = 0; j < periods; ++j) {
      const double expected = level * season[j] / all;
      const double difference = static_cast<double>(row[j]) - expected;
      if (expected > 0) chi_squared += difference * difference / expected;
    }
  }
  return std::max(1.0, chi_squared / static_cast<double>((places - 1) * (seasons - 1)));
}

}  // namespace anlan::warnings
