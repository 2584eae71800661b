// Incidents' use cases of maps and exports.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "access/policy.h"
#include "base/problem.h"
#include "incidents/cells.h"
#include "incidents/export.h"
#include "incidents/repository.h"
#include "incidents/service.h"
#include "incidents/service_parts.h"
#include "incidents/tile_encoding.h"

namespace anlan::incidents {
namespace {

constexpr std::size_t k_export_rows_max = 100'000;  // what a spreadsheet still opens with ease
constexpr std::size_t k_layer_points_max = 5'000;   // beyond it a layer shows cells
constexpr int k_layer_tiles_across = 2;             // of cells, over the width of what is asked

/// Where the selected incidents that have a place lie; the whole world if there are none.
geometry::Bounds extent_of(const Columns& columns, const Selection& selection) {
  std::int32_t west = INT32_MAX, south = INT32_MAX, east = INT32_MIN, north = INT32_MIN;
  for_each_selected(columns, selection, 0, columns.placed, [&](std::uint32_t row) {
    west = std::min(west, columns.longitudes_e7[row]);
    east = std::max(east, columns.longitudes_e7[row]);
    south = std::min(south, columns.latitudes_e7[row]);
    north = std::max(north, columns.latitudes_e7[row]);
  });
  if (west > east) return {.west = -180, .south = -85, .east = 180, .north = 85};
  return {.west = from_e7(west),
          .south = from_e7(south),
          .east = from_e7(east),
          .north = from_e7(north)};
}

void append_point(std::string& out, const Columns& columns, std::uint32_t row) {
  fmt::format_to(
      std::back_inserter(out),
      R"({{"type":"Feature","geometry":{{"type":"Point","coordinates":[{:.7f},{:.7f}]}},)"
      R"("properties":{{"count":1,"id":"{}","kind":"{}","occurred_from":"{}"}}}})",
      from_e7(columns.longitudes_e7[row]), from_e7(columns.latitudes_e7[row]),
      columns.ids[row].to_string(), columns.kinds[columns.kind_number(row)],
      Instant::from_unix_milliseconds(columns.from_ms[row]).to_string());
}

void append_cell(std::string& out, const geometry::Tile& tile, const Cell& cell) {
  const double tiles = std::ldexp(1.0, tile.zoom);
  const double x = (tile.x + (cell.x + 0.5) / k_tile_extent) / tiles;
  const double y = (tile.y + (cell.y + 0.5) / k_tile_extent) / tiles;
  const auto place = geometry::to_position({.x = x, .y = y});
  fmt::format_to(
      std::back_inserter(out),
      R"({{"type":"Feature","geometry":{{"type":"Point","coordinates":[{:.7f},{:.7f}]}},)"
      R"("properties":{{"count":{}}}}})",
      place.longitude, place.latitude, cell.count);
}

/// The selected incidents as the cells of a few tiles that cover the bounds.
std::string cells_geojson(const Columns& columns, const Selection& selection,
                          const geometry::Bounds& bounds) {
  const double width = std::max(bounds.east - bounds.west, 1e-6);
  const int zoom = std::clamp(
      static_cast<int>(std::floor(std::log2(360 * k_layer_tiles_across / width))), 0, 22);
  const auto north_west =
      geometry::Tile::at({.longitude = bounds.west, .latitude = bounds.north}, zoom);
  const auto south_east =
      geometry::Tile::at({.longitude = bounds.east, .latitude = bounds.south}, zoom);
  std::string out;
  for (auto y = north_west.y; y <= south_east.y; ++y) {
    for (auto x = north_west.x; x <= south_east.x; ++x) {
      const geometry::Tile tile{.zoom = zoom, .x = x, .y = y};
      for (const auto& cell : cells_of(columns, selection, tile)) {
        if (!out.empty()) out += ",\n";
        if (cell.count == 1) {
          append_point(out, columns, cell.row);
        } else {
          append_cell(out, tile, cell);
        }
      }
    }
  }
  return out;
}

std::string points_geojson(const Columns& columns, const std::vector<std::uint32_t>& rows) {
  std::string out;
  for (const auto row : rows) {
    if (!out.empty()) out += ",\n";
    append_point(out, columns, row);
  }
  return out;
}

}  // namespace

std::string Incidents::tile(const access::Actor& actor, const Filter& filter,
                            const geometry::Tile& tile) const {
  const auto columns = parts_->live.current();
  const auto selection = parts_->selection(actor, *columns, filter, Unfounded::left_out);
  const auto cells = cells_of(*columns, selection, tile);
  return encode_tile(*columns, cells);
}

std::string Incidents::layer_geojson(const access::Actor& actor, const Filter& filter) const {
  const auto columns = parts_->live.current();
  const auto selection = parts_->selection(actor, *columns, filter, Unfounded::left_out);
  std::vector<std::uint32_t> rows;
  for_each_selected(*columns, selection, 0, columns->placed, [&rows](std::uint32_t row) {
    if (rows.size() <= k_layer_points_max) rows.push_back(row);
  });
  const auto bounds = filter.bounds.value_or(extent_of(*columns, selection));
  const auto features = rows.size() <= k_layer_points_max
                            ? points_geojson(*columns, rows)
                            : cells_geojson(*columns, selection, bounds);
  return "{\"type\":\"FeatureCollection\",\"features\":[\n" + features + "\n]}\n";
}

std::string Incidents::export_csv(const access::Actor& actor, const Filter& filter) {
  const auto columns = parts_->live.current();
  const auto selection = parts_->selection(actor, *columns, filter, Unfounded::kept);
  std::vector<std::uint32_t> rows;
  for_each_selected(*columns, selection, 0, columns->size(), [&](std::uint32_t row) {
    if (rows.size() <= k_export_rows_max) rows.push_back(row);
  });
  if (rows.size() > k_export_rows_max) {
    throw Problem::too_large(
        "incidents.export_too_large",
        fmt::format("More than {} incidents are asked for; narrow the filter.", k_export_rows_max));
  }
  std::ranges::sort(rows, [&](std::uint32_t a, std::uint32_t b) {
    return std::pair(columns->from_ms[a], columns->sequences[a]) >
           std::pair(columns->from_ms[b], columns->sequences[b]);
  });
  return parts_->database.write([&](store::Transaction& t) {
    std::string csv(csv_header());
    for (const auto row : rows) {
      if (const auto incident = incident_at(t, columns->sequences[row])) append_csv(csv, *incident);
    }
    parts_->journal.append(t, {.at = parts_->clock.now(),
                               .actor = actor.journal_name(),
                               .action = "incident.exported",
                               .subject_kind = "incident",
                               .subject = "",
                               .unit = actor.scope,
                               .detail = fmt::format(R"({{"rows":{}}})", rows.size())});
    return csv;
  });
}

}  // namespace anlan::incidents
