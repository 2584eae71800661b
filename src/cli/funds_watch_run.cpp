#include "cli/funds_watch_run.h"

#include <fmt/format.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <cmath>
#include <filesystem>

#include "base/problem.h"
#include "funds/engine/transfers/state_bytes.h"
#include "funds/engine/transfers/text_hash.h"

namespace anlan::cli {
namespace {

constexpr std::size_t k_batch = 64;
constexpr unsigned k_log_bits = 22;  // four million transfers: 100 MB and their ids
// A batch that waits has its ids here before the log forgets the oldest.
constexpr std::size_t k_ids = (std::size_t{1} << k_log_bits) + k_batch_max;

[[noreturn]] void cannot_write(const std::string& file) {
  throw Problem::unavailable("funds.out", fmt::format("{} cannot be written.", file));
}

boost::json::object object_of(const funds::FundWarning& warning) {
  boost::json::array reasons, reasons_zh, signs;
  for (const auto reason : warning.reasons.list()) {
    signs.emplace_back(to_string(reason));
    reasons.emplace_back(words_of(reason).en);
    reasons_zh.emplace_back(words_of(reason).zh);
  }
  boost::json::object object;
  object["role"] = to_string(warning.role);
  object["level"] = warning.level;
  object["grade"] = to_string(warning.grade);
  object["score"] = std::round(warning.score * 1e4) / 1e4;
  object["reasons"] = std::move(reasons);
  object["reasons_zh"] = std::move(reasons_zh);
  object["signs"] = std::move(signs);
  return object;
}

}  // namespace

WarningsFile::WarningsFile(const std::string& file, std::uint64_t kept_bytes) : name_(file) {
  if (file == "-") {
    file_.reset(stdout);
    return;
  }
  std::error_code error;
  const bool is_there = std::filesystem::is_regular_file(file, error);
  error.clear();  // a file that is not there is no fault
  if (is_there && std::filesystem::file_size(file, error) >= kept_bytes) {
    std::filesystem::resize_file(file, kept_bytes, error);
  } else if (kept_bytes > 0) {
    throw Problem::conflict(
        "funds.out", fmt::format("{} has lost warnings that the saved state knows of.", file));
  }
  file_.reset(std::fopen(file.c_str(), "ab"));
  if (file_ == nullptr || error) cannot_write(file);
  bytes_ = kept_bytes;
}

void WarningsFile::write(const std::string& line) {
  const bool is_written = std::fwrite(line.data(), 1, line.size(), file_.get()) == line.size() &&
                          std::fflush(file_.get()) == 0;
  if (!is_written) cannot_write(name_);
  bytes_ += line.size();
}

void WarningsFile::sync() {
  if (name_ != "-" && fsync(fileno(file_.get())) != 0) cannot_write(name_);
}

WatchRun::WatchRun(const WatchOptions& options)
    : options_(options),
      rejects_(options.files.rejects),
      watch_({.zone_seconds = options.zone_hours * 3'600, .log_bits = k_log_bits}),
      intake_(accounts_, {.late_max = parse_duration(options.late),
                          .currency = options.files.chosen_currency()}),
      ids_(k_ids),
      out_(options.out, load()),
      batch_max_(options.batch > 0                ? options.batch
                 : options.files.transfers == "-" ? 1  // what is said at once is worth most
                                                  : k_batch) {
  if (options.reports.empty()) return;
  reports_ = funds::read_reports(
      file_source(options.reports), accounts_, options.files.chosen_currency().value_or(Currency()),
      [this](const funds::Reject& reject) { rejects_.add(options_.reports, reject); });
  std::erase_if(reports_, [this](const auto& one) { return reported_.contains(one.id); });
}

/// What was saved; returns how many bytes of warnings had been written then.
std::uint64_t WatchRun::load() {
  if (options_.state.empty() || !std::filesystem::exists(options_.state)) return 0;
  funds::StateReader reader(file_source(options_.state));
  const auto bytes = reader.get<std::uint64_t>();
  rows_ = reader.get<std::uint64_t>();
  taken_ = saved_ = reader.get<std::uint64_t>();
  said_ = reader.get<std::uint64_t>();
  const auto reports = reader.get<std::uint64_t>();
  for (std::uint64_t i = 0; i < reports; ++i) reported_.insert(reader.get_text());
  accounts_.restore(reader);
  intake_.restore(reader);
  const auto kept = std::min<std::uint64_t>(taken_, ids_.size());
  for (auto i = taken_ - kept; i < taken_; ++i) ids_[i % ids_.size()] = reader.get_text();
  watch_.restore(reader);
  reader.end();
  return bytes;
}

/// Into a file beside the state, which then takes its place: a kill leaves one or the other whole.
void WatchRun::save() {
  if (options_.state.empty()) return;
  out_.sync();
  const auto beside = options_.state + ".new";
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(beside.c_str(), "wb"),
                                                             std::fclose);
  if (file == nullptr) cannot_write(beside);
  funds::StateWriter writer([&](std::span<const char> bytes) {
    if (std::fwrite(bytes.data(), 1, bytes.size(), file.get()) != bytes.size()) {
      cannot_write(beside);
    }
  });
  writer.put(out_.bytes());
  writer.put(rows_);
  writer.put(taken_);
  writer.put(said_);
  writer.put(std::uint64_t{reported_.size()});
  for (const auto& id : reported_) writer.put_text(id);
  accounts_.save(writer);
  intake_.save(writer);
  const auto kept = std::min<std::uint64_t>(taken_, ids_.size());
  for (auto i = taken_ - kept; i < taken_; ++i) writer.put_text(id_of(i));
  watch_.save(writer);
  writer.end();
  const bool is_safe = std::fflush(file.get()) == 0 && fsync(fileno(file.get())) == 0;
  std::error_code error;
  if (is_safe) std::filesystem::rename(beside, options_.state, error);
  if (!is_safe || error) cannot_write(options_.state);
  saved_ = taken_;
}

/// A file is read from its beginning again; what comes on standard input is known by its ids.
void WatchRun::skip_rows_that_were_read(funds::TransferReader& reader) {
  if (options_.files.transfers == "-") return;
  for (std::uint64_t i = 0; i < rows_; ++i) {
    if (!reader.next()) {
      throw Problem::conflict("funds.state",
                              "The file of transfers is shorter than what was read before.");
    }
  }
}

void WatchRun::run() {
  funds::TransferReader reader(file_source(options_.files.transfers),
                               options_.files.chosen_profile());
  skip_rows_that_were_read(reader);
  while (reader.next()) {
    ++rows_;
    const auto& row = reader.row();
    const auto fault = row ? intake_.offer(*row) : std::optional(row.error());
    if (fault) rejects_.add(options_.files.transfers, reader.reject(*fault));
    take();
    if (taken_ - saved_ >= options_.save_every) {
      observe();
      save();
    }
  }
  // What waits for later rows stays waiting in a state that is gone on from.
  observe();
  save();
  intake_.end();
  take();
  observe();
  report_until(std::nullopt);
  rejects_.finish();
  fmt::print(stderr, "anlan: {} transfers, {} said again, {} warnings\n", watch_.observed(),
             intake_.repeated(), said_);
}

void WatchRun::take() {
  while (intake_.take(next_)) {
    const bool is_report_due = next_report_ < reports_.size() &&
                               reports_[next_report_].report.reported_at < next_.transfer.time;
    if (is_report_due) {
      observe();
      report_until(next_.transfer.time);
    }
    const auto& left = next_.from_balance_after;
    batch_.push_back({next_.transfer, left ? left->minor_units() : funds::k_unknown_balance});
    ids_[taken_++ % ids_.size()] = std::move(next_.id);
    if (batch_.size() >= batch_max_) observe();
  }
}

void WatchRun::observe() {
  watch_.observe(batch_, warnings_);
  batch_.clear();
  say();
}

void WatchRun::report_until(std::optional<Instant> moment) {
  for (; next_report_ < reports_.size(); ++next_report_) {
    const auto& one = reports_[next_report_];
    if (moment && one.report.reported_at >= *moment) break;
    watch_.report(one.report, warnings_);
    reported_.insert(one.id);
  }
  say();
}

void WatchRun::say() {
  for (const auto& warning : warnings_) out_.write(line_of(warning));
  said_ += warnings_.size();
  warnings_.clear();
}

std::string WatchRun::line_of(const funds::FundWarning& warning) const {
  const auto account = accounts_.name(warning.account);
  boost::json::array path;
  for (const auto transfer : warning.path) path.emplace_back(id_of(transfer));
  // The same warning has the same id in every run.
  const auto said =
      fmt::format("{} {} {} {} {}", id_of(warning.cause), account, to_string(warning.role),
                  to_string(warning.grade), warning.time.unix_milliseconds());
  boost::json::object line;
  line["id"] = fmt::format("w{:016x}", funds::text_hash(said));
  line["time"] = warning.time.to_string();
  line["account"] = account;
  for (auto& member : object_of(warning)) line.insert(std::move(member));
  line["path"] = std::move(path);
  return boost::json::serialize(line) + '\n';
}

}  // namespace anlan::cli
