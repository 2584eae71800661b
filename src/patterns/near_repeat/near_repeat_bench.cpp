#include <benchmark/benchmark.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/instant.h"
#include "base/random.h"
#include "patterns/near_repeat/near_repeat.h"
#include "tests/support/shared_data.h"

namespace anlan::patterns {
namespace {

std::vector<NearRepeatEvent> chicago() {
  std::vector<NearRepeatEvent> events;
  std::ifstream in(tests::shared_file("data/incidents/chicago/chicago_be.csv"));
  for (std::string line; std::getline(in, line);) {
    std::erase(line, '"');
    std::istringstream fields(line);
    std::string x, y, date;
    std::getline(fields, x, ',') && std::getline(fields, y, ',') && std::getline(fields, date);
    if (const auto day = Day::parse(date.substr(0, 10)); day && x != "NA") {
      events.push_back({std::stod(x), std::stod(y), day->number()});
    }
  }
  return events;
}

void knox_of_chicago(benchmark::State& state) {
  const auto events = chicago();
  if (events.empty()) return state.SkipWithError("skipped: the shared Chicago file is absent");
  for (auto _ : state) {
    const auto table = near_repeat(events, {.distance_edges = {0, .1, 100.1, 200.1, 300.1},
                                            .time_edges = {0, 8, 15, 22},
                                            .replicates = 999,
                                            .threads = 2});
    if (table.at(0, 0).observed != 342) state.SkipWithError("the answer is wrong");
    state.counters["near_pairs"] = static_cast<double>(table.near_pairs);
  }
}
BENCHMARK(knox_of_chicago)->Unit(benchmark::kMillisecond)->UseRealTime();

/// Events over a town of 20 km by 20 km, a year of days.
void knox_of_100000_events(benchmark::State& state) {
  Random random(1);
  std::vector<NearRepeatEvent> events(100'000);
  for (auto& event : events) {
    event = {random.uniform() * 20'000, random.uniform() * 20'000,
             static_cast<std::int32_t>(random.below(365))};
  }
  for (auto _ : state) {
    const auto table = near_repeat(events, {.distance_edges = {0, 100, 200, 300},
                                            .time_edges = {0, 7, 14, 21},
                                            .replicates = 999,
                                            .threads = 2});
    state.counters["near_pairs"] = static_cast<double>(table.near_pairs);
  }
}
BENCHMARK(knox_of_100000_events)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
}  // namespace anlan::patterns

BENCHMARK_MAIN();
