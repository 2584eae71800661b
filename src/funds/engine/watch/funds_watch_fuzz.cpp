// Any bytes as a saved watch: it is refused, or what it gives goes on without harm.
#include <cstdint>
#include <vector>

#include "base/check.h"
#include "base/problem.h"
#include "funds/engine/watch/watch.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace anlan;
  using namespace anlan::funds;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  Watch watch({.log_bits = 6});
  std::vector<FundWarning> warnings;
  std::vector<Observed> batch;
  for (std::size_t i = 0; i + 4 <= size; i += 4) {  // the same bytes as transfers
    const AccountIndex from = data[i] % 32, to = data[i + 1] % 32;
    if (from == to) continue;
    batch.push_back({{.time = Instant::from_unix_milliseconds(1'700'000'000'000 +
                                                              std::int64_t{data[i + 2]} * 60'000),
                      .amount = Money::minor(1 + data[i + 3] * 10'000, Currency()),
                      .from = from,
                      .to = to},
                     data[i + 3] % 3 == 0 ? data[i] * 1'000 : k_unknown_balance});
  }
  watch.observe(batch, warnings);
  watch.report({.reported_at = Instant::from_unix_milliseconds(1'700'020'000'000),
                .occurred_at = Instant::from_unix_milliseconds(1'700'000'000'000),
                .amount = Money::minor(10'000'000, Currency()),
                .account = 3},
               warnings);
  for (const auto& warning : warnings) {
    CHECK(!warning.reasons.empty());
    CHECK(warning.score > 0 && warning.score <= 1);
    for (const auto transfer : warning.path) CHECK(transfer < watch.observed());
  }
  try {
    StateReader reader(csv_source(text));
    watch.restore(reader);
  } catch (const Problem&) {  // not a state
  }
  return 0;
}
