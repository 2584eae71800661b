// XmlTokens: the tags and texts of an XML stream, one after the other.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/csv.h"

namespace anlan::funds {

enum class XmlToken : std::uint8_t {
  start,       ///< <name attribute="...">
  empty,       ///< <name/>
  finish,      ///< </name>
  text,        ///< with what is in CDATA; without that between tags which is blank
  unreadable,  ///< reading goes on behind it
  truncated,   ///< the stream ends within a token
  end,
};

/// Knows no grammar and opens no entity but the five of XML and numbers; a document type is
/// unreadable, so that nothing can grow. A token holds 64 KiB at most. Holds one block in memory.
class XmlTokens {
 public:
  explicit XmlTokens(CsvReader::Source source);

  XmlToken next();
  /// Of a tag, without its prefix. Valid until next(), as are all views.
  std::string_view name() const { return name_; }
  /// Of a text.
  std::string_view text() const { return text_; }
  /// The value of a tag's attribute, as it is written; empty if there is none.
  std::string_view attribute(std::string_view name) const;
  /// At which the token begins, from 1.
  std::int64_t line() const { return line_; }

 private:
  bool refill();
  std::size_t find(std::string_view what, std::size_t from);
  void pass(std::size_t count);
  XmlToken take_tag();
  XmlToken take_text(std::size_t length, bool is_raw);
  bool unescape(std::string_view raw);

  CsvReader::Source source_;
  std::vector<char> buffer_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  bool is_source_empty_ = false;
  std::int64_t line_ = 1;
  std::int64_t next_line_ = 1;
  std::string_view name_;
  std::string_view attributes_;
  std::string text_;
  std::string tag_;
};

}  // namespace anlan::funds
