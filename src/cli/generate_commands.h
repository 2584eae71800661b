#pragma once

#include <CLI/CLI.hpp>

namespace anlan::cli {

class Application;

/// `anlan generate county`: the demonstration county as files.
void add_generate_commands(CLI::App& app, Application& application);

/// `anlan generate transfers`: a town's payments with frauds planted in them.
void add_generate_transfers(CLI::App& generate);

}  // namespace anlan::cli
