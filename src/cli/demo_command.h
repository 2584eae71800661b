#pragma once

#include <CLI/CLI.hpp>

namespace anlan::cli {

class Application;

/// `anlan demo`: fills an empty data folder with the demonstration county and its last three
/// months.
void add_demo_command(CLI::App& app, Application& application);

}  // namespace anlan::cli
