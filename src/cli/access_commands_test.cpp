#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iostream>
#include <sstream>

#include "base/problem.h"
#include "cli/accounts_commands.h"
#include "cli/application.h"
#include "cli/audit_commands.h"
#include "tests/support/command_line.h"
#include "tests/support/unit_tree.h"

namespace anlan::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class AccessCommandsTest : public tests::CommandLine {
 protected:
  AccessCommandsTest() : CommandLine({add_accounts_commands, add_audit_commands}) {
    Application application;
    prepare(application);
    tests::add_unit(application.database(), *UnitPath::parse("53/"));
    tests::add_unit(application.database(), *UnitPath::parse("53/530102/"));
  }

  std::string add_analyst(const std::string& name) {
    return run({"accounts", "add", name, "--role", "analyst", "--unit", "530102"});
  }
  void tamper(std::string_view sql) {
    Application application;
    prepare(application);
    application.database().write([&](store::Transaction& t) { t.run_script(sql); });
  }
};

TEST_F(AccessCommandsTest, PrintsARandomPasswordOnceAndKeepsItNowhere) {
  const auto printed = add_analyst("wang.li");
  ASSERT_THAT(printed, StartsWith("wang.li\t"));
  const auto password = printed.substr(8, printed.size() - 9);
  EXPECT_EQ(password.size(), 19U);
  Application application;
  application.set_data_folder(folder.path());
  EXPECT_TRUE(application.sessions().sign_in("wang.li", password, "127.0.0.1").has_value());
  EXPECT_THAT(run({"accounts", "list"}), Not(HasSubstr(password)));
  EXPECT_THAT(run({"audit", "list"}), Not(HasSubstr(password)));
}

TEST_F(AccessCommandsTest, ListsAndDisablesAndEnables) {
  add_analyst("wang.li");
  EXPECT_EQ(run({"accounts", "list"}), "wang.li\twang.li\tanalyst\t530102\tenabled\n");
  run({"accounts", "disable", "wang.li"});
  EXPECT_EQ(run({"accounts", "list", "--unit", "530102"}),
            "wang.li\twang.li\tanalyst\t530102\tdisabled\n");
  run({"accounts", "enable", "wang.li"});
  EXPECT_THAT(run({"accounts", "list"}), HasSubstr("enabled"));
  EXPECT_THROW(run({"accounts", "disable", "nobody"}), Problem);
}

TEST_F(AccessCommandsTest, AsksForAPasswordTwice) {
  const auto answers = [this](const std::string& typed, std::vector<std::string> words) {
    std::istringstream input(typed);
    auto* before = std::cin.rdbuf(input.rdbuf());
    try {
      const auto printed = run(std::move(words));
      std::cin.rdbuf(before);
      return printed;
    } catch (...) {
      std::cin.rdbuf(before);
      throw;
    }
  };
  const std::vector<std::string> add{"accounts", "add",    "wang.li", "--role",
                                     "analyst",  "--unit", "530102",  "--ask"};
  EXPECT_THROW(answers("correct horse battery\nanother\n", add), Problem);
  EXPECT_THROW(answers("short\nshort\n", add), Problem);
  EXPECT_THROW(answers("", add), Problem);
  EXPECT_EQ(answers("correct horse battery\ncorrect horse battery\n", add), "");
  EXPECT_EQ(answers("another long password\nanother long password\n",
                    {"accounts", "password", "wang.li", "--ask"}),
            "");
  Application application;
  application.set_data_folder(folder.path());
  const auto signed_in =
      application.sessions().sign_in("wang.li", "another long password", "127.0.0.1");
  ASSERT_TRUE(signed_in.has_value());
  EXPECT_FALSE(signed_in->visitor.account.must_change_password);
}

TEST_F(AccessCommandsTest, RefusesAnUnknownRoleOrUnit) {
  run({"accounts", "add", "wang.li", "--role", "king", "--unit", "53"});
  EXPECT_NE(exit_code, 0);
  EXPECT_THROW(run({"accounts", "add", "wang.li", "--role", "analyst", "--unit", "99"}), Problem);
  EXPECT_EQ(run({"accounts", "list"}), "");
}

TEST_F(AccessCommandsTest, VerifiesTheJournalAndNamesTheFirstBadEntry) {
  for (const auto* name : {"aa", "bb", "cc", "dd"}) add_analyst(name);
  EXPECT_EQ(run({"audit", "verify"}), "The journal holds: 4 entries.\n");
  EXPECT_EQ(exit_code, 0);
  tamper("UPDATE journal SET detail = '{}' WHERE sequence = 3");
  EXPECT_THAT(run({"audit", "verify"}), StartsWith("The journal is broken at entry 3: "));
  EXPECT_EQ(exit_code, 1);
}

TEST_F(AccessCommandsTest, ANotedHeadShowsATruncation) {
  for (const auto* name : {"aa", "bb", "cc"}) add_analyst(name);
  const auto head = lines_of(run({"audit", "head"})).at(0);
  ASSERT_THAT(head, StartsWith("3:"));
  EXPECT_EQ(run({"audit", "verify", "--head", head}), "The journal holds: 3 entries.\n");
  tamper("DELETE FROM journal WHERE sequence = 3");
  std::filesystem::remove(folder.path() / "journal.head");
  run({"audit", "verify"});
  EXPECT_EQ(exit_code, 0) << "whoever can cut both can hide it, but for a head noted elsewhere";
  EXPECT_THAT(run({"audit", "verify", "--head", head}),
              StartsWith("The journal is broken at entry 3: "));
  EXPECT_EQ(exit_code, 1);
  for (const auto* wrong : {"3", "3:abc", "x:", ":"})
    EXPECT_THROW(run({"audit", "verify", "--head", wrong}), Problem) << wrong;
}

TEST_F(AccessCommandsTest, ListsTheJournalNewestFirst) {
  for (const auto* name : {"aa", "bb"}) add_analyst(name);
  const auto lines = lines_of(run({"audit", "list", "--kind", "account", "--limit", "1"}));
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_THAT(lines[0], StartsWith("2\t"));
  EXPECT_THAT(lines[0], HasSubstr("\tsystem:cli\taccount.added\t"));
}

TEST(AccessCommandsBeforeAnyUnit, TheJournalIsVerifiedAndAccountsAreRefusedWithAReason) {
  const tests::TemporaryFolder folder;
  Application application;
  application.set_data_folder(folder.path());
  CLI::App app;
  add_accounts_commands(app, application);
  add_audit_commands(app, application);
  testing::internal::CaptureStdout();
  EXPECT_NO_THROW(app.parse("audit verify"));
  EXPECT_EQ(testing::internal::GetCapturedStdout(), "The journal holds: 0 entries.\n");
  EXPECT_THROW(app.parse("accounts add wang.li --role analyst --unit 53"), Problem);
}

}  // namespace
}  // namespace anlan::cli
