#include "base/unit_code.h"

#include <algorithm>

#include "base/check.h"

namespace anlan {
namespace {

constexpr std::size_t k_code_length_max =
    32;  // twice the 12 digits of the national codes, and a prefix
constexpr std::size_t k_path_length_max = 512;  // the tree is five deep

bool is_code_character(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
         c == '_' || c == '.';
}

}  // namespace

std::optional<UnitCode> UnitCode::parse(std::string_view text) {
  if (text.empty() || text.size() > k_code_length_max) return std::nullopt;
  if (!std::all_of(text.begin(), text.end(), is_code_character)) return std::nullopt;
  return UnitCode(std::string(text));
}

std::optional<UnitPath> UnitPath::parse(std::string_view text) {
  if (text.empty() || text.size() > k_path_length_max || text.back() != '/') return std::nullopt;
  for (std::size_t begin = 0; begin < text.size();) {
    const auto end = text.find('/', begin);
    if (!UnitCode::parse(text.substr(begin, end - begin))) return std::nullopt;
    begin = end + 1;
  }
  return UnitPath(std::string(text));
}

std::string UnitPath::range_end() const {
  CHECK(!text_.empty());
  auto end = text_;
  end.back() = '/' + 1;
  return end;
}

UnitPath UnitPath::parent() const {
  if (text_.size() < 2) return {};
  const auto slash = text_.rfind('/', text_.size() - 2);
  return slash == std::string::npos ? UnitPath() : UnitPath(text_.substr(0, slash + 1));
}

UnitCode UnitPath::unit() const {
  if (text_.empty()) return {};
  const auto slash = text_.size() < 2 ? std::string::npos : text_.rfind('/', text_.size() - 2);
  const auto begin = slash == std::string::npos ? 0 : slash + 1;
  auto code = UnitCode::parse(std::string_view(text_).substr(begin, text_.size() - 1 - begin));
  CHECK(code.has_value());
  return *code;
}

bool UnitPath::contains(const UnitPath& other) const {
  return !text_.empty() && other.text_.starts_with(text_);
}

}  // namespace anlan
