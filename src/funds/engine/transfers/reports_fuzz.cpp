// Any bytes as reports of victims: the reader ends, and what is taken is sound.
#include <cstdint>

#include "base/check.h"
#include "base/problem.h"
#include "funds/engine/transfers/field_values.h"
#include "funds/engine/transfers/report_reader.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace anlan::funds;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  try {
    AccountNames accounts;
    const auto reports = read_reports(anlan::csv_source(text), accounts, anlan::Currency());
    for (const auto& one : reports) {
      CHECK(!one.id.empty());
      CHECK(one.report.account < accounts.size());
      CHECK(one.report.amount.minor_units() > 0 && one.report.amount.minor_units() <= k_amount_max);
    }
  } catch (const anlan::Problem&) {  // the columns are not there
  }
  return 0;
}
