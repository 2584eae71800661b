// The inequalities that bound a region of the continuous Poisson model.
#include <charconv>
#include <cmath>
#include <optional>

#include "patterns/scan/satscan_files.h"

namespace anlan::patterns {
namespace {

/// a X + b Y + c
struct Linear {
  double a = 0;
  double b = 0;
  double c = 0;
};

class LinearReader {
 public:
  explicit LinearReader(std::string_view text) : text_(text) {}

  std::optional<Linear> read() {
    Linear sum;
    skip_blanks();
    if (text_.empty()) return std::nullopt;
    for (bool first = true; !text_.empty(); first = false) {
      double sign = 1;
      if (text_.front() == '+' || text_.front() == '-') {
        if (text_.front() == '-') sign = -1;
        text_.remove_prefix(1);
        skip_blanks();
      } else if (!first) {
        return std::nullopt;
      }
      if (!read_term(sign, sum)) return std::nullopt;
      skip_blanks();
    }
    return sum;
  }

 private:
  /// A number, X, Y, or a number times X or Y.
  bool read_term(double factor, Linear& sum) {
    double value = 1;
    bool has_number = false;
    if (!text_.empty() &&
        (std::isdigit(static_cast<unsigned char>(text_.front())) != 0 || text_.front() == '.')) {
      const auto [end, error] = std::from_chars(text_.data(), text_.data() + text_.size(), value);
      if (error != std::errc{} || !std::isfinite(value)) return false;
      text_.remove_prefix(static_cast<std::size_t>(end - text_.data()));
      has_number = true;
      skip_blanks();
      if (!text_.empty() && text_.front() == '*') {
        text_.remove_prefix(1);
        skip_blanks();
        if (text_.empty() || !is_variable(text_.front())) return false;
      }
    }
    if (!text_.empty() && is_variable(text_.front())) {
      (text_.front() == 'X' || text_.front() == 'x' ? sum.a : sum.b) += factor * value;
      text_.remove_prefix(1);
      return true;
    }
    sum.c += factor * value;
    return has_number;
  }
  static bool is_variable(char c) { return c == 'X' || c == 'x' || c == 'Y' || c == 'y'; }
  void skip_blanks() {
    while (!text_.empty() && (text_.front() == ' ' || text_.front() == '\t'))
      text_.remove_prefix(1);
  }
  std::string_view text_;
};

std::optional<HalfPlane> read_inequality(std::string_view text) {
  const std::size_t at = text.find_first_of("<>");
  if (at == std::string_view::npos) return std::nullopt;
  const bool less = text[at] == '<';
  const std::size_t after = at + 1 < text.size() && text[at + 1] == '=' ? at + 2 : at + 1;
  const auto left = LinearReader(text.substr(0, at)).read();
  const auto right = LinearReader(text.substr(after)).read();
  if (!left || !right) return std::nullopt;
  const double sign = less ? 1 : -1;
  return HalfPlane{sign * (left->a - right->a), sign * (left->b - right->b),
                   sign * (right->c - left->c)};
}

}  // namespace

std::optional<ConvexRegion> read_satscan_region(std::string_view text) {
  constexpr std::size_t k_max_edges = 1000;
  ConvexRegion region;
  while (true) {
    const std::size_t comma = std::min(text.find(','), text.size());
    const auto plane = read_inequality(text.substr(0, comma));
    if (!plane || region.size() == k_max_edges) return std::nullopt;
    region.push_back(*plane);
    if (comma == text.size()) return region;
    text.remove_prefix(comma + 1);
  }
}

}  // namespace anlan::patterns
