// RowFault: why a row is not taken, by a name that scripts may rely on.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace anlan::funds {

enum class RowFault : std::uint8_t {
  unreadable,
  truncated_line,
  missing_value,
  malformed_time,
  malformed_amount,
  negative_amount,
  zero_amount,
  amount_overflow,
  unknown_currency,
  other_currency,
  self_transfer,
  time_running_back,
  duplicate_id,
  value_too_long,
};
inline constexpr std::size_t k_row_faults = 14;

/// "negative_amount", ...
std::string_view to_string(RowFault fault);

/// A whole English sentence.
std::string_view sentence_of(RowFault fault);

/// A row that was not taken; the stream went on.
struct Reject {
  std::int64_t line = 0;  ///< counted from 1
  RowFault fault = RowFault::unreadable;
  std::string column;  ///< empty where the row as a whole is at fault
  std::string row;     ///< as it was written (a CSV row: its fields, joined anew)
};

}  // namespace anlan::funds
