#include "incidents/api.h"

#include <algorithm>
#include <array>
#include <boost/json/serialize.hpp>
#include <charconv>
#include <fstream>
#include <memory>
#include <system_error>

#include "access/json.h"
#include "base/problem.h"
#include "incidents/json.h"
#include "incidents/record_api.h"
#include "server/json.h"
#include "server/page.h"
#include "server/query.h"

namespace anlan::incidents {
namespace {

namespace json = boost::json;
using server::Guard;
using server::Method;
using server::Request;
using server::Response;

constexpr std::string_view k_csv = "text/csv; charset=utf-8";

/// "west,south,east,north"
std::optional<geometry::Bounds> bounds_from(std::string_view text) {
  std::array<double, 4> values{};
  for (std::size_t i = 0; i < values.size(); ++i) {
    const auto comma = text.find(',');
    if ((comma == std::string_view::npos) != (i == 3)) return std::nullopt;
    const auto part = text.substr(0, comma);
    const auto* end = part.data() + part.size();
    const auto result = std::from_chars(part.data(), end, values[i]);
    if (result.ec != std::errc() || result.ptr != end) return std::nullopt;
    text.remove_prefix(std::min(text.size(), part.size() + 1));
  }
  const geometry::Bounds bounds{values[0], values[1], values[2], values[3]};
  const bool is_on_globe = bounds.west >= -180 && bounds.east <= 180 && bounds.south >= -90 &&
                           bounds.north <= 90 && !bounds.empty();
  return is_on_globe ? std::optional(bounds) : std::nullopt;
}

Filter read_filter(server::QueryReader& query) {
  Filter filter{.unit = query.unit_code("unit"),
                .kinds = query.list("kind", 250),
                .first_day = query.day("from"),
                .last_day = query.day("to"),
                .known_by = query.one_of("known_by", known_by_from)};
  if (const auto text = query.text("bbox")) {
    filter.bounds = bounds_from(*text);
    if (!filter.bounds) query.refuse("bbox", "must be west,south,east,north in degrees");
  }
  return filter;
}

Filter only_filter(const Request& request) {
  server::QueryReader query(request);
  auto filter = read_filter(query);
  query.finish();
  return filter;
}

Bilingual name_of(const places::Gazetteer& units, const UnitCode& code) {
  const auto* unit = units.find(code);
  return unit ? unit->name : Bilingual{.en = code.text(), .zh = code.text()};
}

std::string cursor_text(const server::PageRequest& page) {
  return page.after ? page.after->front() : std::string();
}

Response page_response(json::array items, const std::optional<std::string>& next) {
  std::optional<std::string> cursor;
  if (next) cursor = server::cursor_of(server::PageKey{*next});
  return Response::json(server::page_json(std::move(items), cursor));
}

Response list_incidents(Incidents& incidents, const places::Places& places,
                        const Request& request) {
  const auto filter = only_filter(request);
  const auto accepted = request.header("Accept").value_or("");
  if (accepted.starts_with("text/csv")) {
    return Response::bytes(incidents.export_csv(request.actor(), filter), k_csv)
        .with("Content-Disposition", "attachment; filename=\"incidents.csv\"");
  }
  const auto asked = server::page_request(request, 1);
  const auto page = incidents.list(request.actor(), filter, cursor_text(asked), asked.limit);
  const auto units = places.gazetteer();
  json::array items;
  for (const auto& incident : page.items) {
    items.push_back(incident_json(incident, name_of(*units, incident.unit)));
  }
  return page_response(std::move(items), page.next_cursor);
}

Response read_incident(Incidents& incidents, const places::Places& places, const Request& request) {
  server::QueryReader query(request);
  const auto purpose = query.text("purpose").value_or("");
  query.finish();
  const auto detail = incidents.read(request.actor(), request.id_parameter(), purpose);
  const auto units = places.gazetteer();
  return Response::json(incident_detail_json(detail, name_of(*units, detail.incident.unit)));
}

Response count_incidents(const Incidents& incidents, const Request& request) {
  server::QueryReader query(request);
  const auto by = query.required("by", query.one_of("by", count_by_from));
  const auto level = query.one_of("level", places::level_from);
  const auto filter = read_filter(query);
  query.finish();
  return Response::json(counts_json(incidents.count(request.actor(), filter, by, level)));
}

/// A file that goes when its last reader does.
class KeptFile {
 public:
  explicit KeptFile(const std::filesystem::path& uploaded) : path_(uploaded.string() + ".import") {
    std::filesystem::rename(uploaded, path_);
  }
  ~KeptFile() {
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
  }
  KeptFile(const KeptFile&) = delete;
  KeptFile& operator=(const KeptFile&) = delete;
  CsvReader::Source source() const;

 private:
  std::filesystem::path path_;
};

CsvReader::Source source_of(const std::filesystem::path& path) {
  auto stream = std::make_shared<std::ifstream>(path, std::ios::binary);  // copied with the source
  return [stream](std::span<char> room) {
    stream->read(room.data(), static_cast<std::streamsize>(room.size()));
    if (stream->bad() || !stream->is_open()) {
      throw Problem::unavailable("incidents.file", "The uploaded file cannot be read any more.");
    }
    return static_cast<std::size_t>(stream->gcount());
  };
}

CsvReader::Source KeptFile::source() const { return source_of(path_); }

Response start_import(Incidents& incidents, store::JobBoard& jobs, const Request& request,
                      const server::UploadedFile& uploaded) {
  server::QueryReader query(request);
  const auto profile_name = query.required("profile", query.text("profile"));
  const auto file_name = query.required("file_name", query.text("file_name"));
  const bool skip_bad = query.boolean("skip_bad").value_or(false);
  query.finish();
  const auto& profile = incidents.profiles().find(profile_name);
  const auto& actor = request.actor();
  incidents.check_header(actor, profile, source_of(uploaded.path));
  // Shared: the job board copies the work.
  const auto file = std::make_shared<KeptFile>(uploaded.path);
  const auto work = [&incidents, &profile, actor, file, file_name, skip_bad,
                     bytes = uploaded.bytes](store::JobProgress& progress) {
    const auto report = incidents.import_file(
        actor, profile,
        {.name = file_name, .source = file->source(), .bytes = bytes, .skip_bad = skip_bad},
        progress);
    incidents.refresh();
    auto result = import_json(report);
    result["import"] = report.id.to_string();
    return json::serialize(result);
  };
  const auto id =
      jobs.start("import", "Import of " + file_name, actor.journal_name(), actor.scope, work);
  return Response::json(access::job_json(jobs.find(id).value()), 202)
      .with("Location", "/v1/jobs/" + id.to_string());
}

Response list_imports(const Incidents& incidents, const Request& request) {
  const auto asked = server::page_request(request, 1);
  const auto page = incidents.imports(request.actor(), cursor_text(asked), asked.limit);
  json::array items;
  for (const auto& report : page.items) items.push_back(import_json(report));
  return page_response(std::move(items), page.next_cursor);
}

Response list_kinds(const Incidents& incidents) {
  json::array items;
  for (const auto& kind : incidents.kinds().kinds()) items.push_back(kind_json(kind));
  return Response::json(json::object{{"items", std::move(items)}});
}

Response list_profiles(const Incidents& incidents) {
  json::array items;
  for (const auto& profile : incidents.profiles().profiles()) {
    items.push_back(profile_json(profile));
  }
  return Response::json(json::object{{"items", std::move(items)}});
}

std::int64_t path_number(const Request& request, std::string_view name) {
  const auto text = request.path_parameter(name);
  std::int64_t value = -1;
  const auto* end = text.data() + text.size();
  const auto result = std::from_chars(text.data(), end, value);
  return result.ec == std::errc() && result.ptr == end ? value : -1;
}

void add_import_routes(server::Router& router, Incidents& incidents, store::JobBoard& jobs) {
  router.add_upload(Method::post, "/v1/imports", Guard::signed_in, k_file_bytes_max,
                    [&](const Request& request, const server::UploadedFile& file) {
                      return start_import(incidents, jobs, request, file);
                    });
  router.add(Method::get, "/v1/imports", Guard::signed_in,
             [&](const Request& request) { return list_imports(incidents, request); });
  router.add(Method::get, "/v1/imports/{id}", Guard::signed_in, [&](const Request& request) {
    return Response::json(import_json(incidents.import(request.actor(), request.id_parameter())));
  });
  router.add(Method::get, "/v1/imports/{id}/rejects", Guard::signed_in,
             [&](const Request& request) {
               return Response::bytes(
                          incidents.rejects_csv(request.actor(), request.id_parameter()), k_csv)
                   .with("Content-Disposition", "attachment; filename=\"rejects.csv\"");
             });
  router.add(Method::get, "/v1/import-profiles", Guard::signed_in,
             [&](const Request&) { return list_profiles(incidents); });
}

Response tile_response(const Incidents& incidents, const Request& request) {
  const auto tile = geometry::Tile::of(path_number(request, "z"), path_number(request, "x"),
                                       path_number(request, "y"));
  if (!tile) throw Problem::not_found("layers.tile", "There is no such tile.");
  return Response::bytes(incidents.tile(request.actor(), only_filter(request), *tile),
                         "application/vnd.mapbox-vector-tile")
      .with_etag();
}

Response layer_response(const Incidents& incidents, const Request& request) {
  return Response::bytes(incidents.layer_geojson(request.actor(), only_filter(request)),
                         "application/geo+json");
}

}  // namespace

void add_routes(server::Router& router, Incidents& incidents, const places::Places& places,
                store::JobBoard& jobs) {
  add_import_routes(router, incidents, jobs);
  add_record_route(router, incidents, places);
  router.add(Method::get, "/v1/incident-kinds", Guard::signed_in,
             [&](const Request&) { return list_kinds(incidents); });
  router.add(Method::get, "/v1/incidents", Guard::signed_in,
             [&](const Request& request) { return list_incidents(incidents, places, request); });
  router.add(Method::get, "/v1/incidents/{id}", Guard::signed_in,
             [&](const Request& request) { return read_incident(incidents, places, request); });
  router.add(Method::get, "/v1/layers/incidents/{z}/{x}/{y}.mvt", Guard::signed_in,
             [&](const Request& request) { return tile_response(incidents, request); });
  router.add(Method::get, "/v1/layers/incidents.geojson", Guard::signed_in,
             [&](const Request& request) { return layer_response(incidents, request); });
  router.add(Method::get, "/v1/incident-counts", Guard::signed_in,
             [&](const Request& request) { return count_incidents(incidents, request); });
}

}  // namespace anlan::incidents
