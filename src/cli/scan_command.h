// anlan scan: the space-time scan of SaTScan's parameter files.
#pragma once

namespace CLI {
class App;
}

namespace anlan::cli {

/// Adds `anlan scan --prm FILE`.
void add_scan_command(CLI::App& app);

}  // namespace anlan::cli
