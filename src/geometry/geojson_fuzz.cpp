// Any bytes: an area on the globe or a reason; an area that was read can be written and read again.
#include <cstdint>

#include "base/check.h"
#include "geometry/area_index.h"
#include "geometry/geojson.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace anlan::geometry;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto area = read_geojson_area(text, {.bytes = 1 << 16, .corners = 1000, .polygons = 20});
  if (!area) {
    CHECK(!area.error().empty());
    return 0;
  }
  CHECK(corner_count(*area) <= 1000);
  const auto again = geojson(*area);
  CHECK(again.size() > 2);
  const AreaIndex index(std::vector<const MultiPolygon*>{&*area});
  const auto corner = area->front().outer.front();
  CHECK(index.find(corner).has_value() == contains(*area, corner));
  CHECK(intersects(*area, *area));
  find_fault(*area);
  return 0;
}
