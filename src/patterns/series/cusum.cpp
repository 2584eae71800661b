#include "patterns/series/cusum.h"

#include <algorithm>
#include <cmath>

#include "base/problem.h"

namespace anlan::patterns {
namespace {

constexpr int k_newton_steps = 30;  // quadratic: a handful suffice
constexpr double k_rise_settled = 1e-10;
constexpr double k_rise_max = 20;  // a factor of 5e8

void check(CountSeries counts, std::span<const double> expected) {
  const bool is_usable =
      counts.size() == expected.size() &&
      std::ranges::all_of(expected, [](double e) { return e > 0 && std::isfinite(e); }) &&
      std::ranges::all_of(counts, [](double c) { return c >= 0 && std::isfinite(c); });
  if (!is_usable) {
    throw Problem::invalid("series.settings",
                           "Each count of at least 0 needs an expected number over 0.");
  }
}

/// The log likelihood ratio of a rise over [since, end), and its best rise.
class Rise {
 public:
  Rise(CountSeries counts, std::span<const double> expected, double dispersion)
      : counts_(counts), expected_(expected), dispersion_(dispersion) {}

  double best(std::size_t since, std::size_t end) const {
    double rise = 0;
    for (int step = 0; step < k_newton_steps; ++step) {
      double slope = 0, bend = 0;
      for (auto i = since; i < end; ++i) {
        const double mean = expected_[i] * std::exp(rise);
        const double scale = 1 + dispersion_ * mean;
        slope += (counts_[i] - mean) / scale;
        bend += mean * (1 + dispersion_ * counts_[i]) / (scale * scale);
      }
      if (rise == 0 && slope <= 0) return 0;  // no rise fits
      const double change = std::clamp(slope / bend, -1.0, 1.0);
      rise = std::clamp(rise + change, 0.0, k_rise_max);
      if (std::fabs(change) < k_rise_settled) break;
    }
    return rise;
  }

  double ratio(std::size_t since, std::size_t end, double rise) const {
    double sum = 0;
    for (auto i = since; i < end; ++i) {
      const double mu = expected_[i];
      sum += counts_[i] * rise;
      sum -= dispersion_ > 0
                 ? (counts_[i] + 1 / dispersion_) *
                       std::log((1 + dispersion_ * mu * std::exp(rise)) / (1 + dispersion_ * mu))
                 : mu * (std::exp(rise) - 1);
    }
    return sum;
  }

 private:
  CountSeries counts_;
  std::span<const double> expected_;
  double dispersion_;
};

}  // namespace

std::vector<SeriesAlarm> cusum(CountSeries counts, std::span<const double> expected,
                               const CusumSettings& settings) {
  check(counts, expected);
  if (!(settings.reference >= 0 && settings.decision > 0)) {
    throw Problem::invalid("series.settings", "A CUSUM needs k of at least 0 and h over 0.");
  }
  std::vector<SeriesAlarm> alarms;
  double sum = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const double scale = std::sqrt(expected[i]);
    const double next = std::max(0.0, sum + (counts[i] - expected[i]) / scale - settings.reference);
    alarms.push_back({.at = i,
                      .observed = counts[i],
                      .expected = expected[i],
                      .upper = expected[i] + scale * (settings.decision + settings.reference - sum),
                      .is_alarm = next >= settings.decision});
    sum = alarms.back().is_alarm && settings.restarts ? 0 : next;
  }
  return alarms;
}

std::vector<GlrStep> glr(CountSeries counts, std::span<const double> expected,
                         const GlrSettings& settings) {
  check(counts, expected);
  if (!(settings.dispersion >= 0) || settings.window == 0) {
    throw Problem::invalid("series.settings", "GLR needs a dispersion of at least 0 and a window.");
  }
  const Rise rises(counts, expected, settings.dispersion);
  std::vector<GlrStep> steps;
  std::size_t start = 0;
  for (std::size_t end = 1; end <= counts.size(); ++end) {
    GlrStep best{.since = end - 1};
    const auto earliest = std::max(start, end - std::min<std::size_t>(end, settings.window));
    for (auto since = earliest; since < end; ++since) {
      const double rise = rises.best(since, end);
      const double statistic = rise > 0 ? rises.ratio(since, end, rise) : 0;
      if (statistic > best.statistic) best = {.statistic = statistic, .rise = rise, .since = since};
    }
    best.is_alarm = best.statistic >= settings.threshold;
    if (best.is_alarm && settings.restarts) start = end;
    steps.push_back(best);
  }
  return steps;
}

}  // namespace anlan::patterns
