// Every reader of SaTScan's files takes any bytes: it returns values or faults, and nothing else.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "patterns/scan/satscan_files.h"

using namespace anlan::patterns;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  switch (data[0] % 3) {
    case 0: {
      const auto settings = read_satscan_settings(text);
      if (!settings && settings.error().empty()) std::abort();
      break;
    }
    case 1: {
      const auto places = read_satscan_places(text, data[0] > 127);
      if (!places && places.error().empty()) std::abort();
      break;
    }
    default: {
      const auto cases = read_satscan_cases(text);
      if (!cases && cases.error().empty()) std::abort();
    }
  }
  return 0;
}
