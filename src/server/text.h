// Text as HTTP writes it: letters without case, percent signs, lists.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace anlan::server {

/// Equal but for the case of ASCII letters.
bool same_but_for_case(std::string_view a, std::string_view b);
/// Whether `list` ("gzip, br;q=0") names `item` between commas, with no "q=0".
bool list_names(std::string_view list, std::string_view item);
/// Without spaces and tabs at both ends.
std::string_view trimmed(std::string_view text);
/// Undoes percent-encoding (RFC 3986 §2.1), and '+' for a space where `is_form`. Empty where a
/// percent sign is not followed by two hexadecimal digits, or where the result holds a NUL.
std::optional<std::string> percent_decoded(std::string_view text, bool is_form);

}  // namespace anlan::server
