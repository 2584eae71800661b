#include "patterns/evaluation/effect.h"

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <vector>

#include "base/problem.h"
#include "base/random.h"

namespace anlan::patterns {
namespace {

bool is_count(double v) { return v >= 0 && std::isfinite(v); }

bool is_usable(const BeforeAfter& n) { return is_count(n.before) && is_count(n.after); }

void check(std::span<const TreatedPlace> places, const EffectSettings& settings) {
  const auto has_days = [](double v) { return v > 0 && std::isfinite(v); };
  const auto usable = [&](const TreatedPlace& p) {
    return is_usable(p.treated) && is_usable(p.control) && has_days(p.days_before) &&
           has_days(p.days_after);
  };
  if (places.empty() || !std::ranges::all_of(places, usable) || !(settings.dispersion > 0) ||
      !(settings.level > 0 && settings.level < 1)) {
    throw Problem::invalid("evaluation.effect",
                           "An effect needs places with counts of at least 0 and days over 0, a "
                           "dispersion over 0 and a level between 0 and 1.");
  }
}

double normal_reach(double level) {
  return boost::math::quantile(boost::math::normal(), .5 + level / 2);
}

double difference_of(const TreatedPlace& p) {
  return (p.treated.after - p.control.after) / p.days_after -
         (p.treated.before - p.control.before) / p.days_before;
}

IntervalEstimate mean_difference(std::span<const TreatedPlace> places,
                                 const EffectSettings& settings) {
  const auto n = static_cast<double>(places.size());
  double mean = 0;
  for (const auto& p : places) mean += difference_of(p) / n;
  if (places.size() == 1) {
    const auto& p = places.front();
    const auto per_day = [](double events, double days) { return events / (days * days); };
    const double variance = per_day(p.treated.after + p.control.after, p.days_after) +
                            per_day(p.treated.before + p.control.before, p.days_before);
    const double reach = normal_reach(settings.level) * std::sqrt(settings.dispersion * variance);
    return {mean, mean - reach, mean + reach};
  }
  double square = 0;
  for (const auto& p : places) square += std::pow(difference_of(p) - mean, 2);
  const boost::math::students_t student(n - 1);
  const double reach =
      boost::math::quantile(student, .5 + settings.level / 2) * std::sqrt(square / (n - 1) / n);
  return {mean, mean - reach, mean + reach};
}

IntervalEstimate ratio_of_ratios(std::span<const TreatedPlace> places,
                                 const EffectSettings& settings) {
  double t0 = 0, t1 = 0, c0 = 0, c1 = 0;
  for (const auto& p : places) {
    t0 += p.treated.before;
    t1 += p.treated.after;
    c0 += p.control.before;
    c1 += p.control.after;
  }
  const double more = std::min({t0, t1, c0, c1}) == 0 ? .5 : 0;
  for (double* v : {&t0, &t1, &c0, &c1}) *v += more;
  // The days cancel: treated and control have the same.
  const double log_ratio = std::log(t1 / t0) - std::log(c1 / c0);
  const double error = std::sqrt(settings.dispersion * (1 / t0 + 1 / t1 + 1 / c0 + 1 / c1));
  const double reach = normal_reach(settings.level) * error;
  return {std::exp(log_ratio), std::exp(log_ratio - reach), std::exp(log_ratio + reach)};
}

struct Measures {
  double success = 0, buffer = 0;
};

Measures measures_of(const BeforeAfter& target, const BeforeAfter& buffer,
                     const BeforeAfter& control) {
  return {target.after / control.after - target.before / control.before,
          buffer.after / control.after - buffer.before / control.before};
}

DisplacementVerdict verdict_of(const Measures& m, double quotient) {
  if (m.success >= 0) return DisplacementVerdict::no_success;
  if (quotient > 1) return DisplacementVerdict::diffusion_beyond;
  if (quotient > 0) return DisplacementVerdict::diffusion;
  if (quotient == 0) return DisplacementVerdict::none;
  return quotient < -1 ? DisplacementVerdict::displacement_beyond
                       : DisplacementVerdict::displacement;
}

BeforeAfter draw(const BeforeAfter& n, Random& random) {
  const double before = random.poisson(n.before);
  return {before, static_cast<double>(random.poisson(n.after))};
}

/// The interval of the quotient, from the draws in which the target fell.
void draw_interval(const BeforeAfter& target, const BeforeAfter& buffer, const BeforeAfter& control,
                   const BootstrapSettings& settings, Displacement& result) {
  std::vector<double> quotients;
  for (std::uint32_t r = 0; r < settings.replicates; ++r) {
    Random random(settings.seed, r);
    const auto a = draw(target, random);
    const auto b = draw(buffer, random);
    const auto c = draw(control, random);
    if (c.before == 0 || c.after == 0) continue;
    const auto m = measures_of(a, b, c);
    if (m.success < 0) quotients.push_back(m.buffer / m.success);
  }
  result.share_of_success = static_cast<double>(quotients.size()) / settings.replicates;
  if (quotients.empty()) return;
  std::ranges::sort(quotients);
  const auto last = static_cast<double>(quotients.size() - 1);
  const double beyond = (1 - settings.level) / 2;
  result.low = quotients[static_cast<std::size_t>(std::floor(beyond * last))];
  result.high = quotients[static_cast<std::size_t>(std::ceil((1 - beyond) * last))];
}

}  // namespace

WarningEffect warning_effect(std::span<const TreatedPlace> places, const EffectSettings& settings) {
  check(places, settings);
  WarningEffect effect{mean_difference(places, settings), ratio_of_ratios(places, settings)};
  for (const auto& p : places) {
    // Where a control had nothing before, its change is unknown: the days alone are allowed for.
    const double change =
        p.control.before > 0 ? p.control.after / p.control.before : p.days_after / p.days_before;
    effect.prevented += p.treated.before * change - p.treated.after;
  }
  return effect;
}

Displacement weighted_displacement(const BeforeAfter& target, const BeforeAfter& buffer,
                                   const BeforeAfter& control, const BootstrapSettings& settings) {
  if (!is_usable(target) || !is_usable(buffer) || !is_usable(control) || control.before == 0 ||
      control.after == 0 || settings.replicates == 0 ||
      !(settings.level > 0 && settings.level < 1)) {
    throw Problem::invalid("evaluation.displacement",
                           "Displacement needs counts of at least 0, and a control with events in "
                           "both periods.");
  }
  const auto m = measures_of(target, buffer, control);
  Displacement result{.success = m.success, .buffer = m.buffer};
  if (m.success < 0) result.quotient = m.buffer / m.success;
  result.verdict = verdict_of(m, result.quotient);
  const double change = control.after / control.before;
  result.total_net_effect = (target.before + buffer.before) * change - target.after - buffer.after;
  draw_interval(target, buffer, control, settings, result);
  return result;
}

}  // namespace anlan::patterns
