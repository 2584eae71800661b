#include "warnings/watch.h"

#include <gtest/gtest.h>

#include <chrono>
#include <thread>

#include "tests/support/warned_county.h"

namespace anlan::warnings {
namespace {

class WatchTest : public ::testing::Test, protected tests::WarnedCounty {
 protected:
  WatchTest() {
    record_quiet_year(as_of);
    clock.set(zone.at(today, 20 * 3'600'000));
  }
  Analysis daily() {
    auto settings = burglary();
    settings.schedule = {.mode = ScheduleMode::daily, .minute_of_day = 6 * 60 + 30};
    return warnings.add_analysis(analyst, settings);
  }
  /// One more incident of today, some steps of 30 m away from a place in the west.
  incidents::Incident near_by(int step, std::string kind = "property.burglary_dwelling",
                              incidents::KnownBy known_by = incidents::KnownBy::public_report) {
    return incident(102.52 + .0003 * step, 25.05, today, known_by, std::move(kind));
  }
  std::vector<Warning> all_warnings() { return warnings.list(analyst, {}, {}, 50).items; }

  access::JournalReader reader{database, journal, clock};
  Watch watch{{warnings, incidents, database, journal, reader, clock,
               [] { return *UnitPath::parse("p/"); }}};
};

TEST_F(WatchTest, RaisesTheWarningWithTheIncidentThatMakesTheCluster) {
  daily();
  EXPECT_EQ(watch.look(), 0);
  int at_first = 0;
  for (int i = 0; i < 8 && all_warnings().empty(); ++i) {
    record({near_by(i)});
    watch.look();
    at_first = i + 1;
  }
  ASSERT_EQ(all_warnings().size(), 1U);
  EXPECT_GE(at_first, 3);
  const auto warning = all_warnings().front();
  EXPECT_EQ(warning.unit, west);
  EXPECT_EQ(warning.evidence.observed, at_first);
  EXPECT_EQ(warnings.evidence(chief_west, warning.id).size(), static_cast<std::size_t>(at_first));

  record({near_by(9)});
  EXPECT_EQ(watch.look(), 1);  // it grows; it is not repeated
  ASSERT_EQ(all_warnings().size(), 1U);
  EXPECT_EQ(all_warnings().front().evidence.observed, at_first + 1);
}

TEST_F(WatchTest, SaysWhatARunOfTheSameDayWouldSay) {
  const auto analysis = daily();
  watch.look();
  for (int i = 0; i < 7; ++i) {
    record({near_by(i)});
    watch.look();
  }
  ASSERT_EQ(all_warnings().size(), 1U);
  const auto live = all_warnings().front();
  const auto run = warnings.detect(analyst, analysis.id, today);
  EXPECT_EQ(run.warnings_issued, 0);
  const auto after = all_warnings().front();
  EXPECT_EQ(after.id, live.id);
  EXPECT_EQ(after.evidence.observed, live.evidence.observed);
  EXPECT_NEAR(after.evidence.expected, live.evidence.expected, 1e-9);
}

TEST_F(WatchTest, LooksAtWhatItMayLearnFromOnly) {
  daily();
  watch.look();
  for (int i = 0; i < 8; ++i) {
    record({near_by(i, "property.burglary_dwelling", incidents::KnownBy::police_initiative),
            near_by(i, "property.arson")});
    auto vague = near_by(i);
    vague.place_precision = incidents::PlacePrecision::unit;
    record({vague});
  }
  EXPECT_EQ(watch.look(), 0);
  EXPECT_TRUE(all_warnings().empty());
}

TEST_F(WatchTest, LeavesAnalysesThatRunByHandAlone) {
  warnings.add_analysis(analyst, burglary());
  watch.look();
  for (int i = 0; i < 8; ++i) record({near_by(i)});
  EXPECT_EQ(watch.look(), 0);
}

TEST_F(WatchTest, TakesInWhatCameWhileItWasMadeAnew) {
  watch.look();
  daily();  // the state is stale, and the incidents come before it is made
  for (int i = 0; i < 8; ++i) record({near_by(i)});
  EXPECT_GE(watch.look(), 1);
  EXPECT_EQ(all_warnings().size(), 1U);
}

TEST_F(WatchTest, GoesOnWithWhatWaitsWhereARaisingFailed) {
  daily();
  watch.look();
  for (int i = 0; i < 8; ++i) record({near_by(i)});
  database.write([](store::Transaction& t) {
    t.run_script(
        "CREATE TRIGGER full BEFORE INSERT ON warning BEGIN SELECT RAISE(ABORT, 'no'); END");
  });
  EXPECT_ANY_THROW(watch.look());
  database.write([](store::Transaction& t) { t.run_script("DROP TRIGGER full"); });
  EXPECT_GE(watch.look(), 1);  // the next of the eight
  EXPECT_EQ(all_warnings().size(), 1U);
}

TEST_F(WatchTest, WorksOnAThreadOfItsOwn) {
  daily();
  watch.start();
  for (int i = 0; i < 8; ++i) record({near_by(i)});
  for (int i = 0; i < 2'000 && all_warnings().empty(); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  watch.stop();
  EXPECT_EQ(all_warnings().size(), 1U);
}

}  // namespace
}  // namespace anlan::warnings
