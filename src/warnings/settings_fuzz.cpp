// Whatever a client sends as settings, a time of day or a cursor is read or refused, and what was
// read is written and read back the same.
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "base/problem.h"
#include "warnings/methods.h"
#include "warnings/schedule.h"
#include "warnings/warning_repository.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace anlan::warnings;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (const auto* method : all_methods()) {
    try {
      const auto complete = method->complete(text);
      CHECK(method->complete(complete) == complete);
    } catch (const anlan::Problem&) {
    }
  }
  if (const auto minute = minute_of_day_from(text)) CHECK(minute_of_day_text(*minute) == text);
  if (const auto cursor = WarningCursor::parse(text)) {
    const auto again = WarningCursor::parse(cursor->to_string());
    CHECK(again && again->issued_at == cursor->issued_at && again->id == cursor->id);
  }
  return 0;
}
