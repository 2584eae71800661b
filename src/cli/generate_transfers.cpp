#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

#include "base/problem.h"
#include "cli/application.h"
#include "cli/generate_commands.h"
#include "research/transfer_files.h"
#include "research/transfer_scenario.h"

namespace anlan::cli {
namespace {

struct TransfersOptions {
  std::filesystem::path out;
  research::TransferScenarioSettings settings;
  std::string first = "2026-01-01";
  std::string zone = "Asia/Shanghai";
};

/// A file that says at its end whether everything got there.
class OutFile {
 public:
  explicit OutFile(std::filesystem::path path)
      : path_(std::move(path)), out_(path_, std::ios::binary) {}
  void write(std::string_view text) {
    out_.write(text.data(), static_cast<std::streamsize>(text.size()));
  }
  void finish() {
    out_.close();
    if (!out_) {
      throw Problem::unavailable("file.unwritable",
                                 fmt::format("{} cannot be written.", path_.string()));
    }
  }

 private:
  std::filesystem::path path_;
  std::ofstream out_;
};

void generate_transfers(TransfersOptions options) {
  const auto first = Day::parse(options.first);
  if (!first) {
    throw Problem::invalid("date.malformed", "A date is written 2026-10-31.",
                           {{"--first", options.first}});
  }
  options.settings.first = *first;
  options.settings.zone = Zone::named(options.zone);
  research::TransferScenario scenario(options.settings);
  std::error_code ignored;  // the file says it if there is no folder
  std::filesystem::create_directories(options.out, ignored);
  OutFile file(options.out / "transfers.csv");
  file.write(research::transfers_header());
  research::FraudTruth truth{.days = static_cast<std::uint64_t>(options.settings.days)};
  std::vector<research::ScenarioTransfer> day;
  std::string rows;
  while (scenario.next_day(day)) {
    rows.clear();
    auto number = truth.transfers;
    for (std::size_t i = 0; i < day.size(); ++i) {
      const auto& one = day[i];
      if (one.fraud == 0) continue;
      truth.flows.push_back({.id = fmt::format("t{:09}", truth.transfers + i),
                             .time = one.time,
                             .from = research::account_number(one.from),
                             .to = research::account_number(one.to),
                             .amount = one.amount,
                             .fraud = one.fraud,
                             .level = one.level});
    }
    research::append_transfer_rows(rows, day, number);
    truth.transfers = number;
    file.write(rows);
  }
  file.finish();
  truth.accounts = scenario.accounts();
  OutFile reports(options.out / "reports.csv");
  reports.write(research::reports_csv(scenario.frauds()));
  reports.finish();
  OutFile truths(options.out / "truth.json");
  truths.write(research::fraud_truth_json(truth));
  truths.finish();
  fmt::print("{} transfers of {} accounts, {} frauds, in {}\n", truth.transfers, truth.accounts,
             scenario.frauds().size(), options.out.string());
}

}  // namespace

void add_generate_transfers(CLI::App& generate) {
  auto options = std::make_shared<TransfersOptions>();  // shared: CLI11 copies the callback
  auto& settings = options->settings;
  auto* command = generate.add_subcommand(
      "transfers", "A town's payments with frauds planted in them, reports and the truth");
  command->add_option("--out", options->out, "The folder to write into")->required();
  command->add_option("--seed", settings.seed, "Another seed draws another town")
      ->capture_default_str();
  command->add_option("--people", settings.people, "How many people")->capture_default_str();
  command->add_option("--days", settings.days, "How many days")->capture_default_str();
  command->add_option("--first", options->first, "The first day")->capture_default_str();
  command->add_option("--victims", settings.victims_a_day, "Victims a day, from the fifth day on")
      ->check(CLI::Range(0.0, 1e6))
      ->capture_default_str();
  command->add_option("--payments", settings.payments_a_day, "Payments a person and day")
      ->check(CLI::Range(0.0, 100.0))
      ->capture_default_str();
  command->add_option("--turnover-min", settings.turnover_minutes_min, "Minutes on a level, least")
      ->check(CLI::Range(0.0, 1e4))
      ->capture_default_str();
  command->add_option("--turnover-max", settings.turnover_minutes_max, "Minutes on a level, most")
      ->check(CLI::Range(0.0, 1e4))
      ->capture_default_str();
  command->add_option("--zone", options->zone, "The town's time zone")->capture_default_str();
  command->callback([options] { generate_transfers(*options); });
}

}  // namespace anlan::cli
