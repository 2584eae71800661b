#include <benchmark/benchmark.h>

#include "base/random.h"
#include "patterns/guards/exploration.h"
#include "patterns/guards/learning_filter.h"

namespace anlan::patterns {
namespace {

/// A million records, a third of them by patrols, in 15,000 communities.
void learning_sample_thinned(benchmark::State& state) {
  Random random(1);
  std::vector<LearningRecord> records;
  for (std::uint64_t key = 0; key < 1'000'000; ++key)
    records.push_back({static_cast<RecordOrigin>(random.below(3)), random.below(15'000), key});
  LearningSettings settings{.initiative = InitiativeRule::thin};
  for (int i = 0; i < 15'000; ++i) settings.visit_rates.push_back(1 + 9 * random.uniform());
  for (auto _ : state) {
    const auto sample = learning_sample(records, settings);
    if (sample.counts.admitted() + sample.counts.initiative_kept_apart != records.size())
      return state.SkipWithError("records are missing");
  }
}
BENCHMARK(learning_sample_thinned)->Unit(benchmark::kMillisecond);

/// A million cells, of which a hundredth is patrolled.
void allocate_patrol_cells(benchmark::State& state) {
  Random random(1);
  std::vector<double> scores(1'000'000);
  for (auto& score : scores) score = random.uniform();
  PatrolSettings settings{.cells = 10'000};
  for (auto _ : state) {
    ++settings.turn;
    if (allocate_patrol(scores, settings).cells.size() != settings.cells)
      return state.SkipWithError("cells are missing");
  }
}
BENCHMARK(allocate_patrol_cells)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace anlan::patterns

BENCHMARK_MAIN();
