#include "funds/engine/transfers/xml_tokens.h"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <utility>

#include "funds/engine/transfers/utf8.h"

namespace anlan::funds {
namespace {

constexpr std::size_t k_token_max = 1 << 16;
constexpr std::size_t k_block_bytes = 1 << 17;
constexpr std::string_view k_blank = " \t\r\n";

bool is_blank(std::string_view text) {
  return text.find_first_not_of(k_blank) == std::string_view::npos;
}

std::string_view without_prefix(std::string_view name) {
  const auto colon = name.find(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

}  // namespace

XmlTokens::XmlTokens(CsvReader::Source source)
    : source_(std::move(source)), buffer_(k_block_bytes + k_token_max) {}

bool XmlTokens::refill() {
  if (is_source_empty_) return false;
  std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
  end_ -= begin_;
  begin_ = 0;
  if (end_ == buffer_.size()) return false;
  const auto count = source_(std::span(buffer_).subspan(end_));
  is_source_empty_ = count == 0;
  end_ += count;
  return count > 0;
}

/// Where `what` begins, from `from` behind begin_; npos if a token may not be as long, or the
/// stream ends before it.
std::size_t XmlTokens::find(std::string_view what, std::size_t from) {
  for (;;) {
    const std::string_view rest(buffer_.data() + begin_, end_ - begin_);
    const auto found = rest.find(what, from);
    if (found != std::string_view::npos) return found;
    from = rest.size() >= what.size() ? std::max(from, rest.size() - what.size() + 1) : from;
    if (rest.size() > k_token_max || !refill()) return std::string_view::npos;
  }
}

void XmlTokens::pass(std::size_t count) {
  next_line_ += std::count(buffer_.data() + begin_, buffer_.data() + begin_ + count, '\n');
  begin_ += count;
}

std::string_view XmlTokens::attribute(std::string_view name) const {
  for (std::size_t at = 0; at < attributes_.size();) {
    const auto equals = attributes_.find('=', at);
    if (equals == std::string_view::npos) break;
    auto found = attributes_.substr(at, equals - at);
    found.remove_prefix(std::min(found.find_first_not_of(k_blank), found.size()));
    found = found.substr(0, found.find_first_of(k_blank));
    const auto open = attributes_.find_first_of("\"'", equals);
    if (open == std::string_view::npos) break;
    const auto close = attributes_.find(attributes_[open], open + 1);
    if (close == std::string_view::npos) break;
    if (found == name) return attributes_.substr(open + 1, close - open - 1);
    at = close + 1;
  }
  return {};
}

bool XmlTokens::unescape(std::string_view raw) {
  constexpr std::pair<std::string_view, char> k_entities[]{
      {"lt", '<'}, {"gt", '>'}, {"amp", '&'}, {"quot", '"'}, {"apos", '\''}};
  text_.clear();
  while (!raw.empty()) {
    const auto at = std::min(raw.find('&'), raw.size());
    text_ += raw.substr(0, at);
    raw.remove_prefix(at);
    if (raw.empty()) break;
    const auto end = raw.find(';');
    if (end == std::string_view::npos) return false;
    auto name = raw.substr(1, end - 1);
    raw.remove_prefix(end + 1);
    if (name.starts_with('#')) {
      const bool is_hex = name.starts_with("#x");
      name.remove_prefix(is_hex ? 2 : 1);
      std::uint32_t point = 0;
      const auto [stop, error] =
          std::from_chars(name.data(), name.data() + name.size(), point, is_hex ? 16 : 10);
      const bool is_character = error == std::errc() && stop == name.data() + name.size() &&
                                point > 0 && point < 0x110000 && (point < 0xD800 || point > 0xDFFF);
      if (!is_character) return false;
      append_utf8(text_, point);
      continue;
    }
    const auto known =
        std::ranges::find(k_entities, name, &std::pair<std::string_view, char>::first);
    if (known == std::end(k_entities)) return false;
    text_ += known->second;
  }
  return true;
}

XmlToken XmlTokens::take_text(std::size_t length, bool is_raw) {
  const std::string_view raw(buffer_.data() + begin_, length);
  bool is_sound = true;
  if (is_raw) {
    text_ = raw;
  } else {
    is_sound = unescape(raw);
  }
  pass(length);
  return is_sound ? XmlToken::text : XmlToken::unreadable;
}

/// From '<' on, which is at begin_; neither a comment, CDATA nor an instruction.
XmlToken XmlTokens::take_tag() {
  const auto close = find(">", 1);
  if (close == std::string_view::npos) {
    const bool is_end = is_source_empty_;
    pass(is_end ? end_ - begin_ : 1);
    return is_end ? XmlToken::truncated : XmlToken::unreadable;
  }
  tag_.assign(buffer_.data() + begin_ + 1, close - 1);
  if (tag_.find('<') != std::string::npos) {  // the tag before it never ended
    pass(tag_.find('<') + 1);
    return XmlToken::unreadable;
  }
  pass(close + 1);
  std::string_view inside(tag_);
  const bool is_finish = inside.starts_with('/');
  const bool is_empty = !is_finish && inside.ends_with('/');
  if (is_finish) inside.remove_prefix(1);
  if (is_empty) inside.remove_suffix(1);
  const auto name_end = std::min(inside.find_first_of(k_blank), inside.size());
  name_ = without_prefix(inside.substr(0, name_end));
  attributes_ = inside.substr(name_end);
  if (name_.empty() || name_.starts_with('!')) return XmlToken::unreadable;
  return is_finish ? XmlToken::finish : is_empty ? XmlToken::empty : XmlToken::start;
}

XmlToken XmlTokens::next() {
  for (;;) {
    line_ = next_line_;
    name_ = attributes_ = {};
    const auto open = find("<", 0);
    if (open == std::string_view::npos) {
      const auto left = end_ - begin_;
      const bool is_over = is_source_empty_;
      const bool is_nothing = is_blank({buffer_.data() + begin_, left});
      pass(left);
      if (!is_over) return XmlToken::unreadable;  // a text of more than 64 KiB
      return is_nothing ? XmlToken::end : XmlToken::truncated;
    }
    if (open > 0) {
      if (!is_blank({buffer_.data() + begin_, open})) return take_text(open, false);
      pass(open);
      continue;
    }
    while (end_ - begin_ < 9 && refill()) {  // enough to tell "<![CDATA["
    }
    const std::string_view rest(buffer_.data() + begin_, end_ - begin_);
    const auto closer = rest.starts_with("<!--")        ? std::string_view("-->")
                        : rest.starts_with("<![CDATA[") ? std::string_view("]]>")
                        : rest.starts_with("<?")        ? std::string_view("?>")
                                                        : std::string_view();
    if (closer.empty()) return take_tag();
    const bool is_data = closer == "]]>";
    const auto close = find(closer, is_data ? 9 : 2);
    if (close == std::string_view::npos) {
      const bool is_over = is_source_empty_;
      pass(is_over ? end_ - begin_ : 1);
      return is_over ? XmlToken::truncated : XmlToken::unreadable;
    }
    if (is_data) {
      pass(9);
      const auto token = take_text(close - 9, true);
      pass(closer.size());
      return token;
    }
    pass(close + closer.size());
  }
}

}  // namespace anlan::funds
