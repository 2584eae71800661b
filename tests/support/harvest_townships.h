// For tests and benches: sixty townships, some of which grow a crop that is stolen in harvest.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "base/random.h"
#include "patterns/seasons/seasons.h"

namespace anlan::tests {

struct HarvestSettings {
  std::uint64_t seed = 1;
  int first_year = 2021;
  int years = 4;
  std::uint32_t columns = 10;
  std::uint32_t rows = 6;
  bool has_harvest = true;  ///< the twelve townships in the corner of the map grow the crop
  double rate_ratio = 4;    ///< of theft in harvest
  std::int32_t harvest_days = 21;
  std::int32_t shift_max = 5;  ///< days, another every year
  double trend = .1;           ///< of the logarithm of the rate, a year
  double spells = 0;  ///< a year and township: ten days somewhere with three times the rate
};

/// Theft by township and day; the harvest begins about 20 September.
class HarvestTownships {
 public:
  explicit HarvestTownships(const HarvestSettings& settings) : settings_(settings) {
    panel.units = settings.columns * settings.rows;
    panel.first = *Day::from_civil(settings.first_year, 1, 1);
    panel.last = *Day::from_civil(settings.first_year + settings.years, 1, 1) - 1;
    Random random(settings.seed);
    for (int year = 0; year <= settings.years; ++year) {
      const auto shifts = static_cast<std::uint32_t>(2 * settings.shift_max + 1);
      harvest_begins.push_back(*Day::from_civil(settings.first_year + year, 9, 20) +
                               static_cast<std::int32_t>(random.below(shifts)) -
                               settings.shift_max);
    }
    for (std::uint32_t unit = 0; unit < panel.units; ++unit) {
      daily_rates.push_back(.1 + .15 * random.uniform());
      add_neighbours(unit);
      std::int32_t busy_days = 0;
      for (auto day = panel.first; day <= panel.last; day = day + 1) {
        if (random.uniform() < settings.spells / 365) busy_days = 10;
        const auto count = random.poisson(rate(unit, day) * (busy_days-- > 0 ? 3 : 1));
        if (count > 0) panel.counts.push_back({.unit = unit, .day = day, .count = count});
      }
    }
  }

  bool grows_crop(std::uint32_t unit) const {
    return settings_.has_harvest && unit % settings_.columns < 4 && unit / settings_.columns < 3;
  }
  bool is_harvest(Day day) const {
    return std::ranges::any_of(harvest_begins, [&](Day begin) {
      return day >= begin && day < begin + settings_.harvest_days;
    });
  }
  double rate(std::uint32_t unit, Day day) const {
    const double years = (day - panel.first) / 365.25;
    const bool is_raised = grows_crop(unit) && is_harvest(day);
    return daily_rates[unit] * std::exp(settings_.trend * years) *
           (is_raised ? settings_.rate_ratio : 1);
  }

  patterns::SeasonPanel panel;
  std::vector<Day> harvest_begins;  ///< a year each, and the year after the last
  std::vector<double> daily_rates;

 private:
  void add_neighbours(std::uint32_t unit) {
    auto& list = panel.neighbours.emplace_back();
    const auto column = unit % settings_.columns;
    if (column > 0) list.push_back(unit - 1);
    if (column + 1 < settings_.columns) list.push_back(unit + 1);
    if (unit >= settings_.columns) list.push_back(unit - settings_.columns);
    if (unit + settings_.columns < panel.units) list.push_back(unit + settings_.columns);
  }

  HarvestSettings settings_;
};

}  // namespace anlan::tests
