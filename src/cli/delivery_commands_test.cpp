#include "cli/delivery_commands.h"

#include <gmock/gmock.h>

#include "base/problem.h"
#include "tests/support/command_line.h"
#include "tests/support/unit_tree.h"

namespace anlan::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;
using testing::StartsWith;

class DeliveryCommandsTest : public tests::CommandLine {
 protected:
  DeliveryCommandsTest() : CommandLine({add_delivery_commands}) {
    Application application;
    prepare(application);
    for (const auto* path : {"53/", "53/c/"})
      tests::add_unit(application.database(), *UnitPath::parse(path));
  }
  static std::string code_of(const auto& work) {
    try {
      work();
    } catch (const Problem& problem) {
      return problem.code();
    }
    return "";
  }
};

TEST_F(DeliveryCommandsTest, AWebhookIsAddedWithASecretShownOnceListedAndRemoved) {
  const auto added =
      columns_of(lines_of(run({"webhooks", "add", "https://a.example/x", "--unit", "c"})).at(0));
  ASSERT_THAT(added, SizeIs(2));
  EXPECT_THAT(added[1], StartsWith("whsec_"));
  const auto list = run({"webhooks", "list"});
  EXPECT_EQ(list, added[0] + "\tc\thttps://a.example/x\tnot used yet\n");
  EXPECT_THAT(list, Not(HasSubstr(added[1])));
  EXPECT_EQ(run({"webhooks", "remove", added[0]}), "");
  EXPECT_EQ(run({"webhooks", "list"}), "");
  EXPECT_EQ(code_of([&] { run({"webhooks", "remove", added[0]}); }), "access.not_found");
}

TEST_F(DeliveryCommandsTest, AMailAddressIsAddedListedAndRemoved) {
  const auto id = lines_of(run({"mail", "add", "duty@c.example", "--unit", "c"})).at(0);
  EXPECT_EQ(run({"mail", "list"}), id + "\tc\tduty@c.example\tnot used yet\n");
  EXPECT_EQ(code_of([&] { run({"mail", "add", "duty@c.example", "--unit", "c"}); }),
            "delivery.address_known");
  EXPECT_THAT(lines_of(run({"mail", "add", "duty@c.example", "--unit", "53"})), SizeIs(1));
  EXPECT_EQ(run({"mail", "remove", id}), "");
  EXPECT_THAT(lines_of(run({"mail", "list"})), ElementsAre(HasSubstr("\t53\tduty@c.example")));
}

TEST_F(DeliveryCommandsTest, RefusesWhatIsNoUnitAddressOrId) {
  EXPECT_EQ(code_of([&] { run({"webhooks", "add", "https://a.example/", "--unit", "x"}); }),
            "units.unknown");
  EXPECT_EQ(code_of([&] { run({"webhooks", "add", "ftp://a.example/", "--unit", "c"}); }),
            "delivery.url");
  EXPECT_EQ(code_of([&] { run({"mail", "add", "nobody", "--unit", "c"}); }), "delivery.address");
  EXPECT_EQ(code_of([&] { run({"mail", "remove", "7"}); }), "delivery.id");
  run({"mail", "add", "duty@c.example"});
  EXPECT_NE(exit_code, 0) << "a unit must be named";
}

}  // namespace
}  // namespace anlan::cli
