#include <memory>

#include "cli/funds_commands.h"
#include "cli/funds_watch_run.h"

namespace anlan::cli {

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
  command->add_option("--state", options->state,
                      "Save the run here now and then, and go on from what is here");
  command->add_option("--save-every", options->save_every, "Transfers from one saving to the next")
      ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{1'000'000'000'000}))
      ->capture_default_str();
  command->add_option("--zone-hours", options->zone_hours, "The wall clock's hours before UTC")
      ->check(CLI::Range(-12, 14))
      ->capture_default_str();
  command
      ->add_option("--batch", options->batch, "Transfers at a time; says the same for any number")
      ->check(CLI::Range(std::size_t{1}, k_batch_max));
  command->add_flag("--json", options->json, "Warnings are lines of JSON with or without it");
  command->callback([options] { WatchRun(*options).run(); });
}

}  // namespace anlan::cli
