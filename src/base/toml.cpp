#include "base/toml.h"

#include <exception>
#include <sstream>

#include "base/utf8.h"

namespace anlan {

toml::value parse_toml(std::string_view text, const std::string& name) {
  // toml11 3.7 reads past its text when it describes a fault beside bytes that are not UTF-8.
  if (!is_utf8(text)) throw toml::syntax_error(name + ": it is not UTF-8", toml::source_location());
  std::istringstream stream{std::string(text)};
  try {
    return toml::parse(stream, name);
  } catch (const toml::syntax_error&) {
    throw;
  } catch (const std::exception& error) {  // a number out of range, a date that is none
    throw toml::syntax_error(error.what(), toml::source_location());
  }
}

}  // namespace anlan
