#include "access/event_feed.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "base/problem.h"
#include "tests/support/access_fixture.h"

namespace anlan::access {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class EventFeedTest : public AccessFixture {
 protected:
  void append(std::string action, std::string_view unit) {
    const auto kind = action.substr(0, action.find('.'));
    database.write([&](store::Transaction& transaction) {
      journal.append(transaction, {.at = clock.now(),
                                   .actor = "secret-actor",
                                   .action = std::move(action),
                                   .subject_kind = kind,
                                   .subject = "s-1",
                                   .unit = path(unit),
                                   .purpose = "secret-purpose",
                                   .detail = R"({"secret":"detail"})"});
    });
  }
  Actor actor_at(Role role, std::string_view unit) {
    return {.account = Id::named("test", "actor"), .role = role, .scope = path(unit)};
  }

  store::JobBoard jobs{database, clock, ids, 1};
};

/// A client of the stream, which waits until what it wants has come.
class Listener {
 public:
  Listener(server::EventStream& stream, Actor actor, std::optional<std::uint64_t> last_seen = {})
      : subscription_(stream.subscribe(event_filter_for(std::move(actor)), last_seen,
                                       [this] { wake_.notify_all(); })) {}

  /// All that has come once the text is in it, or after a generous time.
  std::string until(std::string_view text) {
    std::unique_lock lock(mutex_);
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    for (;;) {
      heard_ += subscription_->take();
      if (heard_.find(text) != std::string::npos || std::chrono::steady_clock::now() > deadline)
        return heard_;
      wake_.wait_for(lock, std::chrono::milliseconds(20));
    }
  }

 private:
  std::mutex mutex_;
  std::condition_variable wake_;
  std::string heard_;
  std::unique_ptr<server::Subscription> subscription_;
};

TEST_F(EventFeedTest, TellsWhatHappenedWithoutPersonsOrDetails) {
  EventFeed feed(journal, jobs, journal_reader);
  Listener officer(feed.stream(), actor_at(Role::station_officer, "53/5301/530102/"));
  append("warning.issued", "53/5301/530102/");
  const auto heard = officer.until("warning.issued");
  EXPECT_THAT(heard, HasSubstr("event: journal"));
  EXPECT_THAT(heard, HasSubstr("id: 1"));
  EXPECT_THAT(heard, HasSubstr(R"("sequence":1,"action":"warning.issued","subject_kind":"warning",)"
                               R"("subject":"s-1","unit":"530102","at":"2026-01-05T01:00:00Z")"));
  EXPECT_THAT(heard, Not(HasSubstr("secret")));
}

TEST_F(EventFeedTest, TellsEachOnlyWhatItsPostReadsInItsScope) {
  EventFeed feed(journal, jobs, journal_reader);
  const std::string here = "53/5301/530102/";
  Listener officer(feed.stream(), actor_at(Role::station_officer, here));
  Listener auditor(feed.stream(), actor_at(Role::auditor, here));
  Listener nobody(feed.stream(), Actor{.role = Role::auditor});
  append("warning.issued", "53/5301/530103/");
  append("warning.read", here);
  append("account.added", here);
  append("task.ordered", "53/5301/");
  append("task.accepted", here);
  EXPECT_THAT(officer.until("task.accepted"),
              testing::AllOf(Not(HasSubstr("warning.issued")), Not(HasSubstr("warning.read")),
                             Not(HasSubstr("account.added")), Not(HasSubstr("task.ordered"))));
  EXPECT_THAT(auditor.until("task.accepted"),
              testing::AllOf(HasSubstr("warning.read"), HasSubstr("account.added"),
                             Not(HasSubstr("warning.issued")), Not(HasSubstr("task.ordered"))));
}

TEST_F(EventFeedTest, ComesBackAfterTheLastEventSeen) {
  append("warning.issued", "53/");
  EventFeed feed(journal, jobs, journal_reader);
  const auto commander = actor_at(Role::commander, "53/");
  Listener first(feed.stream(), commander);
  for (const auto* action : {"task.ordered", "task.done", "task.accepted"}) append(action, "53/");
  EXPECT_THAT(first.until("task.accepted"), Not(HasSubstr("warning.issued")));
  Listener again(feed.stream(), commander, 2);
  const auto heard = again.until("task.accepted");
  EXPECT_THAT(heard, HasSubstr("task.done"));
  EXPECT_THAT(heard, Not(HasSubstr("task.ordered")));
}

TEST_F(EventFeedTest, KeepsTheJournalsOrderWithManyWriters) {
  EventFeed feed(journal, jobs, journal_reader);
  Listener commander(feed.stream(), actor_at(Role::commander, "53/"));
  std::vector<std::thread> writers;
  for (int writer = 0; writer < 4; ++writer) {
    writers.emplace_back([this] {
      for (int i = 0; i < 50; ++i) append("task.ordered", "53/");
    });
  }
  for (auto& writer : writers) writer.join();
  const auto heard = commander.until("id: 200\n");
  std::size_t position = 0;
  for (int id = 1; id <= 200; ++id) {
    position = heard.find("id: " + std::to_string(id) + "\n", position);
    ASSERT_NE(position, std::string::npos) << id;
  }
}

TEST_F(EventFeedTest, TellsOfJobsToThoseWhoMaySeeThem) {
  EventFeed feed(journal, jobs, journal_reader);
  Listener owner(feed.stream(), actor_at(Role::mediator, "53/5301/"));
  Listener analyst(feed.stream(), actor_at(Role::analyst, "53/5301/"));
  Listener mediator(feed.stream(), [this] {
    auto other = actor_at(Role::mediator, "53/5301/");
    other.account = Id::named("test", "other");
    return other;
  }());
  Listener elsewhere(feed.stream(), actor_at(Role::analyst, "53/5301/530103/"));
  jobs.start("import", "incidents.csv", actor_at(Role::mediator, "53/").journal_name(),
             path("53/5301/530102/"), [](store::JobProgress&) { return std::string("{}"); });
  for (auto* listener : {&owner, &analyst}) {
    const auto heard = listener->until("\"done\"");
    EXPECT_THAT(heard, HasSubstr("event: job"));
    EXPECT_THAT(heard, HasSubstr("\"running\""));
  }
  append("task.ordered", "53/5301/530103/");
  EXPECT_THAT(elsewhere.until("task.ordered"), Not(HasSubstr("event: job")));
  append("task.accepted", "53/5301/530102/");
  EXPECT_THAT(mediator.until("task.accepted"), Not(HasSubstr("event: job")));
}

TEST_F(EventFeedTest, TheJournalGoesOnWhenTheFeedHasEnded) {
  {
    const EventFeed feed(journal, jobs, journal_reader);
  }
  EXPECT_NO_THROW(append("warning.issued", "53/"));
  EXPECT_EQ(journal_reader.last_sequence(), 1);
}

}  // namespace
}  // namespace anlan::access
