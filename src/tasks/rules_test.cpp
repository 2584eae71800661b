#include "tasks/rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "access/policy.h"
#include "base/problem.h"

namespace anlan::tasks {
namespace {

using access::Actor;
using access::Role;

const UnitPath k_station = *UnitPath::parse("53/5301/530102/S1/");
const Instant k_now = *Instant::parse("2026-03-02T08:00:00Z");

Id account(std::string_view name) { return Id::named("account", name); }

Actor person(std::string_view name, Role role, const UnitPath& scope) {
  return {.account = account(name), .name = std::string(name), .role = role, .scope = scope};
}

TaskOrder patrol_order() {
  return {.template_kind = "patrol",
          .unit = k_station,
          .basis = "Warning of burglary",
          .origin = {"warning", "w1"}};
}

Task task_of(const TaskOrder& order, std::string_view ordered_by = "system:detect") {
  return admit(order, TemplateBook::standard(), Id::named("task", "1"), ordered_by, k_now);
}

std::vector<std::string> faults_of(const TaskOrder& order) {
  std::vector<std::string> fields;
  try {
    task_of(order);
  } catch (const Problem& problem) {
    EXPECT_EQ(problem.code(), "tasks.entry_gate");
    for (const auto& fault : problem.faults()) fields.push_back(fault.field);
  }
  return fields;
}

TEST(EntryGate, TakesWordsAndMeasureFromTheTemplate) {
  const auto task = task_of(patrol_order());
  EXPECT_EQ(task.title.zh, "巡逻");
  EXPECT_EQ(task.due_at, k_now + Duration::hours(24));
  EXPECT_EQ(task.expires_at, task.due_at + Duration::hours(168));
  EXPECT_EQ(task.expected_minutes, 90);
  EXPECT_EQ(task.state, TaskState::open);
  EXPECT_FALSE(task.evidence.en.empty());
}

TEST(EntryGate, NamesEverythingThatIsMissing) {
  auto order = patrol_order();
  order.unit = {};
  order.basis = "";
  order.expected_minutes = 0;
  order.due_at = k_now - Duration::hours(1);
  order.evidence = Bilingual{};
  EXPECT_THAT(faults_of(order), testing::UnorderedElementsAre("unit", "basis", "expected_minutes",
                                                              "due_at", "evidence", "evidence"));
}

TEST(EntryGate, RefusesWhatNoTemplateKnows) {
  auto order = patrol_order();
  order.template_kind = "surveillance";
  EXPECT_THAT(faults_of(order), testing::ElementsAre("template"));
}

TEST(EntryGate, RefusesAPlaceThatIsNone) {
  auto order = patrol_order();
  order.place = Circle{.centre = {.longitude = 102.7, .latitude = 91}, .radius = Metres::of(0)};
  order.window = Window{.start = k_now, .end = k_now};
  EXPECT_THAT(faults_of(order), testing::ElementsAre("place", "place", "window"));
}

TEST(Duplicates, TheSameOriginIsTheSameWork) {
  const auto one = task_of(patrol_order());
  auto other = one;
  EXPECT_TRUE(is_same_work(one, other));
  other.origin.id = "w2";
  EXPECT_FALSE(is_same_work(one, other));
  other = one;
  other.template_kind = "law_talk";
  EXPECT_FALSE(is_same_work(one, other));
  other = one;
  other.unit = *UnitPath::parse("53/5301/530102/S2/");
  EXPECT_FALSE(is_same_work(one, other));
}

TEST(Duplicates, TwoOrdersOfPeopleWithoutAPlaceAreTwoTasks) {
  auto order = patrol_order();
  order.origin = {"order", ""};
  EXPECT_FALSE(is_same_work(task_of(order), task_of(order)));
}

TEST(Duplicates, PlacesAndWindowsThatOverlapAreTheSameWork) {
  auto order = patrol_order();
  order.place =
      Circle{.centre = {.longitude = 102.70, .latitude = 25.04}, .radius = Metres::of(500)};
  order.window = Window{.start = k_now, .end = k_now + Duration::days(7)};
  const auto one = task_of(order);
  order.origin.id = "w2";
  order.place->centre.longitude += 0.004;  // about 400 m
  order.window = Window{.start = k_now + Duration::days(6), .end = k_now + Duration::days(9)};
  EXPECT_TRUE(is_same_work(one, task_of(order)));
  order.window->start = k_now + Duration::days(7);
  EXPECT_FALSE(is_same_work(one, task_of(order)));
  order.window->start = k_now;
  order.place->centre.longitude +=
      0.004;  // about 800 m: they touch, but neither centre is in the other
  EXPECT_FALSE(is_same_work(one, task_of(order)));
}

TEST(Duplicates, WhatAPersonCancelledTheProgramDoesNotOrderAgain) {
  auto existing = task_of(patrol_order());
  existing.state = TaskState::cancelled;
  EXPECT_TRUE(is_duplicate(existing, task_of(patrol_order(), "system:detect")));
  EXPECT_FALSE(is_duplicate(existing, task_of(patrol_order(), account("chief").to_string())));
  existing.state = TaskState::accepted;
  EXPECT_TRUE(is_duplicate(existing, task_of(patrol_order(), account("chief").to_string())));
}

TEST(Deciding, BelongsToTheAuthor) {
  const auto analyst = person("analyst", Role::analyst, *UnitPath::parse("53/5301/"));
  const auto commander = person("commander", Role::commander, *UnitPath::parse("53/"));
  const auto task = task_of(patrol_order(), analyst.journal_name());
  EXPECT_TRUE(may_decide(analyst, task, {}));
  EXPECT_FALSE(may_decide(commander, task, {}));
}

TEST(Deciding, OfTheProgramsTasksBelongsToWhoAcceptsThere) {
  const auto task = task_of(patrol_order());
  EXPECT_TRUE(may_decide(person("chief", Role::station_chief, k_station), task, {}));
  EXPECT_TRUE(may_decide(person("c", Role::commander, *UnitPath::parse("53/5301/")), task, {}));
  EXPECT_FALSE(may_decide(person("o", Role::station_officer, k_station), task, {}));
  EXPECT_FALSE(may_decide(
      person("other", Role::station_chief, *UnitPath::parse("53/5301/530102/S2/")), task, {}));
  EXPECT_FALSE(may_decide(Actor::system("detect", *UnitPath::parse("53/")), task, {}));
}

TEST(Deciding, PassesToOthersWhereTheAuthorDidItHimself) {
  const auto chief = person("chief", Role::station_chief, k_station);
  const auto commander = person("commander", Role::commander, *UnitPath::parse("53/"));
  const auto task = task_of(patrol_order(), chief.journal_name());
  const std::vector<std::string> doers{chief.journal_name()};
  EXPECT_FALSE(may_decide(chief, task, doers));
  EXPECT_TRUE(may_decide(commander, task, doers));
}

TEST(Cancelling, IsForTheAuthorOrAUnitAbove) {
  const auto analyst = person("analyst", Role::analyst, *UnitPath::parse("53/5301/"));
  const auto chief = person("chief", Role::station_chief, k_station);
  const auto task = task_of(patrol_order(), analyst.journal_name());
  EXPECT_TRUE(may_cancel(analyst, task));
  EXPECT_FALSE(may_cancel(chief, task));
  EXPECT_TRUE(may_cancel(person("c", Role::commander, *UnitPath::parse("53/")), task));
  EXPECT_FALSE(may_cancel(Actor::system("detect", *UnitPath::parse("53/")), task));
  EXPECT_TRUE(may_cancel(chief, task_of(patrol_order())));
}

TEST(Sweeping, TellsOneUnitAfterTheOther) {
  auto task = task_of(patrol_order());
  EXPECT_EQ(next_sweep(task), task.due_at);
  EXPECT_FALSE(sweep(task, task.due_at).became_overdue);

  auto found = sweep(task, task.due_at + Duration::minutes(1));
  EXPECT_TRUE(found.became_overdue);
  EXPECT_THAT(found.told, testing::ElementsAre(*UnitPath::parse("53/5301/530102/")));
  EXPECT_EQ(next_sweep(found.task), task.due_at + Duration::hours(24));

  found = sweep(found.task, task.due_at + Duration::hours(23));
  EXPECT_FALSE(found.became_overdue);
  EXPECT_TRUE(found.told.empty());

  found = sweep(found.task, task.due_at + Duration::hours(60));  // the program was down meanwhile
  EXPECT_THAT(found.told,
              testing::ElementsAre(*UnitPath::parse("53/5301/"), *UnitPath::parse("53/")));
  EXPECT_FALSE(found.expired);
  EXPECT_EQ(next_sweep(found.task), task.expires_at);

  found = sweep(found.task, task.expires_at + Duration::minutes(1));
  EXPECT_TRUE(found.told.empty());
  EXPECT_TRUE(found.expired);
  EXPECT_EQ(found.task.state, TaskState::cancelled);
  EXPECT_FALSE(next_sweep(found.task));
}

TEST(Sweeping, LeavesAloneWhatIsDone) {
  auto task = task_of(patrol_order());
  task.state = TaskState::done;
  const auto found = sweep(task, task.expires_at + Duration::days(1));
  EXPECT_FALSE(found.became_overdue || found.expired);
  EXPECT_EQ(found.task.state, TaskState::done);
}

TEST(Returning, GivesTimeToDoItAgain) {
  auto task = task_of(patrol_order());
  task.state = TaskState::done;
  task.overdue_since = task.due_at;
  const auto late = task.due_at + Duration::days(3);
  const auto again = returned(task, {}, late);
  EXPECT_EQ(again.due_at, late + Duration::days(1));
  EXPECT_EQ(again.expires_at - again.due_at, task.expires_at - task.due_at);
  EXPECT_FALSE(again.overdue_since);
  EXPECT_THROW(returned(task, late, late), Problem);
}

TEST(FeedbackRules, WantsANoteAndMinutesOfWhatIsDone) {
  const auto task = task_of(patrol_order());
  FeedbackEntry entry{.note = "Walked the lanes", .done_at = k_now, .minutes = 60};
  EXPECT_NO_THROW(check_feedback(entry, task, k_now));
  entry = {.note = "", .done_at = k_now + Duration::hours(1), .minutes = 0, .is_final = true};
  entry.place = geometry::Position{.longitude = 200, .latitude = 0};
  try {
    check_feedback(entry, task, k_now);
    FAIL();
  } catch (const Problem& problem) {
    EXPECT_EQ(problem.faults().size(), 4U);
  }
}

rc::Gen<Actor> any_actor(const std::vector<UnitPath>& scopes) {
  return rc::gen::exec([scopes] {
    const auto roles = access::all_roles();
    const auto role = *rc::gen::elementOf(std::vector<Role>(roles.begin(), roles.end()));
    const auto name = *rc::gen::element<std::string>("a", "b", "c", "d");
    auto actor = person(name, role, *rc::gen::elementOf(scopes));
    if (*rc::gen::weightedElement<bool>({{1, true}, {9, false}})) {
      actor = Actor::system(name, actor.scope);
    }
    return actor;
  });
}

RC_GTEST_PROP(Deciding, IsNeverForADoer, ()) {
  const std::vector<UnitPath> scopes{*UnitPath::parse("53/"), *UnitPath::parse("53/5301/530102/"),
                                     k_station, *UnitPath::parse("53/5301/530102/S2/"), UnitPath()};
  const auto actor = *any_actor(scopes);
  const auto author = *any_actor(scopes);
  auto task = task_of(patrol_order(), author.journal_name());
  const auto names = *rc::gen::container<std::vector<std::string>>(
      rc::gen::element<std::string>("a", "b", "c", "d"));
  std::vector<std::string> doers;
  for (const auto& name : names) doers.push_back(account(name).to_string());
  if (*rc::gen::arbitrary<bool>()) task.owner = account(*rc::gen::element<std::string>("a", "b"));

  if (!may_decide(actor, task, doers)) return;
  RC_ASSERT(!actor.is_system);
  RC_ASSERT(std::find(doers.begin(), doers.end(), actor.journal_name()) == doers.end());
  RC_ASSERT(task.owner != std::optional(actor.account));
  RC_ASSERT(access::may(actor, access::Permission::tasks_accept, task.unit));
}

RC_GTEST_PROP(Sweeping, TellsEachUnitOnceHoweverOftenItRuns, ()) {
  auto task = task_of(patrol_order());
  const auto steps = *rc::gen::container<std::vector<int>>(rc::gen::inRange(1, 2'000));
  auto now = k_now;
  int overdue = 0;
  std::vector<UnitPath> told;
  for (const auto minutes : steps) {
    now = now + Duration::minutes(minutes);
    auto found = sweep(std::move(task), now);
    overdue += found.became_overdue ? 1 : 0;
    told.insert(told.end(), found.told.begin(), found.told.end());
    task = std::move(found.task);
    const auto next = next_sweep(task);
    RC_ASSERT(!next || *next >= now);
  }
  RC_ASSERT(overdue == (task.due_at < now ? 1 : 0));
  RC_ASSERT(told.size() <= 3U);
  for (std::size_t i = 0; i + 1 < told.size(); ++i) RC_ASSERT(told[i].parent() == told[i + 1]);
}

}  // namespace
}  // namespace anlan::tasks
