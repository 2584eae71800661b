// A program run as a child: no shell, little to work with, and an end to its time.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace anlan::places {

struct ProcessLimits {
  std::chrono::milliseconds time{120'000};  ///< by the clock on the wall
  std::uint64_t memory_bytes = 2ULL << 30;
  std::uint64_t file_bytes = 1ULL << 30;  ///< of any one file that it writes
};

struct ProcessOutcome {
  bool is_done = false;  ///< it ran, and said that all went well
  bool is_late = false;  ///< its time was up, and it was ended
  std::string output;    ///< the beginning of what it wrote to standard output
  std::string errors;    ///< and to standard error
};

/// Runs the program (an absolute path) in `folder`, with these arguments and this environment
/// alone. It has no network where the system lets us take that away, no files of ours, and dies
/// with us. Throws Problem (unavailable, "places.program") where it cannot be started.
ProcessOutcome run_process(const std::filesystem::path& program,
                           const std::vector<std::string>& arguments,
                           const std::vector<std::string>& environment,
                           const std::filesystem::path& folder, const ProcessLimits& limits);

}  // namespace anlan::places
