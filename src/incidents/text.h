// What is asked of the text of a cell.
#pragma once

#include <string>
#include <string_view>

namespace anlan::incidents {

/// Without blanks and tabs at its ends.
std::string_view trimmed(std::string_view text);
/// A-Z as a-z; other characters as they are.
std::string lower_case(std::string_view text);
/// Whether the bytes are well-formed UTF-8 without a NUL, which no database keeps in a text.
bool is_utf8(std::string_view text);
/// The text with a question mark for every byte that is not well-formed.
std::string valid_utf8(std::string_view text);

}  // namespace anlan::incidents
