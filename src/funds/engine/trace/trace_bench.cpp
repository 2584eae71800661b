// Eight hops through many transfers: a hundred victims at once, and one alone.
#include <benchmark/benchmark.h>

#include <memory>

#include "base/check.h"
#include "base/random.h"
#include "funds/engine/trace/trace.h"

namespace anlan::funds {
namespace {

constexpr std::uint32_t k_transfers = 100'000'000;
constexpr std::uint32_t k_accounts = 20'000'000;
constexpr std::int64_t k_milliseconds = 30LL * 86'400'000;

/// A month in which everybody pays five others at random, one payment in ten to a market.
const std::vector<Transfer>& month() {
  static const auto transfers = [] {
    Random random(1);
    std::vector<Transfer> all;
    all.reserve(k_transfers);
    for (std::uint32_t i = 0; i < k_transfers; ++i) {
      const auto from = random.below(k_accounts);
      const bool is_market = random.below(10) == 0;
      auto to = is_market ? random.below(1'000) : random.below(k_accounts);
      if (to == from) to = (to + 1) % k_accounts;
      all.push_back({.time = Instant::from_unix_milliseconds(k_milliseconds * i / k_transfers),
                     .amount = Money::minor(100 + random.below(1'000'000), Currency()),
                     .from = from,
                     .to = to});
    }
    return all;
  }();
  return transfers;
}

const TransferStore& store() {
  static const TransferStore one(month());
  return one;
}

void trace_eight_hops(benchmark::State& state) {
  const auto victims = static_cast<std::uint32_t>(state.range(0));
  const auto order = allocation_rules()[static_cast<std::size_t>(state.range(1))];
  std::vector<VictimReport> reports;
  for (std::uint32_t i = 0; i < victims; ++i) {
    const auto& first = month()[k_transfers / 4 + i];  // with three weeks for the money to run
    reports.push_back({.reported_at = first.time + Duration::hours(2),
                       .occurred_at = first.time,
                       .amount = first.amount,
                       .account = first.from});
  }
  const auto& all = store();
  TraceResult result;
  for (auto _ : state) {
    result = trace(all, reports, {.order = order, .hops_max = 8});
    CHECK(result.found == result.held + result.returned + result.dropped);
    CHECK(result.found > 0);
  }
  state.counters["accounts"] = static_cast<double>(result.accounts.size());
  state.counters["flows"] = static_cast<double>(result.flows.size());
  state.SetLabel(std::string(to_string(order)));
}
BENCHMARK(trace_eight_hops)->ArgsProduct({{1, 10, 100}, {0, 2}})->Unit(benchmark::kMillisecond);

void index_transfers(benchmark::State& state) {
  for (auto _ : state) {
    const TransferStore one(month());
    CHECK(one.accounts() == k_accounts);
  }
  state.SetItemsProcessed(state.iterations() * k_transfers);
}
BENCHMARK(index_transfers)->Unit(benchmark::kMillisecond)->Iterations(1);

}  // namespace
}  // namespace anlan::funds

BENCHMARK_MAIN();
