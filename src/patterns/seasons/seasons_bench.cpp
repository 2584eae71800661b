#include <benchmark/benchmark.h>

#include "patterns/seasons/next_period.h"
#include "patterns/seasons/seasons.h"
#include "tests/support/harvest_townships.h"

namespace anlan::patterns {
namespace {

/// Many seeds of the harvest: what is found, what is found wrongly, and how the next year goes.
void harvest_seeds(benchmark::State& state, tests::HarvestSettings scenario) {
  double recall = 0, false_townships = 0, clean = 0, found = 0, seeds = 0;
  for (auto _ : state) {
    scenario.seed = static_cast<std::uint64_t>(++seeds);
    const tests::HarvestTownships world(scenario);
    const auto findings =
        find_key_periods(world.panel, {.calendars = {SeasonCalendar::solar_year}, .threads = 2});
    double right = 0, wrong = 0;
    for (const auto& period : findings.periods) ++(world.grows_crop(period.unit) ? right : wrong);
    recall += right / 12;
    false_townships += wrong;
    clean += wrong == 0 ? 1 : 0;
    found += findings.periods.empty() ? 0 : 1;
  }
  state.counters["recall"] = recall / seeds;
  state.counters["false_townships"] = false_townships / seeds;
  state.counters["seeds_without_false"] = clean / seeds;
  state.counters["seeds_with_finding"] = found / seeds;
}
BENCHMARK_CAPTURE(harvest_seeds, four_years, {})
    ->Iterations(40)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();
BENCHMARK_CAPTURE(harvest_seeds, three_years, {.years = 3})
    ->Iterations(40)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();
BENCHMARK_CAPTURE(harvest_seeds, two_years, {.years = 2})
    ->Iterations(40)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();
BENCHMARK_CAPTURE(harvest_seeds, no_harvest, {.has_harvest = false})
    ->Iterations(200)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();
BENCHMARK_CAPTURE(harvest_seeds, no_harvest_two_years, {.years = 2, .has_harvest = false})
    ->Iterations(200)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();
BENCHMARK_CAPTURE(harvest_seeds, no_harvest_spells, {.has_harvest = false, .spells = 3})
    ->Iterations(100)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

/// The stations of a province, one kind, five years: the world is made once, the search is timed.
void stations_of_a_province(benchmark::State& state) {
  const tests::HarvestTownships world({.years = 5, .columns = 50, .rows = 34});
  const SeasonSettings settings{
      .calendars = {SeasonCalendar::solar_year, SeasonCalendar::lunar_year, SeasonCalendar::week},
      .threads = static_cast<unsigned>(state.range(0))};
  for (auto _ : state) {
    const auto findings = find_key_periods(world.panel, settings);
    if (findings.tested != 3 * world.panel.units) return state.SkipWithError("tests are missing");
    state.counters["periods"] = static_cast<double>(findings.periods.size());
  }
}
BENCHMARK(stations_of_a_province)->Arg(1)->Arg(2)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
}  // namespace anlan::patterns

BENCHMARK_MAIN();
