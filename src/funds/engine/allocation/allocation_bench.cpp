// A busy account: 100,000 movements of 100 victims, under each rule.
#include <benchmark/benchmark.h>

#include "base/check.h"
#include "base/random.h"
#include "funds/engine/allocation/allocation.h"

namespace anlan::funds {
namespace {

void allocate_busy_account(benchmark::State& state) {
  const auto rule = allocation_rules()[static_cast<std::size_t>(state.range(0))];
  Random random(1);
  std::vector<Movement> ledger;
  for (int i = 0; i < 100'000; ++i) {
    const bool is_in = i % 3 != 2;
    const auto amount = 1 + static_cast<std::int64_t>(random.below(is_in ? 100'000 : 190'000));
    ledger.push_back({Instant() + Duration::seconds(i * 20), std::to_string(1'000'000 + i),
                      is_in ? "victim " + std::to_string(random.below(100)) : "",
                      Money::minor(is_in ? amount : -amount, Currency())});
  }
  const auto frozen = balance_of(ledger, Currency());
  for (auto _ : state) {
    const auto result = allocate(ledger, {}, frozen, {.rule = rule});
    auto sum = result.unclaimed;
    for (const auto& share : result.shares) sum = sum + share.share;
    CHECK(sum == frozen);
  }
  state.SetLabel(std::string(to_string(rule)));
  state.SetItemsProcessed(state.iterations() * 100'000);
}
BENCHMARK(allocate_busy_account)->DenseRange(0, 5)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace anlan::funds

BENCHMARK_MAIN();
