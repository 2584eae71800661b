// The files of `anlan funds`: transfers in, rejects out.
#pragma once

#include <CLI/CLI.hpp>
#include <fstream>
#include <memory>
#include <optional>
#include <string>

#include "base/csv.h"
#include "base/instant.h"
#include "base/money.h"
#include "funds/engine/transfers/transfer_intake.h"
#include "funds/engine/transfers/transfer_reader.h"

namespace anlan::cli {

/// What every command that reads transfers is told.
struct TransferFiles {
  std::string transfers;
  std::string profile;
  std::string currency;
  std::string rejects;

  /// Adds the options; --transfers, which it returns, is required.
  CLI::Option* add_to(CLI::App& command);
  const funds::Profile* chosen_profile() const;
  std::optional<Currency> chosen_currency() const;
};

/// The bytes of a file, unpacked if it is packed with gzip; "-" is standard input as it is. Throws
/// Problem (not_found, funds.file) if it cannot be read, and unavailable when the reading fails.
CsvReader::Source file_source(const std::string& file);

/// Writes rejects as `file,line,fault,column,reason,row`, and counts them. Without a file they are
/// counted only.
class RejectsFile {
 public:
  explicit RejectsFile(const std::string& file);
  void add(const std::string& of_file, const funds::Reject& reject);
  /// One line on standard error, if there were any. Throws Problem (unavailable, funds.rejects) if
  /// the file could not be written.
  void finish();

 private:
  std::string file_;
  std::ofstream out_;
  std::array<std::uint64_t, funds::k_row_faults> counts_{};
};

/// Every transfer of the file, in the order of time.
funds::TransferTable read_all_transfers(const TransferFiles& files, RejectsFile& rejects);

/// Reads "90s", "30m", "168h" or "10d". Throws Problem (invalid, funds.duration).
Duration parse_duration(const std::string& text);

/// "1234.50": minor units as JSON and CSV have them.
std::string decimal(std::int64_t minor_units);

}  // namespace anlan::cli
