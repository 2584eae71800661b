// JournalReader: what people may read of the journal, and whether it holds.
#pragma once

#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "access/actor.h"
#include "store/database.h"
#include "store/journal.h"

namespace anlan::access {

struct JournalRecord {
  std::int64_t sequence = 0;
  store::JournalEntry entry;
  std::string actor_name;  ///< the account's display name, or "system:<what>"
};

/// What is empty does not filter.
struct JournalQuery {
  std::optional<UnitCode> unit;  ///< the whole scope where it is empty
  std::string subject_kind;
  std::string subject;
  std::optional<std::int64_t> before;  ///< entries with a lower sequence only: the next page
  int limit = 50;
};

/// Newest first. The next page is `before` the last one; empty on the last page.
struct JournalPage {
  std::vector<JournalRecord> items;
  std::optional<std::int64_t> next_before;
};

struct JournalVerification {
  std::optional<store::JournalFault> fault;
  store::JournalHead head;
};

/// Safe to share between threads.
class JournalReader {
 public:
  JournalReader(store::Database& database, store::Journal& journal, const Clock& clock)
      : database_(database), journal_(journal), clock_(clock) {}

  /// Asks for journal_read. The first page of each reading is itself journalled, for the journal
  /// says what people do: as "journal.read", with the filter as its subject.
  JournalPage list(const Actor& actor, const JournalQuery& query);

  /// Reads the whole chain, and writes nothing. Asks for journal_read in one's own scope (of the
  /// program itself for nothing: there may be no unit yet); throws Problem (unavailable) while
  /// another does the same.
  JournalVerification verify(const Actor& actor,
                             const std::optional<store::JournalHead>& noted = {});
  store::JournalHead head(const Actor& actor) const;

  /// The entries after a sequence, oldest first, at most `limit`: for those who follow the journal.
  /// No rights are asked; whoever hands them on asks may_hear_of() of each.
  std::vector<JournalRecord> after(std::int64_t sequence, int limit) const;
  std::int64_t last_sequence() const;

 private:
  store::Database& database_;
  store::Journal& journal_;
  const Clock& clock_;
  std::mutex verifying_;
};

}  // namespace anlan::access
