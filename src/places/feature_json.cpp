#include "places/feature_json.h"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "base/check.h"
#include "geometry/geojson.h"

namespace anlan::places {

namespace json = boost::json;

void append_feature(std::string& out, const Gazetteer& units, const Unit& unit) {
  const auto* area = units.boundary(unit.code);
  CHECK(area != nullptr);
  const json::object properties{{"code", unit.code.text()},
                                {"level", to_string(unit.level)},
                                {"name_en", unit.name.en},
                                {"name_zh", unit.name.zh}};
  out += R"({"type":"Feature","properties":)" + json::serialize(properties) + R"(,"geometry":)";
  geometry::append_geojson(out, *area);
  out += '}';
}

}  // namespace anlan::places
