// Bilingual: a text that the product itself says, in both of its languages.
#pragma once

#include <compare>
#include <string>

namespace anlan {

struct Bilingual {
  std::string en;
  std::string zh;
  friend auto operator<=>(const Bilingual&, const Bilingual&) = default;
};

}  // namespace anlan
