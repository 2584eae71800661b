#include <fmt/format.h>

#include <boost/json.hpp>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "base/problem.h"
#include "cli/funds_commands.h"
#include "cli/funds_files.h"
#include "funds/engine/transfers/report_reader.h"
#include "funds/engine/transfers/text_hash.h"
#include "funds/engine/watch/watch.h"

namespace anlan::cli {
namespace {

constexpr std::size_t k_batch = 64;
constexpr unsigned k_log_bits = 22;  // four million transfers: 100 MB and their ids

struct WatchOptions {
  TransferFiles files;
  std::string reports;
  std::string out = "-";
  std::string late = "0s";
  std::int32_t zone_hours = 8;
  std::size_t batch = 0;
  bool json = false;
};

/// Where warnings go, a line of JSON each.
class WarningsFile {
 public:
  explicit WarningsFile(const std::string& file)
      : name_(file), file_(file == "-" ? stdout : std::fopen(file.c_str(), "wb")) {
    if (file_ == nullptr) {
      throw Problem::unavailable("funds.out", fmt::format("{} cannot be written.", file));
    }
  }
  ~WarningsFile() {
    if (file_ != nullptr && file_ != stdout) std::fclose(file_);
  }
  WarningsFile(const WarningsFile&) = delete;
  WarningsFile& operator=(const WarningsFile&) = delete;

  void write(const std::string& line) {
    if (std::fwrite(line.data(), 1, line.size(), file_) != line.size() || std::fflush(file_) != 0) {
      throw Problem::unavailable("funds.out", fmt::format("{} cannot be written.", name_));
    }
  }

 private:
  std::string name_;
  std::FILE* file_;
};

/// The stream, its reports and what has been said of it.
class WatchRun {
 public:
  explicit WatchRun(const WatchOptions& options)
      : options_(options),
        rejects_(options.files.rejects),
        out_(options.out),
        watch_({.zone_seconds = options.zone_hours * 3'600, .log_bits = k_log_bits}),
        intake_(accounts_, {.late_max = parse_duration(options.late),
                            .currency = options.files.chosen_currency()}),
        ids_(std::size_t{1} << k_log_bits),
        batch_max_(options.batch > 0                ? options.batch
                   : options.files.transfers == "-" ? 1  // what is said at once is worth most
                                                    : k_batch) {
    if (options.reports.empty()) return;
    reports_ = funds::read_reports(
        file_source(options.reports), accounts_,
        options.files.chosen_currency().value_or(Currency()),
        [this](const funds::Reject& reject) { rejects_.add(options_.reports, reject); });
  }

  void run() {
    funds::TransferReader reader(file_source(options_.files.transfers),
                                 options_.files.chosen_profile());
    while (reader.next()) {
      const auto& row = reader.row();
      const auto fault = row ? intake_.offer(*row) : std::optional(row.error());
      if (fault) rejects_.add(options_.files.transfers, reader.reject(*fault));
      take();
    }
    intake_.end();
    take();
    observe();
    report_until(std::nullopt);
    rejects_.finish();
    fmt::print(stderr, "anlan: {} transfers, {} said again, {} warnings\n", watch_.observed(),
               intake_.repeated(), said_);
  }

 private:
  void take() {
    while (intake_.take(next_)) {
      if (next_report_ < reports_.size() &&
          reports_[next_report_].report.reported_at < next_.transfer.time) {
        observe();
        report_until(next_.transfer.time);
      }
      const auto& left = next_.from_balance_after;
      ids_[taken_++ % ids_.size()] = std::move(next_.id);
      batch_.push_back({next_.transfer, left ? left->minor_units() : funds::k_unknown_balance});
      if (batch_.size() >= batch_max_) observe();
    }
  }

  void observe() {
    watch_.observe(batch_, warnings_);
    batch_.clear();
    say();
  }

  void report_until(std::optional<Instant> moment) {
    for (; next_report_ < reports_.size(); ++next_report_) {
      const auto& report = reports_[next_report_].report;
      if (moment && report.reported_at >= *moment) break;
      watch_.report(report, warnings_);
    }
    say();
  }

  void say() {
    for (const auto& warning : warnings_) out_.write(line_of(warning));
    said_ += warnings_.size();
    warnings_.clear();
  }

  const std::string& id_of(std::uint64_t transfer) const { return ids_[transfer % ids_.size()]; }

  std::string line_of(const funds::FundWarning& warning) const {
    const auto account = accounts_.name(warning.account);
    boost::json::array reasons, reasons_zh, signs, path;
    for (const auto reason : warning.reasons.list()) {
      signs.emplace_back(to_string(reason));
      reasons.emplace_back(words_of(reason).en);
      reasons_zh.emplace_back(words_of(reason).zh);
    }
    for (const auto transfer : warning.path) path.emplace_back(id_of(transfer));
    // The same warning has the same id in every run.
    const auto said = fmt::format("{} {} {} {}", id_of(warning.cause), account,
                                  to_string(warning.role), to_string(warning.grade));
    boost::json::object line;
    line["id"] = fmt::format("w{:016x}", funds::text_hash(said));
    line["time"] = warning.time.to_string();
    line["account"] = account;
    line["role"] = to_string(warning.role);
    line["level"] = warning.level;
    line["grade"] = to_string(warning.grade);
    line["score"] = std::round(warning.score * 1e4) / 1e4;
    line["reasons"] = std::move(reasons);
    line["reasons_zh"] = std::move(reasons_zh);
    line["signs"] = std::move(signs);
    line["path"] = std::move(path);
    return boost::json::serialize(line) + '\n';
  }

  const WatchOptions& options_;
  RejectsFile rejects_;
  WarningsFile out_;
  funds::AccountNames accounts_;
  funds::Watch watch_;
  funds::TransferIntake intake_;
  std::vector<funds::IdentifiedReport> reports_;
  std::size_t next_report_ = 0;
  std::vector<std::string> ids_;  // of the transfers that the log still has
  std::uint64_t taken_ = 0;
  std::size_t batch_max_;
  funds::IdentifiedTransfer next_;
  std::vector<funds::Observed> batch_;
  std::vector<funds::FundWarning> warnings_;
  std::uint64_t said_ = 0;
};

}  // namespace

void add_funds_watch(CLI::App& funds) {
  auto options = std::make_shared<WatchOptions>();  // shared: CLI11 copies the callback
  auto* command = funds.add_subcommand("watch", "Warn of money being taken and passed on");
  options->files.add_to(*command);
  command->add_option("--reports", options->reports,
                      "report_id,reported_at,account,amount,occurred_at");
  command->add_option("--out", options->out, "A line of JSON a warning; - is standard output")
      ->capture_default_str();
  command->add_option("--late", options->late, "How much a row may come late")
      ->capture_default_str();
  command->add_option("--zone-hours", options->zone_hours, "The wall clock's hours before UTC")
      ->check(CLI::Range(-12, 14))
      ->capture_default_str();
  command
      ->add_option("--batch", options->batch, "Transfers at a time; says the same for any number")
      ->check(CLI::Range(std::size_t{1}, std::size_t{100'000}));
  command->add_flag("--json", options->json, "Warnings are always lines of JSON");
  command->callback([options] { WatchRun(*options).run(); });
}

}  // namespace anlan::cli
