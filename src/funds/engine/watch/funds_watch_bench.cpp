// Fifty million transfers of ten million accounts, every feature on; and what a snapshot costs.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <ctime>

#include "base/check.h"
#include "base/random.h"
#include "funds/engine/watch/watch.h"

namespace anlan::funds {
namespace {

constexpr std::uint32_t k_accounts = 10'000'000;
constexpr std::size_t k_transfers = 50'000'000;
constexpr std::size_t k_batch = 64;

/// Everybody pays a few known partners; one payment in five goes to a shop, one in fifty to a
/// stranger. Ten days.
class Traffic {
 public:
  Observed next() {
    const auto from = random_.below(k_accounts);
    const auto draw = random_.below(50);
    auto to = draw == 0 ? random_.below(k_accounts)
              : draw < 11
                  ? random_.below(20'000)
                  : static_cast<std::uint32_t>((from + 7'919ULL * (1 + draw % 4)) % k_accounts);
    if (to == from) to = (to + 1) % k_accounts;
    const auto at = static_cast<std::int64_t>(made_++ * (10 * 86'400'000ULL) / k_transfers);
    return {
        {.time = Instant::from_unix_milliseconds(1'700'000'000'000 + at),
         .amount = Money::minor(100 + random_.below(draw == 0 ? 2'000'000 : 50'000), Currency()),
         .from = from,
         .to = to},
        k_unknown_balance};
  }

 private:
  Random random_{1};
  std::uint64_t made_ = 0;
};

/// Of this thread alone: what others do on the machine is not the engine's pause.
double thread_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

void watch_transfers(benchmark::State& state) {
  for (auto _ : state) {
    state.PauseTiming();
    Traffic traffic;
    Watch watch({.log_bits = 24, .accounts_reserved = k_accounts});
    std::vector<FundWarning> warnings;
    std::vector<Observed> batch(k_batch);
    std::vector<double> seconds;
    seconds.reserve(k_transfers / k_batch);
    state.ResumeTiming();
    double spent = 0;
    for (std::size_t done = 0; done + k_batch <= k_transfers; done += k_batch) {
      for (auto& one : batch) one = traffic.next();
      const auto start = thread_seconds();
      watch.observe(batch, warnings);
      seconds.push_back(thread_seconds() - start);
      spent += seconds.back();
    }
    CHECK(watch.observed() > k_transfers - k_batch);
    const auto share = seconds.size() / 50;  // a million transfers
    double first = 0, last = 0;
    for (std::size_t i = 0; i < share; ++i) {
      first += seconds[i];
      last += seconds[seconds.size() - 1 - i];
    }
    std::ranges::sort(seconds);
    state.SetIterationTime(spent);
    state.counters["transfers/s"] = k_transfers / spent;
    state.counters["p99.9_us_a_batch"] = seconds[seconds.size() * 999 / 1000] * 1e6;
    state.counters["last/first"] = last / first;
    state.counters["warnings"] = static_cast<double>(warnings.size());
  }
}
BENCHMARK(watch_transfers)->UseManualTime()->Iterations(1)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace anlan::funds

BENCHMARK_MAIN();
