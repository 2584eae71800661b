#include "tests/scenarios/sentence.h"

#include <vector>

namespace anlan::tests {
namespace {

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  std::string word;
  for (const char c : text) {
    if (c == ' ' || c == '\t') {
      if (!word.empty()) words.push_back(std::move(word));
      word.clear();
    } else {
      word += c;
    }
  }
  if (!word.empty()) words.push_back(std::move(word));
  return words;
}

std::optional<Words> match_whole(std::string_view pattern, const std::vector<std::string>& words) {
  Words found;
  std::size_t at = 0;
  for (const auto& part : words_of(pattern)) {
    if (part.ends_with("...}")) {
      std::string rest;
      for (; at < words.size(); ++at) rest += (rest.empty() ? "" : " ") + words[at];
      if (rest.empty()) return std::nullopt;
      found[part.substr(1, part.size() - 5)] = rest;
      continue;
    }
    if (at == words.size()) return std::nullopt;
    auto word = words[at++];
    if (part.starts_with('{')) {
      const bool wants_comma = part.ends_with(',');
      if (wants_comma != word.ends_with(',')) return std::nullopt;
      if (wants_comma) word.pop_back();
      found[part.substr(1, part.find('}') - 1)] = word;
    } else if (part != word) {
      return std::nullopt;
    }
  }
  if (at != words.size()) return std::nullopt;
  return found;
}

}  // namespace

std::optional<Words> match(std::string_view pattern, std::string_view line) {
  const auto words = words_of(line);
  const auto bracket = pattern.find('[');
  if (bracket == std::string_view::npos) return match_whole(pattern, words);
  if (auto found = match_whole(pattern.substr(0, bracket), words)) return found;
  std::string whole(pattern);
  whole.erase(whole.find(']'), 1);
  whole.erase(bracket, 1);
  return match_whole(whole, words);
}

}  // namespace anlan::tests
