// The demonstration: a county whose last three months are played, so that the page has a past to
// show.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "access/service.h"
#include "base/instant.h"
#include "incidents/service.h"
#include "places/service.h"
#include "research/scenario.h"
#include "tasks/service.h"
#include "warnings/service.h"

namespace anlan::research {

/// All of it must outlive the play. `clock` is the one that the services were made with.
struct DemonstrationParts {
  FixedClock& clock;
  places::Places& places;
  access::Accounts& accounts;
  incidents::Incidents& incidents;
  tasks::Tasks& tasks;
  warnings::Warnings& warnings;
};

/// Somebody of the demonstration who can sign in. The password is random, and kept nowhere else.
struct SignIn {
  std::string name;
  std::string password;
  access::Role role;
  UnitCode unit;
  std::string display_name;
};

/// Plays the scenario in a county whose units have been imported: accounts for every post, three
/// scans and an analysis of every other method, thirteen weeks of incidents coming in, warnings
/// with their tasks done by the stations. What the last week raised is left to whoever signs in.
/// Takes the clock from there to the morning after the scenario's last day. `say` is told what is
/// being done.
std::vector<SignIn> play_demonstration(const Scenario& scenario, const ScenarioSettings& settings,
                                       const DemonstrationParts& parts,
                                       const std::function<void(std::string_view)>& say);

}  // namespace anlan::research
