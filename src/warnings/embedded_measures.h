// data/measures.toml, in the binary (written by tools/embed_text.py).
#pragma once

#include <string_view>

namespace anlan::warnings {

std::string_view embedded_measures();

}  // namespace anlan::warnings
