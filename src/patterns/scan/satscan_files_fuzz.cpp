// Every reader of SaTScan's files takes any bytes: it returns values or faults, and nothing else.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "patterns/scan/satscan_files.h"

using namespace anlan::patterns;

namespace {

template <class Value>
void demand_value_or_faults(const Parsed<Value>& parsed) {
  if (!parsed && parsed.error().empty()) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  SatscanSettings settings;
  settings.has_dates = data[0] > 127;
  settings.plan.likelihood.score = static_cast<ScanScore>(data[0] / 8 % 5);
  switch (data[0] % 7) {
    case 0: demand_value_or_faults(read_satscan_settings(text)); break;
    case 1: demand_value_or_faults(read_satscan_places(text, data[0] > 127)); break;
    case 2: demand_value_or_faults(read_satscan_grid(text, data[0] > 127)); break;
    case 3: demand_value_or_faults(read_satscan_cases(text, settings)); break;
    case 4: demand_value_or_faults(read_satscan_controls(text, settings)); break;
    case 5: demand_value_or_faults(read_satscan_population(text)); break;
    default: (void)read_satscan_region(text);
  }
  return 0;
}
