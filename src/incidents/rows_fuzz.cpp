// Any bytes as a file, read by each shipped profile: rows come out whole, or with a reason.
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "base/problem.h"
#include "incidents/chunk_reader.h"

namespace {

using namespace anlan;
using namespace anlan::incidents;

void read_by(const Profile& profile, std::string_view text) {
  static const auto scheme = KindScheme::standard();
  const auto path = *UnitPath::parse("c/");
  try {
    ChunkReader reader(profile, scheme, Zone::utc(),
                       {.units = {{path.unit(), path}}, .units_at = {}, .scope = path},
                       csv_source(text));
    Chunk chunk;
    while (reader.next(chunk)) {
      CHECK(chunk.rows_read == static_cast<std::int64_t>(chunk.rows.size() + chunk.faults.size()));
      for (const auto& row : chunk.rows) CHECK(row.from_ms <= row.to_ms && !row.id.is_nil());
      for (const auto& fault : chunk.faults) CHECK(!fault.reason.empty() && fault.line > 0);
    }
  } catch (const Problem&) {
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto book = ProfileBook::standard();
  if (size == 0) return 0;
  const auto& profile = book.profiles()[data[0] % book.profiles().size()];
  read_by(profile, {reinterpret_cast<const char*>(data) + 1, size - 1});
  return 0;
}
