// A county of two stations side by side, with records; for tests.
#pragma once

#include <string>
#include <vector>

#include "base/random.h"
#include "tests/support/warned_world.h"

namespace anlan::tests {

struct WarnedCounty : WarnedWorld {
  UnitPath county = *UnitPath::parse("p/c/");
  UnitPath west = *UnitPath::parse("p/c/west/");
  UnitPath east = *UnitPath::parse("p/c/east/");
  Day today = *Day::parse("2026-03-11");
  Day as_of = today - 1;

  access::Actor program = access::Actor::system("detect", *UnitPath::parse("p/"));
  access::Actor analyst = person(access::Role::analyst, county);
  access::Actor chief_west = person(access::Role::station_chief, west);
  access::Actor chief_east = person(access::Role::station_chief, east);
  access::Actor officer_west = person(access::Role::station_officer, west);

  WarnedCounty() {
    import_units(
        "level,code,name,parent\nprovince,p,Province,\ncounty,c,County,p\n"
        "station,west,West,c\nstation,east,East,c\n");
    give_area(west.unit(), rectangle(102.50, 102.55));
    give_area(east.unit(), rectangle(102.55, 102.60));
  }

  /// From 25.0 to 25.1 degrees north.
  static geometry::MultiPolygon rectangle(double from_east, double to_east) {
    return {{.outer = {{from_east, 25.0}, {to_east, 25.0}, {to_east, 25.1}, {from_east, 25.1}}}};
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
  void record(const std::vector<incidents::Incident>& some) { incidents.record(program, some); }

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

  int recorded = 0;
};

}  // namespace anlan::tests
