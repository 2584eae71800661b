// Any bytes as a feature of a boundary file: a fault with a reason, or a row with its area.
#include <cstdint>

#include "base/check.h"
#include "base/problem.h"
#include "places/feature_rows.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace anlan;
  using namespace anlan::places;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  FeatureRows rows({.code_field = "c", .code_prefix = "p-", .name_field = "n", .level_field = "l"});
  try {
    rows.add(R"({"type":"Feature","properties":{"c":"a","n":"b","l":"county"},"geometry":null})");
    rows.add(text);
    rows.add(text);
    for (const auto number : std::set(rows.to_repair())) rows.add_repaired(number, text);
  } catch (const Problem&) {
    return 0;
  }
  CHECK(rows.to_repair().empty());
  const auto parsed = rows.take();
  CHECK(parsed.row_count == 3);
  CHECK(parsed.rows.size() == parsed.boundaries.size());
  for (const auto& fault : parsed.faults) CHECK(!fault.reason.empty());
  return 0;
}
