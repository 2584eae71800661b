// The files of data/ that travel in the binary (written by tools/embed_text.py).
#pragma once

#include <string_view>

namespace anlan::incidents {

std::string_view embedded_kinds();

}  // namespace anlan::incidents
