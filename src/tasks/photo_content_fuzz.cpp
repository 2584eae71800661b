// Cleaning any bytes ends, and cleaning what is clean changes nothing.
#include <cstddef>
#include <cstdint>

#include "base/check.h"
#include "tasks/photo_content.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto once = anlan::tasks::cleaned_photo({data, size});
  if (!once) return 0;
  const auto twice = anlan::tasks::cleaned_photo(once->bytes);
  CHECK(twice.has_value() && twice->bytes == once->bytes);
  CHECK(once->bytes.size() <= size + 36);  // the orientation's block may be longer than before
  return 0;
}
