// Kinds as one text in SQL: codes with commas between, as in the address of a list.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace anlan::warnings {

inline std::string kind_list(const std::vector<std::string>& kinds) {
  std::string text;
  for (const auto& kind : kinds) {
    if (!text.empty()) text += ',';
    text += kind;
  }
  return text;
}

inline std::vector<std::string> kinds_of(std::string_view text) {
  std::vector<std::string> kinds;
  while (!text.empty()) {
    const auto comma = text.find(',');
    kinds.emplace_back(text.substr(0, comma));
    text.remove_prefix(comma == std::string_view::npos ? text.size() : comma + 1);
  }
  return kinds;
}

}  // namespace anlan::warnings
