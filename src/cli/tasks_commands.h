// anlan tasks: what units were asked to do.
#pragma once

namespace CLI {
class App;
}

namespace anlan::cli {

class Application;

/// Adds `anlan tasks list|escalate`.
void add_tasks_commands(CLI::App& app, Application& application);

}  // namespace anlan::cli
