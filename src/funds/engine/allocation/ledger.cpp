#include "funds/engine/allocation/ledger.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <set>

#include "funds/engine/transfers/field_values.h"
#include "funds/engine/transfers/record_reader.h"

namespace anlan::funds {
namespace {

enum LedgerColumn : std::size_t { k_id, k_time, k_party, k_change };

constexpr std::array<WantedColumn, 4> k_ledger_columns{
    {{"id", true}, {"time", true}, {"party", false}, {"change", true}}};

}  // namespace

std::vector<Movement> read_ledger(CsvReader::Source source, Currency currency,
                                  const std::function<void(const Reject&)>& on_reject) {
  PeekedSource peeked(std::move(source));
  const auto records = peeked.is_json() ? read_json_records(peeked.release(), k_ledger_columns)
                                        : read_csv_records(peeked.release(), ',', k_ledger_columns);
  const auto refuse = [&](RowFault fault, std::string_view column) {
    if (on_reject) on_reject({records->line(), fault, std::string(column), records->row()});
  };
  std::vector<Movement> movements;
  std::set<std::string, std::less<>> ids;
  while (records->next()) {
    const auto values = records->values();
    if (records->fault()) {
      refuse(*records->fault(), {});
      continue;
    }
    const auto time = parse_time(values[k_time], TimeFormat::any);
    const auto change = parse_minor_units(values[k_change]);
    if (values[k_id].empty()) {
      refuse(RowFault::missing_value, "id");
    } else if (!time) {
      refuse(time.error(), "time");
    } else if (!change || *change == 0 || *change > k_amount_max || *change < -k_amount_max) {
      refuse(!change        ? change.error()
             : *change == 0 ? RowFault::zero_amount
                            : RowFault::amount_overflow,
             "change");
    } else if (!ids.emplace(values[k_id]).second) {
      refuse(RowFault::duplicate_id, "id");
    } else {
      movements.push_back({*time, std::string(values[k_id]), std::string(values[k_party]),
                           Money::minor(*change, currency)});
    }
  }
  return movements;
}

std::vector<Movement> ledger_of(const TransferTable& table, AccountIndex account,
                                std::span<const IdentifiedReport> reports) {
  std::set<AccountIndex> victims;
  for (const auto& one : reports) victims.insert(one.report.account);
  std::vector<Movement> movements;
  for (std::size_t i = 0; i < table.transfers.size(); ++i) {
    const auto& transfer = table.transfers[i];
    if (transfer.from != account && transfer.to != account) continue;
    const bool is_in = transfer.to == account;
    const bool is_of_victim = is_in && victims.contains(transfer.from);
    const auto units = transfer.amount.minor_units();
    movements.push_back(
        {transfer.time, std::string(table.ids[i]),
         is_of_victim ? std::string(table.accounts.name(transfer.from)) : std::string(),
         Money::minor(is_in ? units : -units, transfer.amount.currency())});
  }
  return movements;
}

std::vector<Loss> losses_of(const TransferTable& table, std::span<const IdentifiedReport> reports) {
  std::map<AccountIndex, std::int64_t> sums;
  for (const auto& one : reports) {
    auto& sum = sums[one.report.account];
    if (__builtin_add_overflow(sum, one.report.amount.minor_units(), &sum)) sum = INT64_MAX;
  }
  std::vector<Loss> losses;
  for (const auto& [account, sum] : sums) {
    losses.push_back(
        {std::string(table.accounts.name(account)), Money::minor(sum, table.currency)});
  }
  return losses;
}

}  // namespace anlan::funds
