// A program that is killed while it imports loses nothing and doubles nothing.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <thread>

#include "base/random.h"
#include "tests/support/incidents_fixture.h"

namespace anlan::incidents {
namespace {

constexpr int k_rows = 120'000;
constexpr int k_kills = 8;

using Folder = std::filesystem::path;

void write_csv(const std::filesystem::path& file) {
  std::ofstream out(file, std::ios::binary);
  out << "id,kind,occurred_from,longitude,latitude\n";
  for (int i = 0; i < k_rows; ++i) {
    out << i << ",order.drugs,2026-02-05T0" << i % 10 << ":00:00Z,100." << i << ",25.5\n";
  }
}

/// The services over a folder, as a program has them from its start to its end.
struct Program {
  SystemClock clock;
  IdSource ids{clock, static_cast<std::uint64_t>(getpid())};
  store::Database database;
  store::Journal journal;
  places::Places places{database, journal, clock, Zone::utc()};
  Incidents incidents{database, journal, clock, ids, Zone::utc(), places};
  access::Actor actor = access::Actor::system("test", tests::path("c/"));

  explicit Program(const Folder& folder)
      : database(store::Database::open(folder / "anlan.db", clock)),
        journal(store::Journal::open(folder)) {}

  ImportReport import(const Folder& folder) {
    tests::NoProgress progress;
    return incidents.import_file(actor, incidents.profiles().find("plain"),
                                 {.name = "a.csv", .source = tests::file_source(folder / "a.csv")},
                                 progress);
  }
  std::int64_t number(std::string_view sql) {
    return database.read([&](store::Session& session) {
      auto rows = session.query(sql);
      return rows.next() ? rows.integer(0) : -1;
    });
  }
};

/// Imports in a program of its own, which is killed after `life`; true if it had ended before.
bool import_in_child(const Folder& folder, std::chrono::microseconds life) {
  const pid_t child = fork();
  if (child == 0) {
    Program(folder).import(folder);
    _exit(0);
  }
  std::this_thread::sleep_for(life);
  kill(child, SIGKILL);
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status);
}

void expect_before_or_after(const Folder& folder) {
  Program program(folder);
  const auto rows = program.number("SELECT COUNT(*) FROM incident");
  const auto imports = program.number("SELECT COUNT(*) FROM incident_import");
  EXPECT_TRUE(rows == 0 || rows == k_rows) << rows;
  EXPECT_EQ(imports, rows == 0 ? 0 : 1);
  EXPECT_EQ(program.number("SELECT COUNT(*) FROM journal WHERE action = 'import.loaded'"), imports);
  EXPECT_EQ(program.number("SELECT COUNT(DISTINCT id) FROM incident"), rows);
  const auto fault = program.database.read(
      [&](store::Session& session) { return program.journal.verify(session); });
  EXPECT_FALSE(fault) << fault->reason;
}

TEST(ImportKill, LosesNothingAndDoublesNothing) {
  Random random(static_cast<std::uint64_t>(getpid()));
  const ::anlan::tests::TemporaryFolder whole;
  const auto prepare = [](const Folder& folder) {
    write_csv(folder / "a.csv");
    Program program(folder);
    program.places.import_table(program.actor,
                                CsvReader(csv_source("code,level,name_en,name_zh,parent\n"
                                                     "c,county,County,县,\n")),
                                false);
  };
  prepare(whole.path());
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(Program(whole.path()).import(whole.path()).added, k_rows);
  const auto usual = std::chrono::duration_cast<std::chrono::microseconds>(
      std::chrono::steady_clock::now() - start);

  int killed = 0;
  for (int i = 0; i < k_kills; ++i) {
    const ::anlan::tests::TemporaryFolder folder;
    prepare(folder.path());
    const auto life = usual * random.below(1000) / 1000;
    killed += import_in_child(folder.path(), life) ? 0 : 1;
    expect_before_or_after(folder.path());
    Program program(folder.path());
    const auto report = program.import(folder.path());
    EXPECT_EQ(report.added + report.unchanged, k_rows);
    EXPECT_EQ(report.changed, 0);
    EXPECT_EQ(program.number("SELECT COUNT(*) FROM incident"), k_rows);
    EXPECT_EQ(program.incidents.count(program.actor, {}, CountBy::kind).total, k_rows);
  }
  EXPECT_GT(killed, 0);  // the test has killed what it says it kills
}

}  // namespace
}  // namespace anlan::incidents
