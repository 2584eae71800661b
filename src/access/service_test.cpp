#include "access/service.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/problem.h"
#include "tests/support/access_fixture.h"

namespace anlan::access {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class AccountsTest : public AccessFixture {
 protected:
  Actor administrator_of(std::string_view unit) {
    return actor_of(add("admin-" + std::string(unit), Role::administrator, unit));
  }
  std::vector<std::string> names(const Actor& actor, const std::optional<UnitCode>& unit = {}) {
    std::vector<std::string> names;
    for (const auto& account : accounts.list(actor, unit, "", 100).items)
      names.push_back(account.name);
    return names;
  }
};

TEST_F(AccountsTest, AnAccountIsMadeWithARandomPasswordThatSignsIn) {
  const auto made = accounts.add(root, {.name = "wang.li",
                                        .display_name = "王力",
                                        .role = Role::station_officer,
                                        .unit = code("53010201"),
                                        .must_change_password = true});
  EXPECT_EQ(made.account.unit_path, path("53/5301/530102/53010201/"));
  EXPECT_EQ(made.account.unit_name.zh, "53010201");
  EXPECT_TRUE(made.account.must_change_password);
  EXPECT_EQ(accounts.find(root, made.account.id).display_name, "王力");
  EXPECT_TRUE(sessions.sign_in("wang.li", made.password, "203.0.113.7").has_value());
}

TEST_F(AccountsTest, TheJournalTellsOfItInTheSameTransactionAndWithoutAName) {
  const auto account = add("wang.li", Role::analyst, "530102");
  const auto entry = last_entry().entry;
  EXPECT_EQ(entry.action, "account.added");
  EXPECT_EQ(entry.subject, account.id.to_string());
  EXPECT_EQ(entry.unit, account.unit_path);
  EXPECT_EQ(entry.detail, R"({"role":"analyst","unit":"530102"})");
  const auto entries = journal_entries().size();
  EXPECT_EQ(problem_of([&] { add("wang.li", Role::analyst, "530102"); }), ProblemKind::conflict);
  EXPECT_EQ(journal_entries().size(), entries);
}

TEST_F(AccountsTest, AWeakPasswordIsRefused) {
  EXPECT_EQ(problem_of([&] { add("wang.li", Role::analyst, "530102", "wang.li12345"); }),
            ProblemKind::invalid);
  EXPECT_EQ(problem_of([&] { add("wang.li", Role::analyst, "530102", "short"); }),
            ProblemKind::invalid);
  EXPECT_TRUE(journal_entries().empty());
}

TEST_F(AccountsTest, AnAdministratorMakesAccountsInItsScopeOnly) {
  const auto administrator = administrator_of("530102");
  const auto make = [&](std::string name, std::string_view unit) {
    accounts.add(administrator, {.name = std::move(name),
                                 .display_name = "Somebody",
                                 .role = Role::station_officer,
                                 .unit = code(unit)});
  };
  EXPECT_NO_THROW(make("own", "530102"));
  EXPECT_NO_THROW(make("child", "53010201"));
  for (const auto* unit : {"53", "5301", "530103", "no-such-unit"}) {
    EXPECT_EQ(problem_of([&] { make("other", unit); }), ProblemKind::forbidden) << unit;
  }
}

TEST_F(AccountsTest, OnlyAdministratorsManageAccounts) {
  const auto victim = add("victim", Role::station_officer, "53010201");
  for (const auto role : all_roles()) {
    if (role == Role::administrator) continue;
    const auto actor = actor_of(add(std::string("by-") + std::string(to_string(role)), role, "53"));
    EXPECT_EQ(problem_of([&] { accounts.find(actor, victim.id); }), ProblemKind::not_found);
    EXPECT_EQ(problem_of([&] { accounts.list(actor, {}, "", 10); }), ProblemKind::forbidden);
    EXPECT_EQ(problem_of([&] { accounts.change(actor, victim.id, {.is_disabled = true}); }),
              ProblemKind::not_found);
    EXPECT_EQ(problem_of([&] { accounts.reset_password(actor, victim.id); }),
              ProblemKind::not_found);
    EXPECT_EQ(problem_of([&] {
                accounts.add(actor, {.name = "new",
                                     .display_name = "New",
                                     .role = Role::analyst,
                                     .unit = code("53010201")});
              }),
              ProblemKind::forbidden);
  }
  EXPECT_FALSE(accounts.find(root, victim.id).is_disabled);
}

TEST_F(AccountsTest, ListsTheScopeByNameInPages) {
  const auto administrator = administrator_of("530102");
  for (const auto* name : {"c", "a", "b"}) add(std::string(name) + "1", Role::analyst, "53010201");
  add("elsewhere", Role::analyst, "530103");
  EXPECT_THAT(names(administrator), ElementsAre("a1", "admin-530102", "b1", "c1"));
  EXPECT_THAT(names(administrator, code("53010201")), ElementsAre("a1", "b1", "c1"));
  EXPECT_EQ(problem_of([&] { names(administrator, code("530103")); }), ProblemKind::forbidden);
  EXPECT_EQ(problem_of([&] { names(administrator, code("no-such-unit")); }),
            ProblemKind::forbidden);

  const auto first = accounts.list(administrator, {}, "", 3);
  EXPECT_EQ(first.items.size(), 3U);
  EXPECT_EQ(first.next_cursor, "b1");
  const auto second = accounts.list(administrator, {}, first.next_cursor, 3);
  EXPECT_EQ(second.items.size(), 1U);
  EXPECT_TRUE(second.next_cursor.empty());
}

TEST_F(AccountsTest, AnAccountWhoseUnitIsGoneHasNoScope) {
  const auto account = add("wang.li", Role::commander, "530103");
  database.write([](store::Transaction& transaction) {
    transaction.execute("DELETE FROM unit WHERE code = '530103'");
  });
  const auto signed_in = sign_in("wang.li");
  EXPECT_TRUE(signed_in.visitor.actor.scope.empty());
  for (const auto permission : all_permissions())
    EXPECT_FALSE(may(signed_in.visitor.actor, permission, path("53/5301/530103/")));
}

TEST_F(AccountsTest, AMovedUnitTakesItsAccountsAlong) {
  add("wang.li", Role::commander, "530102");
  database.write([](store::Transaction& transaction) {
    transaction.execute("UPDATE unit SET path = '53/5302/530102/' WHERE code = '530102'");
  });
  EXPECT_EQ(sign_in("wang.li").visitor.actor.scope, path("53/5302/530102/"));
}

TEST_F(AccountsTest, AChangeOfRightsEndsSessionsAndTokens) {
  const std::vector<AccountChange> changes{
      {.role = Role::auditor}, {.unit = code("530103")}, {.is_disabled = true}};
  for (std::size_t i = 0; i < changes.size(); ++i) {
    const auto name = "user" + std::to_string(i);
    const auto account = add(name, Role::analyst, "530102");
    const auto signed_in = sign_in(name);
    const auto token = tokens.make(signed_in.visitor.actor, {.name = "export"});
    accounts.change(root, account.id, {.display_name = "Still in"});
    EXPECT_TRUE(sessions.visitor_by_session(signed_in.secret));
    EXPECT_TRUE(sessions.visitor_by_token(token.secret));
    accounts.change(root, account.id, changes[i]);
    EXPECT_FALSE(sessions.visitor_by_session(signed_in.secret));
    EXPECT_FALSE(sessions.visitor_by_token(token.secret));
  }
}

TEST_F(AccountsTest, TheJournalTellsWhatChanged) {
  const auto account = add("wang.li", Role::analyst, "530102");
  accounts.change(root, account.id, {.display_name = "Li Wang", .role = Role::commander});
  EXPECT_EQ(last_entry().entry.action, "account.changed");
  EXPECT_THAT(last_entry().entry.detail, HasSubstr(R"("role":["analyst","commander"])"));
  EXPECT_THAT(last_entry().entry.detail, Not(HasSubstr("Wang")));
  accounts.change(root, account.id, {.is_disabled = true});
  EXPECT_EQ(last_entry().entry.action, "account.disabled");
  accounts.change(root, account.id, {.is_disabled = false});
  EXPECT_EQ(last_entry().entry.action, "account.enabled");
}

TEST_F(AccountsTest, ASecondChangeOfTheSameVersionIsAConflict) {
  const auto account = add("wang.li", Role::analyst, "530102");
  const auto changed =
      accounts.change(root, account.id, {.language = Language::en}, account.version);
  EXPECT_EQ(changed.version, account.version + 1);
  EXPECT_EQ(problem_of([&] {
              accounts.change(root, account.id, {.language = Language::zh}, account.version);
            }),
            ProblemKind::conflict);
}

TEST_F(AccountsTest, NobodyRaisesThemselves) {
  const auto account = add("boss", Role::administrator, "530102");
  const auto self = actor_of(account);
  EXPECT_EQ(problem_of([&] { accounts.change(self, account.id, {.role = Role::commander}); }),
            ProblemKind::forbidden);
  EXPECT_EQ(problem_of([&] { accounts.reset_password(self, account.id); }), ProblemKind::forbidden);
  const auto other = add("other", Role::administrator, "530102");
  EXPECT_EQ(problem_of([&] { accounts.change(self, other.id, {.unit = code("53")}); }),
            ProblemKind::forbidden);
}

TEST_F(AccountsTest, AResetPasswordReplacesTheOldOneAndMustBeChanged) {
  const auto account = add("wang.li", Role::analyst, "530102");
  const auto signed_in = sign_in("wang.li");
  const auto reset = accounts.reset_password(root, account.id);
  EXPECT_TRUE(reset.account.must_change_password);
  EXPECT_FALSE(sessions.visitor_by_session(signed_in.secret));
  EXPECT_FALSE(sessions.sign_in("wang.li", "correct horse battery", "203.0.113.7").has_value());
  EXPECT_TRUE(sign_in("wang.li", reset.password).visitor.account.must_change_password);
  EXPECT_FALSE(accounts.set_password(root, account.id, "another long one").must_change_password);
  EXPECT_NO_THROW(sign_in("wang.li", "another long one"));
}

TEST_F(AccountsTest, TellsOtherSlicesWhoIsWho) {
  const auto officer = add("officer", Role::station_officer, "53010201");
  const auto chief = add("chief", Role::station_chief, "53010201");
  add("analyst", Role::analyst, "530102");
  database.read([&](store::Session& session) {
    EXPECT_EQ(accounts.display_name(session, officer.id.to_string()), "Somebody");
    EXPECT_EQ(accounts.display_name(session, "system:detect"), "system:detect");
    EXPECT_EQ(accounts.find(session, chief.id)->name, "chief");
    EXPECT_FALSE(accounts.find(session, Id::named("test", "nobody")));
    const auto station = path("53/5301/530102/53010201/");
    EXPECT_TRUE(accounts.could(session, officer.id, Permission::tasks_do, station));
    EXPECT_FALSE(accounts.could(session, officer.id, Permission::tasks_order, station));
    EXPECT_FALSE(accounts.could(session, officer.id, Permission::tasks_do,
                                path("53/5301/530102/53010202/")));
    EXPECT_EQ(accounts.holders(session, path("53/"), Permission::tasks_do, 10).size(), 2U);
    EXPECT_TRUE(accounts.holders(session, UnitPath(), Permission::tasks_do, 10).empty());
  });
  accounts.change(root, officer.id, {.is_disabled = true});
  database.read([&](store::Session& session) {
    EXPECT_FALSE(accounts.could(session, officer.id, Permission::tasks_do,
                                path("53/5301/530102/53010201/")));
  });
}

TEST_F(AccountsTest, WhoOrdersTasksSeesWhoMightDoThem) {
  add("officer", Role::station_officer, "53010201");
  add("neighbour", Role::station_officer, "53010202");
  const auto chief = actor_of(add("chief", Role::station_chief, "53010201"));
  const auto doers = accounts.list_doers(chief, {});
  ASSERT_EQ(doers.size(), 2U);
  EXPECT_EQ(doers[0].name, "chief");
  EXPECT_EQ(doers[1].name, "officer");
  EXPECT_EQ(problem_of([&] { accounts.list_doers(chief, code("53010202")); }),
            ProblemKind::forbidden);
  EXPECT_EQ(problem_of([&] { accounts.list_doers(actor_of(doers[1]), {}); }),
            ProblemKind::forbidden);
}

}  // namespace
}  // namespace anlan::access
