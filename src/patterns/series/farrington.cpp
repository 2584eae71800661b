#include "patterns/series/farrington.h"

#include <algorithm>
#include <atomic>
#include <boost/math/distributions/negative_binomial.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/poisson.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <thread>

#include "base/problem.h"
#include "patterns/series/quasi_poisson.h"

namespace anlan::patterns {
namespace {

constexpr std::uint32_t k_weeks = 52;
constexpr std::uint32_t k_trend_years = 3;  // fewer cannot tell a trend from a season

void check(const FarringtonSettings& s) {
  std::vector<FieldFault> faults;
  if (s.years_back == 0 || s.years_back > 50) faults.push_back({"years_back", "must be 1 to 50"});
  if (s.half_window > 20) faults.push_back({"half_window", "must be at most 20"});
  if (s.periods == 0 || s.periods - 1 + 2 * s.half_window + 1 > k_weeks) {
    faults.push_back({"periods", "do not fit into a year beside the window"});
  }
  if (!(s.alpha > 0 && s.alpha < 1)) faults.push_back({"alpha", "must lie in (0, 1)"});
  if (!faults.empty()) {
    throw Problem::invalid("series.settings", "Farrington's method cannot run so.",
                           std::move(faults));
  }
}

/// Which period each week of the baseline belongs to; 0 where it does not belong to the baseline.
/// The window around the same week is the last period, numbered `periods`.
std::optional<std::vector<std::uint32_t>> baseline_periods(std::size_t at,
                                                           const WeekCalendar& calendar,
                                                           const FarringtonSettings& s) {
  std::vector<std::uint32_t> period(at + 1);
  auto later = at;
  for (std::uint32_t year = 1; year <= s.years_back; ++year) {
    const auto same_week = calendar.years_before(at, year);
    if (!same_week || *same_week < s.half_window || later <= *same_week + 2 * s.half_window)
      return std::nullopt;
    for (auto i = *same_week - s.half_window; i <= *same_week + s.half_window; ++i)
      period[i] = s.periods;
    if (s.periods > 1) {
      // The weeks up to the next window are shared among the other periods, the first ones a week
      // longer.
      const auto between = later - 2 * s.half_window - 1 - *same_week;
      const auto length = between / (s.periods - 1);
      const auto longer = between % (s.periods - 1);
      auto next = *same_week + s.half_window + 1;
      for (std::uint32_t p = 1; p < s.periods; ++p) {
        for (std::size_t i = 0; i < length + (p <= longer ? 1 : 0); ++i) period[next++] = p;
      }
    }
    later = *same_week;
  }
  const auto first_left_out = at - std::min<std::size_t>(at, s.left_out);
  std::fill(period.begin() + static_cast<std::ptrdiff_t>(first_left_out), period.end(), 0);
  return period;
}

PoissonRows rows_of(CountSeries counts, std::span<const std::uint32_t> period,
                    std::uint32_t periods) {
  PoissonRows rows{.groups = periods};
  for (std::size_t i = 0; i < period.size(); ++i) {
    if (period[i] == 0) continue;
    rows.count.push_back(counts[i]);
    rows.time.push_back(static_cast<double>(i));
    rows.group.push_back(period[i] - 1);
  }
  return rows;
}

/// Anscombe residuals, and from them weights that sum to the number of rows.
std::vector<double> reweighted(const PoissonRows& rows, const PoissonFit& fit, double above) {
  const double dispersion = std::max(fit.dispersion, 1.0);
  std::vector<double> weights;
  double sum = 0;
  for (std::size_t i = 0; i < rows.count.size(); ++i) {
    const double mean = fit.mean[i];
    const double raw =
        1.5 * (std::pow(rows.count[i], 2.0 / 3) * std::pow(mean, -1.0 / 6) - std::sqrt(mean));
    const double residual = raw / std::sqrt(dispersion * (1 - fit.leverage[i]));
    weights.push_back(residual > above ? 1 / (residual * residual) : 1);
    sum += weights.back();
  }
  const double scale = static_cast<double>(weights.size()) / sum;
  for (double& w : weights) w *= scale;
  return weights;
}

struct Model {
  PoissonFit fit;
  double dispersion = 1;      ///< at least 1
  double standard_scale = 1;  ///< of standard errors: see below
};

/// The reference program takes for its standard errors the mean of weight x ((count - mean) /
/// mean)^2, where Pearson's has (count - mean)^2 / mean. Thresholds come out as its users know them
/// only with the same.
double reference_scale(const PoissonRows& rows, const PoissonFit& fit,
                       std::span<const double> weights) {
  double sum = 0;
  for (std::size_t i = 0; i < rows.count.size(); ++i) {
    const double rest = (rows.count[i] - fit.mean[i]) / fit.mean[i];
    sum += weights[i] * rest * rest;
  }
  return fit.degrees > 0 ? sum / fit.degrees : 1;
}

std::optional<Model> fit_twice(const PoissonRows& rows, bool with_trend,
                               const FarringtonSettings& s) {
  auto fit = fit_quasi_poisson(rows, {}, with_trend);
  if (!fit.has_converged && with_trend) fit = fit_quasi_poisson(rows, {}, false);
  if (!fit.has_converged) return std::nullopt;
  const auto weights = reweighted(rows, fit, s.reweight_above);
  fit = fit_quasi_poisson(rows, weights, fit.has_trend);
  const double scale = reference_scale(rows, fit, weights);
  const double dispersion = std::max(fit.dispersion, 1.0);
  return Model{std::move(fit), dispersion, scale};
}

bool keeps_trend(const Model& model, const PoissonRows& rows, std::size_t at,
                 const FarringtonSettings& s) {
  const auto& fit = model.fit;
  if (!fit.has_trend || s.years_back < k_trend_years || fit.time_spread <= 0) return false;
  const double t = fit.slope / std::sqrt(model.standard_scale / fit.time_spread);
  const double p = 2 * boost::math::cdf(boost::math::complement(
                           boost::math::students_t(fit.degrees), std::fabs(t)));
  const double predicted = std::exp(fit.linear(rows.groups - 1, static_cast<double>(at)));
  return p < s.trend_p && predicted <= std::ranges::max(rows.count);
}

void judge_by_power(const Model& model, double variance, double alpha, SeriesAlarm& alarm) {
  const boost::math::normal normal;
  const double mean = alarm.expected;
  const double tau = model.dispersion + variance * mean;  // (standard error of the mean)^2 / mean
  const double deviation = std::sqrt(4.0 / 9 * std::cbrt(mean) * tau);
  const double middle = std::pow(mean, 2.0 / 3);
  alarm.upper = std::pow(
      middle + boost::math::quantile(boost::math::complement(normal, alpha)) * deviation, 1.5);
  const double z = (std::pow(alarm.observed, 2.0 / 3) - middle) / deviation;
  alarm.p_value = boost::math::cdf(boost::math::complement(normal, z));
}

/// The least count whose cumulative probability reaches 1 - alpha, and the probability of so many
/// or more.
void judge_by_distribution(double dispersion, double alpha, SeriesAlarm& alarm) {
  const double mean = alarm.expected;
  const bool is_poisson = dispersion <= 1;
  const double size = is_poisson ? 0 : mean / (dispersion - 1);
  double probability = is_poisson ? std::exp(-mean) : std::exp(-size * std::log(dispersion));
  double sum = 0;
  double count = 0;
  alarm.p_value = 1;
  for (;; ++count) {
    if (count == alarm.observed) alarm.p_value = std::max(0.0, 1 - sum);
    sum += probability;
    if (sum >= 1 - alpha || probability == 0) break;
    probability *= is_poisson ? mean / (count + 1)
                              : (count + size) / (count + 1) * (dispersion - 1) / dispersion;
  }
  alarm.upper = count;
  if (alarm.observed <= count) return;
  alarm.p_value =
      is_poisson ? boost::math::cdf(
                       boost::math::complement(boost::math::poisson(mean), alarm.observed - 1))
                 : boost::math::cdf(boost::math::complement(
                       boost::math::negative_binomial(size, 1 / dispersion), alarm.observed - 1));
}

SeriesAlarm judge(CountSeries counts, const WeekCalendar& calendar, std::size_t at,
                  const FarringtonSettings& s) {
  SeriesAlarm alarm{.at = at, .observed = counts[at], .is_judged = false};
  double lately = 0;
  for (std::size_t i = 0; i < s.cases_weeks && i <= at; ++i) lately += counts[at - i];
  const auto period = baseline_periods(at, calendar, s);
  if (lately < s.cases_min || !period) return alarm;
  const auto rows = rows_of(counts, *period, s.periods);
  auto model = fit_twice(rows, true, s);
  if (model && model->fit.has_trend && !keeps_trend(*model, rows, at, s))
    model = fit_twice(rows, false, s);
  if (!model) return alarm;
  const auto now = static_cast<double>(at);
  alarm.expected = std::exp(model->fit.linear(s.periods - 1, now));
  if (!std::isfinite(alarm.expected)) return alarm;
  alarm.is_judged = true;
  if (s.threshold == FarringtonThreshold::two_thirds_power) {
    judge_by_power(*model, model->standard_scale * model->fit.linear_variance(s.periods - 1, now),
                   s.alpha, alarm);
  } else {
    judge_by_distribution(model->dispersion, s.alpha, alarm);
  }
  alarm.is_alarm = alarm.observed > alarm.upper && alarm.observed > 0;
  return alarm;
}

}  // namespace

FarringtonSettings farrington_1996() {
  return {.years_back = 4,
          .periods = 1,
          .left_out = 3,
          .reweight_above = 1,
          .trend_p = .05,
          .threshold = FarringtonThreshold::two_thirds_power};
}

FarringtonSettings noufaily_2013() { return {}; }

std::optional<std::size_t> WeekCalendar::years_before(std::size_t at, std::uint32_t years) const {
  if (days_.empty()) {
    const auto steps = std::size_t{years} * k_weeks;
    return steps <= at ? std::optional(at - steps) : std::nullopt;
  }
  const auto today = days_[at];
  // 29 February becomes 1 March where there is none.
  const auto year = today.year() - static_cast<int>(years);
  const auto same_date = Day::from_civil(year, today.month(), today.day_of_month())
                             .value_or(*Day::from_civil(year, 3, 1));
  const auto ahead = (today - same_date) % 7;  // 0 to 6 days on to the same weekday
  const auto nearest = ahead <= 3 ? same_date + ahead : same_date + (ahead - 7);
  const auto found = std::ranges::lower_bound(days_, nearest);
  if (found == days_.end() || *found != nearest) return std::nullopt;
  return static_cast<std::size_t>(found - days_.begin());
}

std::vector<SeriesAlarm> farrington(CountSeries counts, const WeekCalendar& calendar,
                                    std::size_t first, const FarringtonSettings& settings) {
  check(settings);
  std::vector<SeriesAlarm> alarms;
  for (auto at = first; at < counts.size(); ++at)
    alarms.push_back(judge(counts, calendar, at, settings));
  return alarms;
}

std::vector<SeriesAlarm> farrington_latest(std::span<const std::vector<double>> series,
                                           const WeekCalendar& calendar,
                                           const FarringtonSettings& settings, unsigned threads) {
  check(settings);
  std::vector<SeriesAlarm> alarms(series.size());
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    for (auto i = next.fetch_add(1); i < series.size(); i = next.fetch_add(1)) {
      if (!series[i].empty())
        alarms[i] = judge(series[i], calendar, series[i].size() - 1, settings);
    }
  };
  std::vector<std::thread> running;
  for (unsigned i = 1; i < threads; ++i) running.emplace_back(work);
  work();
  for (auto& thread : running) thread.join();
  return alarms;
}

}  // namespace anlan::patterns
