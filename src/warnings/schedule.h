// When an analysis is due. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/instant.h"
#include "warnings/analysis.h"

namespace anlan::warnings {

/// The first time after `now` at which the schedule asks for a run; empty for one that is run by
/// hand. A time that the clock skips on a day of summer time is the first moment after it.
std::optional<Instant> next_due(const Schedule& schedule, Instant now, const Zone& zone);

/// The last day whose records are complete at `now`: the day before. A run by schedule looks at
/// data up to it.
Day last_complete_day(Instant now, const Zone& zone);

/// Minutes since midnight of "06:30"; empty if it is not a time of day.
std::optional<std::int32_t> minute_of_day_from(std::string_view text);
std::string minute_of_day_text(std::int32_t minute);

}  // namespace anlan::warnings
