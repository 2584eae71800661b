#include "patterns/series/ears.h"

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <cmath>

#include "base/problem.h"

namespace anlan::patterns {
namespace {

constexpr std::size_t k_lag = 2;  // steps between baseline and count, of c2 and c3

struct Baseline {
  double mean = 0;
  double deviation = 0;
  double score(double count) const { return deviation > 0 ? (count - mean) / deviation : 0; }
};

Baseline baseline_of(CountSeries history) {
  double sum = 0;
  for (const double n : history) sum += n;
  const double mean = sum / static_cast<double>(history.size());
  double square = 0;
  for (const double n : history) square += (n - mean) * (n - mean);
  return {mean, std::sqrt(square / static_cast<double>(history.size() - 1))};
}

}  // namespace

std::vector<SeriesAlarm> ears(CountSeries counts, std::size_t first, const EarsSettings& settings) {
  if (settings.baseline < 2 || !(settings.alpha > 0 && settings.alpha < 1)) {
    throw Problem::invalid("series.settings",
                           "EARS needs a baseline of two steps, and an alpha in (0, 1).");
  }
  const double z =
      boost::math::quantile(boost::math::complement(boost::math::normal(), settings.alpha));
  const auto lag = settings.method == EarsMethod::c1 ? 0 : k_lag;
  const auto before = [&](std::size_t at) {
    return baseline_of(counts.subspan(at - lag - settings.baseline, settings.baseline));
  };
  const auto needed = settings.baseline + lag + (settings.method == EarsMethod::c3 ? 2 : 0);
  std::vector<SeriesAlarm> alarms;
  for (auto at = first; at < counts.size(); ++at) {
    SeriesAlarm alarm{.at = at, .observed = counts[at], .is_judged = at >= needed};
    if (alarm.is_judged) {
      const auto base = before(at);
      double exceeded = 0;
      if (settings.method == EarsMethod::c3) {
        for (std::size_t i = 1; i <= 2; ++i) {
          exceeded += std::max(0.0, before(at - i).score(counts[at - i]) - 1);
        }
      }
      alarm.expected = base.mean;
      alarm.upper = base.mean + base.deviation * (z - exceeded);
      alarm.is_alarm = alarm.observed > alarm.upper;
    }
    alarms.push_back(alarm);
  }
  return alarms;
}

}  // namespace anlan::patterns
