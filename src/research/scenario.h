// The demonstration scenario: two years of incidents in an invented county, with what was planted
// in them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/instant.h"
#include "research/county.h"

namespace anlan::research {

struct ScenarioSettings {
  std::uint64_t seed = 1;
  Day until;  ///< the last day with incidents
  int days = 730;
  double scale = 1;  ///< times the usual number of incidents (about 21 a day)
  Zone zone = Zone::utc();
};

struct ScenarioIncident {
  std::string external_id;
  std::string kind;  ///< as in data/incident_kinds.toml
  Instant from;
  Instant to;  ///< burglaries are found later than they happen: an interval
  Place place;
  std::string known_by;  ///< public_report, sensor, police_initiative
};

/// What was planted, so that a test can ask whether it was found.
struct PlantedCluster {
  UnitCode station;
  UnitCode village;
  std::string kind;
  Place centre;
  double radius_metres = 0;
  Day first;
  Day last;
  int incidents = 0;
};

struct PlantedSeason {
  std::string kind;
  std::vector<UnitCode> stations;
  unsigned first_month = 0, first_day = 0;  ///< of every year
  unsigned last_month = 0, last_day = 0;
  double times = 0;  ///< the usual rate
};

struct NearRepeats {
  std::string kind;
  double probability = 0;  ///< that an incident begets another
  double metres = 0;       ///< standard deviation of the distance
  int days = 0;            ///< the longest delay
  int begotten = 0;
};

struct Scenario {
  County county;
  std::vector<ScenarioIncident> incidents;  ///< in the order of their beginning
  std::vector<PlantedCluster> clusters;
  PlantedSeason season;
  NearRepeats near_repeats;
};

/// The same settings give the same scenario. Throws Problem (invalid) for days or a scale that make
/// none.
Scenario make_scenario(const ScenarioSettings& settings);

}  // namespace anlan::research
