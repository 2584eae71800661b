// Any bytes as a ledger: it is read to its end, and every rule shares out what there is.
#include <cstdint>

#include "base/check.h"
#include "base/problem.h"
#include "funds/engine/allocation/ledger.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace anlan::funds;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  try {
    const auto movements = read_ledger(anlan::csv_source(text), anlan::Currency());
    const auto frozen = balance_of(movements, anlan::Currency());
    for (const auto rule : allocation_rules()) {
      const auto result = allocate(movements, {}, frozen, {.rule = rule});
      auto sum = result.unclaimed;
      for (const auto& share : result.shares) {
        CHECK(share.share <= share.claim);
        sum = sum + share.share;
      }
      CHECK(sum == frozen);
    }
  } catch (const anlan::Problem&) {  // no columns, or sums beyond 64 bits
  }
  return 0;
}
