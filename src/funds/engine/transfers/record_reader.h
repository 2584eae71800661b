// RecordReader: the wanted columns of each record, whether the file is CSV or JSON lines.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/csv.h"
#include "funds/engine/transfers/row_fault.h"

namespace anlan::funds {

/// Goes from record to record and past every bad one. Holds one record and one block in memory.
class RecordReader {
 public:
  virtual ~RecordReader() = default;

  /// Moves to the next record; false at the end.
  virtual bool next() = 0;
  /// A value a wanted column; empty where the record has none. Valid until next().
  std::span<const std::string_view> values() const { return values_; }
  /// Why the record as a whole cannot be used.
  std::optional<RowFault> fault() const { return fault_; }
  std::int64_t line() const { return line_; }
  /// The record as it was written, for the rejects.
  virtual std::string row() const = 0;

 protected:
  std::vector<std::string_view> values_;
  std::optional<RowFault> fault_;
  std::int64_t line_ = 0;
};

/// A wanted column: its name in the file (empty: it is not there), and whether it must be.
struct WantedColumn {
  std::string_view name;
  bool is_needed = false;
};

/// A source whose first bytes have been looked at, and are given again.
class PeekedSource {
 public:
  explicit PeekedSource(CsvReader::Source source);
  /// The first line, as much of it as 4 KiB hold.
  std::string_view first_line() const;
  bool is_json() const { return first_letter() == '{'; }
  bool is_xml() const { return first_letter() == '<'; }
  /// The whole text, from its beginning. To be called once.
  CsvReader::Source release();

 private:
  char first_letter() const;

  std::string first_;
  CsvReader::Source source_;
};

/// CSV with a header. Throws Problem (invalid, funds.columns) if a needed column is not in it.
std::unique_ptr<RecordReader> read_csv_records(CsvReader::Source source, char delimiter,
                                               std::span<const WantedColumn> columns);
/// A JSON object a line.
std::unique_ptr<RecordReader> read_json_records(CsvReader::Source source,
                                                std::span<const WantedColumn> columns);

}  // namespace anlan::funds
