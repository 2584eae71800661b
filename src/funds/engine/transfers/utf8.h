// append_utf8: a character by its number.
#pragma once

#include <cstdint>
#include <string>

namespace anlan::funds {

/// A number up to 0x10FFFF that is no half of a pair.
void append_utf8(std::string& text, std::uint32_t point);

}  // namespace anlan::funds
