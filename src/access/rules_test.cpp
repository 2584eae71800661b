#include "access/rules.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "access/secret.h"
#include "tests/support/access_fixture.h"

namespace anlan::access {
namespace {

NewAccount good_account() {
  return {.name = "zhang.wei",
          .display_name = "张伟",
          .role = Role::station_chief,
          .unit = code("530102")};
}

std::vector<std::string> faulty_fields(const NewAccount& account) {
  std::vector<std::string> fields;
  try {
    require_valid(account);
  } catch (const Problem& problem) {
    EXPECT_EQ(problem.kind(), ProblemKind::invalid);
    for (const auto& fault : problem.faults()) fields.push_back(fault.field);
  }
  return fields;
}

TEST(AccountRules, NamesEveryFieldAtFault) {
  EXPECT_TRUE(faulty_fields(good_account()).empty());
  EXPECT_EQ(faulty_fields({}), (std::vector<std::string>{"name", "display_name", "unit"}));
  for (const auto* name : {"a", "Zhang", "a b", "张伟", "a/b", ""}) {
    auto account = good_account();
    account.name = name;
    EXPECT_EQ(faulty_fields(account), std::vector<std::string>{"name"}) << name;
  }
  auto account = good_account();
  account.name = std::string(41, 'a');
  EXPECT_EQ(faulty_fields(account), std::vector<std::string>{"name"});
  account = good_account();
  account.display_name = std::string(81, 'a');
  EXPECT_EQ(faulty_fields(account), std::vector<std::string>{"display_name"});
}

TEST(AccountRules, CountsCharactersAndNotBytes) {
  auto account = good_account();
  account.display_name.clear();
  for (int i = 0; i < 80; ++i) account.display_name += "安";
  EXPECT_TRUE(faulty_fields(account).empty());
}

TEST(AccountRules, NobodyChangesTheirOwnStanding) {
  const Account self{.id = Id::named("test", "self")};
  const Actor actor{.account = self.id, .role = Role::administrator};
  EXPECT_NO_THROW(require_not_oneself(actor, self, {.display_name = "Other"}));
  EXPECT_THROW(require_not_oneself(actor, self, {.role = Role::commander}), Problem);
  EXPECT_THROW(require_not_oneself(actor, self, {.unit = code("53")}), Problem);
  EXPECT_THROW(require_not_oneself(actor, self, {.is_disabled = true}), Problem);
  EXPECT_NO_THROW(
      require_not_oneself(actor, {.id = Id::named("test", "x")}, {.role = Role::analyst}));
}

TEST(AccountRules, SessionsEndWhenRightsChange) {
  const Account account{.role = Role::analyst, .unit = code("53")};
  EXPECT_FALSE(ends_sessions(account, {.display_name = "Other"}));
  EXPECT_FALSE(ends_sessions(account, {.role = Role::analyst}));
  EXPECT_FALSE(ends_sessions(account, {.is_disabled = false}));
  EXPECT_TRUE(ends_sessions(account, {.role = Role::auditor}));
  EXPECT_TRUE(ends_sessions(account, {.unit = code("5301")}));
  EXPECT_TRUE(ends_sessions(account, {.is_disabled = true}));
}

TEST(PasswordRules, TakesLongOnesAndSaysWhatIsWrong) {
  EXPECT_FALSE(password_fault("correct horse", "wang"));
  EXPECT_FALSE(password_fault("安澜安民一方水土养一方人", "wang"));  // 12 characters
  EXPECT_TRUE(password_fault("short", "wang"));
  EXPECT_TRUE(password_fault("安澜安民", "wang"));  // 12 bytes
  EXPECT_TRUE(password_fault("aaaaaaaaaaaaaaa", "wang"));
  EXPECT_TRUE(password_fault("my name is WANG li", "wang"));
  EXPECT_TRUE(password_fault(std::string(100, 'a') + "bcdefghi" + std::string(150, 'z'), "wang"));
}

TEST(PasswordRules, RandomOnesWillDoAndDiffer) {
  const auto first = random_password();
  EXPECT_EQ(first.size(), 19U);
  EXPECT_NE(first, random_password());
  EXPECT_FALSE(password_fault(first, "wang"));
}

TEST(NameRules, ReadsWhatWasTypedAndKeepsLittleOfIt) {
  EXPECT_EQ(sign_in_name("  Zhang.Wei\n"), "zhang.wei");
  EXPECT_EQ(sign_in_name(" \t"), "");
  EXPECT_EQ(shortened_name("hunter2hunter2"), "hun…");
  EXPECT_EQ(shortened_name("安澜安民"), "安澜安…");
  EXPECT_EQ(shortened_name("abc"), "abc");
}

const Instant k_now = *Instant::parse("2026-01-05T01:00:00Z");

TEST(Backoff, DoublesAfterTheFreeFailuresUpToALimit) {
  FailureCount count;
  for (int i = 0; i < 5; ++i) count = after_failure(count, k_name_backoff, k_now);
  EXPECT_FALSE(is_blocked(count, k_now));
  for (const int minutes : {1, 2, 4, 8, 15, 15}) {
    count = after_failure(count, k_name_backoff, k_now);
    EXPECT_EQ(count.blocked_until - k_now, Duration::minutes(minutes));
  }
  EXPECT_TRUE(is_blocked(count, k_now + Duration::minutes(14)));
  EXPECT_FALSE(is_blocked(count, k_now + Duration::minutes(15)));
}

TEST(Backoff, FailuresLeakAway) {
  FailureCount count;
  for (int i = 0; i < 5; ++i) count = after_failure(count, k_name_backoff, k_now);
  count = after_failure(count, k_name_backoff, k_now + Duration::minutes(50));
  EXPECT_EQ(count.failures, 1);
}

TEST(Backoff, AGuesserGetsFewGuessesADay) {
  FailureCount count;
  int guesses = 0;
  for (auto now = k_now; now < k_now + Duration::days(1); now = now + Duration::seconds(1)) {
    if (is_blocked(count, now)) continue;
    count = after_failure(count, k_name_backoff, now);
    ++guesses;
  }
  EXPECT_LT(guesses, 160);
}

TEST(Backoff, AddressesOfOneNetworkCountTogether) {
  EXPECT_EQ(address_group("203.0.113.7"), "203.0.113.7");
  EXPECT_EQ(address_group("2001:db8:1:2:aaaa::1"), "2001:db8:1:2::/64");
  EXPECT_EQ(address_group("2001:db8:1:2::9"), "2001:db8:1:2::/64");
  EXPECT_EQ(address_group("fe80::1%eth0"), "fe80::/64");
  EXPECT_EQ(address_group("::ffff:203.0.113.7"), "203.0.113.7");
  EXPECT_EQ(address_group("no address"), "no address");
}

TEST(SessionRules, EndsWhenIdleAndAfterAShift) {
  const SessionRule rule;
  const UserSession session{.started_at = k_now, .ends_at = k_now + rule.absolute};
  EXPECT_TRUE(is_live(session, k_now, rule, k_now + Duration::minutes(59)));
  EXPECT_FALSE(is_live(session, k_now, rule, k_now + Duration::minutes(60)));
  const auto late = k_now + Duration::hours(11);
  EXPECT_TRUE(is_live(session, late, rule, late + Duration::minutes(59)));
  EXPECT_FALSE(is_live(session, k_now + Duration::minutes(719), rule, k_now + rule.absolute));
  EXPECT_EQ(ends_at(session, rule, k_now), k_now + Duration::hours(1));
  EXPECT_EQ(ends_at(session, rule, k_now + Duration::minutes(700)), session.ends_at);
}

TEST(Secrets, AreLongDifferentAndHashed) {
  const auto secret = random_secret();
  EXPECT_EQ(secret.size(), 43U);
  EXPECT_NE(secret, random_secret());
  EXPECT_EQ(hash_of_secret(secret), hash_of_secret(secret));
  EXPECT_NE(hash_of_secret(secret), hash_of_secret(secret + "x"));
  EXPECT_NE(csrf_token_of(secret), csrf_token_of(random_secret()));
}

RC_GTEST_PROP(BackoffProperty, ABlockNeverExceedsItsLimitNorEndsEarlier, ()) {
  FailureCount count;
  auto now = k_now;
  for (const auto seconds : *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 2000))) {
    now = now + Duration::seconds(seconds);
    const auto before = count;
    count = after_failure(count, k_name_backoff, now);
    RC_ASSERT(count.failures >= 1);
    RC_ASSERT(count.blocked_until <= now + k_name_backoff.longest || !is_blocked(count, now));
    RC_ASSERT(count.blocked_until >= before.blocked_until || !is_blocked(before, now));
  }
}

}  // namespace
}  // namespace anlan::access
