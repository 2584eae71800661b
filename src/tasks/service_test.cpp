#include "tasks/service.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "base/problem.h"
#include "tests/support/tasked_county.h"

namespace anlan::tasks {
namespace {

using access::Actor;
using access::Role;
using store::Session;
using store::Transaction;

using TasksTest = TaskedCounty;

TEST_F(TasksTest, GoesFromOrderToAcceptance) {
  auto task = ordered(analyst, patrol());
  EXPECT_EQ(task.state, TaskState::open);
  task = tasks.assign(chief, task.id, task.version, officer.account);
  EXPECT_EQ(task.state, TaskState::assigned);
  task = tasks.give_feedback(officer, task.id, task.version, entry());
  task = tasks.give_feedback(officer, task.id, task.version, entry(true));
  EXPECT_EQ(task.state, TaskState::done);
  EXPECT_EQ(task.spent_minutes, 80);
  task = tasks.return_to_doer(analyst, task.id, task.version, "The yard is missing");
  EXPECT_EQ(task.state, TaskState::returned);
  clock.set(clock.now() + Duration::hours(1));
  task = tasks.give_feedback(officer, task.id, task.version, entry(true));
  task = tasks.accept(analyst, task.id, task.version, "");
  EXPECT_EQ(task.state, TaskState::accepted);

  const auto record = tasks.find_record(chief, task.id);
  EXPECT_EQ(record.task.version, 7);
  EXPECT_EQ(record.feedback.size(), 3U);
  EXPECT_EQ(record.decisions.size(), 2U);
  EXPECT_EQ(record.decisions[0].reason, "The yard is missing");
  EXPECT_THAT(journaled(task.id),
              testing::ElementsAre("task.ordered 53/530102/S1/", "task.assigned 53/530102/S1/",
                                   "task.reported 53/530102/S1/", "task.done 53/530102/S1/",
                                   "task.returned 53/530102/S1/", "task.done 53/530102/S1/",
                                   "task.accepted 53/530102/S1/"));
}

TEST_F(TasksTest, IsNeverAcceptedByItsDoer) {
  auto order = patrol();
  order.origin = {"warning", "w1"};
  auto task = ordered(program, order);
  tasks.give_feedback(chief, task.id, {}, entry());
  tasks.give_feedback(officer, task.id, {}, entry(true));
  EXPECT_EQ(code_of([&] { tasks.accept(chief, task.id, {}, ""); }), "tasks.accept");
  EXPECT_EQ(code_of([&] { tasks.accept(officer, task.id, {}, ""); }), "tasks.accept");
  EXPECT_EQ(code_of([&] { tasks.accept(program, task.id, {}, ""); }), "tasks.accept");
  EXPECT_EQ(tasks.accept(analyst, task.id, {}, "").state, TaskState::accepted);
}

TEST_F(TasksTest, AreDoneByPeopleNotByTheProgram) {
  const auto task = ordered(analyst, patrol());
  EXPECT_EQ(code_of([&] { tasks.give_feedback(program, task.id, {}, entry()); }), "tasks.report");
  const std::vector<std::uint8_t> picture{1};
  EXPECT_EQ(code_of([&] { tasks.add_photo(program, task.id, picture); }), "tasks.report");
  const auto finished = done();
  EXPECT_NE(code_of([&] { tasks.accept(program, finished.id, {}, ""); }), "");
  EXPECT_NE(code_of([&] { tasks.return_to_doer(program, finished.id, {}, "no"); }), "");
  EXPECT_EQ(tasks.find(analyst, finished.id).state, TaskState::done);
}

TEST_F(TasksTest, SayWhatWhoeverAsksMayDoNow) {
  const auto open = ordered(analyst, patrol());
  const auto may = [&](const Actor& actor, const Task& task) {
    return tasks.find_record(actor, task.id).may;
  };
  EXPECT_THAT(may(analyst, open), testing::ElementsAre(Step::assign, Step::cancel));
  EXPECT_THAT(may(chief, open), testing::ElementsAre(Step::assign, Step::feedback));
  EXPECT_THAT(may(officer, open), testing::ElementsAre(Step::assign, Step::feedback));
  const auto finished = done();
  EXPECT_THAT(may(analyst, finished), testing::ElementsAre(Step::accept));
  EXPECT_TRUE(may(officer, finished).empty());
}

TEST_F(TasksTest, RememberWhatHappened) {
  const auto task = done();
  std::vector<std::string> actions;
  for (const auto& entry : tasks.find_record(chief, task.id).timeline) {
    actions.push_back(entry.action + " " + entry.by);
  }
  EXPECT_THAT(actions, testing::ElementsAre("task.ordered " + analyst.journal_name(),
                                            "task.done " + officer.journal_name()));
}

TEST_F(TasksTest, AreNotOrderedTwice) {
  auto order = patrol();
  order.origin = {"warning", "w1"};
  const auto first = tasks.order(program, order);
  EXPECT_TRUE(first.is_new);
  const auto second = tasks.order(program, order);
  EXPECT_FALSE(second.is_new);
  EXPECT_EQ(second.task.id, first.task.id);
  order.origin.id = "w2";
  EXPECT_TRUE(tasks.order(program, order).is_new);
  EXPECT_EQ(journaled(first.task.id).size(), 1U);
}

TEST_F(TasksTest, AnOrderSentTwiceUnderOneIdIsOne) {
  auto order = patrol();
  order.id = Id::named("client", "1");
  EXPECT_TRUE(tasks.order(analyst, order).is_new);
  EXPECT_FALSE(tasks.order(analyst, order).is_new);
  EXPECT_EQ(code_of([&] { tasks.order(chief, order); }), "tasks.id");
}

TEST_F(TasksTest, FeedbackSentTwiceUnderOneIdCountsOnce) {
  const auto task = ordered(analyst, patrol());
  auto twice = entry();
  twice.id = Id::named("client", "f");
  tasks.give_feedback(officer, task.id, {}, twice);
  EXPECT_EQ(tasks.give_feedback(officer, task.id, {}, twice).spent_minutes, 40);
  EXPECT_EQ(tasks.find_record(officer, task.id).feedback.size(), 1U);
}

TEST_F(TasksTest, WhoeverBeginsAnOpenTaskOwnsIt) {
  const auto task = ordered(analyst, patrol());
  EXPECT_EQ(tasks.give_feedback(officer, task.id, {}, entry()).owner, officer.account);
  EXPECT_EQ(tasks.give_feedback(colleague, task.id, {}, entry()).owner, officer.account);
}

TEST_F(TasksTest, AnOfficerMayTakeAnOpenTaskAndNoMore) {
  const auto task = ordered(analyst, patrol());
  EXPECT_EQ(code_of([&] { tasks.assign(officer, task.id, {}, colleague.account); }),
            "tasks.assign");
  EXPECT_EQ(tasks.assign(officer, task.id, {}, officer.account).state, TaskState::assigned);
  EXPECT_EQ(code_of([&] { tasks.assign(colleague, task.id, {}, colleague.account); }),
            "tasks.assign");
}

TEST_F(TasksTest, GoOnlyToThoseWhoDoThemThere) {
  const auto task = ordered(analyst, patrol());
  for (const auto& owner : {analyst.account, stranger.account, Id::named("account", "nobody")}) {
    EXPECT_EQ(code_of([&] { tasks.assign(chief, task.id, {}, owner); }), "tasks.owner");
  }
}

TEST_F(TasksTest, WhoeverWasSlowerIsTold) {
  const auto task = ordered(analyst, patrol());
  tasks.assign(chief, task.id, task.version, officer.account);
  EXPECT_EQ(code_of([&] { tasks.assign(chief, task.id, task.version, colleague.account); }),
            "tasks.version");
  EXPECT_EQ(code_of([&] { tasks.give_feedback(officer, task.id, task.version, entry()); }),
            "tasks.version");
}

TEST_F(TasksTest, OutOfScopeThereIsNoTask) {
  const auto task = done();
  const auto id = task.id;
  EXPECT_EQ(code_of([&] { tasks.find(stranger, id); }), "access.not_found");
  EXPECT_EQ(code_of([&] { tasks.find_record(stranger, id); }), "access.not_found");
  EXPECT_EQ(code_of([&] { tasks.assign(stranger, id, {}, stranger.account); }), "access.not_found");
  EXPECT_EQ(code_of([&] { tasks.give_feedback(stranger, id, {}, entry()); }), "access.not_found");
  EXPECT_EQ(code_of([&] { tasks.accept(stranger, id, {}, ""); }), "access.not_found");
  EXPECT_EQ(code_of([&] { tasks.cancel(stranger, id, {}, "no"); }), "access.not_found");
  EXPECT_EQ(code_of([&] { tasks.order(stranger, patrol()); }), "access.forbidden");
  EXPECT_TRUE(tasks.list(stranger, {}, {}, 10).items.empty());
  EXPECT_EQ(code_of([&] { tasks.list(stranger, {.within = station}, {}, 10); }),
            "access.not_found");
  EXPECT_EQ(tasks.work_done(stranger, task.origin).tasks, 0);
  EXPECT_TRUE(tasks.load(stranger, {}, *Day::parse("2026-03-02"), 1).empty());
  auto nobody = chief;
  nobody.scope = {};
  EXPECT_TRUE(tasks.list(nobody, {}, {}, 10).items.empty());
  auto administrator = directory.add("admin", Role::administrator, province);
  EXPECT_TRUE(tasks.list(administrator, {}, {}, 10).items.empty());
  EXPECT_EQ(code_of([&] { tasks.find(administrator, id); }), "access.not_found");
}

TEST_F(TasksTest, StepsThatTheStateDoesNotAllowAreConflicts) {
  const auto open = ordered(analyst, patrol());
  EXPECT_EQ(code_of([&] { tasks.accept(analyst, open.id, {}, ""); }), "tasks.state");
  const auto ended = done();
  EXPECT_EQ(code_of([&] { tasks.give_feedback(officer, ended.id, {}, entry()); }), "tasks.state");
  EXPECT_EQ(code_of([&] { tasks.cancel(analyst, ended.id, {}, "late"); }), "tasks.state");
  EXPECT_EQ(code_of([&] { tasks.assign(chief, ended.id, {}, officer.account); }), "tasks.state");
  EXPECT_EQ(code_of([&] { tasks.return_to_doer(analyst, ended.id, {}, ""); }), "tasks.reason");
}

TEST_F(TasksTest, OfAnOriginAreCancelledTogether) {
  auto order = patrol();
  order.origin = {"warning", "w1"};
  const auto one = ordered(program, order);
  order.template_kind = "law_talk";
  const auto two = ordered(program, order);
  tasks.give_feedback(officer, two.id, {}, entry(true));
  const auto count = database.write([&](Transaction& transaction) {
    return tasks.cancel_of_origin(transaction, program, order.origin, "The warning was closed.");
  });
  EXPECT_EQ(count, 1);
  EXPECT_EQ(tasks.find(chief, one.id).state, TaskState::cancelled);
  EXPECT_EQ(tasks.find(chief, two.id).state, TaskState::done);
  const auto work = tasks.work_done(analyst, order.origin);
  EXPECT_EQ(work.tasks, 2);
  EXPECT_EQ(work.cancelled, 1);
  EXPECT_EQ(work.done, 1);
  EXPECT_EQ(work.expected_minutes, 120);
  EXPECT_EQ(work.spent_minutes, 40);
}

TEST_F(TasksTest, AnOrderInAFailedTransactionIsNone) {
  EXPECT_THROW(database.write([&](Transaction& transaction) {
    tasks.order(transaction, analyst, patrol());
    throw Problem::conflict("test", "No.");
  }),
               Problem);
  EXPECT_TRUE(tasks.list(analyst, {}, {}, 10).items.empty());
}

TEST_F(TasksTest, OverdueOnesAreToldUpwardOnceEach) {
  const auto task = ordered(analyst, patrol());
  const auto sweep_after = [&](Duration after_due) {
    clock.set(task.due_at + after_due);
    return tasks.escalate(program, clock.now());
  };
  EXPECT_EQ(sweep_after(Duration::minutes(-1)).overdue, 0);
  EXPECT_EQ(sweep_after(Duration::minutes(1)).overdue, 1);
  EXPECT_EQ(sweep_after(Duration::minutes(2)).told, 0);
  EXPECT_EQ(sweep_after(Duration::hours(25)).told, 1);
  EXPECT_EQ(tasks.list(chief, {.overdue_only = true}, {}, 10).items.size(), 1U);
  EXPECT_EQ(sweep_after(Duration::hours(169)).cancelled, 1);
  EXPECT_EQ(sweep_after(Duration::hours(999)).told, 0);
  EXPECT_EQ(tasks.find(chief, task.id).state, TaskState::cancelled);
  EXPECT_THAT(journaled(task.id),
              testing::ElementsAre("task.ordered 53/530102/S1/", "task.overdue 53/530102/S1/",
                                   "task.escalated 53/530102/",  //
                                   "task.escalated 53/",         //
                                   "task.expired 53/530102/S1/"));
  EXPECT_EQ(code_of([&] { tasks.escalate(analyst, clock.now()); }), "tasks.sweep");
}

TEST_F(TasksTest, ASweepTakesAllThereAre) {
  database.write([&](Transaction& transaction) {
    for (int i = 0; i < 450; ++i) tasks.order(transaction, analyst, patrol());
  });
  EXPECT_EQ(tasks.escalate(program, clock.now() + Duration::hours(25)).overdue, 450);
}

TEST_F(TasksTest, AreListedInPagesWithoutGapOrRepeat) {
  std::vector<Id> expected;
  for (int i = 0; i < 25; ++i) {
    auto order = patrol();
    order.due_at = clock.now() + Duration::hours(1 + i / 4);  // several are due at one time
    expected.push_back(ordered(analyst, order).id);
  }
  std::vector<Id> seen;
  std::optional<TaskCursor> after;
  do {
    const auto page = tasks.list(chief, {}, after, 7);
    for (const auto& task : page.items) seen.push_back(task.id);
    after = page.next ? TaskCursor::parse(page.next->to_string()) : std::nullopt;
    ASSERT_EQ(after.has_value(), page.next.has_value());
  } while (after);
  EXPECT_THAT(seen, testing::UnorderedElementsAreArray(expected));
  EXPECT_FALSE(TaskCursor::parse("1"));
  EXPECT_FALSE(TaskCursor::parse("x.0195e2b0-0000-7000-8000-000000000000"));
}

TEST_F(TasksTest, AreFilteredByWhatIsAskedFor) {
  const auto open = ordered(analyst, patrol());
  const auto finished = done();
  auto mine = patrol();
  mine.owner = colleague.account;
  const auto owned = ordered(chief, mine);
  const auto ids_of = [&](const TaskFilter& filter, const Actor& actor) {
    std::vector<Id> found;
    for (const auto& task : tasks.list(actor, filter, {}, 10).items) found.push_back(task.id);
    return found;
  };
  EXPECT_THAT(ids_of({.states = {TaskState::done, TaskState::open}}, chief),
              testing::UnorderedElementsAre(open.id, finished.id));
  EXPECT_THAT(ids_of({.owner = colleague.account}, chief), testing::ElementsAre(owned.id));
  EXPECT_THAT(ids_of({.ordered_by = chief.journal_name()}, chief), testing::ElementsAre(owned.id));
  const auto to_accept = [&](const Actor& actor) {
    return ids_of({.to_accept_by = actor.journal_name()}, actor);
  };
  EXPECT_THAT(to_accept(analyst), testing::ElementsAre(finished.id));
  EXPECT_TRUE(to_accept(chief).empty());
  EXPECT_TRUE(to_accept(officer).empty());
  EXPECT_EQ(code_of([&] { tasks.list(chief, {}, {}, 501); }), "tasks.limit");
}

TEST_F(TasksTest, WeighOnTheWeekInWhichTheyAreDue) {
  auto order = patrol();
  order.due_at = *Instant::parse("2026-03-08T15:59:00Z");  // Sunday 23:59 in Shanghai
  const auto this_week = ordered(analyst, order);
  order.due_at = *Instant::parse("2026-03-08T16:00:00Z");  // Monday 00:00
  ordered(analyst, order);
  ordered(analyst, order);
  tasks.give_feedback(officer, this_week.id, {}, entry());
  const auto loads = tasks.load(analyst, {}, *Day::parse("2026-03-05"), 2);
  ASSERT_EQ(loads.size(), 2U);
  EXPECT_EQ(loads[0].unit, station);
  EXPECT_EQ(loads[0].week, *Day::parse("2026-03-02"));
  EXPECT_EQ(loads[0].expected_minutes, 90);
  EXPECT_EQ(loads[0].open_minutes, 50);
  EXPECT_EQ(loads[0].tasks_open, 1);
  EXPECT_EQ(loads[0].spent_minutes, 40);
  EXPECT_EQ(loads[1].week, *Day::parse("2026-03-09"));
  EXPECT_EQ(loads[1].expected_minutes, 180);
  EXPECT_EQ(loads[1].tasks_due, 2);
}

using TaskPhotosTest = TaskedCounty;

TEST_F(TaskPhotosTest, AreCleanedKeptAndTheirReadingIsWrittenDown) {
  const auto task = ordered(analyst, patrol());
  const auto photo = tasks.add_photo(officer, task.id, jpeg());
  EXPECT_EQ(photo.media_type, "image/jpeg");
  auto with_photo = entry();
  with_photo.photos = {photo.id};
  tasks.give_feedback(officer, task.id, {}, with_photo);
  const auto record = tasks.find_record(analyst, task.id);
  ASSERT_EQ(record.photos.size(), 1U);
  EXPECT_EQ(record.photos[0].feedback, record.feedback[0].id);

  const auto sent = tasks.read_photo(analyst, task.id, photo.id, "acceptance");
  EXPECT_EQ(sent.bytes.size() + 8, jpeg().size());
  EXPECT_THAT(journaled(task.id), testing::Contains("task.photo_read 53/530102/S1/"));
  EXPECT_EQ(code_of([&] { tasks.read_photo(stranger, task.id, photo.id, ""); }),
            "access.not_found");
  const auto other = ordered(analyst, patrol());
  EXPECT_EQ(code_of([&] { tasks.read_photo(analyst, other.id, photo.id, ""); }),
            "tasks.photo_unknown");
}

TEST_F(TaskPhotosTest, OfOthersCannotBeClaimed) {
  const auto task = ordered(analyst, patrol());
  const auto photo = tasks.add_photo(officer, task.id, jpeg());
  auto claiming = entry();
  claiming.photos = {photo.id};
  EXPECT_EQ(code_of([&] { tasks.give_feedback(colleague, task.id, {}, claiming); }),
            "tasks.photo_unknown");
  EXPECT_TRUE(tasks.find_record(chief, task.id).feedback.empty());
}

TEST_F(TaskPhotosTest, AreRefusedWhereTheyDoNotBelong) {
  const auto task = ordered(analyst, patrol());
  EXPECT_EQ(code_of([&] { tasks.add_photo(stranger, task.id, jpeg()); }), "access.not_found");
  EXPECT_EQ(code_of([&] { tasks.add_photo(analyst, task.id, jpeg()); }), "access.forbidden");
  const std::vector<std::uint8_t> script{'<', 's', 'v', 'g'};
  EXPECT_EQ(code_of([&] { tasks.add_photo(officer, task.id, script); }), "tasks.photo");
  EXPECT_EQ(code_of([&] { tasks.add_photo(officer, done().id, jpeg()); }), "tasks.state");
  EXPECT_EQ(tasks.remove_orphan_photos(), 0U);
}

TEST_F(TaskPhotosTest, WithoutARecordAreSwept) {
  const auto kept = tasks.add_photo(officer, ordered(analyst, patrol()).id, jpeg());
  photos.save(Id::named("photo", "orphan"), jpeg());
  for (const auto& file : std::filesystem::directory_iterator(folder.path() / "photos")) {
    std::filesystem::last_write_time(file.path(), file.last_write_time() - std::chrono::hours(2));
  }
  EXPECT_EQ(tasks.remove_orphan_photos(), 1U);
  EXPECT_FALSE(photos.load(kept.id).empty());
}

TEST_F(TasksTest, AMovedUnitTakesItsTasksWithIt) {
  const auto task = ordered(analyst, patrol());
  const auto elsewhere = ordered(
      program, {.template_kind = "patrol", .unit = other_station, .basis = "Burglaries elsewhere"});
  const auto report =
      places.import_table(access::Actor::system("test", province),
                          CsvReader(csv_source("level,code,name,parent\nprovince,53,P,\n"
                                               "county,530102,C,53\ncounty,530103,D,53\n"
                                               "station,S1,S1,530103\n")),
                          false);
  ASSERT_TRUE(report.is_loaded) << report.faults.at(0).reason;
  const auto moved = directory.add("moved", Role::station_chief, *UnitPath::parse("53/530103/S1/"));
  EXPECT_EQ(tasks.find(moved, task.id).unit, moved.scope);
  EXPECT_EQ(tasks.list(moved, {}, {}, 10).items.size(), 1U);
  EXPECT_EQ(code_of([&] { (void)tasks.find(chief, task.id); }), "access.not_found");
  EXPECT_EQ(tasks.find(program, elsewhere.id).unit, other_station);
}

TEST_F(TasksTest, WhatPeopleWriteIsSealedAndPurged) {
  auto task = ordered(analyst, patrol());
  const auto photo = tasks.add_photo(officer, task.id, jpeg());
  auto written = entry(true);
  written.note = "Spoke with Mrs Li at no. 7";
  task = tasks.give_feedback(officer, task.id, {}, written);
  const auto file = [&] {
    std::string bytes;
    for (const auto* name : {"anlan.db", "anlan.db-wal"}) {
      std::ifstream in(folder.path() / name, std::ios::binary);
      bytes.append(std::istreambuf_iterator<char>(in), {});
    }
    return bytes;
  };
  EXPECT_EQ(file().find("Mrs Li"), std::string::npos);
  EXPECT_EQ(tasks.find_record(officer, task.id).feedback.front().note, written.note);

  const auto late = task.due_at + Duration::days(1);
  EXPECT_EQ(tasks.purge(program, late), 0);  // it has not ended
  task = tasks.accept(analyst, task.id, {}, "Well done at no. 7");
  EXPECT_EQ(tasks.purge(program, task.due_at), 0);  // not yet old enough
  EXPECT_EQ(tasks.purge(program, late), 1);
  EXPECT_EQ(tasks.purge(program, late), 0);
  const auto record = tasks.find_record(analyst, task.id);
  EXPECT_EQ(record.feedback.front().note, "");
  EXPECT_EQ(record.feedback.front().minutes, written.minutes);
  EXPECT_EQ(record.decisions.front().reason, "");
  EXPECT_TRUE(record.photos.empty());
  EXPECT_EQ(code_of([&] { tasks.read_photo(analyst, task.id, photo.id, "look"); }),
            "tasks.photo_unknown");
  EXPECT_EQ(code_of([&] { tasks.purge(chief, late); }), "tasks.sweep");
}

}  // namespace
}  // namespace anlan::tasks
