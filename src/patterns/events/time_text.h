// Times of an event file: a day, a time of day, or a moment with its offset.
#pragma once

#include <optional>
#include <string_view>

#include "base/expected.h"
#include "patterns/events/events.h"

namespace anlan::patterns {

/// Reads "2026-02-03", "2026-02-03 04:05", "2026-02-03T04:05:06.789" (slashes will do for dashes)
/// as written, and RFC 3339 with an offset as the zone's wall shows it. Years 1600 to 2399. The
/// reason, as the end of a sentence, where it is none.
Expected<WallTime, std::string_view> read_wall_time(std::string_view text, const Zone& zone);

}  // namespace anlan::patterns
