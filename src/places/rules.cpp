#include "places/rules.h"
#include "base/utf8.h"

#include <algorithm>
#include <array>

namespace anlan::places {
namespace {

constexpr std::size_t k_name_bytes_max = 200;  // the longest names of counties take some 60

struct LevelWord {
  std::string_view word;
  Level level;
};

constexpr std::array k_level_words{
    LevelWord{"province", Level::province},   LevelWord{"state", Level::province},
    LevelWord{"省", Level::province},         LevelWord{"自治区", Level::province},
    LevelWord{"直辖市", Level::province},     LevelWord{"prefecture", Level::prefecture},
    LevelWord{"city", Level::prefecture},     LevelWord{"市", Level::prefecture},
    LevelWord{"州", Level::prefecture},       LevelWord{"地级市", Level::prefecture},
    LevelWord{"自治州", Level::prefecture},   LevelWord{"county", Level::county},
    LevelWord{"district", Level::county},     LevelWord{"县", Level::county},
    LevelWord{"区", Level::county},           LevelWord{"县级市", Level::county},
    LevelWord{"分局", Level::county},         LevelWord{"station", Level::station},
    LevelWord{"precinct", Level::station},    LevelWord{"town", Level::station},
    LevelWord{"township", Level::station},    LevelWord{"street", Level::station},
    LevelWord{"派出所", Level::station},      LevelWord{"乡", Level::station},
    LevelWord{"镇", Level::station},          LevelWord{"街道", Level::station},
    LevelWord{"community", Level::community}, LevelWord{"village", Level::community},
    LevelWord{"beat", Level::community},      LevelWord{"社区", Level::community},
    LevelWord{"村", Level::community}};

char small(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

bool is_letter_or_digit(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

}  // namespace

std::optional<Level> level_of_word(std::string_view word) {
  std::string lower(word);
  std::ranges::transform(lower, lower.begin(), small);
  const auto found = std::ranges::find(k_level_words, lower, &LevelWord::word);
  if (found == k_level_words.end()) return std::nullopt;
  return found->level;
}

std::optional<UnitCode> code_of_name(std::string_view name, std::string_view prefix) {
  std::string code(prefix);
  bool is_gap = false;
  for (const char given : name) {
    const char c = small(given);
    if (!is_letter_or_digit(c)) {
      is_gap = true;
      continue;
    }
    if (is_gap && code.size() > prefix.size()) code += '-';
    is_gap = false;
    code += c;
  }
  if (code.size() == prefix.size()) return std::nullopt;
  return UnitCode::parse(code);
}

std::string_view name_fault(std::string_view name) {
  if (name.size() > k_name_bytes_max) return "The name is too long.";
  if (!is_utf8(name)) return "The name is not UTF-8.";
  const bool has_control = std::ranges::any_of(
      name, [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7f'; });
  return has_control ? "The name holds a control character." : "";
}

bool is_chinese(std::string_view text) {
  // CJK Unified Ideographs, U+4E00..U+9FFF, and the extension A before them, in UTF-8.
  for (std::size_t i = 0; i + 2 < text.size(); ++i) {
    const auto first = static_cast<unsigned char>(text[i]);
    const auto second = static_cast<unsigned char>(text[i + 1]);
    if (first == 0xE3 && second >= 0x90) return true;
    if (first >= 0xE4 && first <= 0xE9) return true;
  }
  return false;
}

}  // namespace anlan::places
