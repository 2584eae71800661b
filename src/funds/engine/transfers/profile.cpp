#include "funds/engine/transfers/profile.h"

#include <algorithm>
#include <vector>

#include "base/csv.h"
#include "base/problem.h"

namespace anlan::funds {
namespace {

constexpr std::array<std::string_view, k_columns> k_plain{"id",
                                                          "time",
                                                          "from_account",
                                                          "to_account",
                                                          "amount",
                                                          "currency",
                                                          "channel",
                                                          "from_balance_after",
                                                          "to_balance_after",
                                                          "device",
                                                          "counterparty_bank"};

constexpr std::array<Profile, 4> k_profiles{{
    {.name = "plain", .columns = k_plain},
    {.name = "amlsim",
     .columns = {"tran_id", "tran_timestamp", "orig_acct", "bene_acct", "base_amt", "", "tx_type"}},
    {.name = "finbench",
     .delimiter = '|',
     .columns = {"", "createTime", "fromId", "toId", "amount", "", "payType"},
     .time = TimeFormat::unix_milliseconds},
    {.name = "bitcoin-otc",
     .columns = {"", "Timestamp", "Source", "Target"},
     .time = TimeFormat::unix_seconds,
     .amount = 100},
}};

constexpr std::size_t k_header_bytes = 4096;  // a longer one is of no known profile

/// Columns without which a row says nothing; the currency may be left out of plain files.
constexpr std::array k_needed{Column::id, Column::time, Column::from_account, Column::to_account,
                              Column::amount};

}  // namespace

std::string_view to_string(Column column) { return k_plain[static_cast<std::size_t>(column)]; }

std::span<const Profile> profiles() { return k_profiles; }

const Profile& profile_named(std::string_view name) {
  const auto found = std::ranges::find(k_profiles, name, &Profile::name);
  if (found == k_profiles.end()) {
    throw Problem::not_found("funds.profile",
                             "There is no profile '" + std::string(name) +
                                 "'; there are plain, amlsim, finbench and bitcoin-otc.");
  }
  return *found;
}

const Profile* profile_of_header(std::string_view first_line) {
  for (const auto& profile : k_profiles) {
    CsvReader reader(csv_source(first_line), profile.delimiter, {.record_bytes = k_header_bytes});
    if (!reader.next()) return nullptr;
    const auto header = reader.fields();
    const bool fits = std::ranges::all_of(k_needed, [&](Column column) {
      const auto name = profile.column(column);
      return name.empty() || std::ranges::find(header, name) != header.end();
    });
    if (fits) return &profile;
  }
  return nullptr;
}

}  // namespace anlan::funds
