// anlan audit: whether the journal holds, and what is in it.
#pragma once

namespace CLI {
class App;
}

namespace anlan::cli {

class Application;

/// Adds `anlan audit verify [--head SEQ:HASH]`, which names the first bad entry and exits with 1
/// where the chain is broken, `anlan audit head` and `anlan audit list`.
void add_audit_commands(CLI::App& app, Application& application);

}  // namespace anlan::cli
