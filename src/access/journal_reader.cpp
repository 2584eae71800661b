#include "access/journal_reader.h"

#include <algorithm>
#include <boost/json.hpp>

#include "access/journal_repository.h"
#include "access/policy.h"
#include "access/repository.h"
#include "base/problem.h"

namespace anlan::access {
namespace {

using store::Session;
using store::Transaction;

store::JournalEntry reading_of(const Actor& actor, Instant now, const UnitPath& scope,
                               const JournalQuery& query) {
  return {.at = now,
          .actor = actor.journal_name(),
          .action = "journal.read",
          .subject_kind = "journal",
          .subject =
              query.subject_kind.empty() ? std::string() : query.subject_kind + "/" + query.subject,
          .unit = scope,
          .purpose = "audit"};
}

void require_reader(const Actor& actor) {
  if (!actor.is_system) require(actor, Permission::journal_read, actor.scope);
}

}  // namespace

JournalPage JournalReader::list(const Actor& actor, const JournalQuery& query) {
  const auto read = [&](Session& session) {
    const auto scope = query.unit ? path_of_unit(session, *query.unit) : actor.scope;
    require(actor, Permission::journal_read, scope);
    auto wanted = query;
    wanted.limit = query.limit + 1;
    JournalPage page{.items = list_journal(session, scope, wanted), .next_before = {}};
    if (page.items.size() > static_cast<std::size_t>(query.limit)) {
      page.items.pop_back();
      page.next_before = page.items.back().sequence;
    }
    return std::pair(std::move(page), scope);
  };
  if (query.before) return database_.read(read).first;
  return database_.write([&](Transaction& transaction) {
    auto [page, scope] = read(transaction);
    journal_.append(transaction, reading_of(actor, clock_.now(), scope, query));
    return std::move(page);
  });
}

JournalVerification JournalReader::verify(const Actor& actor,
                                          const std::optional<store::JournalHead>& noted) {
  require_reader(actor);
  const std::unique_lock lock(verifying_, std::try_to_lock);
  if (!lock) {
    throw Problem::unavailable("journal.verifying",
                               "The journal is being verified just now; try again in a moment.");
  }
  return database_.read([&](Session& session) {
    return JournalVerification{journal_.verify(session, noted), journal_.head(session)};
  });
}

store::JournalHead JournalReader::head(const Actor& actor) const {
  require_reader(actor);
  return database_.read([&](Session& session) { return journal_.head(session); });
}

std::vector<JournalRecord> JournalReader::after(std::int64_t sequence, int limit) const {
  return database_.read([&](Session& session) { return journal_after(session, sequence, limit); });
}

std::int64_t JournalReader::last_sequence() const {
  return database_.read([&](Session& session) { return journal_.head(session).sequence; });
}

}  // namespace anlan::access
