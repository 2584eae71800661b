#include "cli/funds_commands.h"

namespace anlan::cli {

void add_funds_commands(CLI::App& app) {
  auto* funds = app.add_subcommand("funds", "Warn of, trace and return money");
  funds->require_subcommand(1);
  add_funds_allocate(*funds);
  add_funds_cycles(*funds);
  add_funds_score(*funds);
  add_funds_trace(*funds);
  add_funds_watch(*funds);
}

}  // namespace anlan::cli
