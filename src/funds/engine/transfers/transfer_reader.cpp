#include "funds/engine/transfers/transfer_reader.h"

#include <array>

#include "base/problem.h"
#include "funds/engine/transfers/pacs_records.h"

namespace anlan::funds {
namespace {

constexpr std::size_t k_value_bytes_max = 128;

constexpr bool is_needed(Column column) {
  return column == Column::id || column == Column::time || column == Column::from_account ||
         column == Column::to_account || column == Column::amount;
}

std::array<WantedColumn, k_columns> wanted(const Profile& profile) {
  std::array<WantedColumn, k_columns> columns;
  for (std::size_t i = 0; i < k_columns; ++i) {
    const auto name = profile.columns[i];
    columns[i] = {name, !name.empty() && is_needed(static_cast<Column>(i))};
  }
  return columns;
}

}  // namespace

TransferReader::TransferReader(CsvReader::Source source, const Profile* profile)
    : profile_(profile), row_(Unexpected(RowFault::unreadable)) {
  PeekedSource peeked(std::move(source));
  const bool is_json = peeked.is_json();
  const bool is_xml = peeked.is_xml();
  if (profile_ == nullptr) {
    profile_ = is_json || is_xml ? &profiles().front() : profile_of_header(peeked.first_line());
  }
  if (profile_ == nullptr) {
    throw Problem::invalid(
        "funds.columns",
        "The first line has the columns of no known profile; the plain one needs id, time, "
        "from_account, to_account and amount.");
  }
  const auto columns = wanted(*profile_);
  if (is_xml) {
    records_ = read_pacs_records(peeked.release(), columns);
  } else if (is_json) {
    records_ = read_json_records(peeked.release(), columns);
  } else {
    records_ = read_csv_records(peeked.release(), profile_->delimiter, columns);
  }
}

bool TransferReader::next() {
  if (!records_->next()) return false;
  column_at_fault_.reset();
  if (records_->fault()) {
    row_ = Unexpected(*records_->fault());
  } else {
    row_ = parse();
  }
  return true;
}

Expected<TransferRow, RowFault> TransferReader::parse() {
  for (std::size_t i = 0; i < k_columns; ++i) {
    const auto column = static_cast<Column>(i);
    if (value(column).size() > k_value_bytes_max) return at_fault(column, RowFault::value_too_long);
    if (is_needed(column) && value(column).empty() && !profile_->columns[i].empty()) {
      return at_fault(column, RowFault::missing_value);
    }
  }
  TransferRow row{.id = value(Column::id),
                  .from_account = value(Column::from_account),
                  .to_account = value(Column::to_account),
                  .channel = value(Column::channel),
                  .device = value(Column::device),
                  .counterparty_bank = value(Column::counterparty_bank)};
  if (row.id.empty()) {
    line_as_id_ = std::to_string(records_->line());
    row.id = line_as_id_;
  }
  const auto time = parse_time(value(Column::time), profile_->time);
  if (!time) return at_fault(Column::time, time.error());
  row.time = *time;
  if (row.from_account == row.to_account) {
    return at_fault(Column::to_account, RowFault::self_transfer);
  }
  if (const auto fault = parse_money(row)) return Unexpected(*fault);
  return row;
}

/// The amount and the balances after it.
std::optional<RowFault> TransferReader::parse_money(TransferRow& row) {
  auto currency = profile_->currency;
  if (const auto text = value(Column::currency); !text.empty()) {
    const auto parsed = parse_currency(text);
    if (!parsed) return at_fault(Column::currency, parsed.error()).error();
    currency = *parsed;
  }
  auto units = profile_->amount;
  if (!profile_->column(Column::amount).empty()) {
    const auto parsed = parse_amount(value(Column::amount));
    if (!parsed) return at_fault(Column::amount, parsed.error()).error();
    units = *parsed;
  }
  row.amount = Money::minor(units, currency);
  const auto balance = [&](Column column, std::optional<Money>& into) -> std::optional<RowFault> {
    if (value(column).empty()) return std::nullopt;
    const auto parsed = parse_minor_units(value(column));
    if (!parsed) return at_fault(column, parsed.error()).error();
    into = Money::minor(*parsed, currency);
    return std::nullopt;
  };
  if (const auto fault = balance(Column::from_balance_after, row.from_balance_after)) return fault;
  return balance(Column::to_balance_after, row.to_balance_after);
}

Reject TransferReader::reject(RowFault fault) const {
  const bool is_of_column = column_at_fault_.has_value();
  return {records_->line(), fault,
          std::string(is_of_column ? profile_->column(*column_at_fault_) : std::string_view()),
          records_->row()};
}

}  // namespace anlan::funds
