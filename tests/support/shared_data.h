// Where the tests find data that is too large or too foreign for this repository.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>

namespace anlan::tests {

/// The folder of shared data: $ANLAN_SHARED, or ../shared beside the checkout.
inline std::filesystem::path shared_folder() {
  if (const char* folder = std::getenv("ANLAN_SHARED")) return folder;
  return std::filesystem::path(ANLAN_SOURCE_DIR).parent_path() / "shared";
}

inline std::filesystem::path shared_file(std::string_view relative) {
  return shared_folder() / relative;
}

}  // namespace anlan::tests

/// Skips the test, saying so, where shared data is absent.
#define ANLAN_NEEDS_SHARED(relative)                                 \
  if (!std::filesystem::exists(anlan::tests::shared_file(relative))) \
  GTEST_SKIP() << "skipped: " << anlan::tests::shared_file(relative) << " is absent"
