// Import: a file of incidents, and what became of it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/csv.h"
#include "base/id.h"
#include "base/instant.h"

namespace anlan::incidents {

/// Limits on files, each far above what a province keeps for a year; a larger file is to be cut.
inline constexpr std::uint64_t k_file_bytes_max = std::uint64_t{4} << 30;
inline constexpr std::int64_t k_rows_max = 20'000'000;
/// More bad rows than this mean that the profile does not fit the file, even with skip_bad.
inline constexpr std::size_t k_bad_rows_max = 100'000;
/// How many of the bad rows a report shows; all of them stand in the rejects file.
inline constexpr std::size_t k_shown_faults = 100;

/// A row that was not taken.
struct RowFault {
  std::int64_t line = 0;  ///< of the file, counted from 1
  std::string column;     ///< may be empty: the row as a whole
  std::string reason;
  std::string content;  ///< the row as CSV, with only the columns that the profile reads
};

enum class ImportState {
  loaded,
  refused,  ///< nothing was taken, since there were bad rows
};
std::string_view to_string(ImportState state);

/// What became of a file: rows == added + changed + unchanged + rejected where it was loaded.
struct ImportReport {
  Id id;
  std::string profile;
  std::string file_name;
  Instant at;
  std::string by;  ///< as the journal names them
  ImportState state = ImportState::loaded;
  std::int64_t rows = 0;
  std::int64_t added = 0;
  std::int64_t changed = 0;
  std::int64_t unchanged = 0;
  std::int64_t rejected = 0;
  std::int64_t outside = 0;  ///< taken, but within no unit's boundary: they went to the importer's
  std::vector<RowFault> faults;  ///< the first k_shown_faults of them, without their content
};

struct ImportPage {
  std::vector<ImportReport> items;  ///< newest first
  std::optional<std::string> next_cursor;
};

/// A file on its way in.
struct ImportFile {
  std::string name;
  CsvReader::Source source;
  std::uint64_t bytes = 0;  ///< its size, for the progress; 0 where it is not known
  bool skip_bad = false;    ///< take the good rows although there are bad ones
};

}  // namespace anlan::incidents
