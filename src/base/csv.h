// CsvReader: records of a comma-separated file, a block at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace anlan {

/// What is more than this is not a table of records but a mistake or an attack; each limit ends
/// one record, not the reading.
struct CsvLimits {
  std::size_t record_bytes = 1 << 20;
  std::size_t field_bytes = 1 << 16;
  std::size_t columns = 512;
};

/// Reads RFC 4180 as it is found in the wild: LF or CRLF, a mark of byte order at the beginning,
/// quotes within an unquoted field taken literally, empty lines passed over, a last line without an
/// end. Holds one record and one block in memory. Checks no encoding.
class CsvReader {
 public:
  /// Fills the span from its beginning and returns how many bytes it wrote; 0 at the end.
  using Source = std::function<std::size_t(std::span<char>)>;

  explicit CsvReader(Source source, char delimiter = ',', CsvLimits limits = {});

  /// Moves to the next record; false at the end.
  bool next();

  /// The record's fields, unquoted; valid until the next call of next(). Where there is a fault,
  /// those before it.
  std::span<const std::string_view> fields() const { return fields_; }
  /// Why the record cannot be read, as the end of a sentence; empty if it can. After a quote that
  /// is never closed, reading goes on with the line after the record's first.
  std::string_view fault() const { return fault_; }
  /// The line at which the record begins, counted from 1.
  std::int64_t line() const { return line_; }
  /// The bytes that have been taken from the source and passed over.
  std::uint64_t bytes_read() const { return passed_ + begin_; }

 private:
  bool refill();
  std::size_t end_of_line(std::size_t from);
  void split_plain(std::string_view record);
  bool split_quoted(std::size_t start);
  bool add_field(std::string_view field);
  bool take_quoted_field(std::size_t& at, std::string& text);

  Source source_;
  char delimiter_;
  CsvLimits limits_;
  std::vector<char> buffer_;
  std::size_t begin_ = 0;  // of what is not yet passed over
  std::size_t end_ = 0;    // of what was read
  std::uint64_t passed_ = 0;
  bool is_at_start_ = true;
  bool is_source_empty_ = false;
  std::int64_t line_ = 0;
  std::int64_t next_line_ = 1;
  std::vector<std::string_view> fields_;
  std::vector<std::string> unquoted_;
  std::string_view fault_;
};

/// A source over a text that outlives the reader.
CsvReader::Source csv_source(std::string_view text);

/// Appends a field, in quotes where it needs them; appends no delimiter.
void append_csv_field(std::string& out, std::string_view field, char delimiter = ',');

}  // namespace anlan
