#include <fmt/format.h>

#include <boost/json.hpp>
#include <memory>
#include <string>
#include <vector>

#include "base/problem.h"
#include "cli/funds_commands.h"
#include "cli/funds_files.h"
#include "funds/engine/allocation/allocation.h"
#include "funds/engine/allocation/ledger.h"
#include "funds/engine/transfers/field_values.h"

namespace anlan::cli {
namespace {

struct AllocateOptions {
  std::string ledger;
  TransferFiles files;
  std::string reports;
  std::string account;
  std::string frozen;
  std::string rule = "pari_passu";
  std::string link = "30m";
  bool json = false;
};

/// What is to be shared out, from either kind of files.
struct Question {
  std::vector<funds::Movement> movements;
  std::vector<funds::Loss> losses;
  Currency currency;
};

Question read_question(const AllocateOptions& options, RejectsFile& rejects) {
  const auto rejects_of = [&rejects](const std::string& file) {
    return [&rejects, file](const funds::Reject& reject) { rejects.add(file, reject); };
  };
  Question question;
  if (!options.ledger.empty()) {
    question.currency = options.files.chosen_currency().value_or(Currency());
    question.movements = funds::read_ledger(file_source(options.ledger), question.currency,
                                            rejects_of(options.ledger));
    return question;
  }
  if (options.files.transfers.empty() || options.reports.empty() || options.account.empty()) {
    throw Problem::invalid("funds.allocate",
                           "Give either --ledger, or --transfers, --reports and --account.");
  }
  auto table = read_all_transfers(options.files, rejects);
  const auto reports = funds::read_reports(file_source(options.reports), table.accounts,
                                           table.currency, rejects_of(options.reports));
  const auto account = table.accounts.find(options.account);
  if (!account) {
    throw Problem::not_found("funds.account",
                             fmt::format("No transfer names the account {}.", options.account));
  }
  question.currency = table.currency;
  question.movements = funds::ledger_of(table, *account, reports);
  question.losses = funds::losses_of(table, reports);
  // Who reported but never paid into this account has no part in it.
  std::erase_if(question.losses, [&](const funds::Loss& loss) {
    return std::ranges::find(question.movements, loss.party, &funds::Movement::party) ==
           question.movements.end();
  });
  return question;
}

std::vector<funds::AllocationRule> chosen_rules(const std::string& name) {
  if (name == "all") return {funds::allocation_rules().begin(), funds::allocation_rules().end()};
  const auto rule = funds::allocation_rule_named(name);
  if (!rule) {
    throw Problem::invalid("funds.rule",
                           "The rule is fifo, lifo, rolling, pari_passu, "
                           "lowest_intermediate_balance, time_stamp or all.",
                           {{"--rule", name}});
  }
  return {*rule};
}

boost::json::object as_json(const funds::Allocation& allocation, funds::AllocationRule rule) {
  boost::json::array shares;
  for (const auto& share : allocation.shares) {
    boost::json::object one;
    one["party"] = share.party;
    one["deposited"] = decimal(share.deposited.minor_units());
    one["claim"] = decimal(share.claim.minor_units());
    one["share"] = decimal(share.share.minor_units());
    shares.push_back(std::move(one));
  }
  boost::json::object object;
  object["rule"] = to_string(rule);
  object["shares"] = std::move(shares);
  object["unclaimed"] = decimal(allocation.unclaimed.minor_units());
  object["uncovered"] = decimal(allocation.uncovered.minor_units());
  return object;
}

void print_text(const funds::Allocation& allocation, funds::AllocationRule rule) {
  fmt::print("{}\n", to_string(rule));
  for (const auto& share : allocation.shares) {
    fmt::print("  {:<24} {:>16} of {:>16}\n", share.party, share.share.to_string(),
               share.claim.to_string());
  }
  fmt::print("  {:<24} {:>16}\n", "unclaimed", allocation.unclaimed.to_string());
  if (allocation.uncovered.minor_units() > 0) {
    fmt::print("  {} went out without having come in: the ledger is not whole\n",
               allocation.uncovered.to_string());
  }
}

void run_allocate(const AllocateOptions& options) {
  const auto rules = chosen_rules(options.rule);
  const auto link = parse_duration(options.link);
  RejectsFile rejects(options.files.rejects);
  const auto question = read_question(options, rejects);
  rejects.finish();
  auto frozen = funds::balance_of(question.movements, question.currency);
  if (!options.frozen.empty()) {
    const auto units = funds::parse_minor_units(options.frozen);
    if (!units || *units < 0) {
      throw Problem::invalid("funds.frozen", "What is frozen is an amount such as 1234.50.",
                             {{"--frozen", options.frozen}});
    }
    frozen = Money::minor(*units, question.currency);
  }
  boost::json::array allocations;
  for (const auto rule : rules) {
    const auto allocation =
        funds::allocate(question.movements, question.losses, frozen, {.rule = rule, .link = link});
    if (options.json) {
      allocations.push_back(as_json(allocation, rule));
    } else {
      print_text(allocation, rule);
    }
  }
  if (!options.json) return;
  boost::json::object document;
  document["frozen"] = decimal(frozen.minor_units());
  document["currency"] = frozen.currency().code();
  document["allocations"] = std::move(allocations);
  fmt::print("{}\n", boost::json::serialize(document));
}

}  // namespace

void add_funds_allocate(CLI::App& funds) {
  auto options = std::make_shared<AllocateOptions>();  // shared: CLI11 copies the callback
  auto* command = funds.add_subcommand("allocate", "Share out what is frozen among its victims");
  command->add_option("--ledger", options->ledger, "The account's id,time,party,change");
  options->files.add_to(*command)->required(false);
  command->add_option("--reports", options->reports,
                      "report_id,reported_at,account,amount,occurred_at");
  command->add_option("--account", options->account, "The account whose money is frozen");
  command->add_option("--frozen", options->frozen, "How much is frozen (what the ledger leaves)");
  command
      ->add_option("--rule", options->rule,
                   "fifo, lifo, rolling, pari_passu, lowest_intermediate_balance, time_stamp, all")
      ->capture_default_str();
  command
      ->add_option("--link", options->link,
                   "For time_stamp: an outflow so soon after a deposit is of it")
      ->capture_default_str();
  command->add_flag("--json", options->json, "Print JSON instead of text");
  command->callback([options] { run_allocate(*options); });
}

}  // namespace anlan::cli
