// A county of two stations with every service that warnings need, for tests.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/random.h"
#include "incidents/service.h"
#include "places/repository.h"
#include "places/service.h"
#include "store/database.h"
#include "store/journal.h"
#include "tasks/service.h"
#include "tests/support/temporary_folder.h"
#include "warnings/delivery_seal.h"
#include "warnings/delivery_service.h"
#include "warnings/service.h"

namespace anlan::tests {

/// Nobody may be named as owner.
class NoOwners final : public tasks::OwnerDirectory {
 public:
  std::optional<access::Actor> find(store::Session&, const Id&) const override { return {}; }
};

struct WarnedCounty {
  UnitPath county = *UnitPath::parse("p/c/");
  UnitPath west = *UnitPath::parse("p/c/west/");
  UnitPath east = *UnitPath::parse("p/c/east/");
  Day today = *Day::parse("2026-03-11");
  Day as_of = today - 1;
  Zone zone = Zone::named("Asia/Shanghai");

  TemporaryFolder folder;
  FixedClock clock{*Instant::parse("2026-03-11T06:00:00+08:00")};
  IdSource ids{clock, 1};
  store::Database database = store::Database::open(folder.path() / "anlan.db", clock);
  store::Journal journal = store::Journal::open(folder.path());
  places::Places places{database, journal, clock, zone};
  std::unique_ptr<incidents::Incidents> incidents;
  tasks::PhotoStore photos = tasks::PhotoStore::open(folder.path() / "photos");
  NoOwners owners;
  tasks::Tasks tasks{{database, journal, clock, ids, owners, photos}, zone};
  warnings::SecretSeal seal = warnings::SecretSeal::open(folder.path());
  warnings::Delivery delivery{{database, journal, clock, ids, seal}, {}};
  std::unique_ptr<warnings::Warnings> warnings;

  access::Actor program = access::Actor::system("detect", *UnitPath::parse("p/"));
  access::Actor analyst = person(access::Role::analyst, county);
  access::Actor chief_west = person(access::Role::station_chief, west);
  access::Actor chief_east = person(access::Role::station_chief, east);
  access::Actor officer_west = person(access::Role::station_officer, west);

  WarnedCounty() {
    places.import_table(access::Actor::system("test", {}),
                        CsvReader(csv_source("level,code,name,parent\nprovince,p,Province,\n"
                                             "county,c,County,p\nstation,west,West,c\n"
                                             "station,east,East,c\n")),
                        false);
    give_area(west, 102.50, 102.55);
    give_area(east, 102.55, 102.60);
    incidents = std::make_unique<incidents::Incidents>(database, journal, clock, ids, zone);
    warnings = std::make_unique<warnings::Warnings>(
        warnings::WarningsParts{database, journal, clock, ids, places, *incidents, tasks, delivery},
        zone);
  }

  /// A rectangle from 25.0 to 25.1 degrees north.
  void give_area(const UnitPath& unit, double from_east, double to_east) {
    const geometry::Ring ring{
        {from_east, 25.0}, {to_east, 25.0}, {to_east, 25.1}, {from_east, 25.1}};
    database.write([&](store::Transaction& t) {
      places::save_boundary(t, {.code = unit.unit(), .area = {{.outer = ring}}});
      places::raise_revision(t);
    });
  }

  static access::Actor person(access::Role role, const UnitPath& scope) {
    const auto name = std::string(access::to_string(role)) + " " + scope.text();
    return {.account = Id::named("account", name), .name = name, .role = role, .scope = scope};
  }

  /// An incident at noon of a day.
  incidents::Incident incident(double longitude, double latitude, Day day,
                               incidents::KnownBy known_by = incidents::KnownBy::public_report,
                               std::string kind = "property.burglary_dwelling") {
    const auto noon = zone.at(day, 12 * 3'600'000);
    return {.kind = std::move(kind),
            .occurred_from = noon,
            .occurred_to = noon,
            .position = geometry::Position{.longitude = longitude, .latitude = latitude},
            .known_by = known_by,
            .unit = longitude < 102.55 ? west.unit() : east.unit(),
            .source = "test",
            .external_id = std::to_string(++recorded)};
  }
  void record(const std::vector<incidents::Incident>& some) { incidents->record(program, some); }

  /// About one incident a day in the whole county, from a year before `to` on.
  void record_quiet_year(Day to) {
    Random random(21);
    std::vector<incidents::Incident> some;
    for (int i = 0; i < 365; ++i) {
      some.push_back(incident(102.5 + 0.1 * random.uniform(), 25 + 0.1 * random.uniform(),
                              to - static_cast<std::int32_t>(random.below(365))));
    }
    record(some);
  }
  /// `count` within 200 m of a place, in the days up to `last`.
  void record_cluster(double longitude, double latitude, Day last, int count, int days = 5,
                      incidents::KnownBy known_by = incidents::KnownBy::public_report) {
    Random random(22);
    std::vector<incidents::Incident> some;
    for (int i = 0; i < count; ++i) {
      some.push_back(incident(longitude + 0.003 * (random.uniform() - 0.5),
                              latitude + 0.003 * (random.uniform() - 0.5), last - i % days,
                              known_by));
    }
    record(some);
  }

  warnings::AnalysisSettings burglary() const {
    return {.name = {.en = "Burglary", .zh = "入室盗窃"},
            .kinds = {"property.burglary_dwelling"},
            .unit = county.unit(),
            .method_settings = R"({"study_days":365,"window_days":14,"replicates":199})",
            .alert = {.recurrence_days = 100},
            .valid_days = 14};
  }

  /// "action unit" of what the journal holds of a kind, in order.
  std::vector<std::string> journaled(std::string_view kind) const {
    return database.read([&](store::Session& session) {
      std::vector<std::string> lines;
      auto rows = session.query(
          "SELECT action, unit_path FROM journal WHERE subject_kind = ? ORDER BY sequence", kind);
      while (rows.next()) lines.push_back(rows.text(0) + " " + rows.text(1));
      return lines;
    });
  }

  int recorded = 0;
};

}  // namespace anlan::tests
