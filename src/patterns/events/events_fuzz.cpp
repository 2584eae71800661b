// Any bytes as a file of events: rows come out whole, or with a reason.
#include "patterns/events/events.h"

#include <cmath>
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "base/problem.h"

namespace {

using namespace anlan;
using namespace anlan::patterns;

void check(const Events& events) {
  CHECK(events.rows_read == static_cast<std::int64_t>(events.size()) + events.bad_rows);
  CHECK(events.x.size() == events.y.size());
  CHECK(events.x.empty() || events.x.size() == events.size());
  CHECK(events.times.empty() || events.times.size() == events.size());
  for (std::size_t i = 0; i < events.x.size(); ++i)
    CHECK(std::isfinite(events.x[i]) && std::isfinite(events.y[i]));
  for (const auto& time : events.times)
    CHECK(time.millisecond >= 0 && time.millisecond < 86'400'000);
  for (const auto& label : events.labels)
    for (const auto number : label.of) CHECK(number < label.names.size());
  for (const auto& fault : events.faults) CHECK(!fault.reason.empty() && fault.line > 0);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  EventReading reading;
  reading.needs_places = (data[0] & 1) == 0;
  reading.needs_times = (data[0] & 2) == 0;
  reading.columns.has_header = (data[0] & 4) == 0;
  reading.columns.labels = {{.name = "kind", .must_exist = false}};
  reading.columns.values = {{.name = "count", .must_exist = false}};
  if ((data[0] & 8) != 0) reading.columns.time = "3";
  if ((data[0] & 16) != 0) {
    reading.columns.x = "1";
    reading.columns.y = "2";
  }
  try {
    check(read_events(csv_source(text), reading));
  } catch (const Problem&) {
  }
  return 0;
}
