// A county of two stations with every service that warnings need, for tests.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/random.h"
#include "incidents/service.h"
#include "store/database.h"
#include "store/journal.h"
#include "tasks/service.h"
#include "tests/support/temporary_folder.h"
#include "warnings/delivery_seal.h"
#include "warnings/delivery_service.h"
#include "warnings/service.h"

namespace anlan::tests {

/// Units whose areas are upright rectangles of degrees.
class RectangleGround final : public warnings::Ground {
 public:
  struct Rectangle {
    UnitPath path;
    double west, south, east, north;
  };
  explicit RectangleGround(std::vector<Rectangle> rectangles, std::vector<UnitPath> others)
      : rectangles_(std::move(rectangles)), others_(std::move(others)) {}

  std::optional<warnings::GroundUnit> find(const UnitCode& code) const override {
    for (const auto& path : others_) {
      if (path.unit() == code) return warnings::GroundUnit{path, {code.text(), code.text()}};
    }
    for (const auto& r : rectangles_) {
      if (r.path.unit() == code) return warnings::GroundUnit{r.path, {code.text(), code.text()}};
    }
    return std::nullopt;
  }
  std::vector<UnitPath> units_at(const UnitPath& area, std::string_view,
                                 std::span<const geometry::Position> positions) const override {
    std::vector<UnitPath> units;
    for (const auto& p : positions) {
      UnitPath unit;
      for (const auto& r : rectangles_) {
        if (area.contains(r.path) && r.west <= p.longitude && p.longitude < r.east &&
            r.south <= p.latitude && p.latitude < r.north)
          unit = r.path;
      }
      units.push_back(unit);
    }
    return units;
  }

 private:
  std::vector<Rectangle> rectangles_;
  std::vector<UnitPath> others_;
};

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
  std::unique_ptr<incidents::Incidents> incidents;
  tasks::PhotoStore photos = tasks::PhotoStore::open(folder.path() / "photos");
  NoOwners owners;
  tasks::Tasks tasks{{database, journal, clock, ids, owners, photos}, zone};
  warnings::SecretSeal seal = warnings::SecretSeal::open(folder.path());
  warnings::Delivery delivery{{database, journal, clock, ids, seal}, {}};
  RectangleGround ground{{{west, 102.50, 25.0, 102.55, 25.1}, {east, 102.55, 25.0, 102.60, 25.1}},
                         {*UnitPath::parse("p/"), *UnitPath::parse("p/c/")}};
  std::unique_ptr<warnings::Warnings> warnings;

  access::Actor program = access::Actor::system("detect", *UnitPath::parse("p/"));
  access::Actor analyst = person(access::Role::analyst, county);
  access::Actor chief_west = person(access::Role::station_chief, west);
  access::Actor chief_east = person(access::Role::station_chief, east);
  access::Actor officer_west = person(access::Role::station_officer, west);

  WarnedCounty() {
    database.write([&](store::Transaction& t) {
      t.run_script("CREATE TABLE IF NOT EXISTS unit (code text PRIMARY KEY, path text NOT NULL)");
      for (const auto& path : {*UnitPath::parse("p/"), county, west, east})
        t.execute("INSERT INTO unit (code, path) VALUES (?, ?)", path.unit(), path);
    });
    incidents = std::make_unique<incidents::Incidents>(database, journal, clock, ids, zone);
    warnings = std::make_unique<warnings::Warnings>(
        warnings::WarningsParts{database, journal, clock, ids, *incidents, tasks, delivery, ground},
        zone);
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
