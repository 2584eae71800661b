// A town's payments made and written as rows: how many a second.
#include <benchmark/benchmark.h>

#include <string>
#include <vector>

#include "base/check.h"
#include "research/transfer_files.h"
#include "research/transfer_scenario.h"

namespace anlan::research {
namespace {

void make_and_write_transfers(benchmark::State& state) {
  std::uint64_t transfers = 0;
  for (auto _ : state) {
    TransferScenario scenario({.people = 100'000,
                               .days = 6,
                               .first = *Day::parse("2026-01-01"),
                               .zone = Zone::named("Asia/Shanghai")});
    std::vector<ScenarioTransfer> day;
    std::string rows;
    std::uint64_t number = 0;
    while (scenario.next_day(day)) {
      rows.clear();
      append_transfer_rows(rows, day, number);
      CHECK(rows.size() > day.size() * 80);
    }
    transfers += number;
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(transfers));
}
BENCHMARK(make_and_write_transfers)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace anlan::research

BENCHMARK_MAIN();
