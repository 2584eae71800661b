// anlan webhooks, anlan mail: who is told of warnings.
#pragma once

namespace CLI {
class App;
}

namespace anlan::cli {

class Application;

/// Adds `anlan webhooks add|list|remove` and `anlan mail add|list|remove`. The signing secret of a
/// webhook is printed once.
void add_delivery_commands(CLI::App& app, Application& application);

}  // namespace anlan::cli
