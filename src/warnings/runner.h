// Runs as jobs: started by hand or by the clock, followed and cancelled on the board of jobs.
#pragma once

#include <optional>

#include "store/jobs.h"
#include "warnings/service.h"

namespace anlan::warnings {

/// Starts a run; the job's result is {"run", "as_of", "findings", "warnings"}.
Id start_detection(store::JobBoard& jobs, Warnings& warnings, const access::Actor& actor,
                   const Analysis& analysis, std::optional<Day> as_of);

/// Starts every analysis that is due within the actor's scope, on the records up to the day that is
/// over. Returns how many.
int start_due(store::JobBoard& jobs, Warnings& warnings, const access::Actor& actor);

}  // namespace anlan::warnings
