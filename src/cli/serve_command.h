#pragma once

#include <CLI/CLI.hpp>

namespace anlan::cli {

class Application;

/// `anlan serve`: the HTTP server, the web page, and what runs on a schedule.
void add_serve_command(CLI::App& app, Application& application);

}  // namespace anlan::cli
