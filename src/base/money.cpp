#include "base/money.h"

#include <fmt/format.h>

#include <cstdlib>

#include "base/check.h"

namespace anlan {

std::optional<Currency> Currency::parse(std::string_view text) {
  if (text.size() != 3) return std::nullopt;
  Currency currency;
  for (std::size_t i = 0; i < 3; ++i) {
    if (text[i] < 'A' || text[i] > 'Z') return std::nullopt;
    currency.code_[i] = text[i];
  }
  return currency;
}

Money operator+(Money a, Money b) {
  CHECK(a.currency_ == b.currency_);
  std::int64_t sum = 0;
  CHECK(!__builtin_add_overflow(a.minor_units_, b.minor_units_, &sum));
  return {sum, a.currency_};
}

Money operator-(Money a, Money b) {
  CHECK(a.currency_ == b.currency_);
  std::int64_t difference = 0;
  CHECK(!__builtin_sub_overflow(a.minor_units_, b.minor_units_, &difference));
  return {difference, a.currency_};
}

std::string Money::to_string() const {
  const bool negative = minor_units_ < 0;
  const auto units = negative ? 0 - static_cast<std::uint64_t>(minor_units_)
                              : static_cast<std::uint64_t>(minor_units_);
  return fmt::format("{}{}.{:02} {}", negative ? "-" : "", units / 100, units % 100,
                     currency_.code());
}

}  // namespace anlan
