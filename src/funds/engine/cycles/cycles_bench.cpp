// Simple temporal cycles of the two public files, each checked against its known count.
#include <benchmark/benchmark.h>

#include "base/check.h"
#include "funds/engine/cycles/cycles.h"
#include "funds/engine/transfers/transfer_intake.h"
#include "tests/support/gzip_file.h"

namespace anlan::funds {
namespace {

constexpr auto* k_bitcoin = "data/transfers/bitcoin-otc/soc-sign-bitcoinotc.csv";
constexpr auto* k_amlsim = "data/transfers/amlsim-ordered/transactions.csv.gz";

void cycles_of(benchmark::State& state, const char* file, Duration window, std::uint64_t expected) {
  if (!std::filesystem::exists(tests::shared_file(file))) {
    return state.SkipWithError("skipped: the shared transfers are absent");
  }
  const auto text = tests::shared_text(file);
  TransferReader reader(csv_source(text));
  const auto table = read_transfers(reader, std::nullopt);
  for (auto _ : state) {
    const auto counts = count_cycles(table.transfers, {.window = window, .threads = 2});
    if (counts.cycles != expected) state.SkipWithError("the count is wrong");
  }
  state.counters["cycles"] = static_cast<double>(expected);
}
#define CYCLES(name, file, window, expected)                 \
  BENCHMARK_CAPTURE(cycles_of, name, file, window, expected) \
      ->Unit(benchmark::kMillisecond)                        \
      ->UseRealTime()
CYCLES(bitcoin_24h, k_bitcoin, Duration::hours(24), 11'770);
CYCLES(bitcoin_48h, k_bitcoin, Duration::hours(48), 12'409);
CYCLES(bitcoin_96h, k_bitcoin, Duration::hours(96), 13'504);
CYCLES(bitcoin_168h, k_bitcoin, Duration::hours(168), 16'979);
CYCLES(bitcoin_336h, k_bitcoin, Duration::hours(336), 337'598);
CYCLES(amlsim_5d, k_amlsim, Duration::days(5), 13'772);
CYCLES(amlsim_10d, k_amlsim, Duration::days(10), 27'781);
CYCLES(amlsim_15d, k_amlsim, Duration::days(15), 43'386);

}  // namespace
}  // namespace anlan::funds

BENCHMARK_MAIN();
