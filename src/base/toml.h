// TOML from outside. The one door to toml11, whose headers are heavy: included by sources only.
#pragma once

#include <string>
#include <string_view>
#include <toml.hpp>

namespace anlan {

/// The table that `text` holds; `name` stands for it in errors. Throws toml::syntax_error, and
/// nothing else, where it is not TOML.
toml::value parse_toml(std::string_view text, const std::string& name);

}  // namespace anlan
