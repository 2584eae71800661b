#include "incidents/repository.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "base/check.h"

namespace anlan::incidents {
namespace {

#define INCIDENT_COLUMNS                                                                        \
  "incident.id, incident_kind.code, occurred_from, occurred_to, reported_at, longitude_e7, "    \
  "latitude_e7, place_precision, place_radius_metres, known_by, status, status_at, unit_code, " \
  "incident_source.name, external_id"
#define INCIDENT_TABLES                                                  \
  "incident JOIN incident_kind ON incident_kind.number = incident.kind " \
  "JOIN incident_source ON incident_source.number = incident.source"

std::optional<geometry::Position> position_of(const store::Rows& rows, int column) {
  if (rows.is_null(column)) return std::nullopt;
  return geometry::Position{.longitude = from_e7(rows.integer(column)),
                            .latitude = from_e7(rows.integer(column + 1))};
}

Incident incident_of(const store::Rows& rows) {
  return {.id = rows.id(0),
          .kind = rows.text(1),
          .occurred_from = rows.instant(2),
          .occurred_to = rows.instant(3),
          .reported_at = rows.maybe(&store::Rows::instant, 4),
          .position = position_of(rows, 5),
          .place_precision = static_cast<PlacePrecision>(rows.integer(7)),
          .place_radius = Metres::of(static_cast<double>(rows.integer(8))),
          .known_by = static_cast<KnownBy>(rows.integer(9)),
          .status = static_cast<Status>(rows.integer(10)),
          .status_at = rows.maybe(&store::Rows::instant, 11),
          .unit = rows.unit_code(12),
          .source = rows.text(13),
          .external_id = rows.text(14)};
}

std::optional<Incident> first_of(store::Rows rows) {
  if (!rows.next()) return std::nullopt;
  return incident_of(rows);
}

/// Which number a unit's code has; asks for the same few thousand codes a million times.
class UnitNumbers {
 public:
  explicit UnitNumbers(const std::vector<PlacedUnit>& units) {
    for (std::size_t i = 0; i < units.size(); ++i) {
      numbers_.emplace(units[i].code.text(), static_cast<std::uint32_t>(i));
    }
  }
  std::uint32_t of(std::string_view code) const {
    const auto found = numbers_.find(code);
    CHECK(found != numbers_.end());  // services only store units that are there
    return found->second;
  }

 private:
  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>()(text);
    }
  };
  std::unordered_map<std::string, std::uint32_t, TextHash, std::equal_to<>> numbers_;
};

}  // namespace

std::int32_t to_e7(double degrees) { return static_cast<std::int32_t>(std::lround(degrees * 1e7)); }
double from_e7(std::int64_t e7) { return static_cast<double>(e7) / 1e7; }

Revision revision_of(store::Session& session) {
  auto rows = session.query(
      "SELECT incident_revision.revision, rewritten, unit_revision.revision "
      "FROM incident_revision CROSS JOIN unit_revision");
  CHECK(rows.next());
  return {.revision = rows.integer(0), .rewritten = rows.integer(1), .units = rows.integer(2)};
}

void advance_revision(store::Transaction& transaction, bool rewrites) {
  transaction.execute("UPDATE incident_revision SET revision = revision + 1");
  if (rewrites) transaction.execute("UPDATE incident_revision SET rewritten = revision");
}

std::vector<std::string> kind_codes(store::Session& session) {
  std::vector<std::string> codes;
  auto rows = session.query("SELECT number, code FROM incident_kind ORDER BY number");
  while (rows.next()) {
    const auto number = static_cast<std::size_t>(rows.integer(0));
    codes.resize(number + 1);
    codes[number] = rows.text(1);
  }
  return codes;
}

bool lacks_kinds(store::Session& session, const KindScheme& scheme) {
  const auto known = kind_codes(session);
  return std::ranges::any_of(scheme.kinds(), [&](const Kind& kind) {
    return std::ranges::find(known, kind.code) == known.end();
  });
}

void register_kinds(store::Transaction& transaction, const KindScheme& scheme) {
  for (const auto& kind : scheme.kinds()) {
    transaction.execute(
        "INSERT INTO incident_kind (number, code) SELECT COALESCE(MAX(number) + 1, 0), ? "
        "FROM incident_kind WHERE true ON CONFLICT (code) DO NOTHING",
        kind.code);
  }
}

std::int64_t source_number(store::Transaction& transaction, std::string_view name) {
  transaction.execute(
      "INSERT INTO incident_source (number, name) SELECT COALESCE(MAX(number) + 1, 0), ? "
      "FROM incident_source WHERE true ON CONFLICT (name) DO NOTHING",
      name);
  auto rows = transaction.query("SELECT number FROM incident_source WHERE name = ?", name);
  CHECK(rows.next());
  return rows.integer(0);
}

std::vector<PlacedUnit> placed_units(store::Session& session) {
  std::vector<PlacedUnit> units;
  auto rows = session.query("SELECT code, path FROM unit ORDER BY path");
  while (rows.next()) units.push_back({.code = rows.unit_code(0), .path = rows.unit_path(1)});
  return units;
}

std::vector<ColumnRow> column_rows(store::Session& session, std::int64_t after,
                                   const std::vector<PlacedUnit>& units) {
  const UnitNumbers numbers(units);
  std::vector<ColumnRow> found;
  auto rows = session.query(
      "SELECT sequence, id, occurred_from, occurred_to, longitude_e7, latitude_e7, unit_code, "
      "kind, known_by, status, place_precision, reported_at FROM incident WHERE sequence > ? ORDER "
      "BY sequence",
      after);
  while (rows.next()) {
    ColumnRow row{.id = rows.id(1),
                  .sequence = rows.integer(0),
                  .from_ms = rows.integer(2),
                  .to_ms = rows.integer(3),
                  .unit = numbers.of(rows.text_view(6)),
                  .kind = static_cast<std::uint8_t>(rows.integer(7)),
                  .known_by = static_cast<KnownBy>(rows.integer(8)),
                  .is_unfounded = rows.integer(9) == static_cast<int>(Status::unfounded),
                  .precision = static_cast<PlacePrecision>(rows.integer(10))};
    if (!rows.is_null(11)) row.reported_ms = rows.integer(11);
    if (!rows.is_null(4)) {
      row.longitude_e7 = static_cast<std::int32_t>(rows.integer(4));
      row.latitude_e7 = static_cast<std::int32_t>(rows.integer(5));
    }
    found.push_back(row);
  }
  return found;
}

std::optional<Incident> find_incident(store::Session& session, const Id& id) {
  return first_of(session.query(
      "SELECT " INCIDENT_COLUMNS " FROM " INCIDENT_TABLES " WHERE incident.id = ?", id));
}

std::optional<Incident> incident_at(store::Session& session, std::int64_t sequence) {
  return first_of(session.query(
      "SELECT " INCIDENT_COLUMNS " FROM " INCIDENT_TABLES " WHERE sequence = ?", sequence));
}

std::vector<StatusChange> status_history(store::Session& session, const Id& id) {
  std::vector<StatusChange> history;
  auto rows = session.query(
      "SELECT status, at, noted_at, noted_by FROM incident_status_change WHERE incident_id = ? "
      "ORDER BY ordinal",
      id);
  while (rows.next()) {
    history.push_back({.status = static_cast<Status>(rows.integer(0)),
                       .at = rows.instant(1),
                       .noted_at = rows.instant(2),
                       .noted_by = rows.text(3)});
  }
  return history;
}

void insert_incident(store::Transaction& transaction, const Incident& incident, int kind,
                     std::int64_t source, std::int64_t digest) {
  std::optional<std::int32_t> longitude, latitude;
  if (incident.position) {
    longitude = to_e7(incident.position->longitude);
    latitude = to_e7(incident.position->latitude);
  }
  transaction.execute(
      "INSERT INTO incident (id, kind, occurred_from, occurred_to, reported_at, longitude_e7, "
      "latitude_e7, place_precision, place_radius_metres, known_by, status, status_at, unit_code, "
      "source, external_id, digest, sequence) SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
      "?, COALESCE(MAX(sequence) + 1, 1) FROM incident",
      incident.id, kind, incident.occurred_from, incident.occurred_to, incident.reported_at,
      longitude, latitude, static_cast<int>(incident.place_precision),
      std::llround(incident.place_radius.value()), static_cast<int>(incident.known_by),
      static_cast<int>(incident.status), incident.status_at, incident.unit, source,
      incident.external_id, digest);
}

void change_status(store::Transaction& transaction, const Id& id, const StatusChange& change) {
  transaction.execute("UPDATE incident SET status = ?, status_at = ? WHERE id = ?",
                      static_cast<int>(change.status), change.at, id);
  transaction.execute(
      "INSERT INTO incident_status_change (incident_id, ordinal, status, at, noted_at, noted_by) "
      "SELECT ?, COALESCE(MAX(ordinal) + 1, 1), ?, ?, ?, ? FROM incident_status_change WHERE "
      "incident_id = ?",
      id, static_cast<int>(change.status), change.at, change.noted_at, change.noted_by, id);
}

}  // namespace anlan::incidents
