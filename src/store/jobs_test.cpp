#include "store/jobs.h"

#include <gtest/gtest.h>

#include <chrono>
#include <stdexcept>
#include <thread>

#include "base/problem.h"
#include "tests/support/temporary_folder.h"

namespace anlan::store {
namespace {

class JobsTest : public testing::Test {
 protected:
  Job wait_for(JobBoard& board, const Id& id) {
    for (int i = 0; i < 2000; ++i) {
      auto job = board.find(id);
      if (job && job->state != JobState::running) return *job;
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    ADD_FAILURE() << "the job did not end in 4 s";
    return {};
  }
  Id start(JobBoard& board, JobBoard::Work work) {
    return board.start("test", "A test", "system:test", county, std::move(work));
  }

  UnitPath county = *UnitPath::parse("53/5301/530102/");
  tests::TemporaryFolder folder;
  FixedClock clock{*Instant::parse("2026-01-01T00:00:00Z")};
  IdSource ids{clock, 1};
  Database database = Database::open(folder.path() / "anlan.db", clock);
};

TEST_F(JobsTest, KeepsTheResultOfWhatIsDone) {
  JobBoard board(database, clock, ids, 1);
  const auto id = start(board, [](JobProgress& progress) {
    progress.report(.5);
    return std::string(R"({"rows":3})");
  });
  const auto job = wait_for(board, id);
  EXPECT_EQ(job.state, JobState::done);
  EXPECT_EQ(job.result, R"({"rows":3})");
  EXPECT_EQ(job.progress, 1);
  EXPECT_EQ(board.recent(*UnitPath::parse("53/"), 10).size(), 1U);
  EXPECT_TRUE(board.recent(*UnitPath::parse("54/"), 10).empty());
  EXPECT_TRUE(board.recent(UnitPath(), 10).empty());
}

TEST_F(JobsTest, SaysWhyItFailed) {
  JobBoard board(database, clock, ids, 1);
  const auto refused = start(board, [](JobProgress&) -> std::string {
    throw Problem::invalid("test", "The file is empty.");
  });
  EXPECT_EQ(wait_for(board, refused).problem, "The file is empty.");
  const auto broken =
      start(board, [](JobProgress&) -> std::string { throw std::logic_error("secret"); });
  const auto job = wait_for(board, broken);
  EXPECT_EQ(job.state, JobState::failed);
  EXPECT_EQ(job.problem.find("secret"), std::string::npos);
}

TEST_F(JobsTest, StopsWhenCancelled) {
  JobBoard board(database, clock, ids, 1);
  const auto id = start(board, [](JobProgress& progress) {
    while (!progress.is_cancelled()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    return std::string("{}");
  });
  EXPECT_TRUE(board.cancel(id));
  EXPECT_EQ(wait_for(board, id).state, JobState::cancelled);
  EXPECT_FALSE(board.cancel(id));
}

TEST_F(JobsTest, WhatRanWhenTheProgramDiedHasFailed) {
  database.write([&](Transaction& t) {
    t.execute("INSERT INTO job VALUES (?, 'test', 'x', 'y', '53/', 'running', 0.5, 0, ?, '{}', '')",
              Id::named("job", "1"), std::nullopt);
  });
  JobBoard board(database, clock, ids, 1);
  EXPECT_EQ(board.find(Id::named("job", "1"))->state, JobState::failed);
}

}  // namespace
}  // namespace anlan::store
