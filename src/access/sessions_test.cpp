#include "access/sessions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <thread>

#include "access/secret.h"
#include "base/problem.h"
#include "tests/support/access_fixture.h"

namespace anlan::access {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr std::string_view k_password = "correct horse battery";
constexpr std::string_view k_address = "203.0.113.7";

class SessionsTest : public AccessFixture {
 protected:
  Refusal refused(std::string_view name, std::string_view password,
                  std::string_view address = k_address) {
    const auto result = sessions.sign_in(name, password, address);
    EXPECT_FALSE(result.has_value());
    return result.has_value() ? Refusal() : result.error();
  }
};

TEST_F(SessionsTest, SignsInAndIsRecognisedByTheSecret) {
  const auto account = add("wang.li", Role::analyst, "530102");
  const auto signed_in = sign_in(" Wang.Li ");
  EXPECT_EQ(signed_in.visitor.account.last_sign_in_at, clock.now());
  const auto visitor = sessions.visitor_by_session(signed_in.secret);
  ASSERT_TRUE(visitor);
  EXPECT_EQ(visitor->actor.account, account.id);
  EXPECT_EQ(visitor->actor.role, Role::analyst);
  EXPECT_EQ(visitor->actor.scope, path("53/5301/530102/"));
  EXPECT_FALSE(visitor->actor.is_system);
  EXPECT_FALSE(sessions.visitor_by_session("not " + signed_in.secret));
  EXPECT_FALSE(sessions.visitor_by_session(""));
  EXPECT_FALSE(sessions.visitor_by_token(signed_in.secret));
}

TEST_F(SessionsTest, TheDatabaseHoldsNoSecret) {
  add("wang.li", Role::analyst, "530102");
  const auto signed_in = sign_in("wang.li");
  const auto token = tokens.make(signed_in.visitor.actor, {.name = "export"});
  database.read([&](store::Session& session) {
    auto rows = session.query("SELECT password_hash FROM account WHERE name = 'wang.li'");
    ASSERT_TRUE(rows.next());
    EXPECT_THAT(rows.text(0), testing::StartsWith("$argon2id$"));
    EXPECT_THAT(rows.text(0), Not(HasSubstr(std::string(k_password))));
    for (const auto* table : {"user_session", "api_token"}) {
      auto hashes = session.query(std::string("SELECT secret_hash FROM ") + table);
      ASSERT_TRUE(hashes.next());
      const auto bytes = hashes.blob(0);
      const std::string text(bytes.begin(), bytes.end());
      EXPECT_NE(text, signed_in.secret);
      EXPECT_NE(text, token.secret);
      EXPECT_EQ(bytes.size(), 32U);
    }
  });
}

TEST_F(SessionsTest, RefusesTheWrongTheUnknownAndTheDisabledAlike) {
  const auto account = add("wang.li", Role::analyst, "530102");
  EXPECT_EQ(refused("wang.li", "wrong horse battery").reason, Refusal::Reason::wrong);
  EXPECT_EQ(refused("nobody", k_password).reason, Refusal::Reason::wrong);
  EXPECT_EQ(refused("", "").reason, Refusal::Reason::wrong);
  accounts.change(root, account.id, {.is_disabled = true});
  EXPECT_EQ(refused("wang.li", k_password).reason, Refusal::Reason::wrong);
}

TEST_F(SessionsTest, TheJournalTellsOfSuccessAndFailureButKeepsNoPassword) {
  const auto account = add("wang.li", Role::analyst, "530102");
  sign_in("wang.li");
  EXPECT_EQ(last_entry().entry.action, "session.started");
  EXPECT_EQ(last_entry().entry.actor, account.id.to_string());
  refused("wang.li", "hunter2 is my secret");
  auto entry = last_entry().entry;
  EXPECT_EQ(entry.action, "session.refused");
  EXPECT_EQ(entry.subject, account.id.to_string());
  EXPECT_EQ(entry.unit, account.unit_path);
  EXPECT_THAT(entry.detail, Not(HasSubstr("hunter2")));
  refused("hunter2 is my secret", "wang.li");
  entry = last_entry().entry;
  EXPECT_EQ(entry.unit, path("53/"));
  EXPECT_THAT(entry.detail, HasSubstr("hun…"));
  EXPECT_THAT(entry.detail, Not(HasSubstr("hunter2")));
}

TEST_F(SessionsTest, ManyFailuresBlockTheNameEvenForTheRightPassword) {
  add("wang.li", Role::analyst, "530102");
  for (int i = 0; i < 6; ++i) refused("wang.li", "wrong horse battery");
  const auto entries = journal_entries().size();
  const auto refusal = refused("wang.li", k_password, "198.51.100.1");
  EXPECT_EQ(refusal.reason, Refusal::Reason::blocked);
  EXPECT_EQ(refusal.retry_after, Duration::minutes(1));
  EXPECT_EQ(journal_entries().size(), entries) << "a flood must not fill the journal";
  pass(Duration::minutes(1));
  sign_in("wang.li");
  refused("wang.li", "wrong horse battery");  // a success has forgotten the failures
  EXPECT_EQ(refused("wang.li", "wrong horse battery").reason, Refusal::Reason::wrong);
}

TEST_F(SessionsTest, ANameThatThereIsNotIsBlockedLikeOneThatThereIs) {
  for (int i = 0; i < 6; ++i) refused("nobody", "wrong horse battery");
  EXPECT_EQ(refused("nobody", k_password).reason, Refusal::Reason::blocked);
}

TEST_F(SessionsTest, ManyFailuresBlockTheAddressForEveryName) {
  add("wang.li", Role::analyst, "530102");
  for (int i = 0; i < 31; ++i)
    refused("name" + std::to_string(i), "wrong horse battery", "2001:db8::1");
  EXPECT_EQ(refused("wang.li", k_password, "2001:db8::2").reason, Refusal::Reason::blocked);
  EXPECT_NO_THROW(sign_in("wang.li"));  // from elsewhere
}

TEST_F(SessionsTest, FailuresAtTheSameTimeAllCount) {
  add("wang.li", Role::analyst, "530102");
  std::vector<std::thread> guessers;
  for (int i = 0; i < 4; ++i) {
    guessers.emplace_back([this] {
      for (int guess = 0; guess < 5; ++guess)
        (void)sessions.sign_in("wang.li", "wrong horse battery", k_address);
    });
  }
  for (auto& guesser : guessers) guesser.join();
  const auto entries = journal_entries();
  const auto guesses = std::ranges::count_if(entries, [](const JournalRecord& record) {
    return record.entry.action == "session.refused";
  });
  EXPECT_EQ(guesses, 6);
}

TEST_F(SessionsTest, EndsWhenIdleAndIsKeptByUse) {
  add("wang.li", Role::analyst, "530102");
  const auto secret = sign_in("wang.li").secret;
  for (int i = 0; i < 5; ++i) {
    pass(Duration::minutes(50));
    EXPECT_TRUE(sessions.visitor_by_session(secret)) << i;
    if (i % 2 == 0) last_use.flush();
  }
  pass(Duration::minutes(60));
  EXPECT_FALSE(sessions.visitor_by_session(secret));
}

TEST_F(SessionsTest, EndsAfterAShiftWhateverTheUse) {
  add("wang.li", Role::analyst, "530102");
  const auto secret = sign_in("wang.li").secret;
  for (int i = 0; i < 23; ++i) {
    pass(Duration::minutes(30));
    ASSERT_TRUE(sessions.visitor_by_session(secret)) << i;
  }
  pass(Duration::minutes(30));
  EXPECT_FALSE(sessions.visitor_by_session(secret));
}

TEST_F(SessionsTest, UseIsStoredForTheNextStart) {
  add("wang.li", Role::analyst, "530102");
  const auto secret = sign_in("wang.li").secret;
  pass(Duration::minutes(50));
  EXPECT_TRUE(sessions.visitor_by_session(secret));
  last_use.flush();
  pass(Duration::minutes(50));
  LastUse other_program(database);
  Sessions elsewhere(database, journal, clock, ids, hasher, other_program);
  EXPECT_TRUE(elsewhere.visitor_by_session(secret));
}

TEST_F(SessionsTest, SignsOut) {
  add("wang.li", Role::analyst, "530102");
  const auto first = sign_in("wang.li");
  const auto second = sign_in("wang.li");
  sessions.sign_out(first.visitor);
  EXPECT_EQ(last_entry().entry.action, "session.ended");
  EXPECT_FALSE(sessions.visitor_by_session(first.secret));
  EXPECT_FALSE(sessions.visitor_again(first.visitor));
  EXPECT_TRUE(sessions.visitor_by_session(second.secret));
}

TEST_F(SessionsTest, APasswordIsChangedWithTheOldOneAndEndsOtherSessions) {
  add("wang.li", Role::analyst, "530102");
  const auto here = sign_in("wang.li");
  const auto there = sign_in("wang.li");
  const auto change = [&](std::string_view from, std::string_view to) {
    return sessions.change_password(here.visitor, from, to, k_address);
  };
  EXPECT_FALSE(change("wrong horse battery", "a new and longer one").has_value());
  EXPECT_EQ(problem_of([&] { (void)change(k_password, "short"); }), ProblemKind::invalid);
  EXPECT_EQ(problem_of([&] { (void)change(k_password, k_password); }), ProblemKind::invalid);
  EXPECT_TRUE(change(k_password, "a new and longer one").has_value());
  EXPECT_EQ(last_entry().entry.action, "account.password_changed");
  EXPECT_TRUE(sessions.visitor_by_session(here.secret));
  EXPECT_FALSE(sessions.visitor_by_session(there.secret));
  refused("wang.li", k_password);
  EXPECT_NO_THROW(sign_in("wang.li", "a new and longer one"));
}

TEST_F(SessionsTest, GuessingTheOldPasswordIsBlockedToo) {
  add("wang.li", Role::analyst, "530102");
  const auto here = sign_in("wang.li");
  for (int i = 0; i < 6; ++i) {
    EXPECT_FALSE(
        sessions.change_password(here.visitor, "wrong horse", "another long one", k_address)
            .has_value());
  }
  EXPECT_EQ(refused("wang.li", k_password).reason, Refusal::Reason::blocked);
}

TEST_F(SessionsTest, WhoMustChangeThePasswordMayNothingElse) {
  const auto made = accounts.add(root, {.name = "wang.li",
                                        .display_name = "Li Wang",
                                        .role = Role::commander,
                                        .unit = code("530102")});
  const auto first = sign_in("wang.li", made.password);
  EXPECT_TRUE(first.visitor.actor.scope.empty());
  ASSERT_TRUE(
      sessions.change_password(first.visitor, made.password, "my own long password", k_address)
          .has_value());
  const auto visitor = sessions.visitor_by_session(first.secret);
  ASSERT_TRUE(visitor);
  EXPECT_EQ(visitor->actor.scope, path("53/5301/530102/"));
  EXPECT_FALSE(visitor->account.must_change_password);
}

TEST_F(SessionsTest, EndedSessionsAreSweptAway) {
  add("wang.li", Role::analyst, "530102");
  for (int i = 0; i < 3; ++i) sign_in("wang.li");
  pass(Duration::hours(13));
  sign_in("wang.li");
  database.read([](store::Session& session) {
    auto rows = session.query("SELECT count(*) FROM user_session");
    rows.next();
    EXPECT_EQ(rows.integer(0), 1);
  });
}

TEST_F(SessionsTest, ATokenComesInAsItsAccount) {
  const auto account = add("wang.li", Role::analyst, "530102");
  const auto made = tokens.make(actor_of(account), {.name = "export"});
  EXPECT_THAT(made.secret, testing::StartsWith("anlan_"));
  const auto visitor = sessions.visitor_by_token(made.secret);
  ASSERT_TRUE(visitor);
  EXPECT_EQ(visitor->by, Visitor::By::token);
  EXPECT_EQ(visitor->actor.scope, account.unit_path);
  EXPECT_FALSE(visitor->actor.is_read_only);
  EXPECT_FALSE(sessions.visitor_by_session(made.secret));
  EXPECT_FALSE(sessions.visitor_by_token(made.secret + "x"));
  EXPECT_EQ(problem_of([&] { sessions.sign_out(*visitor); }), ProblemKind::forbidden);
  EXPECT_EQ(problem_of([&] {
              (void)sessions.change_password(*visitor, k_password, "a new longer one", k_address);
            }),
            ProblemKind::forbidden);
  last_use.flush();
  EXPECT_EQ(tokens.list(actor_of(account)).front().last_used_at, clock.now());
}

TEST_F(SessionsTest, ATokenMayHaveLessThanItsAccountAndNeverMore) {
  const auto account = add("wang.li", Role::analyst, "530102");
  const auto narrow = tokens.make(
      actor_of(account), {.name = "export", .is_read_only = true, .unit = code("53010201")});
  const auto visitor = sessions.visitor_by_token(narrow.secret);
  ASSERT_TRUE(visitor);
  const auto station = path("53/5301/530102/53010201/");
  EXPECT_EQ(visitor->actor.scope, station);
  EXPECT_TRUE(may(visitor->actor, Permission::incidents_read, station));
  EXPECT_FALSE(may(visitor->actor, Permission::incidents_import, station));
  EXPECT_FALSE(may(visitor->actor, Permission::incidents_read, path("53/5301/530102/53010202/")));
  EXPECT_EQ(problem_of([&] { tokens.make(visitor->actor, {.name = "more"}); }),
            ProblemKind::forbidden);
  for (const auto* unit : {"5301", "530103", "no-such-unit"}) {
    EXPECT_EQ(
        problem_of([&] { tokens.make(actor_of(account), {.name = "wider", .unit = code(unit)}); }),
        ProblemKind::forbidden);
  }
}

TEST_F(SessionsTest, ATokenWhoseUnitLeftTheScopeMayNothing) {
  const auto account = add("wang.li", Role::analyst, "530102");
  const auto made = tokens.make(actor_of(account), {.name = "export", .unit = code("53010201")});
  database.write([](store::Transaction& transaction) {
    transaction.execute(
        "UPDATE unit SET path = '53/5301/530103/53010201/' WHERE code = '53010201'");
  });
  EXPECT_TRUE(sessions.visitor_by_token(made.secret)->actor.scope.empty());
}

TEST_F(SessionsTest, ATokenEndsByTimeByRevocationAndWithItsAccount) {
  const auto account = add("wang.li", Role::analyst, "530102");
  const auto actor = actor_of(account);
  const auto brief = tokens.make(actor, {.name = "brief", .days = 1});
  const auto revoked = tokens.make(actor, {.name = "revoked"});
  const auto stranger = actor_of(add("stranger", Role::analyst, "530102"));
  EXPECT_EQ(problem_of([&] { tokens.revoke(stranger, revoked.token.id); }), ProblemKind::not_found);
  tokens.revoke(actor, revoked.token.id);
  EXPECT_EQ(last_entry().entry.action, "token.revoked");
  EXPECT_FALSE(sessions.visitor_by_token(revoked.secret));
  EXPECT_EQ(problem_of([&] { tokens.revoke(actor, revoked.token.id); }), ProblemKind::not_found);
  const auto visitor = sessions.visitor_by_token(brief.secret);
  ASSERT_TRUE(visitor);
  pass(Duration::days(1));
  EXPECT_FALSE(sessions.visitor_by_token(brief.secret));
  EXPECT_FALSE(sessions.visitor_again(*visitor));
}

TEST_F(SessionsTest, TokensAreNamedAndFew) {
  const auto actor = actor_of(add("wang.li", Role::analyst, "530102"));
  EXPECT_EQ(problem_of([&] { tokens.make(actor, {.name = " "}); }), ProblemKind::invalid);
  EXPECT_EQ(problem_of([&] { tokens.make(actor, {.name = "long", .days = 366}); }),
            ProblemKind::invalid);
  EXPECT_EQ(problem_of([&] { tokens.make(actor, {.name = "none", .days = 0}); }),
            ProblemKind::invalid);
  for (std::size_t i = 0; i < k_tokens_max; ++i) tokens.make(actor, {.name = "export", .days = 1});
  EXPECT_EQ(problem_of([&] { tokens.make(actor, {.name = "export"}); }), ProblemKind::conflict);
  pass(Duration::days(1));
  EXPECT_NO_THROW(tokens.make(actor, {.name = "export"}));
}

TEST(PasswordHasher, HashesWithSaltAndVerifies) {
  const PasswordHasher hasher({.passes = 1, .bytes = 8192});
  const auto hash = hasher.hash("correct horse battery");
  EXPECT_NE(hash, hasher.hash("correct horse battery"));
  EXPECT_TRUE(hasher.verify(hash, "correct horse battery"));
  EXPECT_FALSE(hasher.verify(hash, "correct horse batter"));
  EXPECT_FALSE(hasher.verify(hasher.decoy(), "correct horse battery"));
  EXPECT_FALSE(hasher.verify("not a hash", "correct horse battery"));
  EXPECT_FALSE(hasher.is_outdated(hash));
  EXPECT_TRUE(PasswordHasher({.passes = 2, .bytes = 8192}).is_outdated(hash));
}

TEST(PasswordHasher, TheDecoyCostsWhatAHashCosts) {
  const PasswordHasher hasher({.passes = 2, .bytes = 65536});
  const auto hash = hasher.hash("correct horse battery");
  EXPECT_EQ(hasher.decoy().size(), hash.size());
  EXPECT_EQ(hasher.decoy().substr(0, 28), hash.substr(0, 28));
  EXPECT_FALSE(hasher.is_outdated(hasher.decoy()));
}

TEST(PasswordHasher, TheDefaultCostIsTheOneThatTheRecordNames) {
  EXPECT_THAT(PasswordHasher().hash("correct horse battery"),
              testing::StartsWith("$argon2id$v=19$m=65536,t=3,p=1$"));
}

}  // namespace
}  // namespace anlan::access
