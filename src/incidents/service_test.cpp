#include "incidents/service.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/problem.h"
#include "tests/support/incidents_fixture.h"

namespace anlan::incidents {
namespace {

using ::testing::ElementsAre;

using tests::actor;
using tests::code;
using tests::time;

class IncidentsTest : public tests::IncidentsFixture {
 protected:
  static Incident incident(std::string external_id, std::string unit, std::string kind,
                           std::string_view from) {
    return {.kind = std::move(kind),
            .occurred_from = time(from),
            .occurred_to = time(from),
            .position = geometry::Position{.longitude = 100.5, .latitude = 25.25},
            .unit = code(unit),
            .source = "test",
            .external_id = std::move(external_id)};
  }
  std::int64_t journal_entries(std::string_view action) {
    return database.read([&](store::Session& session) {
      auto rows = session.query("SELECT COUNT(*) FROM journal WHERE action = ?", action);
      rows.next();
      return rows.integer(0);
    });
  }
};

TEST_F(IncidentsTest, RecordsAndLists) {
  const std::vector<Incident> some{incident("1", "a", "property.burglary", "2026-02-01T10:00:00Z"),
                                   incident("2", "b", "robbery.personal", "2026-02-03T10:00:00Z"),
                                   incident("3", "a", "robbery.personal", "2026-02-02T10:00:00Z")};
  EXPECT_EQ(incidents.record(analyst, some).size(), 3U);
  const auto names = [](const IncidentPage& page) {
    std::vector<std::string> kinds;
    for (const auto& item : page.items) kinds.push_back(item.unit.text() + " " + item.kind);
    return kinds;
  };
  const auto all = incidents.list(analyst, {});
  EXPECT_THAT(names(all),
              ElementsAre("b robbery.personal", "a robbery.personal", "a property.burglary"));
  EXPECT_FALSE(all.next_cursor);
  EXPECT_EQ(all.items[0].external_id, "");
  EXPECT_EQ(all.items[0].position->latitude, 25.25);
  EXPECT_THAT(names(incidents.list(chief_a, {})),
              ElementsAre("a robbery.personal", "a property.burglary"));
  EXPECT_THAT(names(incidents.list(analyst, {.kinds = {"property"}})),
              ElementsAre("a property.burglary"));
  const auto day = *Day::parse("2026-02-02");
  EXPECT_THAT(names(incidents.list(analyst, {.first_day = day, .last_day = day})),
              ElementsAre("a robbery.personal"));
}

TEST_F(IncidentsTest, PagesByKeyWithoutLossOrRepeat) {
  std::vector<Incident> some;
  for (int i = 0; i < 25; ++i) {
    some.push_back(incident(std::to_string(i), "a", "property.burglary", "2026-02-01T10:00:00Z"));
  }
  incidents.record(analyst, some);
  std::vector<Id> seen;
  std::string cursor;
  int pages = 0;
  do {
    const auto page = incidents.list(analyst, {}, cursor, 7);
    for (const auto& item : page.items) seen.push_back(item.id);
    cursor = page.next_cursor.value_or("");
    ++pages;
  } while (!cursor.empty());
  EXPECT_EQ(pages, 4);
  EXPECT_EQ(seen.size(), 25U);
  std::ranges::sort(seen);
  EXPECT_EQ(std::ranges::adjacent_find(seen), seen.end());
  EXPECT_THROW(incidents.list(analyst, {}, "12"), Problem);
}

TEST_F(IncidentsTest, LearnsNothingFromThePolicesOwnInitiative) {
  auto patrol = incident("1", "a", "order.drugs", "2026-02-01T10:00:00Z");
  patrol.known_by = KnownBy::police_initiative;
  auto sensor = incident("2", "a", "order.drugs", "2026-02-01T11:00:00Z");
  sensor.known_by = KnownBy::sensor;
  const std::vector<Incident> some{patrol, sensor,
                                   incident("3", "a", "order.drugs", "2026-02-01T09:00:00Z")};
  incidents.record(analyst, some);
  const auto learning = incidents.points(analyst, {});
  EXPECT_THAT(learning.from,
              ElementsAre(time("2026-02-01T09:00:00Z"), time("2026-02-01T11:00:00Z")));
  EXPECT_EQ(learning.kind_codes[learning.kinds[0]], "order.drugs");
  EXPECT_EQ(learning.unit_paths[learning.units[0]].text(), "c/a/");
  EXPECT_EQ(incidents.points(analyst, {}, Purpose::display).size(), 3U);
}

TEST_F(IncidentsTest, AdmitsWhatWasReportedByThenWhereItsPlaceIsItsOwn) {
  auto late = incident("1", "a", "order.drugs", "2026-02-01T10:00:00Z");
  late.reported_at = time("2026-02-03T08:00:00Z");
  auto stand_in = incident("2", "a", "order.drugs", "2026-02-01T11:00:00Z");
  stand_in.place_precision = PlacePrecision::unit;
  auto open = incident("3", "a", "order.drugs", "2026-02-01T09:00:00Z");
  open.occurred_to = time("2026-02-02T06:00:00Z");
  const std::vector<Incident> some{late, stand_in, open};
  incidents.record(analyst, some);
  const auto on = [&](const char* until) { return incidents.admitted(analyst, {}, time(until)); };
  EXPECT_EQ(on("2026-02-02T00:00:00Z").placed.size(), 0U);
  EXPECT_EQ(on("2026-02-02T00:00:00Z").reported_later, 2);
  EXPECT_EQ(on("2026-02-03T00:00:00Z").placed.size(), 1U) << "found in the morning";
  EXPECT_EQ(on("2026-02-04T00:00:00Z").placed.size(), 2U);
  EXPECT_EQ(on("2026-02-04T00:00:00Z").unplaced.size(), 1U);
  EXPECT_EQ(incidents.points(analyst, {}).size(), 2U) << "a stand-in is no place";
  EXPECT_EQ(incidents.points(analyst, {}, Purpose::display).size(), 3U);
}

TEST_F(IncidentsTest, NotesEachReadingAndHidesWhatIsNotInScope) {
  const std::vector<Incident> some{incident("1", "b", "robbery.personal", "2026-02-01T10:00:00Z")};
  const auto id = incidents.record(analyst, some).front();
  EXPECT_THROW(incidents.read(chief_a, id, "a look"), Problem);
  EXPECT_EQ(journal_entries("incident.read"), 0);
  const auto detail = incidents.read(analyst, id, "a look");
  EXPECT_EQ(detail.incident.external_id, "1");
  EXPECT_EQ(detail.unit_path.text(), "c/b/");
  EXPECT_EQ(journal_entries("incident.read"), 1);
  EXPECT_THROW(incidents.list(chief_a, {.unit = code("b")}), Problem);
  EXPECT_THROW(incidents.list(actor(access::Role::administrator, "c/"), {}), Problem);
  EXPECT_THROW(incidents.count(access::Actor{}, {}, CountBy::day), Problem);
}

TEST_F(IncidentsTest, TakesTheUnfoundedOutOfCountsAndKeepsTheClock) {
  const std::vector<Incident> some{incident("1", "a", "order.drugs", "2026-02-01T10:00:00Z"),
                                   incident("2", "a", "order.drugs", "2026-02-01T10:00:00Z")};
  const auto made = incidents.record(analyst, some);
  EXPECT_EQ(incidents.count(analyst, {}, CountBy::kind).total, 2);
  incidents.change_status(analyst, made[0], Status::unfounded, time("2026-02-05T00:00:00Z"));
  EXPECT_EQ(incidents.count(analyst, {}, CountBy::kind).total, 1);
  EXPECT_EQ(incidents.points(analyst, {}).size(), 1U);
  EXPECT_EQ(incidents.list(analyst, {}).items.size(), 2U);
  const auto detail = incidents.read(analyst, made[0], "check");
  ASSERT_EQ(detail.history.size(), 1U);
  EXPECT_EQ(detail.history[0].status, Status::unfounded);
  EXPECT_EQ(detail.history[0].at, time("2026-02-05T00:00:00Z"));
  EXPECT_EQ(detail.incident.status, Status::unfounded);
  EXPECT_THROW(incidents.change_status(analyst, made[0], Status::unfounded, clock.now()), Problem);
  EXPECT_THROW(incidents.change_status(chief_a, made[0], Status::open, clock.now()), Problem);
}

TEST_F(IncidentsTest, CountsByTheRegionsOwnClock) {
  // 16:30 UTC is 00:30 of the next day in Shanghai, a Monday.
  const std::vector<Incident> some{incident("1", "a", "order.drugs", "2026-02-01T16:30:00Z"),
                                   incident("2", "b", "order.drugs", "2026-02-01T15:30:00Z")};
  incidents.record(analyst, some);
  const auto groups = [&](CountBy by) { return incidents.count(analyst, {}, by).groups; };
  EXPECT_THAT(groups(CountBy::day),
              ElementsAre(CountGroup{"2026-02-01", 1}, CountGroup{"2026-02-02", 1}));
  EXPECT_THAT(groups(CountBy::week),
              ElementsAre(CountGroup{"2026-01-26", 1}, CountGroup{"2026-02-02", 1}));
  EXPECT_THAT(groups(CountBy::month), ElementsAre(CountGroup{"2026-02-01", 2}));
  EXPECT_THAT(groups(CountBy::hour), ElementsAre(CountGroup{"0", 1}, CountGroup{"23", 1}));
  EXPECT_THAT(groups(CountBy::weekday), ElementsAre(CountGroup{"1", 1}, CountGroup{"7", 1}));
  EXPECT_THAT(groups(CountBy::kind), ElementsAre(CountGroup{"order.drugs", 2}));
  EXPECT_THAT(groups(CountBy::unit), ElementsAre(CountGroup{"a", 1}, CountGroup{"b", 1}));
}

TEST_F(IncidentsTest, RefusesWhatCannotBe) {
  const auto refuses = [&](const Incident& one) {
    EXPECT_THROW(incidents.record(analyst, std::span(&one, 1)), Problem);
  };
  auto good = incident("1", "a", "order.drugs", "2026-02-01T10:00:00Z");
  auto bad = good;
  bad.occurred_to = time("2026-01-01T10:00:00Z");
  refuses(bad);
  bad = good;
  bad.position->latitude = 91;
  refuses(bad);
  bad = good;
  bad.kind = "property";
  refuses(bad);
  bad = good;
  bad.unit = code("elsewhere");
  refuses(bad);
  EXPECT_EQ(incidents.record(analyst, std::span(&good, 1)).size(), 1U);
  refuses(good);  // it is there already
  EXPECT_EQ(incidents.count(analyst, {}, CountBy::day).total, 1);
}

}  // namespace
}  // namespace anlan::incidents
