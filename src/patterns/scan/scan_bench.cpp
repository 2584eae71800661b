// Times of whole scans, from data in memory to clusters with p-values, and whether they are right.
#include <benchmark/benchmark.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <numbers>
#include <sstream>
#include <string>

#include "base/random.h"
#include "patterns/scan/satscan_files.h"
#include "patterns/scan/zones.h"
#include "tests/support/shared_data.h"

namespace anlan::patterns {
namespace {

std::string contents(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return std::move(text).str();
}

struct Loaded {
  SatscanSettings settings;
  SatscanInput input;
};

Loaded load(const std::filesystem::path& prm) {
  Loaded loaded{read_satscan_settings(contents(prm)).value(), {}};
  const auto file = [&](const std::string& name) { return contents(prm.parent_path() / name); };
  SatscanRows rows;
  rows.places = read_satscan_places(file(loaded.settings.coordinates_file), false).value();
  rows.cases = read_satscan_cases(file(loaded.settings.case_file), loaded.settings).value();
  loaded.input = join_satscan_input(loaded.settings, std::move(rows)).value();
  return loaded;
}

/// 999 replicates on two threads; `expected` is the statistic of the golden file.
void scan_golden(benchmark::State& state, const std::string& name, double expected) {
  const auto prm = tests::shared_file("data/golden/satscan-crime/" + name + ".prm");
  if (!std::filesystem::exists(prm)) {
    state.SkipWithError("skipped: shared data is absent");
    return;
  }
  const Loaded loaded = load(prm);
  ScanRun run;
  run.threads = 2;
  for (auto _ : state) {
    const ScanResult result = scan(loaded.input.data, loaded.settings.plan, run);
    if (std::fabs(result.clusters.front().statistic - expected) > 1e-6)
      state.SkipWithError("the statistic is wrong");
  }
}

void chicago_prospective(benchmark::State& state) {
  scan_golden(state, "chi_pro_grid500", 12.064073);
}
void portland_prospective(benchmark::State& state) {
  scan_golden(state, "pdx_pro_grid250", 11.205476);
}
void chicago_retrospective(benchmark::State& state) {
  scan_golden(state, "chi_ret_grid500", 24.102068);
}

/// A city of 24,000 addresses in thick and thin quarters, 36,000 events in two years, and one
/// burst of events that must be found.
ScanData large_city() {
  constexpr std::uint32_t k_places = 24'000;
  constexpr std::uint32_t k_events = 36'000;
  constexpr std::int32_t k_days = 730;
  Random random(42);
  ScanData data;
  data.first_day = Day::from_number(20'000);
  data.last_day = data.first_day + (k_days - 1);
  std::vector<ScanPoint> quarters;
  for (int i = 0; i < 60; ++i)
    quarters.push_back({20'000 * random.uniform(), 20'000 * random.uniform()});
  for (std::uint32_t i = 0; i < k_places; ++i) {
    const ScanPoint& q = quarters[random.below(60)];
    data.places.push_back({q.x + 1'500 * random.normal(), q.y + 1'500 * random.normal()});
  }
  for (std::uint32_t i = 0; i < k_events; ++i)
    data.cases.push_back(
        {random.below(k_places), data.first_day + static_cast<std::int32_t>(random.below(k_days))});
  for (std::uint32_t i = 0; i < k_places && data.cases.size() < k_events + 15; ++i)
    if (distance(data.places[i], data.places[0]).value() < 200)
      data.cases.push_back({i, data.last_day - static_cast<std::int32_t>(random.below(7))});
  return data;
}

void large_prospective(benchmark::State& state) {
  const ScanData data = large_city();
  ScanPlan plan;
  plan.windows.max_units = 28;
  plan.windows.max_radius = Metres::of(static_cast<double>(state.range(0)));
  ScanRun run;
  run.threads = 2;
  for (auto _ : state) {
    const ScanResult result = scan(data, plan, run);
    if (result.clusters.front().p_value > 0.001) state.SkipWithError("the burst was not found");
  }
}

BENCHMARK(chicago_prospective)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime()
    ->MeasureProcessCPUTime();
BENCHMARK(portland_prospective)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime()
    ->MeasureProcessCPUTime();
BENCHMARK(chicago_retrospective)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime()
    ->MeasureProcessCPUTime();
BENCHMARK(large_prospective)
    ->Arg(1000)
    ->Arg(2000)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime()
    ->MeasureProcessCPUTime();

}  // namespace
}  // namespace anlan::patterns

BENCHMARK_MAIN();
