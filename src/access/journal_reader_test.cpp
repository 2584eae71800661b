#include "access/journal_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "access/journal_repository.h"
#include "base/problem.h"
#include "tests/support/access_fixture.h"

namespace anlan::access {
namespace {

using testing::Each;
using testing::ElementsAre;

class JournalReaderTest : public AccessFixture {
 protected:
  void append(std::string action, std::string_view unit, std::string subject = "1",
              std::string actor = "system:test") {
    const auto kind = action.substr(0, action.find('.'));
    database.write([&](store::Transaction& transaction) {
      journal.append(transaction, {.at = clock.now(),
                                   .actor = std::move(actor),
                                   .action = std::move(action),
                                   .subject_kind = kind,
                                   .subject = std::move(subject),
                                   .unit = unit.empty() ? UnitPath() : path(unit)});
    });
  }
  Actor auditor_at(std::string_view unit) const {
    return {.account = Id::named("test", unit),
            .name = "auditor",
            .role = Role::auditor,
            .scope = path(unit)};
  }
  std::vector<std::int64_t> sequences(const Actor& actor, const JournalQuery& query = {}) {
    std::vector<std::int64_t> sequences;
    for (const auto& record : journal_reader.list(actor, query).items)
      sequences.push_back(record.sequence);
    return sequences;
  }
};

TEST_F(JournalReaderTest, ReadsTheScopeNewestFirst) {
  append("warning.issued", "53/5301/530102/");
  append("warning.issued", "53/5301/530103/");
  append("warning.closed", "53/5301/530102/53010201/");
  append("unit.imported", "53/");
  append("unit.lost", "");
  EXPECT_THAT(sequences(auditor_at("53/5301/530102/")), ElementsAre(3, 1));
  EXPECT_THAT(sequences(auditor_at("53/"), {.unit = code("530103")}), ElementsAre(2));
  Actor nobody{.role = Role::auditor};
  EXPECT_EQ(problem_of([&] { sequences(nobody); }), ProblemKind::forbidden);
}

TEST_F(JournalReaderTest, EachReadingIsJournalledWithItsFilter) {
  append("warning.issued", "53/5301/530102/");
  const auto auditor = auditor_at("53/5301/530102/");
  sequences(auditor, {.subject_kind = "warning", .subject = "1"});
  const auto entry = last_entry().entry;
  EXPECT_EQ(entry.action, "journal.read");
  EXPECT_EQ(entry.actor, auditor.journal_name());
  EXPECT_EQ(entry.subject, "warning/1");
  EXPECT_EQ(entry.unit, auditor.scope);
  sequences(auditor, {.before = 2});
  EXPECT_EQ(last_entry().sequence, 2) << "a next page is of the same reading";
}

TEST_F(JournalReaderTest, OutsideTheScopeThereIsNothing) {
  append("warning.issued", "53/5301/530103/");
  const auto auditor = auditor_at("53/5301/530102/");
  for (const auto* unit : {"530103", "5301", "53", "no-such-unit"}) {
    EXPECT_EQ(problem_of([&] { sequences(auditor, {.unit = code(unit)}); }),
              ProblemKind::forbidden);
  }
  EXPECT_TRUE(sequences(auditor, {.subject_kind = "warning", .subject = "1"}).empty());
  const auto officer = actor_of(add("officer", Role::station_officer, "53"));
  EXPECT_EQ(problem_of([&] { sequences(officer); }), ProblemKind::forbidden);
  EXPECT_EQ(problem_of([&] { journal_reader.verify(officer); }), ProblemKind::forbidden);
}

TEST_F(JournalReaderTest, FiltersBySubjectAndPagesByKey) {
  for (int i = 0; i < 5; ++i) append("warning.issued", "53/", i % 2 == 0 ? "a" : "b");
  append("task.ordered", "53/", "a");
  EXPECT_THAT(sequences(root, {.subject_kind = "warning", .subject = "a"}), ElementsAre(5, 3, 1));
  const auto first = journal_reader.list(root, {.subject_kind = "warning", .limit = 2});
  EXPECT_EQ(first.next_before, 4);
  const auto second = journal_reader.list(
      root, {.subject_kind = "warning", .before = first.next_before, .limit = 3});
  EXPECT_EQ(second.items.front().sequence, 3);
  EXPECT_EQ(second.items.size(), 3U);
  EXPECT_FALSE(second.next_before);
}

TEST_F(JournalReaderTest, ALargeScopeIsReadByTheSameRules) {
  // Beyond the number up to which entries are sorted, the other plan answers.
  database.write([&](store::Transaction& transaction) {
    for (int i = 1; i <= 10'500; ++i) {
      transaction.execute(
          "INSERT INTO journal VALUES (?, 0, 'system:test', 'x.done', 'x', '', ?, '', '{}', x'00')",
          i, i % 3 == 0 ? "53/5301/530103/" : "53/5301/530102/");
    }
  });
  const auto read = [&](std::string_view scope, std::optional<std::int64_t> before) {
    return database.read([&](store::Session& session) {
      return list_journal(session, path(scope), {.before = before, .limit = 3});
    });
  };
  const auto last_of = [](const std::vector<JournalRecord>& records) {
    std::vector<std::int64_t> sequences;
    for (const auto& record : records) sequences.push_back(record.sequence);
    return sequences;
  };
  EXPECT_THAT(last_of(read("53/", {})), ElementsAre(10'500, 10'499, 10'498));
  EXPECT_THAT(last_of(read("53/5301/530103/", {})), ElementsAre(10'500, 10'497, 10'494));
  EXPECT_THAT(last_of(read("53/5301/530102/", 10'000)), ElementsAre(9'998, 9'997, 9'995));
}

TEST_F(JournalReaderTest, NamesTheActors) {
  const auto account = add("wang.li", Role::analyst, "530102");
  append("warning.issued", "53/", "1", account.id.to_string());
  const auto items = journal_reader.list(root, {.subject_kind = "warning"}).items;
  ASSERT_EQ(items.size(), 1U);
  EXPECT_EQ(items[0].actor_name, "Somebody");
  EXPECT_EQ(items[0].entry.actor, account.id.to_string());
  EXPECT_EQ(journal_reader.list(root, {.subject_kind = "account"}).items[0].actor_name,
            "system:test");
}

TEST_F(JournalReaderTest, VerifiesWithoutWriting) {
  for (int i = 0; i < 4; ++i) append("warning.issued", "53/");
  const auto good = journal_reader.verify(root);
  EXPECT_FALSE(good.fault);
  EXPECT_EQ(good.head.sequence, 4);
  EXPECT_EQ(good.head.hash, journal_reader.head(root).hash);
  database.write([](store::Transaction& transaction) {
    transaction.execute("UPDATE journal SET purpose = 'x' WHERE sequence = 2");
  });
  EXPECT_EQ(journal_reader.verify(root).fault->sequence, 2);
  EXPECT_EQ(journal_reader.last_sequence(), 4);
}

TEST_F(JournalReaderTest, IsFollowedFromASequence) {
  for (int i = 0; i < 5; ++i) append("warning.issued", "53/");
  const auto records = journal_reader.after(2, 2);
  ASSERT_EQ(records.size(), 2U);
  EXPECT_EQ(records[0].sequence, 3);
  EXPECT_EQ(records[1].sequence, 4);
  EXPECT_TRUE(journal_reader.after(5, 10).empty());
}

}  // namespace
}  // namespace anlan::access
