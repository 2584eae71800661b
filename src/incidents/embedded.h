// The files of data/ that travel in the binary (written by tools/embed_text.py).
#pragma once

#include <array>
#include <string_view>

namespace anlan::incidents {

std::string_view embedded_kinds();
std::string_view embedded_chicago();
std::string_view embedded_chicago_arson();
std::string_view embedded_data_police_uk();
std::string_view embedded_memphis();
std::string_view embedded_nypd();
std::string_view embedded_plain();
std::string_view embedded_plain_zh();
std::string_view embedded_portland_nij();

inline std::array<std::string_view, 8> embedded_profiles() {
  return {embedded_chicago(),  embedded_chicago_arson(), embedded_data_police_uk(),
          embedded_memphis(),  embedded_nypd(),          embedded_plain(),
          embedded_plain_zh(), embedded_portland_nij()};
}

}  // namespace anlan::incidents
