// What is asked of the text of a cell.
#pragma once

#include <string>
#include <string_view>

namespace anlan::incidents {

/// Without blanks and tabs at its ends.
std::string_view trimmed(std::string_view text);
/// A-Z as a-z; other characters as they are.
std::string lower_case(std::string_view text);

}  // namespace anlan::incidents
