// Profile: which column of a file says what.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/money.h"
#include "funds/engine/transfers/field_values.h"

namespace anlan::funds {

/// What a row of transfers may say.
enum class Column : std::uint8_t {
  id,
  time,
  from_account,
  to_account,
  amount,
  currency,
  channel,
  from_balance_after,
  to_balance_after,
  device,
  counterparty_bank,
};
inline constexpr std::size_t k_columns = 11;

/// The column's own name: "from_account".
std::string_view to_string(Column column);

/// A way of writing transfers. A column without a name is not in such files: the line stands for
/// the id, `amount` for the amount, `currency` for the currency.
struct Profile {
  std::string_view name;
  char delimiter = ',';
  std::array<std::string_view, k_columns> columns;
  TimeFormat time = TimeFormat::any;
  std::int64_t amount = 0;
  Currency currency;

  std::string_view column(Column which) const { return columns[static_cast<std::size_t>(which)]; }
};

/// plain, amlsim, finbench, bitcoin-otc.
std::span<const Profile> profiles();

/// Throws Problem (not_found, funds.profile) for a name that there is not.
const Profile& profile_named(std::string_view name);

/// The profile whose columns a first line has; nullptr if there is none.
const Profile* profile_of_header(std::string_view first_line);

}  // namespace anlan::funds
