// anlan: reads the command line, runs one command, and turns a Problem into one line and an exit
// code.
#include <fmt/format.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <exception>

#include "base/problem.h"
#include "cli/accounts_commands.h"
#include "cli/application.h"
#include "cli/audit_commands.h"
#include "cli/delivery_commands.h"
#include "cli/demo_command.h"
#include "cli/funds_commands.h"
#include "cli/generate_commands.h"
#include "cli/incidents_commands.h"
#include "cli/pattern_commands.h"
#include "cli/scan_command.h"
#include "cli/serve_command.h"
#include "cli/tasks_commands.h"
#include "cli/units_commands.h"
#include "cli/warnings_commands.h"

namespace {

constexpr int k_exit_bug = 70;  // EX_SOFTWARE of sysexits.h

/// Scripts may rely on these numbers (docs/operations.md).
int exit_code_of(anlan::ProblemKind kind) {
  switch (kind) {
    case anlan::ProblemKind::invalid: return 2;
    case anlan::ProblemKind::not_found: return 3;
    case anlan::ProblemKind::forbidden: return 4;
    case anlan::ProblemKind::conflict: return 5;
    case anlan::ProblemKind::too_large: return 6;
    case anlan::ProblemKind::unavailable: return 7;
  }
  return k_exit_bug;
}

int report(const anlan::Problem& problem) {
  fmt::print(stderr, "anlan: {}\n", problem.sentence());
  for (const auto& fault : problem.faults()) {
    fmt::print(stderr, "  {}: {}\n", fault.field, fault.fault);
  }
  return exit_code_of(problem.kind());
}

std::string default_data_folder() {
  const char* folder = std::getenv("ANLAN_DATA");
  return folder ? folder : "anlan-data";
}

}  // namespace

int main(int argc, char** argv) {
  // Standard output is for what was asked for; the log goes beside it.
  spdlog::set_default_logger(spdlog::stderr_color_mt("anlan"));
  anlan::cli::Application application;
  CLI::App app{"Anlan: records become warnings, warnings tasks, tasks outcomes."};
  app.require_subcommand(1);
  app.set_version_flag("--version", "anlan " ANLAN_VERSION);
  std::string data_folder = default_data_folder();
  app.add_option("--data", data_folder, "The data folder (or $ANLAN_DATA)")->capture_default_str();
  app.parse_complete_callback([&] { application.set_data_folder(data_folder); });

  anlan::cli::add_accounts_commands(app, application);
  anlan::cli::add_analyses_commands(app, application);
  anlan::cli::add_audit_commands(app, application);
  anlan::cli::add_delivery_commands(app, application);
  anlan::cli::add_demo_command(app, application);
  anlan::cli::add_detect_command(app, application);
  anlan::cli::add_funds_commands(app);
  anlan::cli::add_generate_commands(app, application);
  anlan::cli::add_incidents_commands(app, application);
  anlan::cli::add_pattern_commands(app);
  anlan::cli::add_scan_command(app);
  anlan::cli::add_tasks_commands(app, application);
  anlan::cli::add_units_commands(app, application);
  anlan::cli::add_serve_command(app, application);
  anlan::cli::add_warnings_commands(app, application);

  try {
    app.parse(argc, argv);
    return EXIT_SUCCESS;
  } catch (const CLI::ParseError& error) {
    return app.exit(error);
  } catch (const anlan::Problem& problem) {
    return report(problem);
  } catch (const std::exception& error) {
    fmt::print(stderr, "anlan: the program failed: {}\n", error.what());
    return k_exit_bug;
  }
}
