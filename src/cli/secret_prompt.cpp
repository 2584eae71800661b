#include "cli/secret_prompt.h"

#include <fmt/format.h>
#include <termios.h>
#include <unistd.h>

#include <iostream>

#include "base/problem.h"

namespace anlan::cli {
namespace {

/// Turns the terminal's echo off for its life; does nothing where there is no terminal.
class Silence {
 public:
  Silence() {
    if (tcgetattr(STDIN_FILENO, &before_) != 0) return;
    is_terminal_ = true;
    auto silent = before_;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
  }
  ~Silence() {
    if (!is_terminal_) return;
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
    fmt::print(stderr, "\n");
  }
  Silence(const Silence&) = delete;
  Silence& operator=(const Silence&) = delete;

 private:
  termios before_{};
  bool is_terminal_ = false;
};

}  // namespace

std::string read_secret(std::string_view label) {
  const Silence silence;  // before the prompt: whoever sees it may type
  fmt::print(stderr, "{}: ", label);
  std::string line;
  if (!std::getline(std::cin, line)) throw Problem::invalid("cli.no_input", "Nothing was typed.");
  return line;
}

}  // namespace anlan::cli
