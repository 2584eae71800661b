// The values of a row: amounts, times and currencies as text.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/expected.h"
#include "base/instant.h"
#include "base/money.h"
#include "funds/engine/transfers/row_fault.h"

namespace anlan::funds {

/// More is a mistake: a day's clearing of a large country is less. Sums of nine thousand of these
/// still fit 64 bits.
inline constexpr std::int64_t k_amount_max = 1'000'000'000'000'000;

enum class TimeFormat {
  any,  ///< RFC 3339 with a zone, or Unix seconds (up to 11 digits), or Unix milliseconds
  unix_seconds,
  unix_milliseconds,
};

/// Minor units of "1234.5", exactly; never through floating point.
Expected<std::int64_t, RowFault> parse_minor_units(std::string_view text);

/// As parse_minor_units(), and neither zero, negative nor above k_amount_max.
Expected<std::int64_t, RowFault> parse_amount(std::string_view text);

Expected<Instant, RowFault> parse_time(std::string_view text, TimeFormat format);

/// A code of ISO 4217 in use.
Expected<Currency, RowFault> parse_currency(std::string_view text);

}  // namespace anlan::funds
