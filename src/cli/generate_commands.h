#pragma once

#include <CLI/CLI.hpp>

namespace anlan::cli {

class Application;

/// `anlan generate county`: the demonstration county as files.
void add_generate_commands(CLI::App& app, Application& application);

}  // namespace anlan::cli
