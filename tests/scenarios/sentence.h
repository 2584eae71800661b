// Sentences of scenario files, matched by patterns such as "records {n} of {kind}".
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace anlan::tests {

/// The words of a line by the names in the pattern. "{name}" takes one word (a comma at its end is
/// left out), "{name...}" all that is left; other words must stand as they are. "[" and "]" around
/// the end of a pattern make that end optional. Nothing if the line is another sentence.
using Words = std::map<std::string, std::string, std::less<>>;
std::optional<Words> match(std::string_view pattern, std::string_view line);

}  // namespace anlan::tests
