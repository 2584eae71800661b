// anlan funds: what can be asked of files of transfers, without a data folder.
#pragma once

#include <CLI/CLI.hpp>

namespace anlan::cli {

/// Adds `anlan funds` and its commands.
void add_funds_commands(CLI::App& app);

/// `anlan funds allocate`: what is frozen, among those whose money it was.
void add_funds_allocate(CLI::App& funds);

/// `anlan funds cycles`: simple temporal cycles.
void add_funds_cycles(CLI::App& funds);

/// `anlan funds score`: warnings against a planted truth.
void add_funds_score(CLI::App& funds);

/// `anlan funds trace`: where reported money went.
void add_funds_trace(CLI::App& funds);

/// `anlan funds watch`: warnings of a stream.
void add_funds_watch(CLI::App& funds);

}  // namespace anlan::cli
