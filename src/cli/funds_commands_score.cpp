#include <fmt/format.h>

#include <boost/json.hpp>
#include <memory>
#include <string>
#include <vector>

#include "base/problem.h"
#include "cli/funds_commands.h"
#include "cli/funds_files.h"
#include "funds/engine/transfers/json_line.h"
#include "research/transfer_score.h"

namespace anlan::cli {
namespace {

constexpr std::size_t k_file_max = 1'000'000'000;  // read whole into memory

struct ScoreOptions {
  std::string truth;
  std::string warnings;
  bool json = false;
};

std::string read_whole(const std::string& file) {
  const auto source = file_source(file);
  std::string text, block(1 << 18, '\0');
  while (const auto count = source(block)) {
    text.append(block, 0, count);
    if (text.size() > k_file_max) {
      throw Problem::too_large("score.file", fmt::format("{} is larger than 1 GB.", file));
    }
  }
  return text;
}

std::vector<research::ScoredWarning> read_warnings(const std::string& file) {
  std::vector<research::ScoredWarning> warnings;
  const auto text = read_whole(file);
  std::size_t number = 0;
  for (std::size_t at = 0; at < text.size(); ++number) {
    const auto end = std::min(text.find('\n', at), text.size());
    const auto line = text.substr(at, end - at);
    at = end + 1;
    if (line.empty()) continue;
    try {
      const auto warning = boost::json::parse(line);
      const auto member = [&](const char* name) {
        const auto& written = warning.at(name).as_string();
        return std::string(written.data(), written.size());
      };
      const auto time = Instant::parse(member("time"));
      if (!time) throw std::runtime_error("time");
      warnings.push_back({*time, member("account"), member("role") == "victim"});
    } catch (const std::exception&) {
      throw Problem::invalid("score.warnings",
                             fmt::format("Line {} of {} is no warning.", number + 1, file));
    }
  }
  return warnings;
}

void run_score(const ScoreOptions& options) {
  const auto truth = research::read_fraud_truth(read_whole(options.truth));
  const auto score = research::score_warnings(truth, read_warnings(options.warnings));
  if (options.json) {
    const boost::json::object document{{"frauds", score.frauds},
                                       {"frauds_warned", score.frauds_warned},
                                       {"accounts_warned", score.accounts_warned},
                                       {"accounts_right", score.accounts_right},
                                       {"mules", score.mules},
                                       {"mules_warned", score.mules_warned},
                                       {"precision", score.precision},
                                       {"recall", score.recall},
                                       {"false_per_10000_a_day", score.false_per_10000_a_day},
                                       {"lead_minutes", score.lead_minutes},
                                       {"reachable_level_1", score.reachable_level_1},
                                       {"reachable", score.reachable}};
    fmt::print("{}\n", boost::json::serialize(document));
    return;
  }
  fmt::print("frauds warned of          {} of {} ({:.1f} %)\n", score.frauds_warned, score.frauds,
             100 * score.recall);
  fmt::print("accounts rightly warned   {} of {} ({:.1f} %)\n", score.accounts_right,
             score.accounts_warned, 100 * score.precision);
  fmt::print("mules warned of           {} of {}\n", score.mules_warned, score.mules);
  fmt::print("false, a 10,000 and day   {:.2f}\n", score.false_per_10000_a_day);
  fmt::print("lead before half is out   {:.1f} min (median)\n", score.lead_minutes);
  fmt::print("reachable at level 1      {:.1f} %\n", 100 * score.reachable_level_1);
  fmt::print("reachable at any level    {:.1f} %\n", 100 * score.reachable);
}

}  // namespace

void add_funds_score(CLI::App& funds) {
  auto options = std::make_shared<ScoreOptions>();  // shared: CLI11 copies the callback
  auto* command = funds.add_subcommand("score", "How good warnings were, against a planted truth");
  command->add_option("--truth", options->truth, "truth.json of `anlan generate transfers`")
      ->required();
  command->add_option("--warnings", options->warnings, "Lines of `anlan funds watch`")->required();
  command->add_flag("--json", options->json, "Print JSON instead of text");
  command->callback([options] { run_score(*options); });
}

}  // namespace anlan::cli
