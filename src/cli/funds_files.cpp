#include "cli/funds_files.h"

#include <fmt/format.h>
#include <unistd.h>
#include <zlib.h>

#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <limits>
#include <numeric>

#include "base/problem.h"
#include "funds/engine/transfers/field_values.h"

namespace anlan::cli {
namespace {

constexpr unsigned k_unpacked_bytes = 1 << 17;
constexpr std::int64_t k_days_max = 36'500;  // a century

/// What is there, without waiting for more.
std::size_t read_standard_input(std::span<char> room) {
  for (;;) {
    const auto count = read(STDIN_FILENO, room.data(), room.size());
    if (count >= 0) return static_cast<std::size_t>(count);
    if (errno != EINTR) {
      throw Problem::unavailable("funds.file", "Reading standard input failed.");
    }
  }
}

}  // namespace

CLI::Option* TransferFiles::add_to(CLI::App& command) {
  auto* option = command
                     .add_option("--transfers", transfers,
                                 "CSV or JSON lines, a file also gzipped; - is standard input")
                     ->required();
  command.add_option("--profile", profile,
                     "plain, amlsim, finbench or bitcoin-otc (by the first line)");
  command.add_option("--currency", currency, "The currency to take (that of the first row)");
  command.add_option("--rejects", rejects, "Write the rows that were not taken into this file");
  return option;
}

const funds::Profile* TransferFiles::chosen_profile() const {
  return profile.empty() ? nullptr : &funds::profile_named(profile);
}

std::optional<Currency> TransferFiles::chosen_currency() const {
  if (currency.empty()) return std::nullopt;
  const auto parsed = funds::parse_currency(currency);
  if (!parsed) {
    throw Problem::invalid("funds.currency", "The currency is no code of ISO 4217.",
                           {{"--currency", currency}});
  }
  return *parsed;
}

CsvReader::Source file_source(const std::string& file) {
  if (file == "-") return read_standard_input;
  const auto opened = gzopen(file.c_str(), "rb");
  if (opened == nullptr) {
    throw Problem::not_found("funds.file", fmt::format("{} cannot be read.", file));
  }
  gzbuffer(opened, k_unpacked_bytes);
  const std::shared_ptr<gzFile_s> shared(opened, gzclose);  // a Source can be copied
  return [shared, file](std::span<char> room) {
    const auto most = std::min<std::size_t>(room.size(), std::numeric_limits<int>::max());
    const int count = gzread(shared.get(), room.data(), static_cast<unsigned>(most));
    if (count < 0) {
      throw Problem::unavailable("funds.file", fmt::format("Reading {} failed.", file));
    }
    return static_cast<std::size_t>(count);
  };
}

RejectsFile::RejectsFile(const std::string& file) : file_(file) {
  if (file_.empty()) return;
  out_.open(file_, std::ios::binary);
  out_ << "file,line,fault,column,reason,row\n";
}

void RejectsFile::add(const std::string& of_file, const funds::Reject& reject) {
  ++counts_[static_cast<std::size_t>(reject.fault)];
  if (file_.empty()) return;
  std::string line;
  append_csv_field(line, of_file);
  line += fmt::format(",{},{},", reject.line, to_string(reject.fault));
  append_csv_field(line, reject.column);
  line += ',';
  append_csv_field(line, sentence_of(reject.fault));
  line += ',';
  append_csv_field(line, reject.row);
  out_ << line << '\n';
}

void RejectsFile::finish() {
  if (!file_.empty()) {
    out_.close();
    if (!out_) {
      throw Problem::unavailable("funds.rejects", fmt::format("{} cannot be written.", file_));
    }
  }
  const auto all = std::accumulate(counts_.begin(), counts_.end(), std::uint64_t{0});
  if (all == 0) return;
  std::string names;
  for (std::size_t i = 0; i < counts_.size(); ++i) {
    if (counts_[i] == 0) continue;
    names += fmt::format("{}{} {}", names.empty() ? "" : ", ",
                         to_string(static_cast<funds::RowFault>(i)), counts_[i]);
  }
  fmt::print(stderr, "anlan: rows not taken: {} ({})\n", all, names);
}

funds::TransferTable read_all_transfers(const TransferFiles& files, RejectsFile& rejects) {
  funds::TransferReader reader(file_source(files.transfers), files.chosen_profile());
  return funds::read_transfers(reader, files.chosen_currency(), [&](const funds::Reject& reject) {
    rejects.add(files.transfers, reject);
  });
}

Duration parse_duration(const std::string& text) {
  std::int64_t count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  const bool has_unit = error == std::errc() && end + 1 == text.data() + text.size();
  const char unit = has_unit ? *end : '\0';
  const std::int64_t a_day = unit == 's' ? 86'400 : unit == 'm' ? 1'440 : unit == 'h' ? 24 : 1;
  const bool is_known = std::string_view("smhd").find(unit) != std::string_view::npos;
  if (!has_unit || !is_known || count < 0 || count > k_days_max * a_day) {
    throw Problem::invalid("funds.duration",
                           "A length of time is written 90s, 30m, 168h or 10d; a century at most.",
                           {{"duration", text}});
  }
  return Duration::seconds(count * (86'400 / a_day));
}

std::string decimal(std::int64_t minor_units) {
  return fmt::format("{}{}.{:02}", minor_units < 0 ? "-" : "", std::llabs(minor_units / 100),
                     std::llabs(minor_units % 100));
}

}  // namespace anlan::cli
