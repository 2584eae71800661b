#include "store/journal.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "base/problem.h"
#include "store/database.h"
#include "store/migrations.h"
#include "tests/support/temporary_folder.h"

namespace anlan::store {
namespace {

class JournalTest : public testing::Test {
 protected:
  void append(std::string action) {
    database.write([&](Transaction& transaction) {
      journal.append(transaction, {.at = clock.now(),
                                   .actor = "system:test",
                                   .action = std::move(action),
                                   .subject_kind = "warning",
                                   .subject = "1",
                                   .unit = *UnitPath::parse("53/"),
                                   .purpose = "test",
                                   .detail = "{}"});
    });
  }
  void tamper(std::string_view sql) {
    database.write([&](Transaction& transaction) { transaction.run_script(sql); });
  }
  std::optional<JournalFault> verify() {
    return database.read([&](Session& session) { return journal.verify(session); });
  }

  tests::TemporaryFolder folder;
  FixedClock clock{*Instant::parse("2026-01-01T00:00:00Z")};
  Database database = Database::open(folder.path() / "anlan.db", clock);
  Journal journal = Journal::open(folder.path());
};

TEST_F(JournalTest, HoldsWhenNobodyTouchesIt) {
  EXPECT_FALSE(verify());
  for (const auto* action : {"warning.issued", "warning.acknowledged", "warning.closed"})
    append(action);
  EXPECT_FALSE(verify());
}

TEST_F(JournalTest, NamesTheEntryThatWasFlipped) {
  for (int i = 0; i < 5; ++i) append("warning.read");
  tamper("UPDATE journal SET actor = 'system:tesu' WHERE sequence = 3");
  EXPECT_EQ(verify()->sequence, 3);
}

TEST_F(JournalTest, NamesTheEntryThatWasDeleted) {
  for (int i = 0; i < 5; ++i) append("warning.read");
  tamper("DELETE FROM journal WHERE sequence = 2");
  EXPECT_EQ(verify()->sequence, 2);
}

TEST_F(JournalTest, NamesTheFirstOfTwoThatWereSwapped) {
  for (int i = 0; i < 5; ++i) append("warning.read" + std::to_string(i));
  tamper(
      "UPDATE journal SET sequence = -2 WHERE sequence = 2;"
      "UPDATE journal SET sequence = 2 WHERE sequence = 4;"
      "UPDATE journal SET sequence = 4 WHERE sequence = -2");
  EXPECT_EQ(verify()->sequence, 2);
}

TEST_F(JournalTest, NamesTheFirstEntryThatWasCutOff) {
  for (int i = 0; i < 5; ++i) append("warning.read");
  tamper("DELETE FROM journal WHERE sequence > 3");
  EXPECT_EQ(verify()->sequence, 4);
}

TEST_F(JournalTest, AHeadNotedElsewhereShowsACutEvenWhenTheFileIsForged) {
  for (int i = 0; i < 3; ++i) append("warning.read");
  const auto noted = database.read([&](Session& session) { return journal.head(session); });
  tamper("DELETE FROM journal WHERE sequence > 2");
  std::filesystem::remove(folder.path() / "journal.head");
  EXPECT_FALSE(verify());
  const auto fault =
      database.read([&](Session& session) { return journal.verify(session, noted); });
  ASSERT_TRUE(fault);
  EXPECT_EQ(fault->sequence, 3);
}

TEST_F(JournalTest, RollsBackWithItsChange) {
  append("warning.issued");
  EXPECT_THROW(database.write([&](Transaction& transaction) {
    journal.append(transaction, {.at = clock.now(), .actor = "system:test", .action = "x.y"});
    throw Problem::conflict("test", "The change is refused.");
  }),
               Problem);
  EXPECT_FALSE(verify());
  EXPECT_EQ(database.read([&](Session& session) { return journal.head(session).sequence; }), 1);
}

TEST_F(JournalTest, TellsItsListenersAfterTheCommit) {
  std::int64_t heard = 0;
  journal.follow([&](std::int64_t sequence) { heard = sequence; });
  append("warning.issued");
  EXPECT_EQ(heard, 1);
}

TEST_F(JournalTest, AMissingKeyIsNotMadeAnewWhereEntriesWereWritten) {
  append("warning.issued");
  std::filesystem::remove(folder.path() / "journal.key");
  EXPECT_THROW(Journal::open(folder.path()), Problem);
  EXPECT_FALSE(std::filesystem::exists(folder.path() / "journal.key"));
}

TEST_F(JournalTest, AnotherKeyDoesNotVerify) {
  append("warning.issued");
  const tests::TemporaryFolder elsewhere;
  const auto other = Journal::open(elsewhere.path());
  EXPECT_TRUE(database.read([&](Session& session) { return other.verify(session); }));
}

}  // namespace
}  // namespace anlan::store
