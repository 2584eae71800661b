#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <vector>

#include "base/check.h"
#include "tests/support/warned_county.h"
#include "warnings/watch.h"

namespace anlan::warnings {
namespace {

struct BusyCounty : tests::WarnedCounty {
  access::JournalReader reader{database, journal, clock};
  Watch watch{{warnings, incidents, database, journal, reader, clock,
               [] { return *UnitPath::parse("p/"); }}};

  /// 20,000 incidents in a year on 10 km by 11 km, and a daily analysis with the default circles.
  BusyCounty() {
    Random random(7);
    std::vector<incidents::Incident> some;
    for (int i = 0; i < 20'000; ++i) {
      some.push_back(incident(102.5 + .1 * random.uniform(), 25 + .1 * random.uniform(),
                              as_of - static_cast<std::int32_t>(random.below(364))));
    }
    record(some);
    clock.set(zone.at(today, 20 * 3'600'000));
    auto settings = burglary();
    settings.method_settings = R"({"study_days":365,"window_days":28,"replicates":199})";
    settings.schedule = {.mode = ScheduleMode::daily, .minute_of_day = 390};
    warnings.add_analysis(analyst, settings);
    watch.look();
  }
};

/// From before an incident is recorded until the warning that it raises or updates is stored, on a
/// database that is durable: a burst of 200 incidents, each of which makes the cluster stronger.
void one_incident_to_a_routed_warning(benchmark::State& state) {
  BusyCounty county;
  std::vector<double> milliseconds;
  for (auto _ : state) {
    for (int i = 0; i < 200; ++i) {
      const auto one = county.incident(102.52 + .00001 * i, 25.05, county.today);
      const auto start = std::chrono::steady_clock::now();
      county.record({one});
      const int raised = county.watch.look();
      const std::chrono::duration<double, std::milli> time =
          std::chrono::steady_clock::now() - start;
      if (raised > 0) milliseconds.push_back(time.count());
    }
  }
  CHECK(milliseconds.size() > 100);
  std::ranges::sort(milliseconds);
  state.counters["raised"] = static_cast<double>(milliseconds.size());
  state.counters["p50_ms"] = milliseconds[milliseconds.size() / 2];
  state.counters["p99_ms"] = milliseconds[milliseconds.size() * 99 / 100];
}
BENCHMARK(one_incident_to_a_routed_warning)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime()
    ->Iterations(1);

}  // namespace
}  // namespace anlan::warnings

BENCHMARK_MAIN();
