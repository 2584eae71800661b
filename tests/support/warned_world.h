// Every service that warnings need, over an empty database and a clock that stands; for tests.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "incidents/service.h"
#include "places/repository.h"
#include "places/service.h"
#include "store/database.h"
#include "store/journal.h"
#include "store/seal.h"
#include "tasks/service.h"
#include "tests/support/temporary_folder.h"
#include "warnings/delivery_service.h"
#include "warnings/service.h"

namespace anlan::tests {

/// Nobody may be named as owner.
class NoOwners final : public tasks::OwnerDirectory {
 public:
  std::optional<access::Actor> find(store::Session&, const Id&) const override { return {}; }
};

struct WarnedWorld {
  Zone zone = Zone::named("Asia/Shanghai");
  TemporaryFolder folder;
  FixedClock clock{*Instant::parse("2026-03-11T06:00:00+08:00")};
  IdSource ids{clock, 1};
  store::Database database = store::Database::open(folder.path() / "anlan.db", clock);
  store::Journal journal = store::Journal::open(folder.path());
  places::Places places{database, journal, clock, zone};
  incidents::Incidents incidents{database, journal, clock, ids, zone, places};
  tasks::PhotoStore photos = tasks::PhotoStore::open(folder.path() / "photos");
  NoOwners owners;
  store::Seal task_seal = store::Seal::open(folder.path() / "tasks.key");
  tasks::Tasks tasks{{database, journal, clock, ids, owners, photos, places, task_seal}, zone};
  store::Seal seal = store::Seal::open(folder.path() / "delivery.key");
  warnings::Delivery delivery{{database, journal, clock, ids, seal}, {}};
  warnings::Warnings warnings{{database, journal, clock, ids, places, incidents, tasks, delivery},
                              zone};

  void import_units(std::string_view csv) {
    places.import_table(access::Actor::system("test", places.root()), CsvReader(csv_source(csv)),
                        false);
  }
  void give_area(const UnitCode& unit, geometry::MultiPolygon area) {
    database.write([&](store::Transaction& t) {
      places::save_boundary(t, {.code = unit, .area = std::move(area)});
      places::raise_revision(t);
    });
  }

  static access::Actor person(access::Role role, const UnitPath& scope) {
    const auto name = std::string(access::to_string(role)) + " " + scope.text();
    return {.account = Id::named("account", name), .name = name, .role = role, .scope = scope};
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
};

}  // namespace anlan::tests
