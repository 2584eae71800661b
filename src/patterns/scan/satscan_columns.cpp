// The column files of SaTScan: one line a cluster, a place in a cluster, a place.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "patterns/scan/population.h"
#include "patterns/scan/satscan_report.h"

namespace anlan::patterns {
namespace {

std::string slashed(Day day) {
  return fmt::format("{}/{}/{}", day.year(), day.month(), day.day_of_month());
}

std::string ratio(double observed, double expected) {
  return expected > 0 ? fmt::format("{:.6f}", observed / expected) : "0";
}

std::string p_columns(const ScanCluster& cluster) {
  std::string text = fmt::format("{:.6f}", cluster.p_value);
  if (cluster.recurrence_interval_days)
    text += fmt::format(" {:.1f}", *cluster.recurrence_interval_days);
  return text;
}

std::string p_names(const SatscanSettings& settings) {
  return settings.plan.windows.time == TimeScan::prospective ? "P_VALUE RECURR_INT" : "P_VALUE";
}

/// Cases and expected cases of each place in a stretch of time.
struct PlaceCounts {
  std::vector<double> observed;
  std::vector<double> expected;
};

bool has_expected(const SatscanSettings& settings) {
  return settings.plan.null.sampler == NullSampler::permuted_days ||
         settings.plan.null.sampler == NullSampler::given_expected ||
         settings.plan.likelihood.score == ScanScore::bernoulli;
}

PlaceCounts counts_between(const SatscanSettings& settings, const SatscanInput& input, Day first,
                           Day last) {
  const ScanData& data = input.data;
  PlaceCounts counts{std::vector<double>(data.places.size(), 0),
                     std::vector<double>(data.places.size(), 0)};
  double all = 0;
  double within = 0;
  double people = 0;
  std::vector<double> place_cases(data.places.size(), 0);
  std::vector<double> place_people(data.places.size(), 0);
  for (const auto* rows : {&data.cases, &data.controls}) {
    for (const ScanCase& c : *rows) {
      const bool inside = first <= c.day && c.day <= last;
      people += c.count;
      if (inside) place_people[c.place] += c.count;
      if (rows != &data.cases) continue;
      all += c.count;
      place_cases[c.place] += c.count;
      if (!inside) continue;
      within += c.count;
      counts.observed[c.place] += c.count;
    }
  }
  if (settings.plan.null.sampler == NullSampler::given_expected) {
    const TimeAxis axis(data.first_day, data.last_day, TimeUnit::day, 1);
    const TimeAxis whole = TimeAxis::whole(data.first_day, data.last_day);
    const bool all_of_it = first <= data.first_day && last >= data.last_day;
    const TimeAxis& used = all_of_it ? whole : axis;
    const std::vector<double> expected = expected_cases(data, used);
    for (std::size_t p = 0; p < data.places.size(); ++p)
      for (std::uint32_t t = 0; t < used.size(); ++t)
        if (first <= used.start_of(t) && used.last_day_of(t) <= last)
          counts.expected[p] += expected[p * used.size() + t];
    return counts;
  }
  for (std::size_t p = 0; p < data.places.size(); ++p)
    counts.expected[p] = settings.plan.likelihood.score == ScanScore::bernoulli
                             ? place_people[p] * all / people
                             : place_cases[p] * within / all;
  return counts;
}

std::string count_columns(const PlaceCounts& counts, std::size_t place) {
  return fmt::format("{:.0f} {:.6f} {}", counts.observed[place], counts.expected[place],
                     ratio(counts.observed[place], counts.expected[place]));
}

}  // namespace

std::string satscan_cluster_columns(const SatscanSettings& settings, const SatscanInput& input,
                                    const ScanResult& result) {
  std::string text;
  if (settings.column_headers)
    text += fmt::format(
        "CLUSTER LOC_ID {} RADIUS START_DATE END_DATE NUMBER_LOC TEST_STAT {} OBSERVED EXPECTED "
        "ODE\n",
        settings.geographic ? "LATITUDE LONGITUDE" : "X Y", p_names(settings));
  for (std::size_t i = 0; i < result.clusters.size(); ++i) {
    const ScanCluster& c = result.clusters[i];
    const SatscanPlace& centre = input.centres[c.centre];
    const double radius =
        settings.geographic ? great_circle_km(c.radius.value()) : c.radius.value();
    text +=
        fmt::format("{} {} {:.6f} {:.6f} {:.6f} {} {} {} {:.6f} {} {} {:.6f} {}\n", i + 1,
                    input.places[c.places.front()].id, centre.first, centre.second, radius,
                    slashed(c.start), slashed(c.end), c.places.size(), c.statistic, p_columns(c),
                    c.observed, c.expected, ratio(static_cast<double>(c.observed), c.expected));
  }
  return text;
}

std::string satscan_location_columns(const SatscanSettings& settings, const SatscanInput& input,
                                     const ScanResult& result) {
  const bool by_place = has_expected(settings);
  std::string text;
  if (settings.column_headers)
    text += fmt::format("LOC_ID CLUSTER {} CLU_OBS CLU_EXP CLU_ODE{}\n", p_names(settings),
                        by_place ? " LOC_OBS LOC_EXP LOC_ODE" : "");
  for (std::size_t i = 0; i < result.clusters.size(); ++i) {
    const ScanCluster& c = result.clusters[i];
    PlaceCounts counts;
    if (by_place) counts = counts_between(settings, input, c.start, c.end);
    for (const std::uint32_t place : c.places) {
      text +=
          fmt::format("{} {} {} {} {:.6f} {}", input.places[place].id, i + 1, p_columns(c),
                      c.observed, c.expected, ratio(static_cast<double>(c.observed), c.expected));
      if (by_place) text += ' ' + count_columns(counts, place);
      text += '\n';
    }
  }
  return text;
}

std::string satscan_risk_columns(const SatscanSettings& settings, const SatscanInput& input) {
  if (!has_expected(settings)) return {};
  std::string text;
  if (settings.column_headers) text += "LOC_ID OBSERVED EXPECTED ODE\n";
  const PlaceCounts counts =
      counts_between(settings, input, input.data.first_day, input.data.last_day);
  for (std::size_t place = 0; place < input.places.size(); ++place)
    text += input.places[place].id + ' ' + count_columns(counts, place) + '\n';
  return text;
}

std::string satscan_replicate_columns(const SatscanSettings& settings, const ScanResult& result) {
  const bool is_test_statistic = settings.plan.null.sampler == NullSampler::permuted_days ||
                                 settings.plan.windows.ellipse_penalty > 0;
  std::string text;
  if (settings.column_headers) text += is_test_statistic ? "TST_STAT\n" : "LLR\n";
  for (const double maximum : result.null_maxima) text += fmt::format("{:.6f}\n", maximum);
  return text;
}

}  // namespace anlan::patterns
