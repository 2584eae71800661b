// Any bytes as a profile: it is read or refused with a Problem, and what is read holds together.
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "base/problem.h"
#include "incidents/profile.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  try {
    const auto profile = anlan::incidents::Profile::parse(text, "fuzz");
    CHECK(!profile.from.empty() && !profile.formats.empty());
    CHECK(!profile.all_columns().empty());
  } catch (const anlan::Problem&) {
  }
  return 0;
}
