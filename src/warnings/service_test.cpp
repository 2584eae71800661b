#include "warnings/service.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "base/problem.h"
#include "tests/support/warned_county.h"

namespace anlan::warnings {
namespace {

using access::Actor;
using access::Role;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::string code_of(const auto& work) {
  try {
    work();
  } catch (const Problem& problem) {
    return problem.code();
  }
  return "";
}

class WarningsTest : public ::testing::Test, protected tests::WarnedCounty {
 protected:
  std::vector<Warning> all(const Actor& actor) const {
    return warnings.list(actor, {}, {}, 200).items;
  }
  std::vector<tasks::Task> tasks_of(const Warning& warning) const {
    return tasks
        .list(program, {.origin = tasks::Origin{"warning", warning.id.to_string()}}, {}, 100)
        .items;
  }
  Analysis added(AnalysisSettings settings) {
    return warnings.add_analysis(analyst, std::move(settings));
  }
  /// A cluster in the west on the eve, found by a run; the only warning.
  Warning warned() {
    record_quiet_year(as_of);
    record_cluster(102.52, 25.05, as_of, 8);
    (void)warnings.detect(analyst, added(burglary()).id, as_of);
    const auto found = all(analyst);
    EXPECT_EQ(found.size(), 1U);
    return found.at(0);
  }
  void pass_days(int days) { clock.set(clock.now() + Duration::days(days)); }
};

TEST_F(WarningsTest, AClusterWarnsTheStationThatHoldsIt) {
  const auto warning = warned();
  EXPECT_EQ(warning.unit, west);
  EXPECT_EQ(warning.state, WarningState::issued);
  EXPECT_EQ(warning.severity, Severity::moderate);
  EXPECT_EQ(warning.evidence.end, as_of);
  EXPECT_GE(warning.evidence.observed, 7);
  EXPECT_EQ(warning.evidence.observed_in_unit, warning.evidence.observed);
  EXPECT_EQ(warning.valid_from, as_of);
  EXPECT_EQ(warning.valid_until, as_of + 14);
  EXPECT_THAT(warning.title.en, ::testing::HasSubstr("Burglary of a dwelling"));
  EXPECT_THAT(warning.title.zh, ::testing::HasSubstr("住宅入室盗窃"));
  EXPECT_THAT(journaled("warning"), ElementsAre("warning.issued p/c/west/"));
  EXPECT_THAT(journaled("run"), ElementsAre("run.started p/c/", "run.done p/c/"));
}

TEST_F(WarningsTest, ItsMeasuresBecomeTasksOfTheStation) {
  const auto warning = warned();
  const auto ordered = tasks_of(warning);
  std::vector<std::string> templates;
  for (const auto& task : ordered) {
    templates.push_back(task.template_kind);
    EXPECT_EQ(task.unit, west);
    EXPECT_EQ(task.state, tasks::TaskState::open);
    EXPECT_EQ(task.ordered_by, "system:warnings");
  }
  EXPECT_THAT(templates, ::testing::UnorderedElementsAre("patrol", "hardening", "law_talk"));
  EXPECT_EQ(warnings.order_measures(chief_west, warning.id), 0);
}

TEST_F(WarningsTest, AClusterOnTheBorderWarnsBothWithTheirShares) {
  record_quiet_year(as_of);
  record_cluster(102.55, 25.05, as_of, 10);
  (void)warnings.detect(analyst, added(burglary()).id, as_of);
  auto found = all(analyst);
  ASSERT_EQ(found.size(), 2U);
  std::ranges::sort(found, {}, [](const Warning& w) { return w.unit; });
  EXPECT_EQ(found[0].unit, east);
  EXPECT_EQ(found[1].unit, west);
  EXPECT_EQ(found[0].evidence.observed, found[1].evidence.observed);
  EXPECT_EQ(found[0].evidence.observed_in_unit + found[1].evidence.observed_in_unit,
            found[0].evidence.observed);
  EXPECT_GT(found[0].evidence.area_share, 0.2);
  EXPECT_THAT(all(chief_west), SizeIs(1));
  EXPECT_EQ(all(chief_west).front().unit, west);
}

TEST_F(WarningsTest, ReachingInWithoutAnIncidentIsANoticeWithoutTasks) {
  record_quiet_year(as_of);
  // Ten in one cell of the grid whose circle reaches over the border.
  std::vector<incidents::Incident> some;
  for (int i = 0; i < 10; ++i) some.push_back(incident(102.5492, 25.0501, as_of - i % 4));
  record(some);
  (void)warnings.detect(analyst, added(burglary()).id, as_of);
  for (const auto& warning : all(analyst)) {
    const bool has_any = warning.evidence.observed_in_unit > 0;
    EXPECT_EQ(has_any, warning.unit == west);
    EXPECT_EQ(tasks_of(warning).empty(), !has_any);
    EXPECT_EQ(warning.severity == Severity::notice, !has_any);
  }
  EXPECT_THAT(all(analyst), SizeIs(2));
}

TEST_F(WarningsTest, TheSameRunTwiceChangesNothing) {
  const auto before = warned();
  const auto entries = warnings.record(analyst, before.id).timeline.size();
  const auto run = warnings.detect(analyst, before.analysis, as_of);
  EXPECT_EQ(run.warnings_issued, 0);
  EXPECT_EQ(run.warnings_updated, 0);
  EXPECT_THAT(all(analyst), SizeIs(1));
  EXPECT_EQ(all(analyst).front().version, before.version);
  EXPECT_EQ(warnings.record(analyst, before.id).timeline.size(), entries);
}

TEST_F(WarningsTest, TheSameRecordsAndSeedGiveTheSameFindings) {
  const auto warning = warned();
  (void)warnings.detect(analyst, warning.analysis, as_of);
  const auto runs = warnings.runs(analyst, warning.analysis);
  ASSERT_EQ(runs.size(), 2U);
  const auto once = warnings.run(analyst, runs[1].id);
  const auto again = warnings.run(analyst, runs[0].id);
  EXPECT_EQ(once.run.seed, again.run.seed);
  EXPECT_EQ(once.run.records, again.run.records);
  EXPECT_EQ(once.run.settings, again.run.settings);
  ASSERT_EQ(once.findings.size(), again.findings.size());
  for (std::size_t i = 0; i < once.findings.size(); ++i) {
    EXPECT_EQ(once.findings[i].statistic, again.findings[i].statistic);
    EXPECT_EQ(once.findings[i].p_value, again.findings[i].p_value);
    EXPECT_EQ(once.findings[i].area, again.findings[i].area);
  }
}

TEST_F(WarningsTest, AnOngoingClusterUpdatesItsWarning) {
  const auto first = warned();
  pass_days(1);
  record_cluster(102.52, 25.05, as_of + 1, 2, 1);
  const auto run = warnings.detect(analyst, first.analysis, {});
  EXPECT_EQ(run.as_of, as_of + 1);
  EXPECT_EQ(run.warnings_updated, 1);
  ASSERT_THAT(all(analyst), SizeIs(1));
  const auto warning = all(analyst).front();
  EXPECT_EQ(warning.id, first.id);
  EXPECT_EQ(warning.valid_until, as_of + 15);
  EXPECT_GT(warning.evidence.observed, first.evidence.observed);
  const auto record = warnings.record(analyst, warning.id);
  std::vector<std::string> kinds;
  for (const auto& entry : record.timeline) kinds.emplace_back(to_string(entry.kind));
  EXPECT_THAT(kinds, ElementsAre("issued", "tasks_ordered", "updated"));
  EXPECT_EQ(record.timeline.front().evidence, first.evidence);
  EXPECT_EQ(record.timeline.back().evidence, warning.evidence);
  EXPECT_THAT(tasks_of(warning), SizeIs(3));
  EXPECT_THAT(delivery.history(analyst, warning.id), SizeIs(2));
}

TEST_F(WarningsTest, NoiseWarnsNobody) {
  record_quiet_year(as_of);
  auto settings = burglary();
  settings.alert.recurrence_days = 199;
  const auto run = warnings.detect(analyst, added(settings).id, as_of);
  EXPECT_EQ(run.state, RunState::done);
  EXPECT_EQ(run.findings, 0);
  EXPECT_THAT(all(analyst), IsEmpty());
}

TEST_F(WarningsTest, RecordsOfThePolicesOwnInitiativeAreLeftOut) {
  record_quiet_year(as_of);
  record_cluster(102.52, 25.05, as_of, 12, 5, incidents::KnownBy::police_initiative);
  const auto run = warnings.detect(analyst, added(burglary()).id, as_of);
  EXPECT_EQ(run.records, 365);
  EXPECT_EQ(run.left_out, 12);
  EXPECT_THAT(all(analyst), IsEmpty());
}

TEST_F(WarningsTest, LivesFromIssuedToClosed) {
  const auto warning = warned();
  EXPECT_EQ(code_of([&] { (void)warnings.acknowledge(officer_west, warning.id); }),
            "access.forbidden");
  EXPECT_EQ(warnings.acknowledge(chief_west, warning.id).state, WarningState::acknowledged);
  EXPECT_EQ(warnings.comment(chief_west, warning.id, "夜间步巡已安排").text, "夜间步巡已安排");
  EXPECT_EQ(code_of([&] { (void)warnings.close(chief_west, warning.id, ""); }), "warnings.text");
  const auto ended = warnings.close(chief_west, warning.id, "A locksmith's key was found.");
  EXPECT_EQ(ended.state, WarningState::closed);
  EXPECT_EQ(code_of([&] { (void)warnings.acknowledge(chief_west, warning.id); }), "warnings.state");
  for (const auto& task : tasks_of(warning)) EXPECT_EQ(task.state, tasks::TaskState::cancelled);
  EXPECT_THAT(journaled("warning"),
              ElementsAre("warning.issued p/c/west/", "warning.acknowledged p/c/west/",
                          "warning.commented p/c/west/", "warning.closed p/c/west/"));
}

TEST_F(WarningsTest, TasksMayWaitForTheAcknowledgement) {
  record_quiet_year(as_of);
  record_cluster(102.52, 25.05, as_of, 8);
  auto settings = burglary();
  settings.tasks = TaskMode::on_acknowledgement;
  (void)warnings.detect(analyst, added(settings).id, as_of);
  const auto warning = all(analyst).at(0);
  EXPECT_THAT(tasks_of(warning), IsEmpty());
  (void)warnings.acknowledge(chief_west, warning.id);
  EXPECT_THAT(tasks_of(warning), SizeIs(3));
}

TEST_F(WarningsTest, WhatIsOutOfReachIsNotFound) {
  const auto warning = warned();
  for (const auto& work : std::vector<std::function<void()>>{
           [&] { (void)warnings.find(chief_east, warning.id); },
           [&] { (void)warnings.record(chief_east, warning.id); },
           [&] { (void)warnings.evidence(chief_east, warning.id); },
           [&] { (void)warnings.acknowledge(chief_east, warning.id); },
           [&] { (void)warnings.comment(chief_east, warning.id, "x"); },
           [&] { (void)warnings.close(chief_east, warning.id, "x"); },
           [&] { (void)warnings.outcome(chief_east, warning.id); },
           [&] { (void)warnings.analysis(chief_east, warning.analysis); },
           [&] { (void)warnings.runs(chief_east, warning.analysis); },
           [&] { (void)warnings.list(chief_east, {.within = west}, {}, 10); }}) {
    EXPECT_EQ(code_of(work), "access.not_found");
  }
  EXPECT_THAT(all(chief_east), IsEmpty());
  EXPECT_EQ(code_of([&] { (void)warnings.detect(chief_west, warning.analysis, as_of); }),
            "access.not_found");
  const auto auditor = person(Role::auditor, county);
  EXPECT_EQ(code_of([&] { (void)all(auditor); }), "access.forbidden");
}

TEST_F(WarningsTest, EvidenceHoldsWhatLiesInScopeAndItsReadingIsNoted) {
  record_quiet_year(as_of);
  record_cluster(102.55, 25.05, as_of, 10);
  (void)warnings.detect(analyst, added(burglary()).id, as_of);
  const auto mine = all(chief_west).at(0);
  const auto seen = warnings.evidence(chief_west, mine.id);
  EXPECT_EQ(static_cast<std::int64_t>(seen.size()), mine.evidence.observed_in_unit);
  for (const auto& incident : seen) EXPECT_EQ(incident.unit, west.unit());
  EXPECT_EQ(static_cast<std::int64_t>(warnings.evidence(analyst, mine.id).size()),
            mine.evidence.observed);
  EXPECT_THAT(journaled("finding"),
              ElementsAre("finding.read p/c/west/", "finding.read p/c/west/"));
}

TEST_F(WarningsTest, ExpiresTheDayAfterItsLastAndIsMeasured) {
  const auto warning = warned();
  EXPECT_EQ(code_of([&] { (void)warnings.outcome(chief_west, warning.id); }), "outcomes.not_yet");
  pass_days(13);
  EXPECT_EQ(warnings.sweep(program).expired, 0);
  std::vector<incidents::Incident> after{incident(102.52, 25.05, as_of + 6)};
  for (int i = 1; i <= 14; ++i) after.push_back(incident(102.58, 25.01, as_of + i));
  record(after);
  pass_days(1);
  const auto count = warnings.sweep(program);
  EXPECT_EQ(count.expired, 1);
  EXPECT_EQ(count.measured, 1);
  EXPECT_EQ(warnings.find(analyst, warning.id).state, WarningState::expired);
  const auto outcome = warnings.outcome(chief_west, warning.id);
  EXPECT_EQ(outcome.outcome.window_from, as_of + 1);
  EXPECT_EQ(outcome.outcome.window_to, as_of + 14);
  EXPECT_EQ(outcome.outcome.place.now, 1);
  EXPECT_GE(outcome.outcome.before, 7);
  EXPECT_EQ(outcome.outcome.against_expected.verdict(), Verdict::no_difference_can_be_told);
  EXPECT_EQ(outcome.work, (Work{.tasks = 3, .done = 0, .minutes = 0}));
  EXPECT_EQ(warnings.sweep(program).measured, 0);
  EXPECT_THAT(journaled("outcome"), ElementsAre("outcome.measured p/c/west/"));
}

TEST_F(WarningsTest, LateRecordsChangeAnOutcomeForAMonth) {
  const auto warning = warned();
  pass_days(15);
  (void)warnings.sweep(program);
  EXPECT_EQ(warnings.outcome(analyst, warning.id).outcome.place.now, 0);
  record({incident(102.52, 25.05, as_of + 6)});
  pass_days(1);
  EXPECT_EQ(warnings.sweep(program).measured, 1);
  EXPECT_EQ(warnings.outcome(analyst, warning.id).outcome.place.now, 1);
  pass_days(40);
  EXPECT_EQ(warnings.sweep(program).measured, 0);
}

TEST_F(WarningsTest, AnAnalysisIsTakenWhenItIsDueAndOnce) {
  auto settings = burglary();
  settings.schedule = {.mode = ScheduleMode::daily, .minute_of_day = 6 * 60 + 30};
  const auto analysis = added(settings);
  EXPECT_EQ(analysis.next_run_at, Instant::parse("2026-03-11T06:30:00+08:00"));
  EXPECT_THAT(warnings.take_due(program), IsEmpty());
  clock.set(*Instant::parse("2026-03-11T06:30:00+08:00"));
  ASSERT_THAT(warnings.take_due(program), SizeIs(1));
  EXPECT_THAT(warnings.take_due(program), IsEmpty());
  EXPECT_EQ(warnings.analysis(analyst, analysis.id).next_run_at,
            Instant::parse("2026-03-12T06:30:00+08:00"));
  EXPECT_EQ(code_of([&] { (void)warnings.take_due(analyst); }), "warnings.sweep");
  EXPECT_EQ(code_of([&] { (void)warnings.sweep(analyst); }), "warnings.sweep");
}

TEST_F(WarningsTest, SettingsAreCheckedCompletedAndVersioned) {
  auto settings = burglary();
  settings.kinds = {"property.teleportation"};
  EXPECT_EQ(code_of([&] { (void)added(settings); }), "incidents.unknown_kind");
  settings = burglary();
  settings.unit = *UnitCode::parse("nowhere");
  EXPECT_EQ(code_of([&] { (void)added(settings); }), "analyses.unit");
  settings = burglary();
  EXPECT_EQ(code_of([&] { (void)warnings.add_analysis(chief_west, settings); }),
            "access.forbidden");
  const auto analysis = added(settings);
  EXPECT_THAT(analysis.settings.method_settings, ::testing::HasSubstr("\"grid_metres\""));
  settings.valid_days = 7;
  const auto changed = warnings.change_analysis(analyst, analysis.id, 1, settings);
  EXPECT_EQ(changed.version, 2);
  EXPECT_EQ(code_of([&] { (void)warnings.change_analysis(analyst, analysis.id, 1, settings); }),
            "analyses.version");
  EXPECT_EQ(warnings.analysis_named(analyst, "入室盗窃").settings, changed.settings);
  EXPECT_EQ(code_of([&] { (void)warnings.analysis_named(analyst, "Fraud"); }), "analyses.unknown");
}

TEST_F(WarningsTest, ARunThatIsCancelledChangesNothingAndIsKeptAsFailed) {
  record_quiet_year(as_of);
  record_cluster(102.52, 25.05, as_of, 8);
  const auto analysis = added(burglary());
  DetectionRun how;
  how.progress = [](double) { return false; };
  EXPECT_EQ(code_of([&] { (void)warnings.detect(analyst, analysis.id, as_of, how); }),
            "scan.cancelled");
  EXPECT_THAT(all(analyst), IsEmpty());
  const auto run = warnings.newest_run(analyst, analysis.id);
  EXPECT_EQ(run->state, RunState::failed);
  EXPECT_FALSE(run->problem.empty());
  EXPECT_EQ(code_of([&] { (void)warnings.detect(analyst, analysis.id, today + 1); }),
            "analyses.as_of");
}

TEST_F(WarningsTest, AMovedUnitTakesItsWarningsWithIt) {
  const auto warning = warned();
  const auto clerk = person(Role::administrator, west);
  delivery.add_webhook(clerk, "https://hooks.example/anlan", west);
  delivery.add_mail_subscription(clerk, "duty@west.example", west);
  places.import_table(Actor::system("test", *UnitPath::parse("p/")),
                      CsvReader(csv_source("level,code,name,parent\ncounty,d,Other county,p\n"
                                           "station,west,West,d\n")),
                      false);
  const auto moved = person(Role::station_chief, *UnitPath::parse("p/d/west/"));
  EXPECT_EQ(warnings.find(moved, warning.id).unit.text(), "p/d/west/");
  EXPECT_THAT(delivery.inbox(moved, false, {}, 10).items, SizeIs(1));
  EXPECT_THAT(delivery.inbox(chief_west, false, {}, 10).items, IsEmpty());
  EXPECT_THAT(delivery.webhooks(person(Role::administrator, moved.scope)), SizeIs(1));
  EXPECT_THAT(delivery.mail_subscriptions(person(Role::administrator, moved.scope)), SizeIs(1));
  EXPECT_EQ(code_of([&] { (void)warnings.find(chief_west, warning.id); }), "access.not_found");
  EXPECT_EQ(warnings.analysis(analyst, warning.analysis).unit, county);
}

TEST_F(WarningsTest, ListsArePagedAndFiltered) {
  record_quiet_year(as_of);
  record_cluster(102.52, 25.02, as_of, 8);
  record_cluster(102.58, 25.08, as_of, 8);
  (void)warnings.detect(analyst, added(burglary()).id, as_of);
  ASSERT_THAT(all(analyst), SizeIs(2));
  const auto first = warnings.list(analyst, {}, {}, 1);
  ASSERT_THAT(first.items, SizeIs(1));
  ASSERT_TRUE(first.next);
  const auto cursor = WarningCursor::parse(first.next->to_string());
  const auto second = warnings.list(analyst, {}, cursor, 1);
  ASSERT_THAT(second.items, SizeIs(1));
  EXPECT_FALSE(second.next);
  EXPECT_NE(first.items[0].id, second.items[0].id);
  EXPECT_THAT(warnings.list(analyst, {.within = east}, {}, 10).items, SizeIs(1));
  EXPECT_THAT(warnings.list(analyst, {.states = {WarningState::closed}}, {}, 10).items, IsEmpty());
  const geometry::Bounds north{.west = 102.5, .south = 25.06, .east = 102.6, .north = 25.1};
  EXPECT_THAT(warnings.list(analyst, {.box = north}, {}, 10).items, SizeIs(1));
  EXPECT_EQ(code_of([&] { (void)warnings.list(analyst, {}, {}, 0); }), "warnings.limit");
}

}  // namespace
}  // namespace anlan::warnings
