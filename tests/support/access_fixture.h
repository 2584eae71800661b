// For tests: a tree of units, a clock that stands, and the services of access over them.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "access/journal_reader.h"
#include "access/last_use.h"
#include "access/service.h"
#include "access/sessions.h"
#include "access/tokens.h"
#include "base/instant.h"
#include "store/database.h"
#include "store/journal.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/unit_tree.h"

namespace anlan::access {

inline UnitPath path(std::string_view text) { return *UnitPath::parse(text); }
inline UnitCode code(std::string_view text) { return *UnitCode::parse(text); }

class AccessFixture : public testing::Test {
 protected:
  /// province 53 > prefectures 5301, 5302 > counties 530102, 530103 and 530201 > stations 53010201
  /// and 53010202.
  AccessFixture() {
    for (const auto* unit :
         {"53/", "53/5301/", "53/5301/530102/", "53/5301/530103/", "53/5301/530102/53010201/",
          "53/5301/530102/53010202/", "53/5302/", "53/5302/530201/"}) {
      tests::add_unit(database, path(unit));
    }
  }

  Account add(std::string name, Role role, std::string_view unit,
              std::string_view password = "correct horse battery") {
    return accounts.add(root,
                        {.name = std::move(name),
                         .display_name = "Somebody",
                         .role = role,
                         .unit = code(unit),
                         .must_change_password = false},
                        password);
  }
  /// Signed in, from an address of its own; fails the test if refused.
  SignedIn sign_in(std::string_view name, std::string_view password = "correct horse battery") {
    auto signed_in = sessions.sign_in(name, password, "203.0.113.7");
    EXPECT_TRUE(signed_in.has_value());
    return signed_in.value();
  }
  std::vector<JournalRecord> journal_entries() { return journal_reader.after(0, 1000); }
  JournalRecord last_entry() { return journal_entries().back(); }
  void pass(Duration duration) { clock.set(clock.now() + duration); }

  tests::TemporaryFolder folder;
  FixedClock clock{*Instant::parse("2026-01-05T01:00:00Z")};
  IdSource ids{clock, 7};
  store::Database database = store::Database::open(folder.path() / "anlan.db", clock);
  store::Journal journal = store::Journal::open(folder.path());
  PasswordHasher hasher{{.passes = 1, .bytes = 8192}};  // as little as Argon2 takes
  LastUse last_use{database};
  Accounts accounts{database, journal, clock, ids, hasher};
  Sessions sessions{database, journal, clock, ids, hasher, last_use};
  Tokens tokens{database, journal, clock, ids};
  JournalReader journal_reader{database, journal, clock};
  Actor root = Actor::system("test", path("53/"));
};

/// What a use case throws, to be compared with a ProblemKind; fails the test if it throws nothing.
template <class Work>
ProblemKind problem_of(Work&& work) {
  try {
    work();
  } catch (const Problem& problem) {
    return problem.kind();
  }
  ADD_FAILURE() << "a Problem should have been thrown";
  return ProblemKind::unavailable;
}

}  // namespace anlan::access
