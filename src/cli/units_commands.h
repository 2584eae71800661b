// anlan units: the tree of units and its boundaries.
#pragma once

namespace CLI {
class App;
}

namespace anlan::cli {

class Application;

/// Adds `anlan units import|add|list|find|at`.
void add_units_commands(CLI::App& app, Application& application);

}  // namespace anlan::cli
