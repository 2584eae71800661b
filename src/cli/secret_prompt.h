// Asks for a secret at the terminal.
#pragma once

#include <string>
#include <string_view>

namespace anlan::cli {

/// Shows the label on standard error and reads a line from standard input, without echo where that
/// is a terminal. Throws Problem (invalid, "cli.no_input") at the end of the input.
std::string read_secret(std::string_view label);

}  // namespace anlan::cli
