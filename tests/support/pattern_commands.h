// For tests: runs a command of the patterns engine as the program does.
#pragma once

#include <gtest/gtest.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <boost/json.hpp>
#include <fstream>
#include <iostream>
#include <sstream>

#include "base/instant.h"
#include "base/problem.h"
#include "cli/pattern_commands.h"
#include "tests/support/shared_data.h"
#include "tests/support/temporary_folder.h"

namespace anlan::cli {

class PatternCommands : public testing::Test {
 protected:
  using Arguments = std::vector<std::string>;

  /// What `anlan ...` prints; throws as the command does.
  static std::string run(Arguments arguments) {
    CLI::App app;
    add_pattern_commands(app);
    std::ranges::reverse(arguments);
    testing::internal::CaptureStdout();
    testing::internal::CaptureStderr();
    try {
      app.parse(arguments);
    } catch (...) {
      testing::internal::GetCapturedStdout();
      testing::internal::GetCapturedStderr();
      throw;
    }
    testing::internal::GetCapturedStderr();
    return testing::internal::GetCapturedStdout();
  }
  static boost::json::value run_json(Arguments arguments) {
    arguments.emplace_back("--json");
    return boost::json::parse(run(std::move(arguments)));
  }

  /// The same with a text on standard input.
  static std::string run_with_input(const std::string& input, Arguments arguments) {
    std::istringstream stream(input);
    auto* before = std::cin.rdbuf(stream.rdbuf());
    std::string output;
    try {
      output = run(std::move(arguments));
    } catch (...) {
      std::cin.rdbuf(before);
      throw;
    }
    std::cin.rdbuf(before);
    return output;
  }

  /// Code of the Problem that the command throws; "" if none.
  static std::string code_of(const std::string& input, Arguments arguments) {
    try {
      run_with_input(input, std::move(arguments));
    } catch (const Problem& problem) {
      return problem.code();
    }
    return "";
  }

  /// One thread and three print the same bytes.
  static void expect_same_bytes(Arguments arguments) {
    auto three = arguments;
    arguments.insert(arguments.end(), {"--threads", "1"});
    three.insert(three.end(), {"--threads", "3"});
    EXPECT_EQ(run(arguments), run(three));
  }

  /// A file in the test's folder.
  std::string file(const std::string& name, const std::string& text) const {
    const auto path = folder.path() / name;
    std::ofstream(path, std::ios::binary) << text;
    return path.string();
  }

  tests::TemporaryFolder folder;
};

}  // namespace anlan::cli
