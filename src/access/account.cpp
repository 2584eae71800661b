#include "access/account.h"

namespace anlan::access {

std::string_view to_string(Language language) { return language == Language::en ? "en" : "zh"; }

std::optional<Language> language_from(std::string_view text) {
  if (text == "en") return Language::en;
  if (text == "zh") return Language::zh;
  return std::nullopt;
}

}  // namespace anlan::access
