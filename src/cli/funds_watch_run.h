// WatchRun: one run of `anlan funds watch`, from rows to warnings, that goes on after a kill.
#pragma once

#include <cstdint>
#include <cstdio>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "cli/funds_files.h"
#include "funds/engine/transfers/report_reader.h"
#include "funds/engine/transfers/transfer_intake.h"
#include "funds/engine/watch/watch.h"

namespace anlan::cli {

inline constexpr std::size_t k_batch_max = 100'000;

struct WatchOptions {
  TransferFiles files;
  std::string reports;
  std::string out = "-";
  std::string late = "0s";
  std::string state;  ///< where the run is saved; empty: nowhere
  std::uint64_t save_every = 1'000'000;
  std::int32_t zone_hours = 8;
  std::size_t batch = 0;
  bool json = false;  ///< as other commands have it; a warning is always a line of JSON
};

/// Where warnings go, a line of JSON each.
class WarningsFile {
 public:
  /// Keeps the first bytes of a file that is there, and drops what is behind them.
  WarningsFile(const std::string& file, std::uint64_t kept_bytes);

  void write(const std::string& line);
  /// Makes what was written last a loss of power, where it is a file.
  void sync();
  std::uint64_t bytes() const { return bytes_; }

 private:
  struct Close {
    void operator()(std::FILE* file) const {
      if (file != stdout) std::fclose(file);
    }
  };
  std::string name_;
  std::unique_ptr<std::FILE, Close> file_;
  std::uint64_t bytes_ = 0;
};

/// With a state, a run that is killed and started again with the same options says exactly what one
/// that was never killed says: what it said after it was last saved is taken back and said anew.
class WatchRun {
 public:
  explicit WatchRun(const WatchOptions& options);

  /// To the end of the transfers.
  void run();

 private:
  std::uint64_t load();
  void save();
  void take();
  void observe();
  void report_until(std::optional<Instant> moment);
  void say();
  void skip_rows_that_were_read(funds::TransferReader& reader);
  const std::string& id_of(std::uint64_t transfer) const { return ids_[transfer % ids_.size()]; }
  std::string line_of(const funds::FundWarning& warning) const;

  const WatchOptions& options_;
  RejectsFile rejects_;
  funds::AccountNames accounts_;
  funds::Watch watch_;
  funds::TransferIntake intake_;
  std::vector<std::string> ids_;  // of the transfers that the log still has
  std::uint64_t taken_ = 0;
  std::uint64_t rows_ = 0;
  std::uint64_t saved_ = 0;         // taken_ when it was last saved
  std::set<std::string> reported_;  // reports that were given to the watch
  std::uint64_t said_ = 0;
  WarningsFile out_;  // behind what load() reads
  std::vector<funds::IdentifiedReport> reports_;
  std::size_t next_report_ = 0;
  std::size_t batch_max_;
  funds::IdentifiedTransfer next_;
  std::vector<funds::Observed> batch_;
  std::vector<funds::FundWarning> warnings_;
};

}  // namespace anlan::cli
