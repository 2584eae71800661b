#include "cli/tasks_commands.h"

#include <gmock/gmock.h>

#include "access/sessions.h"
#include "base/problem.h"
#include "tests/support/command_line.h"
#include "tests/support/unit_tree.h"

namespace anlan::cli {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

/// A county of two stations; a patrol for each, and one of them is an officer's.
class TasksCommandsTest : public tests::CommandLine {
 protected:
  TasksCommandsTest() : CommandLine({add_tasks_commands}) {
    Application application;
    prepare(application);
    for (const auto* path : {"53/", "53/c/", "53/c/s1/", "53/c/s2/"})
      tests::add_unit(application.database(), *UnitPath::parse(path));
    const auto console = access::console_actor(application.database());
    const auto officer = application.accounts()
                             .add(console, {.name = "li.na",
                                            .display_name = "Li Na",
                                            .role = access::Role::station_officer,
                                            .unit = *UnitCode::parse("s1")})
                             .account;
    for (const auto* unit : {"53/c/s1/", "53/c/s2/"}) {
      const tasks::TaskOrder order{.template_kind = "patrol",
                                   .unit = *UnitPath::parse(unit),
                                   .basis = "Burglaries",
                                   .origin = {.kind = "warning", .id = unit}};
      ordered.push_back(application.tasks().order(console, order).task.id.to_string());
    }
    application.tasks().assign(console, *Id::parse(ordered[0]), {}, officer.id);
  }
  std::vector<std::string> ids_of(std::vector<std::string> options) {
    options.insert(options.begin(), {"tasks", "list"});
    std::vector<std::string> ids;
    for (const auto& line : lines_of(run(std::move(options))))
      ids.push_back(columns_of(line).at(0));
    return ids;
  }

  std::vector<std::string> ordered;
};

TEST_F(TasksCommandsTest, ListsWhatUnitsWereAskedToDo) {
  const auto lines = lines_of(run({"tasks", "list", "--unit", "s2"}));
  ASSERT_THAT(lines, SizeIs(1));
  const auto columns = columns_of(lines[0]);
  ASSERT_THAT(columns, SizeIs(7));
  EXPECT_EQ(columns[0], ordered[1]);
  EXPECT_EQ(columns[1], "open");
  EXPECT_EQ(columns[2].substr(0, 8), "2026-03-") << "due after it was ordered, by local time";
  EXPECT_EQ(columns[3], "s2");
  EXPECT_EQ(columns[4], "patrol");
  EXPECT_EQ(columns[5].substr(0, 2), "0/") << "no minutes spent";
  EXPECT_EQ(columns[6], "Patrol");
}

TEST_F(TasksCommandsTest, NarrowsTheList) {
  EXPECT_THAT(ids_of({}), SizeIs(2));
  EXPECT_THAT(ids_of({"--unit", "c"}), SizeIs(2));
  EXPECT_THAT(ids_of({"--state", "assigned"}), ElementsAre(ordered[0]));
  EXPECT_THAT(ids_of({"--state", "open,assigned"}), SizeIs(2));
  EXPECT_THAT(ids_of({"--owner", "li.na"}), ElementsAre(ordered[0]));
  EXPECT_THAT(ids_of({"--origin", "warning:53/c/s2/"}), ElementsAre(ordered[1]));
  EXPECT_THAT(ids_of({"--overdue"}), IsEmpty());
}

TEST_F(TasksCommandsTest, RefusesWhatIsNoUnitStateOwnerOrOrigin) {
  EXPECT_THROW(run({"tasks", "list", "--unit", "nowhere"}), Problem);
  EXPECT_THROW(run({"tasks", "list", "--owner", "nobody"}), Problem);
  EXPECT_THROW(run({"tasks", "list", "--origin", "warning"}), Problem);
  run({"tasks", "list", "--state", "lost"});
  EXPECT_NE(exit_code, 0);
  run({"tasks"});
  EXPECT_NE(exit_code, 0);
}

TEST_F(TasksCommandsTest, EscalatesWhatIsPastItsTime) {
  EXPECT_EQ(run({"tasks", "escalate"}), "0 overdue, 0 units told, 0 expired\n");
  clock.set(clock.now() + Duration::days(8));
  const auto told = run({"tasks", "escalate"});
  EXPECT_EQ(told.substr(0, 10), "2 overdue,") << told;
  EXPECT_THAT(ids_of({"--overdue"}), SizeIs(2));
  EXPECT_EQ(run({"tasks", "escalate"}).substr(0, 10), "0 overdue,") << "each is told once";
}

}  // namespace
}  // namespace anlan::cli
