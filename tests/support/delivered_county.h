// A county of two stations with the delivery of warnings, for tests.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "base/problem.h"
#include "store/database.h"
#include "store/journal.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/unit_tree.h"
#include "warnings/delivery_service.h"

namespace anlan::warnings {

class DeliveredCounty : public testing::Test {
 protected:
  using Actor = access::Actor;
  using Role = access::Role;

  DeliveredCounty() {
    for (const auto& unit : {province, county, station, other_station}) {
      tests::add_unit(database, unit);
    }
  }

  static Actor person(std::string_view name, Role role, const UnitPath& scope) {
    return {.account = Id::named("account", name),
            .name = std::string(name),
            .role = role,
            .scope = scope};
  }
  Notice notice(std::string_view warning, std::int64_t sequence = 1,
                NoticeChange change = NoticeChange::issued) const {
    Notice made{.warning = Id::named("warning", warning),
                .sequence = sequence,
                .change = change,
                .event = {"Burglary", "入室盗窃"},
                .title = {"Burglaries in Liangting", "凉亭片区入室盗窃"},
                .description = {"7 where 2.1 were expected", "发生 7 起，预期 2.1 起"},
                .severity = Severity::moderate,
                .sent_at = clock.now(),
                .valid_from = clock.now(),
                .valid_until = clock.now() + Duration::days(7),
                .unit = station,
                .unit_name = {"Liangting station", "凉亭派出所"},
                .measures = {{"Patrol", "巡逻"}},
                .link = "/warnings/1"};
    made.area.circle = {.centre = {102.7, 25.04}, .radius = Metres::of(500)};
    return made;
  }
  void announce(const Notice& what) {
    database.write([&](store::Transaction& t) { delivery.announce(t, what); });
  }
  static std::string code_of(const auto& work) {
    try {
      work();
    } catch (const Problem& problem) {
      return problem.code();
    }
    return "";
  }

  UnitPath province = *UnitPath::parse("53/");
  UnitPath county = *UnitPath::parse("53/5301/530102/");
  UnitPath station = *UnitPath::parse("53/5301/530102/S1/");
  UnitPath other_station = *UnitPath::parse("53/5301/530102/S2/");

  tests::TemporaryFolder folder;
  FixedClock clock{*Instant::parse("2026-03-02T00:00:00Z")};
  IdSource ids{clock, 1};
  store::Database database = store::Database::open(folder.path() / "anlan.db", clock);
  store::Journal journal = store::Journal::open(folder.path());
  store::Seal seal = store::Seal::open(folder.path() / "delivery.key");
  Delivery delivery{{database, journal, clock, ids, seal}, {.mail = {.host = "localhost"}}};

  Actor administrator = person("admin", Role::administrator, county);
  Actor chief = person("chief", Role::station_chief, station);
  Actor commander = person("commander", Role::commander, county);
  Actor stranger = person("stranger", Role::station_chief, other_station);
};

}  // namespace anlan::warnings
