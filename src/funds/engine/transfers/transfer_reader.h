// TransferReader: rows of transfers, each taken or named bad.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/csv.h"
#include "base/expected.h"
#include "base/instant.h"
#include "base/money.h"
#include "funds/engine/transfers/profile.h"
#include "funds/engine/transfers/record_reader.h"
#include "funds/engine/transfers/row_fault.h"

namespace anlan::funds {

/// A row that is well written. The views live until the reader's next row.
struct TransferRow {
  std::string_view id;
  Instant time;
  std::string_view from_account;
  std::string_view to_account;
  Money amount;
  std::string_view channel;
  std::optional<Money> from_balance_after;
  std::optional<Money> to_balance_after;
  std::string_view device;
  std::string_view counterparty_bank;
};

/// Reads CSV with a header, JSON lines, or ISO 20022 pacs.008, told apart by their first byte.
class TransferReader {
 public:
  /// Without a profile, the one whose columns the header has. Throws Problem (invalid,
  /// funds.columns).
  explicit TransferReader(CsvReader::Source source, const Profile* profile = nullptr);

  /// Moves to the next row, good or bad; false at the end.
  bool next();
  /// The row, or why it is none.
  const Expected<TransferRow, RowFault>& row() const { return row_; }
  /// The row where it stands, as a reject with the fault.
  Reject reject(RowFault fault) const;
  const Profile& profile() const { return *profile_; }

 private:
  Expected<TransferRow, RowFault> parse();
  std::optional<RowFault> parse_money(TransferRow& row);
  std::string_view value(Column column) const {
    return records_->values()[static_cast<std::size_t>(column)];
  }
  Unexpected<RowFault> at_fault(Column column, RowFault fault) {
    column_at_fault_ = column;
    return Unexpected(fault);
  }

  const Profile* profile_ = nullptr;
  std::unique_ptr<RecordReader> records_;
  std::string line_as_id_;
  std::optional<Column> column_at_fault_;
  Expected<TransferRow, RowFault> row_;
};

}  // namespace anlan::funds
