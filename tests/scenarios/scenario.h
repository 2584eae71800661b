// A scenario file, played against the real services.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace anlan::tests {

/// The line that failed, and why.
struct ScenarioFault {
  int line = 0;
  std::string sentence;
  std::string reason;
};

/// Plays a scenario (README.md); nothing if all of it holds.
std::optional<ScenarioFault> play_scenario(std::string_view text);

std::string read_scenario(const std::filesystem::path& file);

}  // namespace anlan::tests
