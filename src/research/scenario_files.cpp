#include "research/scenario_files.h"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <iterator>

namespace anlan::research {
namespace json = boost::json;
namespace {

json::object position_of(Place place) {
  const auto degrees = to_degrees(place);
  return {{"longitude", degrees.longitude}, {"latitude", degrees.latitude}};
}

std::string month_day(unsigned month, unsigned day) {
  return fmt::format("{:02}-{:02}", month, day);
}

}  // namespace

std::string units_geojson(const County& county) {
  std::string text = "{\"type\":\"FeatureCollection\",\"features\":[";
  auto out = std::back_inserter(text);
  const char* comma = "\n";
  for (const auto& unit : county.units) {
    const json::object properties{{"code", unit.code.text()},
                                  {"parent", unit.parent.text()},
                                  {"level", unit.level},
                                  {"name_en", unit.name_en},
                                  {"name_zh", unit.name_zh}};
    fmt::format_to(out,
                   "{}{{\"type\":\"Feature\",\"properties\":{},\"geometry\":{{\"type\":\"Polygon\","
                   "\"coordinates\":[[",
                   comma, json::serialize(properties));
    const auto write = [&](Place place, const char* separator) {
      const auto degrees = to_degrees(place);
      fmt::format_to(out, "{}[{:.7f},{:.7f}]", separator, degrees.longitude, degrees.latitude);
    };
    const char* separator = "";
    for (const auto& place : unit.ring) {
      write(place, separator);
      separator = ",";
    }
    write(unit.ring.front(), separator);  // GeoJSON repeats the first point
    text += "]]}}";
    comma = ",\n";
  }
  return text + "\n]}\n";
}

std::string units_csv(const County& county) {
  std::string text = "level,code,name_en,name_zh,parent\n";
  for (const auto& unit : county.units) {
    fmt::format_to(std::back_inserter(text), "{},{},{},{},{}\n", unit.level, unit.code.text(),
                   unit.name_en, unit.name_zh, unit.parent.text());
  }
  return text;
}

std::string incidents_csv(const Scenario& scenario) {
  std::string text = "id,kind,occurred_from,occurred_to,longitude,latitude,known_by\n";
  auto out = std::back_inserter(text);
  for (const auto& incident : scenario.incidents) {
    const auto degrees = to_degrees(incident.place);
    fmt::format_to(out, "{},{},{},{},{:.6f},{:.6f},{}\n", incident.external_id, incident.kind,
                   incident.from.to_string(), incident.to.to_string(), degrees.longitude,
                   degrees.latitude, incident.known_by);
  }
  return text;
}

std::string truth_json(const Scenario& scenario) {
  json::array clusters;
  for (const auto& cluster : scenario.clusters) {
    clusters.push_back(json::object{{"station", cluster.station.text()},
                                    {"village", cluster.village.text()},
                                    {"kind", cluster.kind},
                                    {"centre", position_of(cluster.centre)},
                                    {"radius_metres", cluster.radius_metres},
                                    {"first", cluster.first.to_string()},
                                    {"last", cluster.last.to_string()},
                                    {"incidents", cluster.incidents}});
  }
  json::array growers;
  for (const auto& station : scenario.season.stations)
    growers.push_back(json::string(station.text()));
  const auto& season = scenario.season;
  const auto& repeats = scenario.near_repeats;
  const json::object truth{
      {"clusters", std::move(clusters)},
      {"season", json::object{{"kind", season.kind},
                              {"stations", std::move(growers)},
                              {"first", month_day(season.first_month, season.first_day)},
                              {"last", month_day(season.last_month, season.last_day)},
                              {"times", season.times}}},
      {"near_repeats", json::object{{"kind", repeats.kind},
                                    {"probability", repeats.probability},
                                    {"metres", repeats.metres},
                                    {"days", repeats.days},
                                    {"begotten", repeats.begotten}}}};
  return json::serialize(truth) + "\n";
}

}  // namespace anlan::research
