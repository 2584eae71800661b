// UnitCode and UnitPath: which unit, and where it stands in the tree.
#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>

namespace anlan {

/// The code of a unit, such as "530102" or "memphis-airways": 1 to 32 of A-Z a-z 0-9 - _ .
class UnitCode {
 public:
  UnitCode() = default;
  static std::optional<UnitCode> parse(std::string_view text);
  const std::string& text() const { return text_; }
  bool empty() const { return text_.empty(); }
  friend auto operator<=>(const UnitCode&, const UnitCode&) = default;

 private:
  explicit UnitCode(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

/// The codes from the root of the tree to a unit, each followed by a slash: "53/5301/530102/".
/// A subtree is then a range of text, in memory and in SQL: [text, range_end).
class UnitPath {
 public:
  UnitPath() = default;  ///< The path of no unit: holds nothing, and nothing holds it.
  static UnitPath root(const UnitCode& code) { return UnitPath(code.text() + '/'); }
  UnitPath child(const UnitCode& code) const { return UnitPath(text_ + code.text() + '/'); }
  static std::optional<UnitPath> parse(std::string_view text);

  const std::string& text() const { return text_; }
  /// The least text that is greater than every path in the subtree.
  std::string range_end() const;
  bool empty() const { return text_.empty(); }
  /// The path of the unit above; empty above the root.
  UnitPath parent() const;
  /// The unit at the end of the path.
  UnitCode unit() const;
  /// Whether `other` is this unit or lies below it. An empty path contains nothing.
  bool contains(const UnitPath& other) const;
  friend auto operator<=>(const UnitPath&, const UnitPath&) = default;

 private:
  explicit UnitPath(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

}  // namespace anlan
