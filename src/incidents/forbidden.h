// Forbidden headers: attributes of people that no import may carry (docs/boundaries.md, 2).
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/bilingual.h"

namespace anlan::incidents {

/// The attribute that a column's name says it holds ("ethnicity", "vehicle plate", ...), if it is
/// one that is refused. Chinese (both scripts) and English; full-width and half-width, upper and
/// lower case, blanks, underscores and camelCase make no difference: "Risk_Score", "RISKSCORE" and
/// "ｒｉｓｋ ｓｃｏｒｅ" are one. A word within another word is none: "Surface" holds no face.
std::optional<Bilingual> forbidden_attribute(std::string_view header);

/// Throws Problem (invalid, "incidents.forbidden_header") that names every column at fault. There
/// is no way around it: leaving such a column unread is not enough, since the file would have been
/// brought here with it.
void refuse_forbidden(std::span<const std::string> headers);

}  // namespace anlan::incidents
