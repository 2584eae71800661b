// Any bytes as a list of neighbours: lists come out whole, or a Problem.
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "base/problem.h"
#include "patterns/hotspots/gal.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    const auto lists = anlan::patterns::read_gal({reinterpret_cast<const char*>(data), size});
    CHECK(lists.ids.size() == lists.others.size());
    for (const auto& others : lists.others)
      for (const auto other : others) CHECK(other < lists.ids.size());
  } catch (const anlan::Problem&) {
  }
  return 0;
}
