#include <fmt/format.h>

#include <boost/json.hpp>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/problem.h"
#include "cli/funds_commands.h"
#include "cli/funds_files.h"
#include "funds/engine/trace/trace.h"
#include "funds/engine/transfers/report_reader.h"

namespace anlan::cli {
namespace {

struct TraceOptions {
  TransferFiles files;
  std::string reports;
  std::string order = "fifo";
  std::string link = "30m";
  std::string until;
  std::string amount_min = "1.00";
  std::uint32_t hops = 8;
  std::uint32_t hub = 20'000;
  std::size_t limit = 100;
  bool json = false;
};

struct Traced {
  std::string order;
  funds::TraceResult result;
};

/// What was read, and what was found out under each order.
struct Answer {
  funds::TransferTable table;
  std::vector<funds::IdentifiedReport> reports;
  std::vector<Traced> orders;

  std::string_view name(funds::AccountIndex account) const { return table.accounts.name(account); }
};

funds::TraceSettings settings_of(const TraceOptions& options) {
  const auto least = funds::parse_amount(options.amount_min);
  if (!least) {
    throw Problem::invalid("funds.amount", "An amount is written 1234.50.",
                           {{"--amount-min", options.amount_min}});
  }
  std::optional<Instant> until;
  if (!options.until.empty()) {
    const auto moment = funds::parse_time(options.until, funds::TimeFormat::any);
    if (!moment) {
      throw Problem::invalid("funds.time", "A time is written 2026-10-31T08:00:00+08:00.",
                             {{"--until", options.until}});
    }
    until = *moment;
  }
  return {.link = parse_duration(options.link),
          .hops_max = options.hops,
          .amount_min = *least,
          .hub_transfers = options.hub,
          .until = until};
}

std::vector<funds::AllocationRule> orders_of(const std::string& name) {
  using enum funds::AllocationRule;
  if (name == "all") return {fifo, lifo, rolling, lowest_intermediate_balance, time_stamp};
  if (name == "pro_rata") return {rolling};
  const auto rule = funds::allocation_rule_named(name);
  if (!rule) {
    throw Problem::invalid("funds.order",
                           "The order is fifo, lifo, pro_rata, rolling, "
                           "lowest_intermediate_balance, time_stamp or all.",
                           {{"--order", name}});
  }
  return {*rule};
}

boost::json::object account_json(const Answer& answer, const funds::TransferStore& store,
                                 const funds::TraceResult& result,
                                 const funds::TracedAccount& account) {
  boost::json::array path;
  for (const auto transfer : path_to(store, result, account)) {
    path.emplace_back(answer.table.ids[transfer]);
  }
  boost::json::array of_reports;
  for (const auto& part : account.of_reports) {
    of_reports.push_back(
        {{"report_id", answer.reports[part.party].id}, {"amount", decimal(part.amount)}});
  }
  boost::json::object one;
  one["account"] = answer.name(account.account);
  one["level"] = account.level;
  one["recoverable"] = decimal(account.held);
  one["received"] = decimal(account.received);
  one["passed_on"] = decimal(account.received - account.held);
  one["balance"] = decimal(account.balance);
  one["hub"] = account.is_hub;
  one["first_received_at"] = account.first_received.to_string();
  one["path"] = std::move(path);
  one["of_reports"] = std::move(of_reports);
  return one;
}

boost::json::object order_json(const Answer& answer, const funds::TransferStore& store,
                               const Traced& traced, std::size_t limit) {
  const auto& result = traced.result;
  boost::json::object object;
  object["order"] = traced.order;
  object["reported"] = decimal(result.reported);
  object["found"] = decimal(result.found);
  object["recoverable"] = decimal(result.held);
  object["returned"] = decimal(result.returned);
  object["dropped"] = decimal(result.dropped);
  object["reached"] = result.accounts.size();
  boost::json::array accounts, flows;
  for (const auto& account : result.accounts) {
    if (accounts.size() == limit) break;
    accounts.push_back(account_json(answer, store, result, account));
  }
  for (const auto& flow : result.flows) {
    if (flows.size() == limit) break;
    const auto& transfer = answer.table.transfers[flow.transfer];
    flows.push_back({{"transfer", answer.table.ids[flow.transfer]},
                     {"time", transfer.time.to_string()},
                     {"from", answer.name(transfer.from)},
                     {"to", answer.name(transfer.to)},
                     {"level", flow.level},
                     {"amount", decimal(flow.amount)}});
  }
  object["accounts"] = std::move(accounts);
  object["flows"] = std::move(flows);
  return object;
}

void print_one(const Answer& answer, const funds::TransferStore& store, const Traced& traced,
               std::size_t limit) {
  const auto& result = traced.result;
  fmt::print("{}: of {} reported, {} left the victims' accounts; {} may be recovered\n",
             traced.order, decimal(result.reported), decimal(result.found), decimal(result.held));
  std::size_t shown = 0;
  for (const auto& account : result.accounts) {
    if (shown++ == limit) break;
    std::string path;
    for (const auto transfer : path_to(store, result, account)) {
      path += fmt::format("{}{}", path.empty() ? "" : " > ", answer.table.ids[transfer]);
    }
    fmt::print("  {:>16}  level {}  {}{}  by {}\n", decimal(account.held), account.level,
               answer.name(account.account), account.is_hub ? " (hub)" : "", path);
  }
}

/// A row an account, a column an order: how much they differ.
void print_side_by_side(const Answer& answer, std::size_t limit) {
  std::map<funds::AccountIndex, std::vector<std::int64_t>> rows;
  for (std::size_t i = 0; i < answer.orders.size(); ++i) {
    for (const auto& account : answer.orders[i].result.accounts) {
      auto& row = rows[account.account];
      row.resize(answer.orders.size());
      row[i] = account.held;
    }
  }
  std::vector<std::pair<std::int64_t, funds::AccountIndex>> ranked;
  for (const auto& [account, row] : rows)
    ranked.emplace_back(-*std::ranges::max_element(row), account);
  std::ranges::sort(ranked);
  if (ranked.size() > limit) ranked.resize(limit);
  fmt::print("{:<24}", "account");
  for (const auto& traced : answer.orders) fmt::print(" {:>16.16}", traced.order);
  fmt::print("\n");
  for (const auto& [most, account] : ranked) {
    fmt::print("{:<24}", answer.name(account));
    for (const auto held : rows[account]) fmt::print(" {:>16}", decimal(held));
    fmt::print("\n");
  }
}

void run_trace(const TraceOptions& options) {
  auto settings = settings_of(options);
  const auto orders = orders_of(options.order);
  RejectsFile rejects(options.files.rejects);
  Answer answer{.table = read_all_transfers(options.files, rejects)};
  answer.reports = funds::read_reports(
      file_source(options.reports), answer.table.accounts, answer.table.currency,
      [&](const funds::Reject& reject) { rejects.add(options.reports, reject); });
  rejects.finish();
  const funds::TransferStore store(answer.table.transfers);
  std::vector<funds::VictimReport> reports;
  for (const auto& one : answer.reports) reports.push_back(one.report);
  for (const auto order : orders) {
    settings.order = order;
    answer.orders.push_back({std::string(to_string(order)), trace(store, reports, settings)});
  }
  if (options.json) {
    boost::json::array traces;
    for (const auto& traced : answer.orders) {
      traces.push_back(order_json(answer, store, traced, options.limit));
    }
    const boost::json::object document{{"currency", answer.table.currency.code()},
                                       {"traces", std::move(traces)}};
    fmt::print("{}\n", boost::json::serialize(document));
  } else if (answer.orders.size() == 1) {
    print_one(answer, store, answer.orders.front(), options.limit);
  } else {
    print_side_by_side(answer, options.limit);
  }
}

}  // namespace

void add_funds_trace(CLI::App& funds) {
  auto options = std::make_shared<TraceOptions>();  // shared: CLI11 copies the callback
  auto* command = funds.add_subcommand("trace", "Follow reported victims' money, hop by hop");
  options->files.add_to(*command);
  command
      ->add_option("--reports", options->reports,
                   "report_id,reported_at,account,amount,occurred_at")
      ->required();
  command
      ->add_option("--order", options->order,
                   "fifo, lifo, pro_rata, rolling, lowest_intermediate_balance, time_stamp, all")
      ->capture_default_str();
  command->add_option("--hops", options->hops, "How far from the victim")
      ->check(CLI::Range(1U, 64U))
      ->capture_default_str();
  command->add_option("--link", options->link, "For time_stamp: what is linked with a deposit")
      ->capture_default_str();
  command->add_option("--until", options->until, "Look at no transfer after this moment");
  command->add_option("--amount-min", options->amount_min, "Follow no less than this")
      ->capture_default_str();
  command->add_option("--hub", options->hub, "Follow into, not through, more transfers than this")
      ->capture_default_str();
  command->add_option("--limit", options->limit, "How many accounts and flows to show")
      ->capture_default_str();
  command->add_flag("--json", options->json, "Print JSON instead of text");
  command->callback([options] { run_trace(*options); });
}

}  // namespace anlan::cli
