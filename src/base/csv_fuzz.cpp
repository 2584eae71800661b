// Any bytes: the reader ends, and says something of every record.
#include <cstdint>

#include "base/check.h"
#include "base/csv.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  anlan::CsvReader reader(anlan::csv_source(text), ',',
                          {.record_bytes = 64, .field_bytes = 16, .columns = 4});
  std::int64_t line = 0;
  while (reader.next()) {
    CHECK(reader.line() > line);
    CHECK(!reader.fault().empty() || !reader.fields().empty());
    CHECK(reader.fields().size() <= 4);
    line = reader.line();
  }
  CHECK(reader.bytes_read() == size);
  return 0;
}
