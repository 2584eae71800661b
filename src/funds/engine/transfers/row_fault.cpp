#include "funds/engine/transfers/row_fault.h"

#include <array>

namespace anlan::funds {
namespace {

struct Words {
  std::string_view name;
  std::string_view sentence;
};

constexpr std::array<Words, k_row_faults> k_words{{
    {"unreadable", "The row is not written as its format asks."},
    {"truncated_line", "The row ends before its last value."},
    {"missing_value", "A value that is needed is empty."},
    {"malformed_time", "The time is not written as the profile says."},
    {"malformed_amount", "The amount is not a decimal number of at most two places."},
    {"negative_amount", "The amount is below zero."},
    {"zero_amount", "The amount is zero."},
    {"amount_overflow", "The amount is larger than 10,000,000,000,000.00."},
    {"unknown_currency", "The currency is no code of ISO 4217."},
    {"other_currency", "The currency is not that of the other transfers."},
    {"self_transfer", "The money goes to the account from which it comes."},
    {"time_running_back", "The row is later than the bound on lateness allows."},
    {"duplicate_id", "Another transfer with this id has other content."},
    {"value_too_long", "A value is longer than 128 bytes."},
}};

}  // namespace

std::string_view to_string(RowFault fault) { return k_words[static_cast<std::size_t>(fault)].name; }

std::string_view sentence_of(RowFault fault) {
  return k_words[static_cast<std::size_t>(fault)].sentence;
}

}  // namespace anlan::funds
