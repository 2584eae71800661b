#include <fmt/format.h>

#include <boost/json.hpp>
#include <memory>
#include <string>
#include <thread>

#include "cli/funds_commands.h"
#include "cli/funds_files.h"
#include "funds/engine/cycles/cycles.h"

namespace anlan::cli {
namespace {

constexpr std::size_t k_listed_max = 1'000'000;

struct CyclesOptions {
  TransferFiles files;
  std::string window;
  std::uint32_t length_max = 0;
  std::size_t list = 0;
  unsigned threads = 0;
  bool json = false;
};

std::string as_json(const funds::TransferTable& table, const funds::CycleList& list,
                    bool is_listed) {
  boost::json::object by_length;
  for (std::size_t length = 0; length < list.counts.by_length.size(); ++length) {
    if (const auto count = list.counts.by_length[length]; count > 0) {
      by_length[std::to_string(length)] = count;
    }
  }
  boost::json::object document;
  document["transfers"] = table.transfers.size();
  document["rejected"] = table.rejects();
  document["cycles"] = list.counts.cycles;
  document["by_length"] = std::move(by_length);
  if (is_listed) {
    boost::json::array listed;
    for (const auto& cycle : list.cycles) {
      boost::json::array ids;
      for (const auto transfer : cycle) ids.emplace_back(table.ids[transfer]);
      listed.push_back(std::move(ids));
    }
    document["listed"] = std::move(listed);
  }
  return boost::json::serialize(document) + '\n';
}

void print_text(const funds::TransferTable& table, const funds::CycleList& list) {
  fmt::print("{} cycles among {} transfers of {} accounts\n", list.counts.cycles,
             table.transfers.size(), table.accounts.size());
  for (std::size_t length = 0; length < list.counts.by_length.size(); ++length) {
    if (const auto count = list.counts.by_length[length]; count > 0) {
      fmt::print("  of {:2} transfers: {}\n", length, count);
    }
  }
  for (const auto& cycle : list.cycles) {
    for (const auto transfer : cycle) {
      const auto& one = table.transfers[transfer];
      fmt::print("{}{} -> {} {}", transfer == cycle.front() ? "" : "; ",
                 table.accounts.name(one.from), table.accounts.name(one.to),
                 one.amount.to_string());
    }
    fmt::print("\n");
  }
}

void run_cycles(const CyclesOptions& options) {
  const auto window = parse_duration(options.window);
  RejectsFile rejects(options.files.rejects);
  const auto table = read_all_transfers(options.files, rejects);
  rejects.finish();
  const auto threads = options.threads == 0 ? std::thread::hardware_concurrency() : options.threads;
  const auto list = funds::list_cycles(
      table.transfers, {.window = window, .length_max = options.length_max, .threads = threads},
      options.list);
  if (options.json) {
    fmt::print("{}", as_json(table, list, options.list > 0));
  } else {
    print_text(table, list);
  }
}

}  // namespace

void add_funds_cycles(CLI::App& funds) {
  auto options = std::make_shared<CyclesOptions>();  // shared: CLI11 copies the callback
  auto* command =
      funds.add_subcommand("cycles", "Count money that comes back, step after later step");
  options->files.add_to(*command);
  command->add_option("--window", options->window, "From the first transfer to the last: 168h, 10d")
      ->required();
  command->add_option("--length-max", options->length_max, "The most transfers of a cycle")
      ->check(CLI::Range(2U, 1'000'000U));
  command->add_option("--list", options->list, "List so many, the earliest first")
      ->check(CLI::Range(std::size_t{0}, k_listed_max));
  command->add_option("--threads", options->threads, "Threads; 0 takes every core")
      ->check(CLI::Range(0U, 256U));
  command->add_flag("--json", options->json, "Print JSON instead of text");
  command->callback([options] { run_cycles(*options); });
}

}  // namespace anlan::cli
