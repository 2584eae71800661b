// A notice as JSON: kept in the database until it is sent, and told to webhooks.
#pragma once

#include <string>
#include <string_view>

#include "warnings/notice.h"

namespace anlan::warnings {

/// An object with every field in snake_case; times in RFC 3339, the area as a GeoJSON geometry (a
/// circle as a Point with `radius_metres` beside it).
std::string to_json(const Notice& notice);

/// What to_json() wrote; anything else is a bug.
Notice notice_from_json(std::string_view json);

}  // namespace anlan::warnings
