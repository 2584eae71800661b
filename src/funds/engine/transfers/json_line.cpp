#include "funds/engine/transfers/json_line.h"

#include <algorithm>

#include "funds/engine/transfers/utf8.h"

namespace anlan::funds {
namespace {

constexpr std::size_t k_members_max = 64;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// -?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?
bool is_number(std::string_view text) {
  std::size_t at = 0;
  const auto is_at = [&](char c) { return at < text.size() && text[at] == c; };
  const auto digits = [&] {
    const auto start = at;
    while (at < text.size() && is_digit(text[at])) ++at;
    return at > start;
  };
  if (is_at('-')) ++at;
  if (is_at('0')) {
    ++at;
  } else if (!digits()) {
    return false;
  }
  if (is_at('.')) {
    ++at;
    if (!digits()) return false;
  }
  if (is_at('e') || is_at('E')) {
    ++at;
    if (is_at('+') || is_at('-')) ++at;
    if (!digits()) return false;
  }
  return at == text.size();
}

}  // namespace

void JsonLine::skip_space() {
  while (!is_done() && (line_[at_] == ' ' || line_[at_] == '\t' || line_[at_] == '\r')) ++at_;
}

JsonLineFault JsonLine::parse(std::string_view line) {
  line_ = line;
  at_ = 0;
  members_.clear();
  unescaped_.clear();
  unescaped_.reserve(2 * k_members_max);  // views into them must stay
  skip_space();
  if (is_done() || line_[at_] != '{') return JsonLineFault::unreadable;
  ++at_;
  const auto fault = parse_members();
  if (fault != JsonLineFault::none) {
    members_.clear();
    return fault;
  }
  skip_space();
  return is_done() ? JsonLineFault::none : JsonLineFault::unreadable;
}

/// Everything behind the opening brace, up to the closing one.
JsonLineFault JsonLine::parse_members() {
  skip_space();
  if (!is_done() && line_[at_] == '}') {
    ++at_;
    return JsonLineFault::none;
  }
  for (;;) {
    Member member;
    skip_space();
    if (const auto fault = parse_text(member.name); fault != JsonLineFault::none) return fault;
    skip_space();
    if (is_done()) return JsonLineFault::truncated;
    if (line_[at_++] != ':') return JsonLineFault::unreadable;
    skip_space();
    if (is_done()) return JsonLineFault::truncated;
    member.is_text = line_[at_] == '"';
    const auto fault = member.is_text ? parse_text(member.value) : parse_bare(member.value);
    if (fault != JsonLineFault::none) return fault;
    if (members_.size() == k_members_max ||
        std::ranges::find(members_, member.name, &Member::name) != members_.end()) {
      return JsonLineFault::unreadable;
    }
    members_.push_back(member);
    skip_space();
    if (is_done()) return JsonLineFault::truncated;
    const char c = line_[at_++];
    if (c == '}') return JsonLineFault::none;
    if (c != ',') return JsonLineFault::unreadable;
  }
}

JsonLineFault JsonLine::parse_text(std::string_view& text) {
  if (is_done()) return JsonLineFault::truncated;
  if (line_[at_] != '"') return JsonLineFault::unreadable;
  const auto start = ++at_;
  for (; !is_done(); ++at_) {
    const char c = line_[at_];
    if (c == '"') {
      text = line_.substr(start, at_++ - start);
      return JsonLineFault::none;
    }
    if (c == '\\') return parse_escapes(start, text);
    if (static_cast<unsigned char>(c) < 0x20) return JsonLineFault::unreadable;
  }
  return JsonLineFault::truncated;
}

/// A text with escapes, whose first backslash is where the reader stands.
JsonLineFault JsonLine::parse_escapes(std::size_t start, std::string_view& text) {
  if (unescaped_.size() == 2 * k_members_max) return JsonLineFault::unreadable;
  auto& written = unescaped_.emplace_back(line_.substr(start, at_ - start));
  while (!is_done()) {
    const char c = line_[at_++];
    if (c == '"') {
      text = written;
      return JsonLineFault::none;
    }
    if (static_cast<unsigned char>(c) < 0x20) return JsonLineFault::unreadable;
    if (c != '\\') {
      written += c;
      continue;
    }
    if (is_done()) return JsonLineFault::truncated;
    if (!append_escape(written)) {
      return is_done() ? JsonLineFault::truncated : JsonLineFault::unreadable;
    }
  }
  return JsonLineFault::truncated;
}

bool JsonLine::take_hex(std::uint32_t& unit) {
  unit = 0;
  for (int i = 0; i < 4; ++i) {
    if (is_done()) return false;
    const char c = line_[at_];
    const char low = static_cast<char>(c | 0x20);
    if (!is_digit(c) && (low < 'a' || low > 'f')) return false;
    unit = unit * 16 + static_cast<std::uint32_t>(is_digit(c) ? c - '0' : low - 'a' + 10);
    ++at_;
  }
  return true;
}

/// What follows a backslash; false if it is no escape, or a half of a pair alone.
bool JsonLine::append_escape(std::string& text) {
  constexpr std::string_view k_letters = "\"\\/bfnrt", k_meanings = "\"\\/\b\f\n\r\t";
  const char c = line_[at_];
  if (const auto known = k_letters.find(c); known != std::string_view::npos) {
    text += k_meanings[known];
    ++at_;
    return true;
  }
  if (c != 'u') return false;
  ++at_;
  std::uint32_t unit = 0;
  if (!take_hex(unit)) return false;
  if (unit >= 0xDC00 && unit < 0xE000) return false;
  if (unit >= 0xD800 && unit < 0xDC00) {
    std::uint32_t low = 0;
    for (const char expected : {'\\', 'u'}) {
      if (is_done() || line_[at_] != expected) return false;
      ++at_;
    }
    if (!take_hex(low) || low < 0xDC00 || low >= 0xE000) return false;
    unit = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
  }
  append_utf8(text, unit);
  return true;
}

/// A number, true, false or null.
JsonLineFault JsonLine::parse_bare(std::string_view& value) {
  const auto start = at_;
  while (!is_done() && std::string_view(",} \t\r").find(line_[at_]) == std::string_view::npos)
    ++at_;
  value = line_.substr(start, at_ - start);
  if (is_done()) return JsonLineFault::truncated;
  if (value == "null") {
    value = {};
    return JsonLineFault::none;
  }
  return value == "true" || value == "false" || is_number(value) ? JsonLineFault::none
                                                                 : JsonLineFault::unreadable;
}

}  // namespace anlan::funds
