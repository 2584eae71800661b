// anlan analyses, anlan detect, anlan warnings.
#pragma once

namespace CLI {
class App;
}

namespace anlan::cli {

class Application;

/// `anlan analyses list|add`: which questions are asked of the records.
void add_analyses_commands(CLI::App& app, Application& application);
/// `anlan detect`: asks them of the records up to a day.
void add_detect_command(CLI::App& app, Application& application);
/// `anlan warnings list|show|acknowledge|comment|close|sweep`: what came of it.
void add_warnings_commands(CLI::App& app, Application& application);

}  // namespace anlan::cli
