#include "base/csv.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace anlan {
namespace {

constexpr std::size_t k_block_bytes = 1 << 18;
constexpr std::size_t k_nowhere = SIZE_MAX;
constexpr std::string_view k_byte_order_mark = "\xEF\xBB\xBF";

}  // namespace

CsvReader::CsvReader(Source source, char delimiter, CsvLimits limits)
    : source_(std::move(source)),
      delimiter_(delimiter),
      limits_(limits),
      buffer_(k_block_bytes + limits.record_bytes) {}

/// Moves what is left to the front and reads more behind it; false if there is no more, or no room.
bool CsvReader::refill() {
  if (is_source_empty_) return false;
  if (begin_ > 0) {
    std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
    passed_ += begin_;
    end_ -= begin_;
    begin_ = 0;
  }
  if (end_ == buffer_.size()) return false;
  const auto count = source_(std::span(buffer_).subspan(end_));
  is_source_empty_ = count == 0;
  end_ += count;
  return count > 0;
}

/// Where the line that holds `from` (relative to begin_) ends, relative to begin_: its line feed,
/// or the end of everything. k_nowhere if the record is longer than it may be.
std::size_t CsvReader::end_of_line(std::size_t from) {
  for (;;) {
    const auto* start = buffer_.data() + begin_ + from;
    const auto size = end_ - begin_ - from;
    if (size > 0) {
      if (const auto* found = static_cast<const char*>(std::memchr(start, '\n', size))) {
        return static_cast<std::size_t>(found - (buffer_.data() + begin_));
      }
    }
    from = end_ - begin_;
    if (from > limits_.record_bytes) return k_nowhere;
    if (!refill()) return is_source_empty_ ? end_ - begin_ : k_nowhere;
  }
}

bool CsvReader::add_field(std::string_view field) {
  if (fields_.size() == limits_.columns) {
    fault_ = "it has too many columns";
    return false;
  }
  if (field.size() > limits_.field_bytes) {
    fault_ = "a field is too long";
    return false;
  }
  fields_.push_back(field);
  return true;
}

void CsvReader::split_plain(std::string_view record) {
  const char* at = record.data();
  const char* end = at + record.size();
  const char* field = at;
  for (; at != end; ++at) {
    if (*at != delimiter_) continue;
    if (!add_field({field, at})) return;
    field = at + 1;
  }
  add_field({field, end});
}

/// Reads the rest of a quoted field whose quote is at `at`; false if the quote is never closed.
bool CsvReader::take_quoted_field(std::size_t& at, std::string& text) {
  ++at;
  for (;;) {
    if (begin_ + at >= end_ && !refill()) return false;
    if (at > limits_.record_bytes) return false;
    const char c = buffer_[begin_ + at++];
    if (c != '"') {
      if (c == '\n') ++next_line_;
      text += c;
      continue;
    }
    if (begin_ + at >= end_ && !refill()) return true;
    if (buffer_[begin_ + at] != '"') return true;
    text += '"';
    ++at;
  }
}

/// Reads a record with quotes from begin_; moves begin_ past it. False if a quote is never closed.
bool CsvReader::split_quoted(std::size_t at) {
  unquoted_.clear();
  const auto peek = [&]() -> int {
    if (begin_ + at >= end_ && !refill()) return -1;
    return static_cast<unsigned char>(buffer_[begin_ + at]);
  };
  for (;;) {
    std::string text;
    if (peek() == '"') {
      if (!take_quoted_field(at, text)) return false;
      const int after = peek();
      const bool is_end = after == -1 || after == '\n' || after == '\r' ||
                          after == static_cast<unsigned char>(delimiter_);
      if (!is_end) fault_ = "there is text behind a closing quote";
    }
    const auto quoted = text.size();
    int c = peek();
    for (; c != -1 && c != '\n' && c != static_cast<unsigned char>(delimiter_); c = peek()) {
      text += static_cast<char>(c);
      if (++at > limits_.record_bytes) return false;
    }
    const bool has_return = text.size() > quoted && text.back() == '\r';
    if ((c == -1 || c == '\n') && has_return) text.pop_back();
    unquoted_.push_back(std::move(text));
    if (unquoted_.size() > limits_.columns) fault_ = "it has too many columns";
    ++at;
    if (c == -1 || c == '\n') break;
  }
  begin_ = std::min(begin_ + at, end_);
  if (fault_.empty()) {
    for (const auto& field : unquoted_) {
      if (!add_field(field)) break;
    }
  }
  return true;
}

bool CsvReader::next() {
  fields_.clear();
  fault_ = {};
  for (;;) {
    const auto length = end_of_line(0);
    if (is_at_start_) {
      is_at_start_ = false;
      if (std::string_view(buffer_.data(), end_).starts_with(k_byte_order_mark)) {
        begin_ += k_byte_order_mark.size();
        continue;
      }
    }
    line_ = next_line_++;
    if (length == k_nowhere) {  // pass over the rest of the line
      fault_ = "it is too long";
      begin_ = end_;
      while (refill()) {
        const auto* found = static_cast<const char*>(std::memchr(buffer_.data(), '\n', end_));
        begin_ = found ? static_cast<std::size_t>(found - buffer_.data()) + 1 : end_;
        if (found) break;
      }
      return true;
    }
    if (begin_ == end_) return false;
    const auto whole = std::min(length + 1, end_ - begin_);
    std::string_view record(buffer_.data() + begin_, length);
    if (record.ends_with('\r')) record.remove_suffix(1);
    if (record.empty()) {
      begin_ += whole;
      continue;
    }
    if (record.find('"') == std::string_view::npos) {
      split_plain(record);
      begin_ += whole;
      return true;
    }
    const auto first_line = next_line_;
    if (!split_quoted(0)) {
      fault_ = "a quote is not closed";
      next_line_ = first_line;
      begin_ += whole;
    }
    return true;
  }
}

CsvReader::Source csv_source(std::string_view text) {
  return [text](std::span<char> room) mutable {
    const auto count = std::min(room.size(), text.size());
    std::copy_n(text.data(), count, room.data());
    text.remove_prefix(count);
    return count;
  };
}

void append_csv_field(std::string& out, std::string_view field, char delimiter) {
  const bool needs_quotes = field.find_first_of("\"\r\n") != std::string_view::npos ||
                            field.find(delimiter) != std::string_view::npos ||
                            (!field.empty() && (field.front() == ' ' || field.back() == ' '));
  if (!needs_quotes) {
    out += field;
    return;
  }
  out += '"';
  for (const char c : field) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

}  // namespace anlan
