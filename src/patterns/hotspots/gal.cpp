#include "patterns/hotspots/gal.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>
#include <utility>

#include "base/problem.h"

namespace anlan::patterns {
namespace {

[[noreturn]] void refuse(std::size_t line, std::string_view reason) {
  throw Problem::invalid(
      "hotspots.gal",
      fmt::format("The list of neighbours cannot be used: line {} {}.", line, reason));
}

/// Words between blanks and line ends.
class Words {
 public:
  explicit Words(std::string_view text) : text_(text) {}

  std::size_t line() const { return line_; }

  /// The next word; empty at the end.
  std::string_view next() {
    for (; at_ < text_.size() && is_blank(text_[at_]); ++at_) line_ += text_[at_] == '\n' ? 1U : 0U;
    const auto begin = at_;
    while (at_ < text_.size() && !is_blank(text_[at_])) ++at_;
    return text_.substr(begin, at_ - begin);
  }
  std::string_view need() {
    const auto word = next();
    if (word.empty()) refuse(line_, "ends too early");
    return word;
  }
  std::uint32_t need_number() {
    const auto word = need();
    std::uint32_t number = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number);
    if (error != std::errc{} || end != word.data() + word.size())
      refuse(line_, "has no whole number where one is needed");
    return number;
  }
  /// The words up to the end of the line.
  std::size_t words_left_in_line() const {
    std::size_t words = 0;
    bool is_inside = at_ > 0 && !is_blank(text_[at_ - 1]);
    for (auto at = at_; at < text_.size() && text_[at] != '\n'; ++at) {
      if (!is_blank(text_[at]) && !is_inside) ++words;
      is_inside = !is_blank(text_[at]);
    }
    return words;
  }

 private:
  static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
};

std::uint32_t read_size(Words& words) {
  auto size = words.need_number();
  if (words.words_left_in_line() == 3) {  // "0 n layer key"
    size = words.need_number();
    words.need();
    words.need();
  }
  return size;
}

}  // namespace

GalLists read_gal(std::string_view text) {
  Words words(text);
  const auto areas = read_size(words);
  GalLists lists;
  std::map<std::string, std::uint32_t, std::less<>> numbers;
  std::vector<std::vector<std::pair<std::string_view, std::size_t>>> named;  // and their lines
  for (std::uint32_t area = 0; area < areas; ++area) {
    lists.ids.emplace_back(words.need());
    if (!numbers.emplace(lists.ids.back(), area).second)
      refuse(words.line(), "lists an area for the second time");
    auto& others = named.emplace_back();
    for (auto left = words.need_number(); left > 0; --left) {
      const auto other = words.need();
      others.emplace_back(other, words.line());
    }
  }
  if (!words.next().empty()) refuse(words.line(), "holds more than the areas that were announced");
  for (const auto& others : named) {
    auto& list = lists.others.emplace_back();
    for (const auto& [id, line] : others) {
      const auto found = numbers.find(id);
      if (found == numbers.end()) refuse(line, "names an area that has no list of its own");
      list.push_back(found->second);
    }
    auto sorted = list;
    std::ranges::sort(sorted);
    if (const auto twice = std::ranges::adjacent_find(sorted); twice != sorted.end()) {
      throw Problem::invalid("hotspots.gal",
                             fmt::format("The list of neighbours cannot be used: area {} has {} "
                                         "for a neighbour twice.",
                                         lists.ids[lists.others.size() - 1], lists.ids[*twice]));
    }
  }
  return lists;
}

}  // namespace anlan::patterns
