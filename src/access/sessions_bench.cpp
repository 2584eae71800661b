// What it costs to know whose a request is.
#include <benchmark/benchmark.h>

#include <string>
#include <vector>

#include "access/last_use.h"
#include "access/service.h"
#include "access/sessions.h"
#include "access/tokens.h"
#include "base/check.h"
#include "store/database.h"
#include "store/journal.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/unit_tree.h"

namespace anlan::access {
namespace {

struct World {
  tests::TemporaryFolder folder;
  SystemClock clock;
  IdSource ids{clock, 7};
  store::Database database = store::Database::open(folder.path() / "anlan.db", clock);
  store::Journal journal = store::Journal::open(folder.path());
  PasswordHasher hasher{{.passes = 1, .bytes = 8192}};
  LastUse last_use{database};
  Accounts accounts{database, journal, clock, ids, hasher};
  Sessions sessions{database, journal, clock, ids, hasher, last_use};

  std::vector<std::string> sign_in(int count) {
    const auto unit = *UnitPath::parse("53/");
    tests::add_unit(database, unit);
    const auto root = Actor::system("bench", unit);
    std::vector<std::string> secrets;
    for (int i = 0; i < count; ++i) {
      const auto name = "officer" + std::to_string(i);
      accounts.add(root,
                   {.name = name,
                    .display_name = name,
                    .role = Role::station_officer,
                    .unit = unit.unit(),
                    .must_change_password = false},
                   "correct horse battery");
      auto signed_in = sessions.sign_in(name, "correct horse battery", "127.0.0.1");
      CHECK(signed_in.has_value());
      secrets.push_back(signed_in->secret);
    }
    return secrets;
  }
};

void recognise_a_session(benchmark::State& state) {
  World world;
  const auto secrets = world.sign_in(static_cast<int>(state.range(0)));
  std::size_t next = 0;
  for (auto _ : state) {
    const auto visitor = world.sessions.visitor_by_session(secrets[next]);
    CHECK(visitor && visitor->account.name == "officer" + std::to_string(next));
    next = (next + 1) % secrets.size();
  }
}
BENCHMARK(recognise_a_session)->Arg(1)->Arg(1000)->Unit(benchmark::kMicrosecond);

void verify_a_password(benchmark::State& state) {
  const PasswordHasher hasher;
  const auto hash = hasher.hash("correct horse battery");
  for (auto _ : state) CHECK(hasher.verify(hash, "correct horse battery"));
}
BENCHMARK(verify_a_password)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace anlan::access

BENCHMARK_MAIN();
