// Money: an exact amount of one currency.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace anlan {

/// An ISO 4217 code of three capitals, such as CNY.
class Currency {
 public:
  constexpr Currency() = default;
  /// Empty unless the text is three capital letters.
  static std::optional<Currency> parse(std::string_view text);
  std::string_view code() const { return {code_.data(), code_.size()}; }
  friend constexpr auto operator<=>(const Currency&, const Currency&) = default;

 private:
  std::array<char, 3> code_{'C', 'N', 'Y'};
};

/// Minor units (fen, cents) of a currency. Sums of two currencies, and sums that overflow, are
/// bugs.
class Money {
 public:
  Money() = default;
  static Money minor(std::int64_t units, Currency currency) { return Money(units, currency); }
  std::int64_t minor_units() const { return minor_units_; }
  Currency currency() const { return currency_; }

  friend Money operator+(Money a, Money b);
  friend Money operator-(Money a, Money b);
  friend auto operator<=>(const Money&, const Money&) = default;
  /// "1234.50 CNY"
  std::string to_string() const;

 private:
  Money(std::int64_t units, Currency currency) : minor_units_(units), currency_(currency) {}
  std::int64_t minor_units_ = 0;
  Currency currency_;
};

}  // namespace anlan
