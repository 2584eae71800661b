#include "research/scenario.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <span>

#include "base/check.h"
#include "base/problem.h"

namespace anlan::research {
namespace {

constexpr int k_days_max = 3'660;
constexpr double k_scale_max = 10'000;  // 21 a day times this fills a province for a century
constexpr std::int32_t k_hour = 3'600'000;

/// When in the day a kind happens: mean and spread of the hour, on the circle.
struct KindPattern {
  const char* kind;
  double daily;       ///< expected incidents a day in the whole county
  double town_times;  ///< rate of a dwelling in town against one in a village
  double peak_hour;
  double hour_spread;
  double weekend_times;
  double winter_times;      ///< rate in January against July
  double interval_hours;    ///< found at most so long after
  double initiative_share;  ///< became known by the police's own initiative
};

constexpr std::array<KindPattern, 10> k_patterns{{
    {"property.burglary_dwelling", 1.6, 1.2, 14, 4, .9, 1.2, 10, 0},
    {"property.theft_of_bicycle", 2.4, 1.8, 20, 4, 1.0, .9, 9, 0},
    {"property.theft_from_vehicle", 1.4, 2.0, 2, 3, 1.1, 1.0, 8, 0},
    {"property.theft_other", 4.6, 1.7, 17, 4, 1.2, 1.0, 2, 0},
    {"property.theft_crops", .22, .1, 3, 2.5, 1.0, 1.0, 7, 0},
    {"property.damage", .9, 1.2, 22, 3, 1.4, .9, 4, 0},
    {"robbery.personal", .14, 2.2, 23, 2.5, 1.3, 1.0, 0, 0},
    {"violence.assault", 2.1, 1.5, 22, 3, 1.5, .8, 0, .05},
    {"fraud.telecom", 3.3, 1.2, 15, 4, .8, 1.0, 24, 0},
    {"order.nuisance", 3.6, 1.6, 23, 3, 1.4, .8, 0, .35},
}};
constexpr std::size_t k_burglary = 0;
constexpr std::size_t k_vehicle = 1;
constexpr std::size_t k_crop = 4;

class Maker {
 public:
  explicit Maker(const ScenarioSettings& settings)
      : settings_(settings), random_(settings.seed, 3) {
    scenario_.county = draw_county(settings.seed);
  }

  Scenario make() {
    for (std::size_t pattern = 0; pattern < k_patterns.size(); ++pattern) add_usual(pattern);
    add_harvest();
    add_near_repeats();
    plant(k_burglary, 6, 2, -6, 0, 13, 330);  // these two begin in the last week
    plant(k_vehicle, 4, 3, -6, 0, 13, 380);
    plant(k_burglary, 7, 1, -80, -68, 13, 350);  // an old one, that has its outcome by now
    std::ranges::sort(scenario_.incidents, [](const auto& a, const auto& b) {
      return std::tie(a.from, a.kind, a.place.east) < std::tie(b.from, b.kind, b.place.east);
    });
    for (std::size_t i = 0; i < scenario_.incidents.size(); ++i) {
      scenario_.incidents[i].external_id = fmt::format("YQ{:07}", i + 1);
    }
    return std::move(scenario_);
  }

 private:
  Day first_day() const { return settings_.until - (settings_.days - 1); }
  const std::vector<Village>& villages() const { return scenario_.county.villages; }

  double day_times(const KindPattern& pattern, Day day) const {
    const double year = (day - *Day::from_civil(day.year(), 1, 1)) / 365.25;
    const double amplitude = (pattern.winter_times - 1) / (pattern.winter_times + 1);
    const double season = 1 + amplitude * std::cos(2 * std::numbers::pi * year);
    return season * (day.weekday() >= 6 ? pattern.weekend_times : 1);
  }

  double weight(const KindPattern& pattern, const Village& village) const {
    return village.dwellings * (village.is_town ? pattern.town_times : 1);
  }

  Place place_in(const Village& village) {
    const auto& ring = scenario_.county.units[village.unit].ring;
    for (;;) {
      double left = random_.uniform();
      std::size_t chosen = 0;
      while (chosen + 1 < village.settlements.size() && left > village.settlements[chosen].share) {
        left -= village.settlements[chosen++].share;
      }
      const auto& settlement = village.settlements[chosen];
      // One in eight lies out in the fields.
      const double spread = settlement.spread_metres * (random_.uniform() < .125 ? 4 : 1);
      const Place place{settlement.centre.east + spread * random_.normal(),
                        settlement.centre.north + spread * random_.normal()};
      if (ring_holds(ring, place)) return place;
    }
  }

  void add(const KindPattern& pattern, Day day, Place place) {
    const double hour =
        std::fmod(pattern.peak_hour + pattern.hour_spread * random_.normal() + 48, 24);
    // Whole minutes, as a duty officer writes them.
    const auto minute = static_cast<std::int32_t>(hour * 60) * 60'000;
    const auto from = settings_.zone.at(day, std::min(minute, 24 * k_hour - 60'000));
    const auto found = static_cast<std::int64_t>(pattern.interval_hours * random_.uniform() * 60);
    const bool is_initiative = random_.uniform() < pattern.initiative_share;
    scenario_.incidents.push_back({.kind = pattern.kind,
                                   .from = from,
                                   .to = from + Duration::minutes(found),
                                   .place = place,
                                   .known_by = is_initiative             ? "police_initiative"
                                               : random_.uniform() < .04 ? "sensor"
                                                                         : "public_report"});
  }

  void add_usual(std::size_t index) {
    const auto& pattern = k_patterns[index];
    double total = 0;
    for (const auto& village : villages()) total += weight(pattern, village);
    for (int offset = 0; offset < settings_.days; ++offset) {
      const auto day = first_day() + offset;
      const double expected = settings_.scale * pattern.daily * day_times(pattern, day);
      for (const auto& village : villages()) {
        const auto count = random_.poisson(expected * weight(pattern, village) / total);
        for (std::uint32_t i = 0; i < count; ++i) add(pattern, day, place_in(village));
      }
    }
  }

  /// Theft of the crop rises in the weeks of its harvest, in the stations that grow it.
  void add_harvest() {
    constexpr std::array<std::size_t, 3> k_growers{8, 9, 10};
    auto& season = scenario_.season;
    season = {.kind = k_patterns[k_crop].kind,
              .first_month = 9,
              .first_day = 5,
              .last_month = 10,
              .last_day = 10,
              .times = 14};
    for (const auto station : k_growers) {
      season.stations.push_back(
          scenario_.county.units[scenario_.county.station_units[station]].code);
    }
    for (int offset = 0; offset < settings_.days; ++offset) {
      const auto day = first_day() + offset;
      if (day < *Day::from_civil(day.year(), season.first_month, season.first_day) ||
          day > *Day::from_civil(day.year(), season.last_month, season.last_day)) {
        continue;
      }
      for (const auto& village : villages()) {
        if (std::ranges::find(k_growers, village.station) == k_growers.end()) continue;
        const double usual = k_patterns[k_crop].daily / static_cast<double>(villages().size());
        const auto count = random_.poisson(settings_.scale * usual * (season.times - 1));
        for (std::uint32_t i = 0; i < count; ++i) add(k_patterns[k_crop], day, place_in(village));
      }
    }
  }

  /// A burglary begets another near by, soon after, with a fixed probability (no chain of chains).
  void add_near_repeats() {
    auto& repeats = scenario_.near_repeats;
    repeats = {.kind = k_patterns[k_burglary].kind, .probability = .12, .metres = 120, .days = 14};
    const auto parents = scenario_.incidents.size();
    for (std::size_t i = 0; i < parents; ++i) {
      if (scenario_.incidents[i].kind != repeats.kind || random_.uniform() >= repeats.probability)
        continue;
      const auto parent = scenario_.incidents[i];
      const auto day = settings_.zone.day_of(parent.from) + 1 +
                       static_cast<int>(random_.below(static_cast<std::uint32_t>(repeats.days)));
      if (day > settings_.until) continue;
      add(k_patterns[k_burglary], day,
          {parent.place.east + repeats.metres * random_.normal(),
           parent.place.north + repeats.metres * random_.normal()});
      ++repeats.begotten;
    }
  }

  void plant(std::size_t pattern, std::size_t station, std::size_t nth, int first, int last,
             int count, double radius_metres) {
    const auto village = std::ranges::find(villages(), station, &Village::station) +
                         static_cast<std::ptrdiff_t>(nth);
    CHECK(village->station == station);
    const auto centre = village->settlements.front().centre;
    PlantedCluster cluster{
        .station = scenario_.county.units[scenario_.county.station_units[station]].code,
        .village = scenario_.county.units[village->unit].code,
        .kind = k_patterns[pattern].kind,
        .centre = centre,
        .radius_metres = radius_metres,
        .first = settings_.until + first,
        .last = settings_.until + last,
        .incidents = count};
    if (cluster.first < first_day()) return;  // the scenario is too short to hold it
    const auto span = static_cast<std::uint32_t>(last - first + 1);
    for (int i = 0; i < count; ++i) {
      const double angle = 2 * std::numbers::pi * random_.uniform();
      const double distance = radius_metres * std::sqrt(random_.uniform());
      add(k_patterns[pattern], cluster.first + static_cast<int>(random_.below(span)),
          {centre.east + distance * std::cos(angle), centre.north + distance * std::sin(angle)});
    }
    scenario_.clusters.push_back(cluster);
  }

  ScenarioSettings settings_;
  Random random_;
  Scenario scenario_;
};

}  // namespace

Scenario make_scenario(const ScenarioSettings& settings) {
  std::vector<FieldFault> faults;
  if (settings.days < 1 || settings.days > k_days_max) {
    faults.push_back({"days", fmt::format("must be 1 to {}", k_days_max)});
  }
  if (!(settings.scale > 0 && settings.scale <= k_scale_max)) {
    faults.push_back({"scale", fmt::format("must be over 0 and at most {}", k_scale_max)});
  }
  if (!faults.empty()) {
    throw Problem::invalid("scenario.settings", "No scenario can be made so.", std::move(faults));
  }
  return Maker(settings).make();
}

}  // namespace anlan::research
