#include "warnings/notice_json.h"

#include <boost/json.hpp>

#include "base/check.h"

namespace anlan::warnings {
namespace {

namespace json = boost::json;

json::object names(const Bilingual& text) { return {{"en", text.en}, {"zh", text.zh}}; }

Bilingual names_of(const json::value& value) {
  return {.en = json::value_to<std::string>(value.at("en")),
          .zh = json::value_to<std::string>(value.at("zh"))};
}

json::array coordinates(const geometry::Position& position) {
  return {position.longitude, position.latitude};
}

geometry::Position position_of(const json::value& value) {
  return {.longitude = value.at(0).to_number<double>(),
          .latitude = value.at(1).to_number<double>()};
}

json::object polygons_of(const NoticeArea& area) {
  json::array polygons;
  for (const auto& ring : area.polygons) {
    json::array points;
    for (const auto& position : ring) points.push_back(coordinates(position));
    if (!ring.empty() && ring.front() != ring.back()) points.push_back(coordinates(ring.front()));
    polygons.push_back(json::array{std::move(points)});
  }
  return {{"type", "MultiPolygon"}, {"coordinates", std::move(polygons)}};
}

NoticeArea area_of(const json::object& object) {
  NoticeArea area;
  if (const auto* polygons = object.if_contains("area")) {
    for (const auto& polygon : polygons->at("coordinates").as_array()) {
      auto& ring = area.polygons.emplace_back();
      for (const auto& point : polygon.at(0).as_array()) ring.push_back(position_of(point));
    }
  }
  if (const auto* circle = object.if_contains("circle")) {
    area.circle = {.centre = position_of(circle->at("coordinates")),
                   .radius = Metres::of(object.at("radius_metres").to_number<double>())};
  }
  return area;
}

template <class Value>
Value known(std::optional<Value> value) {
  CHECK(value.has_value());
  return std::move(*value);
}

std::string text_of(const json::object& object, const char* key) {
  return json::value_to<std::string>(object.at(key));
}

Instant instant_of(const json::object& object, const char* key) {
  return known(Instant::parse(text_of(object, key)));
}

}  // namespace

std::string to_json(const Notice& notice) {
  json::object object{{"warning", notice.warning.to_string()},
                      {"sequence", notice.sequence},
                      {"change", std::string(to_string(notice.change))},
                      {"event", names(notice.event)},
                      {"title", names(notice.title)},
                      {"description", names(notice.description)},
                      {"severity", std::string(to_string(notice.severity))},
                      {"certainty", std::string(to_string(notice.certainty))},
                      {"urgency", std::string(to_string(notice.urgency))},
                      {"sent_at", notice.sent_at.to_string()},
                      {"valid_from", notice.valid_from.to_string()},
                      {"valid_until", notice.valid_until.to_string()},
                      {"unit", notice.unit.unit().text()},
                      {"unit_path", notice.unit.text()},
                      {"unit_name", names(notice.unit_name)},
                      {"link", notice.link}};
  json::array measures;
  for (const auto& measure : notice.measures) measures.push_back(names(measure));
  object["measures"] = std::move(measures);
  if (!notice.area.polygons.empty()) object["area"] = polygons_of(notice.area);
  if (const auto& circle = notice.area.circle) {
    object["circle"] = {{"type", "Point"}, {"coordinates", coordinates(circle->centre)}};
    object["radius_metres"] = circle->radius.value();
  }
  return json::serialize(object);
}

Notice notice_from_json(std::string_view text) {
  const auto value = json::parse(text);
  const auto& object = value.as_object();
  Notice notice{.warning = known(Id::parse(text_of(object, "warning"))),
                .sequence = object.at("sequence").to_number<std::int64_t>(),
                .change = known(notice_change_from(text_of(object, "change"))),
                .event = names_of(object.at("event")),
                .title = names_of(object.at("title")),
                .description = names_of(object.at("description")),
                .severity = known(severity_from(text_of(object, "severity"))),
                .certainty = known(certainty_from(text_of(object, "certainty"))),
                .urgency = known(urgency_from(text_of(object, "urgency"))),
                .sent_at = instant_of(object, "sent_at"),
                .valid_from = instant_of(object, "valid_from"),
                .valid_until = instant_of(object, "valid_until"),
                .area = area_of(object),
                .unit = known(UnitPath::parse(text_of(object, "unit_path"))),
                .unit_name = names_of(object.at("unit_name")),
                .link = text_of(object, "link")};
  for (const auto& measure : object.at("measures").as_array()) {
    notice.measures.push_back(names_of(measure));
  }
  return notice;
}

}  // namespace anlan::warnings
