// The command line over a data folder of its own; for tests.
#pragma once

#include <gtest/gtest.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <sstream>
#include <string>
#include <vector>

#include "cli/application.h"
#include "tests/support/temporary_folder.h"

namespace anlan::tests {

class CommandLine : public testing::Test {
 protected:
  using AddCommands = void (*)(CLI::App&, cli::Application&);
  explicit CommandLine(std::vector<AddCommands> groups) : groups_(std::move(groups)) {}

  /// Runs one command in a program of its own, and returns what it prints; `exit_code` is that of a
  /// command that ended by itself. What a command throws is let through.
  std::string run(std::vector<std::string> words) {
    cli::Application application;
    prepare(application);
    CLI::App app;
    app.require_subcommand(1);
    for (const auto add : groups_) add(app, application);
    exit_code = 0;
    std::ranges::reverse(words);
    testing::internal::CaptureStdout();
    try {
      app.parse(words);
    } catch (const CLI::Error& error) {
      exit_code = error.get_exit_code();
    } catch (...) {
      testing::internal::GetCapturedStdout();
      throw;
    }
    return testing::internal::GetCapturedStdout();
  }
  /// Points a program at the folder and the clock of the test.
  void prepare(cli::Application& application) const {
    application.set_data_folder(folder.path());
    application.set_clock(clock);
  }
  static std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) lines.push_back(line);
    return lines;
  }
  static std::vector<std::string> columns_of(const std::string& line) {
    std::vector<std::string> columns;
    std::istringstream stream(line);
    for (std::string column; std::getline(stream, column, '\t');) columns.push_back(column);
    return columns;
  }

  TemporaryFolder folder;
  FixedClock clock{*Instant::parse("2026-03-02T00:00:00Z")};  // 08:00 in Shanghai
  int exit_code = 0;

 private:
  std::vector<AddCommands> groups_;
};

}  // namespace anlan::tests
