// JsonLine: the members of one flat JSON object.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace anlan::funds {

enum class JsonLineFault : std::uint8_t { none, unreadable, truncated };

/// Reads {"name": value, ...} whose values are texts, numbers, true, false or null (RFC 8259). A
/// number stays the text that it is, so that amounts lose nothing. Objects and lists within, and
/// names given twice, are unreadable. Checks no encoding. Reused from line to line.
class JsonLine {
 public:
  struct Member {
    std::string_view name;
    std::string_view value;  ///< unescaped; empty for null
    bool is_text = false;
  };

  /// The views live until the next parse(), and as long as the line.
  JsonLineFault parse(std::string_view line);
  const std::vector<Member>& members() const { return members_; }

 private:
  JsonLineFault parse_members();
  JsonLineFault parse_text(std::string_view& text);
  JsonLineFault parse_escapes(std::size_t start, std::string_view& text);
  bool append_escape(std::string& text);
  bool take_hex(std::uint32_t& unit);
  JsonLineFault parse_bare(std::string_view& value);
  void skip_space();
  bool is_done() const { return at_ == line_.size(); }

  std::string_view line_;
  std::size_t at_ = 0;
  std::vector<Member> members_;
  std::vector<std::string> unescaped_;
};

}  // namespace anlan::funds
