#include "warnings/runner.h"

#include <gtest/gtest.h>

#include <chrono>
#include <thread>

#include "tests/support/warned_county.h"

namespace anlan::warnings {
namespace {

class RunnerTest : public ::testing::Test, protected tests::WarnedCounty {
 protected:
  /// Waits for the only job.
  store::Job ended_job() {
    for (int i = 0; i < 4000; ++i) {
      const auto recent = jobs.recent(program.scope, 1);
      if (!recent.empty() && recent.front().state != store::JobState::running)
        return recent.front();
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    ADD_FAILURE() << "no job ended in 20 s";
    return {};
  }

  store::JobBoard jobs{database, clock, ids, 1};
  Runner runner{{warnings, tasks, delivery, jobs, clock, [] { return *UnitPath::parse("p/"); }}};
};

TEST_F(RunnerTest, RunsWhatIsDueOnceAndOnTheDayThatIsOver) {
  record_quiet_year(as_of);
  record_cluster(102.52, 25.05, as_of, 8);
  auto settings = burglary();
  settings.schedule = {.mode = ScheduleMode::daily, .minute_of_day = 6 * 60 + 30};
  const auto analysis = warnings.add_analysis(analyst, settings);
  EXPECT_EQ(runner.tick(), 0);
  clock.set(*Instant::parse("2026-03-11T06:31:00+08:00"));
  EXPECT_EQ(runner.tick(), 1);
  EXPECT_EQ(runner.tick(), 0);
  const auto job = ended_job();
  EXPECT_EQ(job.state, store::JobState::done);
  EXPECT_NE(job.result.find("\"as_of\":\"2026-03-10\""), std::string::npos) << job.result;
  EXPECT_EQ(warnings.newest_run(analyst, analysis.id)->started_by, "system:schedule");
  EXPECT_EQ(warnings.list(analyst, {}, {}, 10).items.size(), 1U);
}

TEST_F(RunnerTest, EndsWarningsAndTellsOfLateTasks) {
  record_quiet_year(as_of);
  record_cluster(102.52, 25.05, as_of, 8);
  const auto analysis = warnings.add_analysis(analyst, burglary());
  (void)warnings.detect(analyst, analysis.id, as_of);
  clock.set(clock.now() + Duration::days(2));  // the patrol was due within a day
  runner.tick();
  bool is_told = false;
  for (const auto& item : delivery.inbox(analyst, false, {}, 50).items)
    is_told = is_told || item.subject_kind == "task";
  EXPECT_TRUE(is_told);
  clock.set(clock.now() + Duration::days(13));
  runner.tick();
  EXPECT_EQ(warnings.list(analyst, {}, {}, 10).items.front().state, WarningState::expired);
}

TEST_F(RunnerTest, ACancelledJobLeavesAFailedRun) {
  record_quiet_year(as_of);
  auto settings = burglary();
  settings.method_settings = R"({"study_days":365,"window_days":14,"replicates":99999})";
  const auto analysis = warnings.add_analysis(analyst, settings);
  const auto job = start_detection(jobs, warnings, analyst, analysis, as_of);
  while (jobs.find(job)->progress == 0 && jobs.find(job)->state == store::JobState::running)
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  EXPECT_TRUE(jobs.cancel(job));
  EXPECT_EQ(ended_job().state, store::JobState::cancelled);
  EXPECT_EQ(warnings.newest_run(analyst, analysis.id)->state, RunState::failed);
}

TEST_F(RunnerTest, AnIdleRunnerStopsAtOnce) {
  const auto start = std::chrono::steady_clock::now();
  runner.start();
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  runner.stop();
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(5));
}

TEST_F(RunnerTest, WithoutUnitsItWaits) {
  Runner empty{{warnings, tasks, delivery, jobs, clock, [] { return UnitPath(); }}};
  EXPECT_EQ(empty.tick(), 0);
}

}  // namespace
}  // namespace anlan::warnings
