// `anlan incidents`: import, count, list, profiles.
#pragma once

#include <CLI/CLI.hpp>

namespace anlan::cli {

class Application;

void add_incidents_commands(CLI::App& app, Application& application);

}  // namespace anlan::cli
