// Text from outside is UTF-8 or it is not text.
#pragma once

#include <string>
#include <string_view>

namespace anlan {

/// Whether the bytes are UTF-8 (RFC 3629: no surrogates, nothing overlong) without a NUL, which
/// no database keeps in a text.
bool is_utf8(std::string_view text);

/// The text with a question mark for every byte that is_utf8 would refuse.
std::string valid_utf8(std::string_view text);

}  // namespace anlan
