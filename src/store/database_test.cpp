#include "store/database.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "base/problem.h"
#include "store/migrations.h"
#include "store/repeated_statement.h"
#include "tests/support/temporary_folder.h"

namespace anlan::store {
namespace {

class DatabaseTest : public testing::Test {
 protected:
  DatabaseTest() {
    database.write([](Transaction& t) {
      t.execute(
          "CREATE TABLE thing (id uuid PRIMARY KEY, name text NOT NULL, weight double precision)");
    });
  }
  std::int64_t count() {
    return database.read([](Session& s) {
      auto rows = s.query("SELECT count(*) FROM thing");
      rows.next();
      return rows.integer(0);
    });
  }
  tests::TemporaryFolder folder;
  FixedClock clock{*Instant::parse("2026-01-01T00:00:00Z")};
  Database database = Database::open(folder.path() / "anlan.db", clock);
};

TEST_F(DatabaseTest, StoresAndReadsEveryKindOfValue) {
  const auto id = Id::named("test", "one");
  database.write([&](Transaction& t) {
    t.execute("INSERT INTO thing VALUES (?, ?, ?)", id, "名", std::optional<double>());
  });
  database.read([&](Session& s) {
    auto rows = s.query("SELECT id, name, weight FROM thing WHERE id = ?", id);
    ASSERT_TRUE(rows.next());
    EXPECT_EQ(rows.id(0), id);
    EXPECT_EQ(rows.text(1), "名");
    EXPECT_FALSE(rows.maybe(&Rows::real, 2));
    EXPECT_FALSE(rows.next());
  });
}

TEST_F(DatabaseTest, RunsAStatementManyTimesAndSaysWhatEachRunChanged) {
  database.write([](Transaction& t) {
    RepeatedStatement insert(t, "INSERT INTO thing VALUES (?, ?, ?) ON CONFLICT (id) DO NOTHING");
    for (int i = 0; i < 100; ++i) {
      const auto name = std::to_string(i / 2);
      EXPECT_EQ(insert.run(Id::named("test", name), name, std::optional<double>()), i % 2 ? 0 : 1);
    }
    RepeatedStatement broken(t, "INSERT INTO thing VALUES (?, ?, ?)");
    EXPECT_THROW(broken.run(Id::named("test", "0"), "0", 1.0), Problem);
  });
  EXPECT_EQ(count(), 50);
}

TEST_F(DatabaseTest, RollsBackWhenTheWorkThrows) {
  EXPECT_THROW(database.write([](Transaction& t) {
    t.execute("INSERT INTO thing VALUES (?, 'a', 1.5)", Id::named("test", "a"));
    throw Problem::conflict("test", "No.");
  }),
               Problem);
  EXPECT_EQ(count(), 0);
}

TEST_F(DatabaseTest, ABrokenConstraintIsAConflict) {
  const auto insert = [&] {
    database.write([](Transaction& t) {
      t.execute("INSERT INTO thing VALUES (?, 'a', 1.5)", Id::named("test", "a"));
    });
  };
  insert();
  try {
    insert();
    FAIL() << "the second insertion must be refused";
  } catch (const Problem& problem) {
    EXPECT_EQ(problem.kind(), ProblemKind::conflict);
  }
}

TEST_F(DatabaseTest, AReaderSeesOneMoment) {
  database.read([&](Session& s) {
    const auto count_here = [&] {
      auto rows = s.query("SELECT count(*) FROM thing");
      rows.next();
      return rows.integer(0);
    };
    EXPECT_EQ(count_here(), 0);
    std::thread writer([&] {
      database.write([](Transaction& t) {
        t.execute("INSERT INTO thing VALUES (?, 'a', 1.5)", Id::named("test", "a"));
      });
    });
    writer.join();
    EXPECT_EQ(count_here(), 0);
  });
  EXPECT_EQ(count(), 1);
}

TEST_F(DatabaseTest, WritersWaitForEachOther) {
  std::vector<std::thread> writers;
  for (int writer = 0; writer < 4; ++writer) {
    writers.emplace_back([this, writer] {
      for (int i = 0; i < 25; ++i) {
        database.write([&](Transaction& t) {
          t.execute("INSERT INTO thing VALUES (?, 'a', 1.5)",
                    Id::named(std::to_string(writer), std::to_string(i)));
        });
      }
    });
  }
  for (auto& writer : writers) writer.join();
  EXPECT_EQ(count(), 100);
}

TEST_F(DatabaseTest, ActionsAfterACommitDoNotRunAfterARollback) {
  int runs = 0;
  database.write([&](Transaction& t) { t.after_commit(this, [&] { ++runs; }); });
  EXPECT_THROW(database.write([&](Transaction& t) {
    t.after_commit(this, [&] { ++runs; });
    throw Problem::conflict("test", "No.");
  }),
               Problem);
  database.write([](Transaction&) {});
  EXPECT_EQ(runs, 1);
}

TEST_F(DatabaseTest, TheLastActionOfAnOwnerRunsOnce) {
  std::vector<int> runs;
  const int other = 0;
  database.write([&](Transaction& t) {
    for (int i = 0; i < 3; ++i) t.after_commit(this, [&runs, i] { runs.push_back(i); });
    t.after_commit(&other, [&runs] { runs.push_back(9); });
  });
  EXPECT_EQ(runs, (std::vector{2, 9}));
}

TEST_F(DatabaseTest, WrongSqlIsABug) {
  EXPECT_THROW(database.read([](Session& s) { s.query("SELEC 1"); }), std::logic_error);
}

TEST_F(DatabaseTest, ReadersCannotWrite) {
  EXPECT_THROW(
      database.read([](Session& s) { s.query("INSERT INTO thing VALUES (x'00', 'a', 1)").next(); }),
      Problem);
}

TEST_F(DatabaseTest, RefusesADatabaseOfANewerProgram) {
  database.write([](Transaction& t) {
    t.execute(
        "INSERT INTO schema_migration VALUES (9999, 'future', x'00000000000000000000000000000000', "
        "0)");
  });
  EXPECT_THROW(Database::open(folder.path() / "anlan.db", clock), Problem);
}

TEST_F(DatabaseTest, RefusesAMigrationThatChangedAfterItWasApplied) {
  auto changed = embedded_migrations();
  ASSERT_FALSE(changed.empty());
  changed.front().sql += " ";
  EXPECT_THROW(migrate(database, changed, clock), Problem);
}

TEST(DatabaseFile, AFileThatIsNoDatabaseIsUnavailable) {
  const tests::TemporaryFolder folder;
  EXPECT_THROW(Database::open(folder.path() / "absent" / "anlan.db", SystemClock()), Problem);
}

}  // namespace
}  // namespace anlan::store
