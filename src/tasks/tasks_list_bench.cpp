// Pages of task lists over 200,000 tasks of a province: at its own scope, and at a station's.
#include <benchmark/benchmark.h>

#include "base/random.h"
#include "store/database.h"
#include "tasks/repository.h"
#include "tests/support/temporary_folder.h"

namespace anlan::tasks {
namespace {

constexpr int k_tasks = 200'000;
constexpr int k_stations = 1'700;
constexpr std::uint32_t k_year_seconds = 365 * 86'400;
constexpr std::int64_t k_start_ms = 1'735'689'600'000;  // 2025-01-01

UnitPath station(std::uint64_t number) {
  return *UnitPath::parse("53/53" + std::to_string(number % 16 + 10) + "/s" +
                          std::to_string(number) + "/");
}

/// One in twenty still runs, one in fifty waits for acceptance.
TaskState state_of(std::uint64_t draw) {
  if (draw < 5) return TaskState::assigned;
  return draw < 7 ? TaskState::done : TaskState::accepted;
}

struct Province {
  tests::TemporaryFolder folder;
  FixedClock clock{Instant::from_unix_milliseconds(k_start_ms + k_year_seconds * 1000LL)};
  store::Database database = store::Database::open(folder.path() / "anlan.db", clock);

  Province() {
    Random random(7);
    database.write([&](store::Transaction& t) {
      for (int i = 0; i < k_tasks; ++i) {
        const auto due =
            Instant::from_unix_milliseconds(k_start_ms + random.below(k_year_seconds) * 1000LL);
        insert_task(t, {.id = Id::named("task", std::to_string(i)),
                        .template_kind = "patrol",
                        .title = {.en = "Patrol", .zh = "巡逻"},
                        .instructions = {.en = std::string(300, 'w'), .zh = std::string(300, 'z')},
                        .basis = "Burglaries",
                        .unit = station(random.below(k_stations)),
                        .ordered_by = "system:warnings",
                        .origin = {.kind = "warning", .id = std::to_string(i / 3)},
                        .ordered_at = due - Duration::days(1),
                        .due_at = due,
                        .expires_at = due + Duration::days(7),
                        .escalate_every = Duration::hours(24),
                        .state = state_of(random.below(100)),
                        .expected_minutes = 90,
                        .version = 1});
      }
    });
  }
};

Province& province() {
  static Province built;
  return built;
}

void list(benchmark::State& state, const UnitPath& scope, const TaskFilter& filter) {
  auto& world = province();
  for (auto _ : state) {
    benchmark::DoNotOptimize(world.database.read(
        [&](store::Session& session) { return list_tasks(session, scope, filter, {}, 50); }));
  }
  state.SetLabel(scope.text());
}

TaskFilter running() {
  return {.states = {TaskState::open, TaskState::assigned, TaskState::returned},
          .due_before = province().clock.now()};
}

void list_all(benchmark::State& state) { list(state, *UnitPath::parse("53/"), {}); }
void list_overdue(benchmark::State& state) { list(state, *UnitPath::parse("53/"), running()); }
void list_accepted(benchmark::State& state) {
  list(state, *UnitPath::parse("53/"), {.states = {TaskState::accepted}});
}
void list_overdue_of_prefecture(benchmark::State& state) {
  list(state, *UnitPath::parse("53/5310/"), running());
}
void list_overdue_of_station(benchmark::State& state) { list(state, station(17), running()); }

BENCHMARK(list_all)->Unit(benchmark::kMillisecond);
BENCHMARK(list_overdue)->Unit(benchmark::kMillisecond);
BENCHMARK(list_accepted)->Unit(benchmark::kMillisecond);
BENCHMARK(list_overdue_of_prefecture)->Unit(benchmark::kMillisecond);
BENCHMARK(list_overdue_of_station)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace anlan::tasks

BENCHMARK_MAIN();
