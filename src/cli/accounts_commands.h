// anlan accounts: who may sign in.
#pragma once

namespace CLI {
class App;
}

namespace anlan::cli {

class Application;

/// Adds `anlan accounts add|list|disable|enable|password`. A random password is printed once and
/// kept nowhere; one that is asked for with --ask is not echoed.
void add_accounts_commands(CLI::App& app, Application& application);

}  // namespace anlan::cli
