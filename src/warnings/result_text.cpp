#include "warnings/result_text.h"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <cmath>

#include "base/problem.h"
#include "server/json.h"
#include "warnings/kind_list.h"

namespace anlan::warnings {
namespace {

namespace json = boost::json;
using server::to_json;
using NameOf = std::function<Bilingual(const UnitCode&)>;

/// Four digits, read back from their decimal form so that they are written as short as that.
double rounded(double value) {
  if (value == 0 || !std::isfinite(value)) return 0;
  return std::stod(fmt::format("{:.3e}", value));
}

template <class Numbers>
json::array numbers_json(const Numbers& numbers) {
  json::array array;
  array.reserve(numbers.size());
  for (const auto number : numbers) array.emplace_back(rounded(number));
  return array;
}

json::object position_json(const geometry::Position& position) {
  return {{"longitude", position.longitude}, {"latitude", position.latitude}};
}

json::object frame_json(const GridFrame& frame) {
  const double west = frame.origin.longitude;
  const double south = frame.origin.latitude;
  const double east = west + frame.column_degrees * frame.columns;
  const double north = south + frame.row_degrees * frame.rows;
  json::array corners{json::array{west, north}, json::array{east, north}, json::array{east, south},
                      json::array{west, south}};
  return {{"origin", position_json(frame.origin)},
          {"cell_metres", frame.cell_metres},
          {"columns", frame.columns},
          {"rows", frame.rows},
          {"column_degrees", frame.column_degrees},
          {"row_degrees", frame.row_degrees},
          {"corners", std::move(corners)}};
}

json::object surface_json(const SurfaceResult& surface) {
  auto object = frame_json(surface.frame);
  object["measures"] = to_string(surface.measure);
  object["from"] = to_json(surface.from);
  object["to"] = to_json(surface.to);
  object["values"] = numbers_json(surface.values);
  if (!surface.expected.empty()) object["expected"] = numbers_json(surface.expected);
  return object;
}

json::value maybe_json(const std::optional<double>& value) {
  return value && std::isfinite(*value) ? json::value(rounded(*value)) : json::value(nullptr);
}

json::array bands_json(const std::vector<ResultBand>& bands) {
  json::array array;
  for (const auto& band : bands)
    array.push_back(json::object{{"from", band.from}, {"to", band.to}});
  return array;
}

/// A row-major matrix as a list of rows.
template <class Value, class Write>
json::array matrix_json(const std::vector<Value>& values, std::size_t columns, Write&& write) {
  json::array rows;
  for (std::size_t begin = 0; begin < values.size(); begin += columns) {
    json::array row;
    for (std::size_t i = begin; i < begin + columns; ++i) row.push_back(write(i));
    rows.push_back(std::move(row));
  }
  return rows;
}

void write_part(json::object&, const std::monostate&, const NameOf&) {}

void write_part(json::object& object, const NearRepeatResult& result, const NameOf&) {
  const auto columns = result.time_bands.size();
  const auto number = [](double value) { return json::value(rounded(value)); };
  json::array chains;
  for (const auto& chain : result.chains) {
    chains.push_back(json::object{{"centre", position_json(chain.area.centre)},
                                  {"radius_metres", rounded(chain.area.radius.value())},
                                  {"incidents", chain.incidents},
                                  {"first_day", to_json(chain.first_day)},
                                  {"last_day", to_json(chain.last_day)}});
  }
  object["near_repeat"] = json::object{
      {"space_bands", bands_json(result.space_bands)},
      {"time_bands", bands_json(result.time_bands)},
      {"observed", matrix_json(result.observed, columns,
                               [&](std::size_t i) { return json::value(result.observed[i]); })},
      {"expected", matrix_json(result.expected, columns,
                               [&](std::size_t i) { return number(result.expected[i]); })},
      {"ratio", matrix_json(result.ratio, columns,
                            [&](std::size_t i) {
                              return result.expected[i] > 0 ? number(result.ratio[i])
                                                            : json::value(nullptr);
                            })},
      {"p", matrix_json(result.p_value, columns,
                        [&](std::size_t i) { return number(result.p_value[i]); })},
      {"near_metres", result.near_metres},
      {"near_days", result.near_days},
      {"chains", std::move(chains)}};
}

void write_part(json::object& object, const HotspotsResult& result, const NameOf&) {
  auto part = frame_json(result.frame);
  json::array legend;
  for (const auto& name : result.legend) legend.emplace_back(name);
  json::array classes;
  for (const auto each : result.classes) classes.emplace_back(each);
  part["legend"] = std::move(legend);
  part["classes"] = std::move(classes);
  part["z"] = numbers_json(result.z);
  part["slice_days"] = result.slice_days;
  part["slices"] = result.slices;
  object["hotspots"] = std::move(part);
}

void write_part(json::object& object, const SeriesResult& result, const NameOf& name_of) {
  json::array list;
  for (const auto& series : result.series) {
    json::array points;
    for (const auto& point : series.points) {
      points.push_back(json::object{{"day", to_json(point.day)},
                                    {"count", point.count},
                                    {"expected", maybe_json(point.expected)},
                                    {"threshold", maybe_json(point.threshold)},
                                    {"alarm", point.is_alarm}});
    }
    list.push_back(json::object{{"unit", to_json(series.unit.unit())},
                                {"unit_name", to_json(name_of(series.unit.unit()))},
                                {"step_days", series.step_days},
                                {"points", std::move(points)}});
  }
  object["series"] = std::move(list);
}

void write_part(json::object& object, const SurfaceResult& result, const NameOf&) {
  object["surface"] = surface_json(result);
}

void write_part(json::object& object, const SelfExcitingResult& result, const NameOf&) {
  object["surface"] = surface_json(result.surface);
  object["self_exciting"] = json::object{{"background_per_day", rounded(result.background_per_day)},
                                         {"productivity", rounded(result.productivity)},
                                         {"mean_delay_days", rounded(result.mean_delay_days)},
                                         {"spread_metres", rounded(result.spread_metres)},
                                         {"background_share", rounded(result.background_share)},
                                         {"has_converged", result.has_converged}};
}

json::array maybes_json(const std::vector<std::optional<double>>& values) {
  json::array array;
  for (const auto& value : values) array.push_back(maybe_json(value));
  return array;
}

void write_part(json::object& object, const SeasonsResult& result, const NameOf& name_of) {
  json::array list;
  for (const auto& period : result.periods) {
    list.push_back(json::object{
        {"unit", to_json(period.unit.unit())},
        {"unit_name", to_json(name_of(period.unit.unit()))},
        {"calendar", period.calendar},
        {"begin", period.begin},
        {"end", period.end},
        {"ratio", rounded(period.ratio)},
        {"interval", {{"low", rounded(period.low)}, {"high", rounded(period.high)}}},
        {"next", {{"from", to_json(period.next.from)}, {"to", to_json(period.next.until)}}}});
  }
  object["seasons"] = std::move(list);
}

void write_part(json::object& object, const ForecastResult& result, const NameOf&) {
  json::array cells;
  for (const auto& cell : result.cells) {
    cells.push_back(json::object{{"column", cell.cell % result.surface.frame.columns},
                                 {"row", cell.cell / result.surface.frame.columns},
                                 {"expected", rounded(cell.expected)},
                                 {"is_explored", cell.is_explored}});
  }
  json::array origins;
  for (const auto& day : result.origins) origins.push_back(to_json(day));
  json::array models;
  for (const auto& model : result.models) {
    models.push_back(json::object{{"model", model.name},
                                  {"is_chosen", model.is_chosen},
                                  {"pai", maybes_json(model.pai)},
                                  {"hit_rate", maybes_json(model.hit_rate)},
                                  {"log_score", maybes_json(model.log_score)}});
  }
  object["forecast"] = json::object{{"surface", surface_json(result.surface)},
                                    {"cells", std::move(cells)},
                                    {"exploration_share", result.exploration_share},
                                    {"backtest",
                                     {{"origins", std::move(origins)},
                                      {"horizon_days", result.horizon_days},
                                      {"area_share", result.area_share},
                                      {"models", std::move(models)}}}};
}

}  // namespace

std::string_view to_string(SurfaceMeasure measure) {
  return measure == SurfaceMeasure::recent_density ? "recent_density" : "expected_incidents";
}

std::string result_text(const AnalysisSettings& settings, const MethodResult& result,
                        const AdmittedCounts& counts, const NameOf& name_of) {
  json::array kinds;
  for (const auto& kind : settings.kinds) kinds.emplace_back(kind);
  json::object object{{"method", to_string(settings.method)},
                      {"kinds", std::move(kinds)},
                      {"counts",
                       {{"admitted", counts.admitted},
                        {"police_initiative", counts.police_initiative},
                        {"without_place", counts.without_place},
                        {"reported_later", counts.reported_later}}}};
  std::visit([&](const auto& part) { write_part(object, part, name_of); }, result);
  if (auto* seasons = object.if_contains("seasons")) {
    // The periods are of all kinds of the analysis together.
    for (auto& period : seasons->as_array()) period.as_object()["kind"] = kind_list(settings.kinds);
  }
  auto text = json::serialize(object);
  if (text.size() <= k_result_bytes_max) return text;
  throw Problem::too_large("analyses.result",
                           fmt::format("The result would take {} bytes, more than {}: choose "
                                       "larger cells, fewer units or a smaller area.",
                                       text.size(), k_result_bytes_max));
}

}  // namespace anlan::warnings
